// The way through the site without a mouse, as JSON: where the focus goes, and what the keys do.
//   node keyboard.mjs FOLDER HOME EPISODE

import { launch } from "./look.mjs";
import { serve } from "./serve.mjs";

const [, , folder, home, episode] = process.argv;
const server = await serve(folder);
const browser = await launch();
const told = { wide: await onHome(1280), narrow: await onHome(360), player: await onEpisode() };
await browser.close();
server.close();
console.log(JSON.stringify(told));

// What has the focus: its words, and whether one can see that it has it.
function focused() {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  return {
    name: document.activeElement.className || document.activeElement.localName,
    seen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && box.width > 0 && box.height > 0,
    size: Math.round(Math.min(box.width, box.height)),
  };
}

// Whether a finger that points at the middle of an element meets it.
function isOnTop(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === element;
}

async function onHome(width) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  await page.goto(server.base + home);
  const way = [];
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press("Tab");
    way.push(await page.evaluate(focused));
  }
  const told = { way };
  const menu = page.locator(".masthead__menu");
  if (await menu.isVisible()) {
    await menu.focus();
    await page.keyboard.press("Enter");
    told.opened = await page.locator(".menu").isVisible();
    told.reached = await menu.evaluate(isOnTop);
    await page.keyboard.press("Tab");
    told.inMenu = await page.evaluate(() => document.activeElement.className);
    await page.keyboard.press("Escape");
    told.closed = !await page.locator(".menu").isVisible();
    told.back = await page.evaluate(() => document.activeElement.className);
  }
  await page.goto(server.base + home);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  told.skipped = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("Tab");
  told.after = await page.evaluate(() => Boolean(document.activeElement.closest("main")));
  await page.close();
  return told;
}

async function onEpisode() {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(server.base + episode);
  const at = () => page.evaluate(() => Math.floor(document.querySelector("audio").currentTime));
  const told = {};
  await page.locator(".chapters__link").nth(1).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 0 && !document.querySelector("audio").seeking);
  await page.keyboard.press("Tab");
  told.chapter = await at();
  await page.evaluate(() => document.querySelector("audio").pause());
  await page.locator("[data-skip='30']").focus();
  await page.keyboard.press("Space");
  told.on = await at();
  told.end = await page.evaluate(() => Math.floor(document.querySelector("audio").duration));
  await page.locator(".player__choice").focus();
  await page.keyboard.press("ArrowDown");
  told.speed = await page.evaluate(() => document.querySelector("audio").playbackRate);
  told.current = await page.locator(".chapters__link[aria-current]").count();
  await page.locator(".player__transcript summary").focus();
  await page.keyboard.press("Enter");
  told.transcript = await page.locator(".transcript").isVisible();
  told.line = await page.locator(".transcript__part[aria-current]").count();
  await page.evaluate(() => new Promise((resolve) => {
    const audio = document.querySelector("audio");
    audio.addEventListener("timeupdate", resolve, { once: true });
    audio.currentTime += 6;
  }));
  told.left = await at();
  await page.reload();
  told.resumed = await page.locator(".player__place").textContent();
  told.at = await at();
  told.speedAgain = await page.evaluate(() => document.querySelector("audio").playbackRate);
  await page.locator("[data-from-start]").focus();
  await page.keyboard.press("Enter");
  told.fromStart = await at();
  await page.close();
  return told;
}
