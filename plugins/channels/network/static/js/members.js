// Narrows a list to the rows that have all the words which are typed, whatever their accents and capitals.
const field = document.querySelector("[data-find]");
const input = field.querySelector("input");
const told = field.querySelector("output");
const rows = [...document.querySelectorAll(field.dataset.find)];
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("ς", "σ");
const texts = rows.map((row) => folded(row.textContent));

function narrow() {
  const words = folded(input.value).split(/\s+/).filter(Boolean);
  let count = 0;
  rows.forEach((row, place) => {
    row.hidden = !words.every((word) => texts[place].includes(word));
    count += row.hidden ? 0 : 1;
  });
  const { one, many, none } = told.dataset;
  told.textContent = words.length === 0 ? "" : count === 0 ? none : count === 1 ? one : many.replace("{count}", String(count));
}

field.removeAttribute("data-waits");
input.addEventListener("input", narrow);
narrow();
