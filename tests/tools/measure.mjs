// Lighthouse's figures for four pages that stand for the site. It is fetched when it is asked for: its lock pulls in 200 packages.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const LIGHTHOUSE = "lighthouse@12.8.2";
const SORTS = ["performance", "accessibility", "best-practices", "seo"];
const FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking";

// The home page, and the first of each: a post, a list, an episode with its player.
export async function measure(base, pages) {
  const first = (part) => pages.find((page) => page.lang === "el" && page.parts.has(part));
  const wanted = [pages.find((page) => page.url === ""), first("entry--news"), first("pagination"), first("player")];
  const found = [];
  for (const page of wanted.filter(Boolean)) found.push(await figuresOf(base, page.url));
  return found;
}

async function figuresOf(base, url) {
  const file = join(mkdtempSync(join(tmpdir(), "lighthouse-")), "report.json");
  const words = ["--yes", LIGHTHOUSE, base + url, "--quiet", "--output=json", `--output-path=${file}`, `--chrome-flags=${FLAGS}`];
  const environment = { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? "/usr/bin/chromium" };
  await promisify(execFile)("npx", words, { env: environment });
  const { audits, categories } = JSON.parse(readFileSync(file, "utf8"));
  const failed = Object.values(audits).filter((audit) => audit.score !== null && audit.score < 0.9).map((audit) => audit.id);
  return {
    page: url,
    scores: SORTS.map((sort) => Math.round(categories[sort].score * 100)),
    shift: audits["cumulative-layout-shift"].numericValue,
    failed,
  };
}
