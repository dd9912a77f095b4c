// Which pages of a built site to look at: each sort of page once, told apart by the parts that it is made of.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const EXEMPT = /^digest\//; // an e-mail: tables and inline styles are what mail programs show

// Every page, by its path in the folder; with its language and the class names that it uses.
export function pagesOf(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html") && !EXEMPT.test(path)).sort();
  return paths.map((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    const lang = /<html lang="([^"]*)"/.exec(text)?.[1] ?? "";
    const parts = new Set([...text.matchAll(/ class="([^"]*)"/g)].flatMap((match) => match[1].split(/\s+/)));
    for (const [, tag] of text.matchAll(/<(audio|blockquote|details|dl|form|iframe|ol|pre|table|video)\b/g)) parts.add(`<${tag}>`);
    return { path, url: path.replace(/(^|\/)index\.html$/, "$1"), lang, parts, isRedirect: /http-equiv="refresh"/.test(text) };
  });
}

// One page for each language and set of parts.
export function sortsOf(pages) {
  const found = new Map();
  for (const page of pages.filter((page) => !page.isRedirect)) {
    const mark = `${page.lang} ${[...page.parts].sort().join(" ")}`;
    if (!found.has(mark)) found.set(mark, page);
  }
  return [...found.values()];
}

// The fewest pages, nearly, that have every part: the one with most new parts first. Every other one that has a counterpart
// of the same parts is taken in the next language, so that all languages are seen.
export function coverOf(pages) {
  const sorts = sortsOf(pages);
  const langs = [...new Set(sorts.map((page) => page.lang))].sort();
  const same = (page, lang) => sorts.find((other) => other.lang === lang && other.parts.size === page.parts.size && [...page.parts].every((part) => other.parts.has(part)));
  const left = sorts.map((page) => ({ page, new: new Set(page.parts) }));
  const chosen = [];
  for (;;) {
    const best = left.reduce((a, b) => (b.new.size > a.new.size ? b : a));
    if (!best.new.size) return chosen;
    chosen.push(same(best.page, langs[chosen.length % langs.length]) ?? best.page);
    const seen = new Set(best.new);
    for (const one of left) one.new = new Set([...one.new].filter((part) => !seen.has(part)));
  }
}
