// Prints what podcast-partytime and feedsmith read in a feed: `node podcasts.js FILE` → {"partytime": …, "feedsmith": …}.
import { readFileSync } from "node:fs";
import { parseFeed } from "feedsmith";
import partytime from "podcast-partytime";

const xml = readFileSync(process.argv[2], "utf8");
console.log(JSON.stringify({ partytime: partytime.parseFeed(xml), feedsmith: parseFeed(xml).feed }));
