// The form: Decap CMS, with what this site wants of it. https://decapcms.org/docs/custom-widgets/
"use strict";

window.CMS_MANUAL_INIT = true; // Decap, whose script follows, begins once it was told all

const DAY = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?$/;
const MARKS = /[\u0300-\u036f]/g;
const MODE = "cms.md-mode"; // where Decap keeps how texts were shown last
const MOST = 80; // characters of an address

/** The words of a title as an address has them: `rules` are pairs of a pattern and what takes its place. */
function asAddress(title, rules) {
  let text = title.normalize("NFKD").toLowerCase();
  for (const [pattern, latin] of rules) {
    text = text.replace(new RegExp(pattern, "g"), latin);
  }
  const words = text.replace(MARKS, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return words.length <= MOST ? words : words.slice(0, MOST + 1).replace(/-[^-]*$/, "");
}

/** A file by a name that addresses may have. */
function renamed(file, rules) {
  const dot = file.name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [file.name.slice(0, dot), file.name.slice(dot)] : [file.name, ""];
  const name = `${asAddress(stem, rules) || "file"}${ending.toLowerCase()}`;
  return name === file.name ? file : new File([file], name, { type: file.type, lastModified: file.lastModified });
}

/** Whether a value has named values in it, which a box for words or a list of words cannot show. */
function holdsNames(value) {
  const plain = value && typeof value.toJS === "function" ? value.toJS() : value;
  const isNamed = (one) => one !== null && typeof one === "object" && !Array.isArray(one) && !(one instanceof Date);
  return isNamed(plain) || (Array.isArray(plain) && plain.some(isNamed));
}

/** The widgets `own-…`: Decap's, but for values that these cannot show, which stay as they are. */
function guard(name, words) {
  const known = CMS.getWidget(name);
  const control = createClass({
    keep(ref) {
      this.inner = ref && ref.getWrappedInstance ? ref.getWrappedInstance() : ref;
    },
    getWrappedInstance() {
      return this.inner || this;
    },
    render() {
      if (!holdsNames(this.props.value)) {
        return h(known.control, { ...this.props, ref: this.keep });
      }
      const value = JSON.stringify(this.props.value, null, 1).replace(/["{}[\],]/g, "").trim();
      return h("div", { className: this.props.classNameWrapper }, h("p", {}, words.kept), h("pre", { className: "own-kept" }, value));
    },
  });
  CMS.registerWidget({ ...known, name: `own-${name}`, controlComponent: control, previewComponent: known.preview, allowMapValue: true });
}

/** A day, with its hour where one is wanted, as our texts write it: Decap's own knows days with hours alone. */
function moment(words) {
  return createClass({
    write(day, clock) {
      this.props.onChange(day ? [day, clock].filter(Boolean).join(" ") : undefined);
    },
    render() {
      const { value, field, forID, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const text = value instanceof Date ? value.toISOString() : value || "";
      const focus = { onFocus: setActiveStyle, onBlur: setInactiveStyle };
      const found = DAY.exec(text);
      if (text && !found) {
        const change = (event) => this.props.onChange(event.target.value || undefined);
        return h("input", { ...focus, id: forID, className: classNameWrapper, value: text, onChange: change });
      }
      const [, day = "", clock = ""] = found || [];
      const hasClock = field.get("has_clock");
      const now = () => {
        const here = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString();
        this.write(here.slice(0, 10), hasClock ? here.slice(11, 16) : "");
      };
      return h(
        "div",
        { className: `${classNameWrapper} own-moment` },
        h("input", { ...focus, id: forID, type: "date", value: day, onChange: (event) => this.write(event.target.value, clock) }),
        hasClock &&
          h("input", { ...focus, type: "time", "aria-label": words.clock, value: clock, disabled: !day, onChange: (event) => this.write(day, event.target.value) }),
        h("button", { type: "button", onClick: now }, words.now),
      );
    },
  });
}

/** What a text must have before it is saved: an id, once and for good, and a word for its address. */
function complete(entry, told) {
  if ((entry.get("slug") || "").includes(".")) {
    throw new Error(told.words.elsewhere);
  }
  let data = entry.get("data");
  const others = entry.get("i18n");
  const isKnown = others && others.some((other) => other && other.getIn(["data", "id"]));
  if (!data.get("id") && !isKnown) {
    data = data.set("id", crypto.randomUUID());
  }
  if (entry.get("newRecord") && !data.get("slug")) {
    const address = asAddress(data.get("title") || "", told.rules);
    if (!address) {
      throw new Error(told.words.untitled);
    }
    data = data.set("slug", address);
  }
  return data;
}

/** Have a backend write no file that says nothing: Decap makes one for each language in which nobody wrote. */
function withoutEmptyFiles(name) {
  const backend = CMS.getBackend(name);
  const init = backend.init;
  const says = ({ raw }) => raw.replace(/^---\s*(?:\{\})?\s*---/, "").trim() !== "";
  backend.init = (...words) => {
    const made = init(...words);
    const persist = made.persistEntry.bind(made);
    made.persistEntry = (entry, options) => persist({ ...entry, dataFiles: entry.dataFiles.filter(says) }, options);
    return made;
  };
}

/** Decap's phrases of a language: its own, what these lack in English, and ours over both. */
function phrasesOf(locale, ours) {
  const merged = (under, over) => {
    const both = { ...under };
    for (const [name, words] of Object.entries(over || {})) {
      both[name] = typeof words === "object" ? merged(both[name], words) : words;
    }
    return both;
  };
  const phrases = merged(CMS.getLocale("en"), CMS.getLocale(locale));
  for (const [path, words] of Object.entries(ours)) {
    const names = path.split(".");
    const last = names.pop();
    names.reduce((place, name) => (place[name] ||= {}), phrases)[last] = words;
  }
  return phrases;
}

async function begin() {
  const told = await (await fetch(document.documentElement.dataset.choices)).json();
  for (const name of ["string", "text", "list", "file", "image"]) {
    guard(name, told.words);
  }
  CMS.registerWidget({ name: "own-moment", controlComponent: moment(told.words) });
  CMS.registerLocale(told.config.locale, phrasesOf(told.config.locale, told.phrases));
  CMS.registerEventListener({ name: "preSave", handler: ({ entry }) => complete(entry, told) });
  withoutEmptyFiles(told.config.backend.name);
  addEventListener(
    "change",
    ({ target }) => {
      if (target.type === "file" && target.files.length) {
        const files = new DataTransfer();
        [...target.files].forEach((file) => files.items.add(renamed(file, told.rules)));
        target.files = files.files;
      }
    },
    true, // before Decap takes the files
  );
  localStorage.getItem(MODE) || localStorage.setItem(MODE, "raw"); // rich text would write another hand's Markdown
  CMS.init({ config: { load_config_file: false, ...told.config } });
}

addEventListener("DOMContentLoaded", begin);
