// Looks at a built site as its readers, their browsers and validators meet it, and says what is wrong; status 1 if anything is.
//
//   node audit.mjs FOLDER [--headers FILE] [--pages cover|sorts|all] [--looks el/360/light,en/1280/dark,…]
//                         [--validate] [--lighthouse] [--json]
//
// `cover` takes nearly the fewest pages that have every part of the theme, `sorts` one page of each sort in each language.
// A look is a language (`*`: all), a width and a colour scheme. By default: all languages, 360 and 1280, light and dark.

import { parseArgs } from "node:util";

import { lookAtAll } from "./look.mjs";
import { measure } from "./measure.mjs";
import { coverOf, pagesOf, sortsOf } from "./pages.mjs";
import { serve } from "./serve.mjs";
import { validate } from "./validate.mjs";

const CHOICES = { cover: coverOf, sorts: sortsOf, all: (pages) => pages.filter((page) => !page.isRedirect) };
const LOOKS = "*/360/light,*/360/dark,*/1280/light,*/1280/dark";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    headers: { type: "string" },
    pages: { type: "string", default: "sorts" },
    looks: { type: "string", default: LOOKS },
    validate: { type: "boolean", default: false },
    lighthouse: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [folder] = positionals;
const every = pagesOf(folder);
const pages = CHOICES[values.pages](every);
const server = await serve(folder, values.headers);

const looks = values.looks.split(",").filter(Boolean).map((look) => look.split("/"));
const seen = await lookAtAll(server.base, pages, looks);
const invalid = values.validate ? validate(folder, pages) : [];
const figures = values.lighthouse ? await measure(server.base, every) : [];
server.close();

const wrong = [...seen.flatMap((one) => one.wrong.map((what) => `${one.page} ${one.width} ${one.scheme}: ${what}`)), ...invalid];
const heaviest = seen.reduce((a, b) => (b.bytes > a.bytes ? b : a), { bytes: 0, requests: 0, page: "" });
const report = { pages: pages.length, looks: seen.length, wrong, heaviest, figures };
if (values.json) {
  console.log(JSON.stringify(report));
} else {
  for (const line of wrong) console.log(line);
  for (const { page, scores, shift } of figures) console.log(`${page || "/"}: ${scores.join(" ")}, layout shift ${shift}`);
  console.log(`${pages.length} pages, ${seen.length} looks, ${wrong.length} wrong; the heaviest is /${heaviest.page} with ${heaviest.bytes} bytes in ${heaviest.requests} requests before its media`);
}
process.exitCode = wrong.length ? 1 : 0;
