// The pages that ask the data. What is published as JSON (docs/opendata.md) is read at the first question, narrowed by words and
// choices, counted or added up, and written as text. The question stands in the address, so that an answer can be passed on.

const form = document.querySelector(".ask");
const { source, columns: described, title, number, found, sum, failed } = form.dataset;
const PAGE = 100, BARS = 30;
const [status, counts, rows, more] = ["status", "counts", "rows", "more"].map((name) => document.querySelector(`.ask__${name}`));
const answer = document.querySelector(".ask__answer"), first = document.querySelector(".ask__first");
first.textContent = first.textContent.replace("{count}", String(BARS));
const lang = document.documentElement.lang;
const field = (name) => form.elements[name];
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("ς", "σ");
const isNumber = (column) => column.sort === "amount" || column.sort === "number";

// ---------------------------------------------------------------- what is asked

// A set has columns (key, name, sort, currency) and rows (cells: a list of strings for each column; `text`: all of it, folded).
const sets = new Map();
const setOf = (address, make) => {
  if (!sets.has(address)) sets.set(address, fetch(address).then((got) => (got.ok ? got.json() : Promise.reject(new Error(address)))).then(make));
  return sets.get(address).catch((error) => { sets.delete(address); throw error; });
};

function ofKind({ records }) {
  const columns = [{ key: "title", name: title, sort: "text" }, ...JSON.parse(described)];
  return made(columns, records, (record) => columns.map(({ key }) => strings(record[key] ?? record.facts?.[key])));
}

function ofTable({ table }) {
  return made(table.columns, table.rows, (row) => row.map(strings));
}

const strings = (value) => [value ?? []].flat().map((one) => String(one.key ?? one));

function made(columns, items, cellsOf) {
  const rows = items.map((item) => {
    const cells = cellsOf(item);
    const words = cells.flatMap((cell, place) => cell.map((value) => nameOf(columns[place], value)));
    return { url: item.url, cells, text: folded([...words, item.summary ?? ""].join(" ")) };
  });
  return { columns, rows };
}

// What can be chosen is called as its choice is; anything else as it is written.
const nameOf = ({ key }, value) => [...(field(`is-${key}`)?.options ?? [])].find((option) => option.value === value)?.text ?? value;

// ---------------------------------------------------------------- numbers

// Exact decimals as whole numbers of the smallest part; what is added up is never a float.
const large = (size) => (size < 0n ? -size : size);
const places = (texts) => Math.max(0, ...texts.map((text) => (text.split(".")[1] ?? "").length));
function whole(text, digits) {
  const [units, part = ""] = text.split(".");
  return BigInt(units + part.padEnd(digits, "0"));
}

function decimal(size, digits) {
  const text = String(large(size)).padStart(digits + 1, "0");
  return `${size < 0n ? "-" : ""}${text.slice(0, text.length - digits)}${digits ? `.${text.slice(-digits)}` : ""}`;
}

function inNumbers(text, currency) {
  const how = currency ? { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" } : { maximumFractionDigits: 6 };
  return new Intl.NumberFormat(lang, how).format(text).replace("-", "\u2212");
}

const inWords = (column, value, currency) =>
  column.sort === "day" || column.sort === "date" ? new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value.slice(0, 10)))
    : column.sort === "amount" ? inNumbers(value, column.currency || currency)
      : nameOf(column, value);

// The currency of a row's amounts: its column's, or what stands in a cell of its own.
const currencyOf = ({ columns }, column, row) => column.currency || row.cells[columns.findIndex(({ key }) => key === "currency")]?.[0] || "";

// ---------------------------------------------------------------- answers

const matching = ({ columns, rows }, asked) => {
  const words = folded(asked.get("q") ?? "").split(/\s+/).filter(Boolean);
  return rows.filter((row) => words.every((word) => row.text.includes(word))
    && columns.every(({ key }, place) => !asked.get(`is-${key}`) || row.cells[place].includes(asked.get(`is-${key}`))));
};

// Groups of rows by a column, each with the sum of another one, or how many they are; none where there are two currencies.
function gathered(set, shown, by, of) {
  const digits = of < 0 ? 0 : places(shown.flatMap((row) => row.cells[of]));
  const currencies = new Set(of < 0 ? [""] : shown.map((row) => currencyOf(set, set.columns[of], row)));
  if (currencies.size > 1) return gathered(set, shown, by, -1);
  const groups = new Map();
  let total = 0n;
  for (const row of shown) {
    const size = of < 0 ? 1n : row.cells[of].reduce((sum, text) => sum + whole(text, digits), 0n);
    total += size;
    for (const name of row.cells[by] ?? []) groups.set(name, (groups.get(name) ?? 0n) + size);
  }
  return { groups: [...groups], total, say: (size) => inNumbers(decimal(size, digits), [...currencies][0]), isSum: of >= 0 };
}

const element = (name, words = {}, ...children) => {
  const made = Object.assign(document.createElement(name), words);
  made.append(...children);
  return made;
};

function bar(size, most) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = svg.appendChild(document.createElementNS(svg.namespaceURI, "rect"));
  for (const [key, value] of Object.entries({ class: "ask__bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(key, value);
  rect.setAttribute("width", most ? String(Number((large(size) * 1000n) / most) / 10) : "0");
  rect.setAttribute("height", "8");
  if (size < 0n) rect.setAttribute("class", "below");
  return svg;
}

function draw(set, { groups, say, isSum }, by, of) {
  groups.sort(([, a], [, b]) => (large(a) < large(b) ? 1 : large(a) > large(b) ? -1 : 0));
  const most = groups.length ? large(groups[0][1]) : 0n;
  const heads = [set.columns[by]?.name ?? "", isSum ? set.columns[of].name : number];
  counts.hidden = groups.length === 0;
  first.hidden = groups.length <= BARS;
  [...counts.tHead.rows[0].cells].forEach((cell, place) => { cell.textContent = heads[place]; });
  counts.tBodies[0].replaceChildren(...groups.slice(0, BARS).map(([name, size]) => element("tr", {},
    element("th", { scope: "row" }, inWords(set.columns[by], name)), element("td", { className: "number" }, say(size), bar(size, most)))));
}

function list(set, shown, size) {
  const head = Math.max(0, set.columns.findIndex(({ key }) => ["title", "description", "recipient", "payee"].includes(key)));
  rows.tHead.replaceChildren(element("tr", {}, ...set.columns.map((column) => element("th", { scope: "col", className: isNumber(column) ? "number" : "" }, column.name))));
  rows.tBodies[0].replaceChildren(...shown.slice(0, size).map((row) => element("tr", {}, ...row.cells.map((cell, place) => {
    const column = set.columns[place], words = cell.map((value) => inWords(column, value, currencyOf(set, column, row))).join(", ");
    const link = place === head && row.url ? element("a", { href: new URL(row.url).pathname }, words) : words;
    return place === head ? element("th", { scope: "row" }, link) : element("td", { className: isNumber(column) ? "number" : "" }, link);
  }))));
  more.hidden = shown.length <= size;
  more.onclick = () => {
    list(set, shown, size + PAGE);
    rows.tBodies[0].rows[size].querySelector("a, th, td").focus();
  };
}

// The columns of a table as choices: its categories, words to gather by, money to add up.
function offer(set) {
  const options = (chosen) => set.columns.filter(chosen).map(({ key, name }) => new Option(name, key));
  field("by").replaceChildren(...options((column) => !isNumber(column)));
  field("of").replaceChildren(...options((column) => column.sort === "amount"), new Option(number, ""));
  const named = ["category", "recipient", "payee", "description"].find((name) => set.columns.some(({ key }) => key === name));
  if (named) field("by").value = named;
  const category = field("is-category"), place = set.columns.findIndex(({ key }) => key === "category");
  const values = new Set(place < 0 ? [] : set.rows.flatMap((row) => row.cells[place]));
  category.replaceChildren(new Option(category.dataset.all, ""), ...[...values].map((value) => new Option(value)));
  category.parentElement.hidden = values.size === 0;
}

// ---------------------------------------------------------------- questions

let asking = 0;

async function ask(event) {
  const turn = ++asking, table = field("table"), chosen = table?.selectedOptions[0]?.dataset.source;
  if (table && !chosen) return rest();
  try {
    const set = await setOf(chosen ?? source, table ? ofTable : ofKind);
    if (turn !== asking) return;
    if (table) open(true);
    if (table && table.value !== form.dataset.shown) {
      offer(set);
      form.dataset.shown = table.value;
      if (!event) restore();
    }
    show(set);
  } catch {
    status.textContent = failed;
  }
}

// Of no table nothing can be asked.
function open(isOpen) {
  for (const one of form.elements) one.disabled = !isOpen && one.name !== "table";
}

function rest() {
  open(false);
  answer.hidden = true;
  status.textContent = "";
  history.replaceState(null, "", location.pathname);
}

// Income and expenses have no sum.
function isMixed({ columns }, shown) {
  const place = columns.findIndex(({ key }) => key === "category");
  return place >= 0 && new Set(shown.flatMap((row) => row.cells[place])).size > 1;
}

function show(set) {
  const asked = new FormData(form), shown = matching(set, asked);
  const [by, of] = ["by", "of"].map((name) => set.columns.findIndex(({ key }) => asked.get(name) === key));
  const result = gathered(set, shown, by, of);
  draw(set, result, by, of);
  list(set, shown, PAGE);
  document.querySelector(".ask__left")?.remove();
  if (answer) answer.hidden = false;
  const hasSum = result.isSum && !isMixed(set, shown);
  status.textContent = found.replace("{count}", String(shown.length)) + (hasSum ? ` · ${sum.replace("{sum}", result.say(result.total))}` : "");
  history.replaceState(null, "", `?${new URLSearchParams([...asked].filter(([, value]) => value))}`);
}

const given = new URLSearchParams(location.search);
const restore = () => given.forEach((value, name) => { if (field(name)) field(name).value = value; });

form.addEventListener("input", ask);
form.addEventListener("submit", (event) => event.preventDefault());
form.removeAttribute("data-waits");
restore();
if ([...given].length) ask();
