// A page in Chromium: axe-core's findings, what the Content-Security-Policy refused, errors of scripts, requests to other
// hosts, cookies, layout shift, what is wider than the window, small targets, and the weight before media.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MEDIA = new Set(["image", "media"]);
const MOST = { bytes: 60_000, requests: 12, shift: 0.01 };

// `looks` are triples of a language, a width and a colour scheme.
export async function lookAtAll(base, pages, looks) {
  const browser = await launch();
  const seen = [];
  for (const [lang, width, scheme] of looks) {
    const viewport = { width: Number(width), height: 800 };
    const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: "reduce" });
    await context.addInitScript(watch);
    for (const page of pages.filter((page) => lang === "*" || page.lang === lang)) {
      seen.push({ page: page.url, width, scheme, ...await look(context, base, page.url) });
    }
    await context.close();
  }
  await browser.close();
  return seen;
}

export function launch() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic"];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

// Runs in every page, before its own scripts.
function watch() {
  globalThis.seen = { refused: [], shift: 0 };
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.seen.refused.push(`${event.violatedDirective} refused ${event.blockedURI}`);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

async function look(context, base, url) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true }); // as at a first visit
  const errors = [], foreign = [], sizes = [];
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("requestfinished", (request) => sizes.push(sizeOf(request)));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) foreign.push(`asks ${request.url()}`);
  });
  await page.goto(base + url, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  const { refused, shift } = await page.evaluate(() => globalThis.seen);
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  const cookies = await context.cookies();
  const requests = (await Promise.all(sizes)).filter((request) => !MEDIA.has(request.type) || request.url.endsWith(".svg"));
  const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
  await page.evaluate(AXE); // as a debugger would: the site's policy lets no page run it
  const options = { runOnly: RULES, resultTypes: ["violations"] };
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), options);
  await page.close();
  const wrong = [
    ...violations.map((rule) => `axe ${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`),
    ...refused, ...errors, ...foreign, ...cookies.map((cookie) => `cookie ${cookie.name}`),
    ...(width[0] > width[1] ? [`is ${width[0]} wide in a window of ${width[1]}`] : []),
    ...(shift > MOST.shift ? [`moves while it loads: layout shift ${shift.toFixed(3)}`] : []),
    ...(bytes > MOST.bytes ? [`weighs ${bytes} bytes before its media`] : []),
    ...(requests.length > MOST.requests ? [`makes ${requests.length} requests before its media`] : []),
  ];
  return { wrong, bytes, requests: requests.length, shift };
}

async function sizeOf(request) {
  const { responseBodySize, responseHeadersSize } = await request.sizes();
  return { url: request.url(), type: request.resourceType(), bytes: responseBodySize + responseHeadersSize };
}
