// The search page. It reads the index (plugins/channels/search) piece by piece, finds out which of the site's words a reader
// means, ranks the texts that have them, and writes the results as text.

const form = document.querySelector(".search");
const { index: root, ...words } = form.dataset;
const status = document.querySelector(".search__status");
const hint = status.textContent;
const list = document.querySelector(".search__results");
const lists = document.querySelector(".search__lists");
const choices = [...form.querySelectorAll("select")];
const lang = document.documentElement.lang;
const others = JSON.parse(words.others);
const PAGE = 10, PLACES = 3, KEYS = 96, AROUND = 28, GUESSES = 2, NAME = 10;

// ---------------------------------------------------------------- the index

const remembered = (known, name, make) => {
  if (!known.has(name)) known.set(name, make());
  return known.get(name);
};
const got = new Map(), indexes = new Map();
const file = (name, read, how) => remembered(got, name, async () => {
  const answer = await fetch(`${root}${name}`, how);
  return answer.ok ? answer[read]() : Promise.reject(new Error(name));
});
const indexOf = (lang) => remembered(indexes, lang, () => open(lang));

async function open(lang) {
  const about = await file(`${lang}.json`, "json", { cache: "no-cache" });
  const rules = about.rules, size = about.texts.length / NAME;
  const stems = rules.stems.map(([pattern, kept]) => [new RegExp(pattern), kept]);
  const index = { lang, ...about, size, rules: compiled(rules), stemOf: (plain) => stemmed(plain, stems) };
  const synonyms = about.synonyms.map((group) => group.map((plain) => [plain, index.stemOf(plain), keysOf(plain, index.rules, 1)[0]]));
  return { ...index, synonyms, known: new Map() };
}

const text = (index, number) => file(`texts/${index.lang}/${index.texts.slice(number * NAME, (number + 1) * NAME)}.json`, "json");

// The words whose keys begin with what a key begins with, the most frequent first. A key, stem or folded form is found when asked for.
function wordsNear(index, keys) {
  const starts = Object.keys(index.words).filter((start) => keys.some((key) => key.startsWith(start) || start.startsWith(key)));
  return Promise.all(starts.map((start) => remembered(index.known, start, async () =>
    (await file(`words/${index.lang}/${index.words[start]}.txt`, "text")).split("\n").map((line) => new Word(line, index)))))
    .then((groups) => groups.flat());
}

class Word {
  constructor(line, index) {
    const at = line.indexOf(" ");
    this.index = index;
    this.written = line.slice(0, at);
    this.places = line.slice(at + 1);
    this.plain = fold(this.written);
    this.isAcronym = isAcronym(this.written);
  }
  get stem() { return this.kept ??= this.isAcronym ? this.plain : this.index.stemOf(this.plain); }
  get key() { return this.sound ??= keysOf(this.written, this.index.rules, 1)[0]; }
  get stemKey() { return this.stemSound ??= keysOf(this.stem, this.index.rules, 1)[0]; }
  // Of each text: what the word weighs there, and of how many words the title is in which it stands.
  get texts() {
    let number = 0;
    return [...this.places.matchAll(/([0-9a-z]+)([A-Z])([A-Z]?)/g)].map(([, step, level, title]) => {
      number += parseInt(step, 36);
      return [number, 2 ** ((level.charCodeAt(0) - 74) / 3), title && title.charCodeAt(0) - 65];
    });
  }
}

// ---------------------------------------------------------------- words

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]+/g, "").toLowerCase().replace(/ς/g, "σ").replace(/ı/g, "i");
const isAcronym = (word) => word.slice(1) !== word.slice(1).toLowerCase();
// Whether a text is in letters of another language: in Latin ones where the language of the index has its own, else in some of theirs.
const isForeign = (text, { own, others }) => own ? /[a-z]/.test(fold(text)) && !own.test(fold(text)) : others.test(fold(text));

// The words of a text, with where each begins, parted as `tokens.py` parts them.
function* tokens(text) {
  for (const { 0: word, index: at } of text.matchAll(/[\p{L}\p{N}]+(?:[.,'’\-‐‑][\p{L}\p{N}]+)*/gu)) {
    const parts = word.split(/[.,'’\-‐‑]/), whole = parts.join(""), sizes = parts.map((part) => part.length);
    const initials = word.split(".").length === parts.length && !/\d/.test(word) && Math.max(...sizes) <= 4 && Math.min(...sizes) === 1;
    if (parts.length === 1 || /^\d+$/.test(whole) || initials) yield { word: whole, at, end: at + word.length };
    else {
      if (/[-‐‑]/.test(word)) yield { word: whole, at, end: at + word.length, parts };
      let from = at;
      for (const part of parts) {
        yield { word: part, at: from, end: from + part.length, inner: /[-‐‑]/.test(word) };
        from += part.length + 1;
      }
    }
  }
}

function stemmed(plain, rules) {
  const rule = rules.find(([pattern]) => pattern.test(plain));
  return rule ? plain.replace(...rule) : plain;
}

const compiled = (rules) => ({
  ...rules,
  apart: rules.apart.map(([pattern, reading]) => [new RegExp(pattern, "g"), reading]),
  together: new RegExp(rules.together.map(([pattern]) => `(${pattern})`).join("|"), "g"),
  readings: rules.together.map(([, reading]) => reading),
  own: rules.own && new RegExp(rules.own),
  others: new RegExp(rules.others),
  ends: rules.ends.map((end) => new RegExp(end)),
});

const combinations = (groups, most) =>
  groups.reduce((rows, group) => rows.flatMap((row) => group.map((item) => [...row, item])).slice(0, most), [[]]);

// All keys by sound that a word may have (`spelling.py`); a word of the site has the first alone.
function keysOf(word, { apart, choices, together, readings, alone }, most) {
  let said = [fold(apart.reduce((text, [pattern, reading]) => text.replace(pattern, reading), word.toLowerCase().normalize("NFD")))];
  for (const [pattern, letters] of choices) {
    said = said.flatMap((text) => {
      const parts = text.split(new RegExp(pattern));
      return combinations(parts.slice(1).map(() => letters), most).map((row) => parts.map((part, i) => part + (row[i] ?? "")).join(""));
    }).slice(0, most);
  }
  const sound = (text) => [...text.replace(together, (...found) => readings[found.slice(1).findIndex(Boolean)])]
    .map((letter) => alone[letter] ?? letter).join("").toLowerCase().replace(/(.)\1+/g, "$1");
  return [...new Set(said.map(sound))].filter(Boolean);
}

// The word that the same keys give when the keyboard is the other language's.
function onOtherKeyboard(plain, { keyboard }) {
  const back = Object.fromEntries(Object.entries(keyboard).map(([latin, greek]) => [fold(greek), latin]));
  const letters = { ...back, ...keyboard };
  return [...plain].map((letter) => letters[letter] ?? letter).join("");
}

// Whether one slip leads from a word to another: a letter too many, too few, another one, or two in each other's place. What sounds
// like another word is none: between keys a vowel for another is no slip.
function isOneSlip(one, other, areKeys) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0, end = 0;
  while (start < one.length && one[start] === other[start]) start++;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const rest = one.slice(start, one.length - end), theirs = other.slice(start, other.length - end);
  if (areKeys && /^[aeiou][aeiou]$/.test(rest + theirs)) return false;
  return Math.max(rest.length, theirs.length) <= 1 || (rest.length === 2 && rest === [...theirs].reverse().join(""));
}

// ---------------------------------------------------------------- meaning

// What a reader may mean by a word: words of the site, each with its share, and whether that is what was written ("said"), another
// spelling of it ("meant"), the beginning of a word in the other language's letters ("begun") or a guess.
async function meaningOf(term, index) {
  const plain = fold(term), keys = keysOf(term, index.rules, KEYS), foreign = isForeign(term, index.rules);
  const near = await wordsNear(index, keys);
  const said = [...formsOf(term, near), ...await synonymsOf(plain, keys, index)];
  const alike = said.length && !foreign ? [] : spelled(keys, near, foreign && index.rules);
  if (said.length) return { how: "said", shares: [...said, ...alike] };
  if (alike.length) return { how: "meant", shares: alike };
  const typed = onOtherKeyboard(plain, index.rules);
  const forms = formsOf(typed, await wordsNear(index, keysOf(typed, index.rules, 1)));
  if (forms.length) return { how: "meant", shares: forms };
  const begun = plain.length < 3 ? [] : near.filter((word) => !word.isAcronym && word.plain.startsWith(plain));
  if (begun.length) return { how: foreign ? "begun" : "said", shares: begun.map((word) => [word, 0.6]) };
  const sounds = keys.filter((key) => foreign && key.length > 3);
  const sounded = near.filter((word) => sounds.some((key) => word.key.startsWith(key)));
  return { how: sounded.length ? "meant" : "none", shares: sounded.map((word) => [word, 0.5]) };
}

// The word itself, then its other forms. Who writes an acronym as one means it alone.
function formsOf(term, near) {
  const plain = fold(term), same = near.filter((word) => word.plain === plain);
  const acronyms = isAcronym(term) ? same.filter((word) => word.isAcronym) : [];
  if (acronyms.length) return acronyms.map((word) => [word, 1]);
  const stem = (same[0] ?? near[0])?.index.stemOf(plain);
  const others = near.filter((word) => word.plain !== plain && !word.isAcronym && word.stem === stem && !/\d/.test(plain));
  return [...same.map((word) => [word, 1]), ...others.map((word) => [word, 0.6])];
}

async function synonymsOf(plain, keys, index) {
  const stem = index.stemOf(plain);
  const group = index.synonyms.find((group) => group.some(([, theirs, key]) => theirs === stem || keys.includes(key))) ?? [];
  const found = await Promise.all(group.filter(([, theirs]) => theirs !== stem).map(async ([one]) =>
    formsOf(one, await wordsNear(index, keysOf(one, index.rules, 1)))));
  return found.flat().map(([word, share]) => [word, share * 0.7]);
}

// Words of the same sound with their other forms; for letters of the other language also what begins alike and ends as forms do.
function spelled(keys, near, foreignRules) {
  const same = new Set(near.filter((word) => keys.includes(word.key)));
  const stems = new Set([...same].filter((word) => !word.isAcronym).map((word) => word.stem));
  const others = near.filter((word) => !same.has(word) && stems.has(word.stem));
  if (same.size || !foreignRules) return [...[...same].map((word) => [word, 0.9]), ...others.map((word) => [word, 0.6])];
  const cut = withoutEndings(keys, foreignRules);
  return near.filter((word) => word.stemKey.length > 3 && cut.has(word.stemKey)).map((word) => [word, 0.6]);
}

// Keys without what may be the ending of a word, by its sound.
const withoutEndings = (keys, { ends }) => new Set(keys.flatMap((key) => ends.map((end) => key.replace(end, ""))));

// The words that one slip would make of a term that says nothing here.
async function guessesOf(term, index) {
  const plain = fold(term), keys = keysOf(term, index.rules, 8), foreign = isForeign(term, index.rules);
  if (plain.length < 4 || /\d/.test(plain)) return [];
  const cut = [...withoutEndings(keys, index.rules)];
  const stem = index.stemOf(plain), long = (word) => Math.max(word.plain.length, plain.length) > 4;
  const far = (word) => isOneSlip(word.plain, plain) ? 1
    : foreign && word.key.length > 4 && keys.some((key) => isOneSlip(key, word.key, true)) ? 2
    : foreign && word.stemKey.length > 5 && cut.some((key) => isOneSlip(key, word.stemKey, true)) ? 4
    : stem.length > 4 && isOneSlip(word.stem, stem) ? 3 : 0;
  const nearest = (words) => {
    const found = words.filter((word) => !word.isAcronym && long(word)).map((word) => [far(word), word]).filter(([much]) => much);
    const least = Math.min(...found.map(([much]) => much));
    const meant = found.filter(([much]) => much === least).map(([, word]) => word);
    const stems = [...new Set(meant.map((word) => word.stem))].slice(0, GUESSES), chosen = meant.filter((word) => stems.includes(word.stem));
    const forms = words.filter((word) => !word.isAcronym && stems.includes(word.stem)).map((word) => [word, 0.5]);
    const alike = foreign ? spelled(chosen.map((word) => word.key), words, index.rules) : [];
    return [...new Map([...chosen.map((word) => [word, 0.5]), ...forms, ...alike]).entries()];
  };
  const turned = [plain.slice(1), plain[1] + plain[0] + plain.slice(2)].map((word) => keysOf(word, index.rules, 1)[0] ?? "");
  const starts = [...new Set([...keys, ...turned].map((key) => key.charAt(0)))].filter(Boolean);
  const found = nearest(await wordsNear(index, starts));
  return found.length ? found : nearest(await wordsNear(index, await elsewhere(index, keys, far)));
}

// The keys of words that differ in their first letter, or have one more there.
async function elsewhere(index, keys, far) {
  const seconds = [...new Set(keys.slice(0, 2).flatMap((key) => [...key.slice(0, 3)]))].filter((letter) => index.endings[letter]);
  const files = await Promise.all(seconds.map((letter) => file(`words/${index.lang}/${index.endings[letter]}.txt`, "text")));
  const words = files.flatMap((text) => text.split(" ")).map((written) => new Word(`${written} `, index)).filter(far);
  return words.slice(0, GUESSES).map((word) => word.key);
}

// ---------------------------------------------------------------- finding

// The words of a query. An accent that was typed on the other keyboard and spaces between initials (Κ. Α. Λ. Ο.) are no signs.
function termsOf(query) {
  const accents = /(\p{Script=Latin})[;:](?=\p{Script=Latin})/gu, spaces = /(?<=(?<!\p{L})\p{L}{1,4}\.)\s+(?=\p{L}{1,4}\.)/gu;
  const found = [...tokens(query.normalize("NFC").replace(accents, "$1").replace(spaces, ""))];
  const shown = found.filter(({ word }) => word.length > 1 || /\d/.test(word));
  return (shown.length ? shown : found).slice(0, 24);
}

// The meanings of the terms of a query: a hyphenated word is one where the site has it as one, else its parts.
async function meaningsOf(query, index) {
  const all = await Promise.all(termsOf(query).map(async (term) => ({ ...term, ...await meaningOf(term.word, index) })));
  return all.filter((term, i) => term.parts ? term.how === "said"
    : !(term.inner && all.slice(0, i).findLast(({ parts }) => parts)?.how === "said"));
}

async function find(query, lang, guess) {
  const index = await indexOf(lang);
  const terms = (await meaningsOf(query, index)).filter(({ word, how }) => how !== "none" || word.length > 2);
  for (const term of guess ? terms.filter(({ how }) => how === "none") : []) {
    term.shares = await guessesOf(term.word, index);
    if (term.shares.length) term.how = "guess";
  }
  const known = terms.filter(({ how }) => how !== "none");
  const found = known.length ? await ranked(known, index) : { numbers: [], most: 0 };
  return { index, terms, ...found, isWhole: known.length === terms.length && found.isWhole };
}

// The numbers of the texts that have most of the terms, the best first.
async function ranked(terms, index) {
  const scored = terms.map(({ shares, word }) => scores(shares, index, word));
  const rare = scored.filter(({ size }) => size <= index.size / 2), asked = rare.length ? rare : scored;
  const sums = new Map();
  for (const one of scored) {
    for (const [number, { score, title }] of one.texts) {
      const sum = sums.get(number) ?? { score: 0, terms: 0, said: 0, title: 0 };
      sum.score += score;
      sum.terms += asked.includes(one);
      sum.said += Boolean(title) && (one.isLong || !scored.some(({ isLong }) => isLong));
      sum.title = Math.max(sum.title, title);
      sums.set(number, sum);
    }
  }
  const gather = new Set(index.gather), whole = [];
  for (const [number, sum] of sums) {
    if (sum.title && sum.said >= sum.title) {
      sum.score *= 1.6;
      if (gather.has(number)) whole.push(number);
    }
  }
  for (const number of whole) await addGathered(await text(index, number), sums, sums.get(number).score, asked.length);
  const most = Math.max(0, ...[...sums.values()].map((sum) => sum.terms));
  const numbers = [...sums].filter(([, sum]) => sum.terms === most).sort((a, b) => b[1].score - a[1].score || a[0] - b[0]);
  return { numbers: most * 2 < asked.length ? [] : numbers.map(([number]) => number), isWhole: most === asked.length };
}

function addGathered({ texts }, sums, score, terms) {
  for (const number of texts) {
    const sum = sums.get(number) ?? { score: 0, said: 0, title: 0 };
    sums.set(number, { ...sum, score: sum.score + score * 0.3, terms });
  }
}

// What each text is worth for a term. What stands in a title counts most, the more the shorter that is.
function scores(shares, index, term) {
  const texts = new Map();
  for (const [word, share] of shares) {
    for (const [number, weight, title] of word.texts) {
      const one = texts.get(number) ?? { weight: 0, title: 0, bonus: 0 };
      one.weight += weight * share;
      if (title) Object.assign(one, { title, bonus: Math.max(one.bonus, share * (0.6 + 0.6 / Math.sqrt(title))) });
      texts.set(number, one);
    }
  }
  const rare = 0.2 + Math.log(1 + (index.size - texts.size + 0.5) / (texts.size + 0.5));
  for (const one of texts.values()) one.score = rare * (one.weight / (one.weight + 1.5) + one.bonus);
  return { texts, size: texts.size, isLong: term.length > 3 };
}

const chosen = () => choices.filter((choice) => choice.value).map(({ name, value }) => [name, value]);
const KINDS = { kind: 0, axis: 1, member: 2, year: 3 };

async function narrowed({ index, numbers }) {
  const wanted = chosen();
  if (!wanted.length) return numbers;
  const facts = await file(`texts/${lang}/${index.facts}.json`, "json");
  return numbers.filter((number) => facts[number] && wanted.every(([name, value]) => [facts[number][KINDS[name]]].flat().includes(value)));
}

async function newest() {
  const index = await indexOf(lang), facts = await file(`texts/${lang}/${index.facts}.json`, "json");
  const numbers = [...facts.keys()].filter((number) => facts[number]).sort((a, b) => facts[b][4].localeCompare(facts[a][4]));
  return { index, terms: [], numbers, isWhole: true };
}

// Whether what a word means here is not what it means as it is written: nothing, or words in the letters of another language alone.
const isStrange = ({ word, how, shares }, rules) => how === "none" || how === "begun"
  || (isForeign(word, rules) && (how === "meant" ? !rules.own : shares.every(([one]) => isForeign(one.written, rules))));

// What is found here; where a word says nothing here, what is found in another language as it is written; then by guesses.
async function ask(query) {
  if (!query) return [await newest()];
  const here = await find(query, lang, false);
  const there = [];
  if (here.terms.some((term) => isStrange(term, here.index.rules))) for (const [other] of others) there.push(await find(query, other, false));
  const literal = there.filter(({ numbers, isWhole, terms }) => numbers.length && isWhole && terms.every(({ how }) => how === "said"));
  const isKnown = here.terms.every(({ how }) => how !== "none" && how !== "begun");
  if (isKnown) return [here, ...here.numbers.length < PAGE ? literal : []];
  if (literal.length) return literal;
  const guessed = await find(query, lang, true);
  if (guessed.numbers.length) return [guessed];
  for (const [other] of others) {
    const found = await find(query, other, true);
    if (found.numbers.length && found.isWhole) return [found];
  }
  return [guessed];
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
const days = (when) => {
  const format = new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: "UTC" });
  return when.length ? format.formatRange(...[when[0], when.at(-1)].map((iso) => new Date(iso))) : "";
};

// A piece of a text with what was found marked; nothing of it is parsed.
function marked(text, forms) {
  const pieces = [];
  let from = 0;
  for (const { word, at, end } of tokens(text)) {
    if (at < from || !forms.has(fold(word))) continue;
    pieces.push(text.slice(from, at), element("mark", "", text.slice(at, end)));
    from = end;
  }
  return [...pieces, text.slice(from)];
}

// The words around the place where most of what was looked for stands together.
function excerpt(text, forms) {
  const found = [...tokens(text)], hits = found.map(({ word }) => fold(word)).map((plain) => forms.has(plain) ? plain : "");
  const varied = (at) => new Set(hits.slice(at, at + AROUND).filter(Boolean)).size;
  const starts = hits.flatMap((hit, at) => hit ? [Math.max(0, at - 4)] : []).slice(0, 200);
  const start = starts.reduce((best, at) => varied(at) > varied(best) ? at : best, starts[0] ?? 0);
  const from = start ? found[start].at : 0, to = found[start + AROUND]?.at ?? text.length;
  return { hits: varied(start), pieces: [from ? "… " : "", ...marked(text.slice(from, to), forms), to < text.length ? " …" : ""] };
}

const countIn = (text, forms) => new Set([...tokens(text)].map(({ word }) => fold(word)).filter((plain) => forms.has(plain))).size;

// Places of a recording at which the words are said, and headings below which they stand, in their order.
function places({ url, parts }, forms) {
  const hits = parts.map(([anchor, heading, text], at) => ({ anchor, heading, text, at, count: anchor ? countIn(`${heading} ${text}`, forms) : 0 }));
  const best = hits.filter(({ count }) => count).sort((a, b) => b.count - a.count || a.at - b.at);
  const isSaid = best.some(({ anchor }) => /^t-\d/.test(anchor));
  return best.filter(({ anchor }) => !isSaid || /^t-\d/.test(anchor)).slice(0, PLACES).sort((a, b) => a.at - b.at).map(({ anchor, heading, text }) => {
    const href = `${url}#${anchor}`;
    if (!isSaid) return element("li", "", link("", href, heading));
    return element("li", "", link("search__time", href, words.at.replace("{time}", clock(Number(anchor.slice(2))))), " ", ...marked(text, forms));
  });
}

// A text as a result. A day is shown as the page's language writes it.
function card(data, forms, foreign) {
  const parts = places(data, forms), isSaid = parts.some((part) => part.querySelector(".search__time"));
  const facts = [data.label, days(data.when)].filter(Boolean).join(" · ");
  const made = element("li", "search__result",
    element("h2", "search__title", link("search__link", data.url, ...marked(data.title, new Set()))),
    element("p", "search__facts", facts));
  const best = data.parts.map(([, , text]) => excerpt(text, forms)).reduce((one, other) => other.hits > one.hits ? other : one);
  if (!isSaid) made.append(element("p", "", ...best.pieces));
  if (parts.length) made.append(element("ul", "search__places", ...parts));
  if (foreign) Object.assign(made, { lang: foreign });
  return made;
}

// The first results, and a button for those after them.
async function more(results, asked) {
  const cards = await Promise.all(results.slice(0, PAGE).map(async ({ index, number, forms, above }) => [
    ...above ? [element("li", "search__other", above)] : [],
    card(await text(index, number), forms, index.lang === lang ? "" : index.lang),
  ]));
  if (asked !== turn) return;
  list.append(...cards.flat());
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

const counted = (count, [one, many]) => `${count === 1 ? one : many.replace("{count}", count)}.`;
const quoted = (terms) => terms.map(({ word }) => words.quotes.replace("{words}", word)).join(", ");

// The words that were taken for others: the likeliest of each.
const meant = (terms, how) => terms.filter((term) => term.how === how).map(({ shares }) =>
  [...new Map([...shares].reverse().map(([word]) => [word.stem, word])).values()].slice(-GUESSES).map(({ written }) => written).join(", "));

// What is said of an answer: how much it is, and what was made of the reader's words.
function saidOf(answer, count) {
  const { index, terms, isWhole } = answer;
  const counts = index.lang === lang ? [words.one, words.many] : others.find(([other]) => other === index.lang).slice(1);
  const lost = terms.filter(({ how }) => how === "none");
  const guesses = terms.filter(({ how }) => how === "guess");
  return [
    guesses.length ? words.guess.replace("{asked}", quoted(guesses)).replace("{words}", meant(terms, "guess").join(" · ")) : "",
    count ? counted(count, counts) : words.none,
    count && meant(terms, "meant").length ? words.meant.replace("{words}", meant(terms, "meant").join(" · ")) : "",
    count && lost.length ? words.without.replace("{words}", quoted(lost)) : "",
    count && !lost.length && !isWhole ? words.partly : "",
  ].filter(Boolean).join(" ");
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
    const answers = await ask(query);
    const results = [], told = [];
    for (const answer of answers) {
      const numbers = answer.index.lang === lang ? await narrowed(answer) : answer.numbers;
      const forms = new Set(answer.terms.flatMap(({ shares }) => shares.map(([word]) => word.plain)));
      const said = numbers.length || answer === answers[0] ? saidOf(answer, numbers.length) : "";
      told.push(said);
      const above = answer.index.lang === lang ? "" : said;
      results.push(...numbers.map((number, i) => ({ index: answer.index, number, forms, above: i ? "" : above })));
    }
    if (asked !== turn) return;
    list.replaceChildren();
    await more(results, asked);
    if (asked !== turn) return;
    status.textContent = told.filter(Boolean).join(" ");
  } catch {
    if (asked !== turn) return;
    got.clear();
    indexes.clear();
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
form.q.addEventListener("focus", () => { indexOf(lang).catch(() => { got.clear(); indexes.clear(); }); }, { once: true });

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
