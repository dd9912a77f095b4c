"""The search page in a browser, under the policy that the documentation tells hosts to send."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from lxml import html

from plugins.channels.search.spelling import keys_of
from plugins.channels.search.stems import STEMS, stem
from plugins.channels.search.tokens import is_acronym, words_of
from tests.browser import Browser, browsing, needs_chromium
from tests.conftest import ROOT, SmallSite
from tests.servers import policed

PAGES = {"el": "/anazitisi/", "en": "/en/search/"}
FIRST = 10  # results that are looked at
SEARCH = """(async (query, choices) => {
  const form = document.querySelector(".search"), status = document.querySelector(".search__status");
  for (const choice of form.querySelectorAll("select")) choice.value = choices[choice.name] ?? "";
  form.q.value = query;
  status.textContent = "";
  form.requestSubmit();
  while (!status.textContent || status.textContent === form.dataset.wait) await new Promise(setTimeout);
  const links = document.querySelectorAll(".search__results a");
  return [...links].map((link) => link.pathname + link.hash);
})"""


def queries(lang: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """The table of a language: what is asked, what must be found, choices."""
    found = []
    for line in (ROOT / "tests" / "cases" / "search" / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            query, wanted, choices = (*(part.strip() for part in line.split("|")), "")[:3]
            found.append((query, wanted.split(), dict(pair.split("=") for pair in choices.split())))
    return found


@pytest.fixture(scope="module")
def base(real_site: SmallSite) -> Iterator[str]:
    with policed(real_site.output) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def page(browser: Browser, base: str) -> Any:
    """Opens a search page; when the test is over, nothing may have broken the policy or thrown."""
    browser.told.clear()

    def go(lang: str = "el", more: str = "") -> Browser:
        browser.open(f"{base}{PAGES[lang]}{more}")
        return browser

    yield go
    assert browser.told == []


def results(browser: Browser) -> list[str]:
    found: list[str] = browser.ask("[...document.querySelectorAll('.search__link')].map((link) => link.pathname)")
    return found


def test_the_table_is_long_enough():
    assert len(queries("el")) + len(queries("en")) >= 60


@needs_chromium
@pytest.mark.parametrize("lang", PAGES)
def test_queries_find_what_they_mean(lang: str, page: Any):
    """Every line of the table; all that fail are named."""
    browser, wrong = page(lang), []
    for query, wanted, choices in queries(lang):
        found = browser.ask(f"{SEARCH}({json.dumps(query)}, {json.dumps(choices)})")
        titles = [link for link in found if "#" not in link]
        is_near = not wanted or wanted[0].partition("#")[0] in titles[:3]
        if set(wanted) - set(found) or bool(found) != bool(wanted) or not is_near:
            wrong.append((query, choices, titles[:4]))
    assert not wrong


NOT_CORE = ("nothing", "other", "keyboard")


def judged(lang: str) -> tuple[dict[str, set[str]], list[list[str]]]:
    """What is right for each topic; and queries: their kind, what is written, the topic."""
    text = (ROOT / "tests" / "cases" / "search" / f"judged.{lang}.txt").read_text(encoding="utf-8")
    lines = [[part.strip() for part in line.split(" | ")] for line in text.splitlines() if not line.startswith("# ")]
    topics = {line[0].removeprefix("= "): set(line[1].split()) for line in lines if line[0].startswith("= ")}
    return topics, [line for line in lines if not line[0].startswith("= ")]


def answers(browser: Browser, queries: list[str]) -> list[list[str]]:
    """The first ten results of each query."""
    found: list[list[str]] = browser.ask(f"""(async (queries) => {{
      const ask = {SEARCH}, found = [];
      for (const query of queries) {{
        await ask(query, {{}});
        const links = [...document.querySelectorAll(".search__link")];
        found.push(links.slice(0, {FIRST}).map((link) => link.pathname));
      }}
      return found;
    }})({json.dumps(queries)})""")
    return found


@needs_chromium
@pytest.mark.parametrize("lang", PAGES)
def test_what_is_right_is_found_and_little_else(lang: str, page: Any):
    """Of ten results: recall of all ways to write, precision of words in their first form, nothing for nonsense."""
    topics, queries = judged(lang)
    recalls: defaultdict[str, list[float]] = defaultdict(list)
    precisions: defaultdict[str, list[float]] = defaultdict(list)
    for (kind, _, topic), found in zip(queries, answers(page(lang), [line[1] for line in queries]), strict=True):
        right = topics.get(topic, set())
        hits = len(right & set(found))
        recalls[kind].append(hits / min(FIRST, len(right)) if right else float(not found))
        precisions[kind].append(hits / max(1, len(found)))
    table = {kind: (round(mean(recalls[kind]), 3), round(mean(precisions[kind]), 3)) for kind in recalls}
    assert mean(recall for kind in recalls if kind not in NOT_CORE for recall in recalls[kind]) >= 0.97, table
    assert all(recall >= 0.9 for recall, _ in table.values()) and table["nothing"][0] == 1, table
    assert table["lemma"][1] >= 0.95, table


@needs_chromium
def test_another_language_and_guesses_are_named(page: Any):
    """Results of the other index, in their language; what was taken for the reader's word; what was left out."""
    browser = page("el")
    told = "document.querySelector('.search__status').textContent"
    browser.ask(f"{SEARCH}('winter', {{}})")
    assert browser.ask(told).endswith("αποτελέσματα στα αγγλικά.")
    assert browser.ask("document.querySelector('.search__other').textContent") == browser.ask(told)
    assert browser.ask("[...document.querySelectorAll('.search__result')].every((one) => one.lang === 'en')")
    browser.ask(f"{SEARCH}('εθλοντές', {{}})")
    assert browser.ask(told).startswith("Τη λέξη «εθλοντές» δεν την έχει κανένα κείμενο. Μήπως εννοείτε: εθελοντές;")
    browser.ask(f"{SEARCH}('euelontes', {{}})")
    assert browser.ask(told).endswith("Αποτελέσματα για: εθελοντές.")
    browser.ask(f"{SEARCH}('αιμοδοσία xyzzy', {{}})")
    assert "Χωρίς τη λέξη «xyzzy»" in browser.ask(told)


@needs_chromium
def test_an_event_shows_its_own_day(page: Any):
    """Not the day on which it was announced."""
    browser = page("el")
    browser.ask(f"{SEARCH}('Ημέρα πρώτων βοηθειών στη Χίο', {{}})")
    assert browser.ask("document.querySelector('.search__facts').textContent") == "Εκδηλώσεις · 28 Μαρτίου 2026"


@needs_chromium
def test_a_search_costs_little(page: Any):
    """The bytes and files that a first search needs, its ten results with it, before any compression."""
    browser = page("el", "?q=%CE%B5%CE%B8%CE%B5%CE%BB%CE%BF%CE%BD%CF%84%CE%AE%CF%82")
    browser.wait("document.querySelectorAll('.search__link').length === 10")
    sizes = browser.ask("""performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('/search-index/')).map(({ encodedBodySize }) => encodedBodySize)""")
    assert len(sizes) <= 14 and sum(sizes) < 60_000, sizes


@needs_chromium
@pytest.mark.parametrize("lang", PAGES)
def test_both_languages_of_the_program_agree(lang: str, page: Any, real_site: SmallSite):
    """On the words, keys and stems of all that the site says: the index is made in Python and read in JavaScript."""
    files = [
        json.loads(path.read_bytes()) for path in sorted((real_site.output / f"search-index/texts/{lang}").iterdir())
    ]
    text = "\n".join(part[2] for file in files if isinstance(file, dict) for part in file["parts"])
    words = sorted(set(words_of(text)))
    source = (ROOT / "plugins" / "channels" / "search" / "static" / "js" / "search.js").read_text(encoding="utf-8")
    core = source.partition("// ---------------------------------------------------------------- showing")[0]
    theirs = page(lang).ask(f"""(async () => {{
      {core}
      const index = await indexOf(lang), asked = {json.dumps(words)};
      return [
        [...new Set([...tokens({json.dumps(text)})].map(({{ word }}) => word))].sort(),
        asked.map((word) => keysOf(word, index.rules, 1)[0] ?? ""),
        asked.map((word) => index.stemOf(fold(word))),
        asked.map(isAcronym),
      ];
    }})()""")
    assert sorted(theirs[0]) == words
    assert theirs[1] == keys_of(words)
    assert theirs[2] == [stem(word, STEMS[lang]) for word in words]
    assert theirs[3] == list(map(is_acronym, words))


@needs_chromium
def test_an_address_asks(page: Any):
    """A link to a search, or a bookmark, with its words and choices; and what is typed stands in the address."""
    browser = page("en", "?q=kitchen&kind=member")
    browser.wait("document.querySelectorAll('.search__link').length === 3")
    assert results(browser)[0] == "/en/members/lesvos-community-kitchens/"
    assert browser.ask("document.querySelector('.search__lists').hidden")
    browser.ask("document.querySelector('.search__input').select()")
    browser.type("tool library")
    browser.wait("location.search === '?q=tool+library&kind=member'")


@needs_chromium
def test_the_keyboard_is_enough(page: Any):
    """From the address bar to the sound: words, results, and a moment of a recording, by keys alone."""
    browser = page("en")
    browser.press("/")
    browser.type("tool library")
    browser.press("Enter")
    browser.wait("/^\\d+ results/.test(document.querySelector('.search__status').textContent)")
    assert results(browser)[0] == "/en/shows/public-voice/the-library-of-tools/"
    browser.press("ArrowDown")
    assert browser.ask("document.activeElement.className") == "search__link"
    browser.press("ArrowUp")
    assert browser.ask("document.activeElement.name") == "q"
    browser.press("ArrowDown", "Tab")
    assert browser.ask("document.activeElement.textContent") == "At 0:39:"
    browser.press("Enter")
    browser.wait("location.hash === '#t-39.989' && document.querySelector('audio')?.currentTime === 39.989")
    assert browser.ask("document.querySelector(':target').textContent").startswith("A tool that is lent")
    assert browser.ask("document.querySelector(':target').closest('details').open")


@needs_chromium
def test_results_beyond_the_first_ten(page: Any):
    """Are asked for; the focus goes on with them."""
    browser = page("el", "?q=%CE%B5%CE%B8%CE%B5%CE%BB%CE%BF%CE%BD%CF%84%CE%AE%CF%82")
    browser.wait("document.querySelectorAll('.search__link').length === 10")
    browser.ask("document.querySelector('.search__more button').click()")
    browser.wait("document.querySelectorAll('.search__link').length === 20")
    browser.wait("document.activeElement === document.querySelectorAll('.search__link')[10]")


@needs_chromium
def test_markup_in_a_text_stays_text(page: Any):
    """What results show is written as text: a title that looks like markup is read, not made."""
    browser = page("en")
    browser.ask("""(() => {
      const fetched = window.fetch;
      window.fetch = async (address, ...more) => {
        const answer = await fetched(address, ...more);
        if (!String(address).includes("texts/")) return answer;
        const text = await answer.text();
        return new Response(text.replace(/"title":"/, '"title":"<img src=x onerror=alert(1)>')
          .replace(/"parts":\\[\\["","","/, '$&<b>kitchen</b> kitchen <script>alert(2)</scr' + 'ipt> '));
      };
    })()""")
    browser.ask(f"{SEARCH}('kitchen', {{}})")
    assert "<img src=x onerror=alert(1)>" in browser.ask("document.querySelector('.search__link').textContent")
    assert browser.ask("document.querySelectorAll('.search__results :is(img, b, script)').length") == 0


@needs_chromium
@pytest.mark.parametrize("lang", PAGES)
def test_nothing_moves_when_its_script_comes_late(lang: str, browser: Browser, base: str):
    """On a telephone the lists stand where they will stand, before there is a form to see."""
    size = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.send("Emulation.setDeviceMetricsOverride", **size)
    tops = []
    try:
        for blocked in (["*/js/search.*"], []):
            browser.send("Network.setBlockedURLs", urls=blocked)
            browser.open(f"{base}{PAGES[lang]}")
            browser.wait(f"document.querySelector('.search').hidden === {str(bool(blocked)).lower()}")
            tops.append(browser.ask("document.querySelector('.search__lists').getBoundingClientRect().top"))
    finally:
        browser.send("Network.setBlockedURLs", urls=[])
        browser.send("Emulation.clearDeviceMetricsOverride")
        browser.told.clear()

    assert tops[0] == tops[1] > 300


@needs_chromium
def test_without_its_index_the_page_says_so(browser: Browser, real_site: SmallSite, tmp_path: Path):
    """As in `serve`, or behind a broken line: the lists stay."""
    (tmp_path / "anazitisi").mkdir()
    for name in ("anazitisi/index.html", "theme"):
        (tmp_path / name).symlink_to(real_site.output / name)
    with policed(tmp_path) as other:
        browser.open(f"{other}{PAGES['el']}?q=x")
        browser.wait("document.querySelector('.search__status').textContent.startsWith('Η αναζήτηση δεν ξεκίνησε')")
    assert not browser.ask("document.querySelector('.search__lists').hidden")


@pytest.mark.parametrize("lang", PAGES)
def test_without_scripts_the_archive_is_listed(lang: str, real_site: SmallSite):
    """The form is hidden, and the page says why and lists kinds, axes and years; every page leads there."""
    page = html.fromstring((real_site.output / f"{PAGES[lang]}index.html".lstrip("/")).read_bytes())
    assert page.xpath("//form[@hidden and @role='search']") and page.xpath("string(//noscript)").strip()
    links = page.xpath("//*[@class='search__lists']//a/@href")
    assert len(links) >= 8 + 9 + 2 and all(
        (real_site.output / f"{link}index.html".lstrip("/")).is_file() for link in links
    )
    home = html.fromstring((real_site.output / ("index.html" if lang == "el" else "en/index.html")).read_bytes())
    assert home.xpath("//header//a[@class='masthead__search']/@href") == [PAGES[lang]]
