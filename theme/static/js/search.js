// The search page. Pagefind finds and ranks; this file asks it, tries other spellings, and writes the results as text.
// Spellings: every word has a key by its sound, made by the rules that come with the index (plugins/channels/search).

const form = document.querySelector(".search");
const { index, ...words } = form.dataset;
const status = document.querySelector(".search__status");
const hint = status.textContent;
const list = document.querySelector(".search__results");
const lists = document.querySelector(".search__lists");
const choices = [...form.querySelectorAll("select")];
const lang = document.documentElement.lang;
const PAGE = 10, PLACES = 3, READINGS = 6, KEYS = 48;

// ---------------------------------------------------------------- asking

let engine;
const start = () => engine ??= (async () => {
  const pagefind = await import(`${index}pagefind.js`);
  await pagefind.options({ noWorker: true, baseUrl: "/", excerptLength: 28, ranking: { diacriticSimilarity: 0 } });
  await pagefind.init();
  return pagefind;
})();

const files = new Map();
const file = (name, read) => {
  if (!files.has(name)) {
    files.set(name, fetch(`${index}${name}`).then((answer) => answer.ok ? answer[read]() : Promise.reject(new Error(name))));
  }
  return files.get(name);
};

const chosen = () => choices.filter((choice) => choice.value).map(({ name, value }) => [name, value]);

async function ask(query) {
  const pagefind = await start();
  const wanted = chosen(), facts = wanted.length ? await file(`facts/${lang}.json`, "json") : {};
  const fits = ({ id }) => wanted.every(([name, value]) => [facts[id]?.[name]].flat().includes(value));
  if (!query) {
    const all = (await pagefind.search(null)).results.filter(fits);
    return { found: all.sort((a, b) => facts[b.id].date.localeCompare(facts[a.id].date)), meant: [] };
  }
  const readings = await Promise.all(query.split(/\s+/).map(readingsOf));
  const best = new Map(), meant = [];
  for (const parts of combinations(readings, READINGS)) {
    const results = (await pagefind.search(parts.join(" "))).results.filter(fits);
    if (results.length && fold(parts.join(" ")) !== fold(query)) meant.push(parts.join(" "));
    for (const result of results) if (!(best.get(result.id)?.score >= result.score)) best.set(result.id, result);
  }
  return { found: [...best.values()].sort((a, b) => b.score - a.score), meant };
}

// ---------------------------------------------------------------- spelling

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]+/g, "").toLowerCase().replace(/ς/g, "σ");
const isForeign = (word) => (lang === "el" ? /[a-z]/i : /[α-ω]/).test(fold(word));

const rules = () => file("words/rules.json", "json");

const combinations = (groups, most) =>
  groups.reduce((rows, group) => rows.flatMap((row) => group.map((item) => [...row, item])).slice(0, most), [[]]);

const replaced = (text, pairs) => pairs.reduce((said, [pattern, reading]) => said.replace(new RegExp(pattern, "g"), reading), text);

// All keys that a word may have; a word of the site has the first alone.
function keysOf(word, { greek, choices, both }, most) {
  let said = [replaced(fold(word), greek)];
  for (const [pattern, readings] of choices) {
    said = said.flatMap((text) => {
      const parts = text.split(new RegExp(pattern));
      const between = parts.slice(1).map(() => readings);
      return combinations(between, most).map((row) => parts.map((part, i) => part + (row[i] ?? "")).join(""));
    }).slice(0, most);
  }
  return [...new Set(said.map((text) => replaced(text, both)))];
}

// The site's words whose keys begin with a letter, the most frequent first: as they are written, folded, and by their sound.
const vocabulary = (letter) => {
  if (!vocabularies.has(letter)) vocabularies.set(letter, read(letter));
  return vocabularies.get(letter);
};
const vocabularies = new Map();
async function read(letter) {
  const told = await rules();
  if (!told.letters[lang]?.includes(letter)) return [];
  const text = await file(`words/${lang}/${letter}.txt`, "text");
  return text.split(" ").map((word) => ({ word, plain: fold(word), key: keysOf(word, told, 1)[0] }));
}

// What a reader may mean by a word. One that the site has, or that begins one, is taken as it is, and so is another form of
// one: Pagefind knows the forms. Words of the same sound come before, and for a word in letters of the other language
// those of the same stem after. Pagefind alone would cut an unknown word until something begins with the rest.
async function readingsOf(term) {
  const pieces = term.split(/[^\p{L}\p{N}]+/u).filter((piece) => piece.length > 1 && !/^\d+$/.test(piece));
  if (pieces.length !== 1 || pieces[0].length < term.length - 2) return [term];
  const keys = keysOf(term, await rules(), KEYS), plain = fold(pieces[0]), foreign = isForeign(term);
  const words = (await Promise.all([...new Set(keys.map((key) => key.charAt(0)))].map(vocabulary))).flat();
  const known = words.some((one) => one.plain === plain || (!foreign && one.plain.startsWith(plain)));
  if (known && !foreign) return [term];
  const same = words.filter(({ key }) => keys.includes(key));
  const near = same.length || known ? [] : words
    .map((one) => ({ ...one, far: Math.min(...keys.map((key) => apart(key, one.key))) }))
    .filter(({ far }) => far <= 2).sort((a, b) => a.far - b.far).slice(0, 2);
  if (!foreign && !same.length && near[0]?.far !== 1 && words.some((one) => apart(one.plain, plain) <= 3)) return [term];
  return [...new Set([...known ? [term] : [], ...[...same, ...near].map(({ word }) => word)])].slice(0, 4);
}

// How much of the longer of two words stands after their common beginning; without three such letters, too much.
function apart(one, other) {
  let common = 0;
  while (common < one.length && one[common] === other[common]) common++;
  return common < 3 ? Infinity : Math.max(one.length, other.length) - common;
}

// ---------------------------------------------------------------- showing

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
};
const link = (className, href, ...children) => Object.assign(element("a", className, ...children), { href });
const clock = (seconds) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  return (parts[0] ? parts : parts.slice(1)).map((part, i) => i ? String(part).padStart(2, "0") : part).join(":");
};
const day = (iso) => new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));

// An excerpt marks what was found with <mark> and escapes < and >; it is taken apart, never parsed.
function excerpt({ excerpt, plain_excerpt: plain, raw_content: whole }) {
  const parts = excerpt.split(/<\/?mark>/).map((part, i) => {
    const text = part.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
    return i % 2 ? element("mark", "", text) : text;
  });
  return [whole.startsWith(plain) ? "" : "… ", ...parts, whole.endsWith(plain) ? "" : " …"];
}

// Places of a recording at which the words are said: the last anchor before each, with what is said there.
function moments(data) {
  const anchors = data.anchors.filter(({ id }) => id.startsWith("t-")).sort((a, b) => a.location - b.location);
  const spoken = data.content.split(/\s+/);
  const hits = new Map();
  for (const { location } of [...data.weighted_locations].sort((a, b) => b.weight - a.weight)) {
    const at = anchors.findLastIndex((anchor) => anchor.location <= location);
    if (at >= 0) hits.set(at, [...hits.get(at) ?? [], location]);
  }
  return [...hits].slice(0, PLACES).sort((a, b) => a[0] - b[0]).map(([at, locations]) => {
    const from = anchors[at].location, to = anchors[at + 1]?.location ?? spoken.length;
    const said = spoken.slice(from, to).flatMap((word, i) => [locations.includes(from + i) ? element("mark", "", word) : word, " "]);
    const time = clock(Number(anchors[at].id.slice(2)));
    return element("li", "", link("search__time", `${data.url}#${anchors[at].id}`, words.at.replace("{time}", time)), " ", ...said);
  });
}

const sections = (data) => data.sub_results.filter(({ url }) => url.includes("#")).slice(0, PLACES).map((part) =>
  element("li", "", link("", part.url, part.title)));

function card(data) {
  const places = moments(data);
  const parts = places.length ? places : sections(data);
  const kind = form.querySelector(`[name=kind] option[value="${CSS.escape(data.meta.kind)}"]`)?.textContent;
  const facts = [kind, data.meta.date && day(data.meta.date)].filter(Boolean).join(" · ");
  const made = element("li", "search__result",
    element("h2", "search__title", link("search__link", data.url, data.meta.title)),
    element("p", "search__facts", facts));
  if (!places.length) made.append(element("p", "", ...excerpt(data)));
  if (parts.length) made.append(element("ul", "search__places", ...parts));
  return made;
}

async function more(results, asked) {
  const cards = (await Promise.all(results.slice(0, PAGE).map((result) => result.data()))).map(card);
  if (asked !== turn) return;
  list.append(...cards);
  if (results.length <= PAGE) return;
  const button = element("button", "button", words.more);
  const row = element("li", "search__more", button);
  button.addEventListener("click", async () => {
    await more(results.slice(PAGE), asked);
    row.nextElementSibling?.querySelector("a").focus();
    row.remove();
  });
  list.append(row);
}

let turn = 0;
async function search() {
  const asked = ++turn;
  const query = form.q.value.trim();
  const asks = new URLSearchParams([...(query ? [["q", query]] : []), ...chosen()]);
  history.replaceState(null, "", `${location.pathname}${asks.size ? `?${asks}` : ""}`);
  lists.hidden = asks.size > 0;
  if (!asks.size) {
    list.replaceChildren();
    status.textContent = hint;
    return;
  }
  const slow = setTimeout(() => { status.textContent = words.wait; }, 300);
  try {
    const { found, meant } = await ask(query);
    if (asked !== turn) return;
    list.replaceChildren();
    await more(found, asked);
    if (asked !== turn) return;
    const count = found.length === 1 ? words.one : words.many.replace("{count}", found.length);
    status.textContent = [found.length ? `${count}.` : words.none,
      meant.length ? words.meant.replace("{words}", meant.join(", ")) : ""].join(" ").trim();
  } catch {
    if (asked !== turn) return;
    engine = undefined;
    files.clear();
    vocabularies.clear();
    list.replaceChildren();
    lists.hidden = false;
    status.textContent = words.failed;
  } finally {
    clearTimeout(slow);
  }
}

// ---------------------------------------------------------------- the form

const given = new URLSearchParams(location.search);
for (const field of [form.q, ...choices]) if (given.has(field.name)) field.value = given.get(field.name);
for (const choice of choices) if (choice.selectedIndex < 0) choice.selectedIndex = 0;
form.hidden = false;

let typed;
form.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(search, 250); });
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typed); search(); });
form.q.addEventListener("focus", () => { start().catch(() => { engine = undefined; }); }, { once: true });

// Arrows walk through the results, “/” leads back to the words.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [form.q, ...list.querySelectorAll(".search__link")];
  const at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && at >= 0 && links[at + step]) {
    event.preventDefault();
    links[at + step].focus();
  } else if (event.key === "/" && !event.target.closest("input, select, textarea")) {
    event.preventDefault();
    form.q.select();
  }
});

search();
