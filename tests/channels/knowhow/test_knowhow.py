"""The knowledge base on a small site: guides, questions, the glossary, paths, reviews; and what edits remake."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from plugins.channels.knowhow import handout
from plugins.channels.knowhow.files import artifacts
from plugins.channels.knowhow.handout import as_html
from plugins.channels.shared.view import views_of
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.value import given
from tests.conftest import ROOT, SmallSite, examined, made_by, settings_below, tree_of

WORDS = """kinds:
  question: {el: {name: Ερωτήσεις, slug: erotiseis}, en: {name: Questions, slug: questions}}
  term: {el: {name: Γλωσσάρι, slug: glossari}, en: {name: Glossary, slug: glossary}}
"""
GUIDE = """---
id: 5cbac4be-693a-4fb1-945d-2d238f8f0001
title: Η πρώτη συνάντηση
summary: Δύο βήματα.
date: 2026-02-10
reviewed: 2026-02-10
level: beginner
minutes: 1590
steps: true
next_review: 2026-11-22
office: Γραμματεία
materials: [Χαρτί]
sources: [{title: Νόμος, url: https://example.org/}]
licence: cc-by-4.0
history:
  - {date: 2026-02-10, text: {el: Πρώτη έκδοση, en: First edition}}
  - {date: 2026-03-10, text: {el: Δεύτερη έκδοση, en: Second edition}}
only: el
---
Δεν χρειάζεται καταστατικό. Η ώρα του καταστατικού θα έρθει σε μια ΚΟΙΝΣΕΠ, σε μια ΚοινΣΕπ και σε
[μια ΚοινΣΕπ](https://example.org/).

## Καλέστε ανθρώπους

Δέκα.

## Διαλέξτε ένα πράγμα

Όχι τρία.
"""
QUESTION = """---
id: 5cbac4be-693a-4fb1-945d-2d238f8f0002
title: Χρειάζεται καταστατικό;
summary: Όχι αμέσως.
date: 2026-03-10
only: el
---
Το καταστατικό έρχεται μετά.
"""
TERM = """---
id: 5cbac4be-693a-4fb1-945d-2d238f8f00{number}
title: {title}
summary: {meaning}
{more}
---
Το καταστατικό.
"""
PATH = """---
id: 5cbac4be-693a-4fb1-945d-2d238f8f0005
title: Αρχίστε εδώ
path: [guides/meeting, questions/statute]
only: el
---
Με τη σειρά.
"""
KEY = "guides/meeting"
PATHS, GUIDES, TERMS = "pages/start.el.md", "guides/meeting.el.md", "glossary/koinsep.el.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """The small site with a text of each sort."""
    folder = tmp_path_factory.mktemp("knowhow")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
    site = SmallSite(folder)
    words = (site.content / "taxonomies.yaml").read_text(encoding="utf-8")
    site.write("taxonomies.yaml", words.replace("kinds:\n", WORDS, 1))
    site.write("guides/meeting.el.md", GUIDE)
    site.write("questions/statute.el.md", QUESTION)
    site.write("glossary/statute.el.md", TERM.format(number=10, title="Καταστατικό", meaning="Το γραπτό.", more=""))
    site.write("glossary/statute.en.md", "---\ntitle: Statute\nsummary: The paper.\n---\nThe statute.\n")
    more = "short: ΚοινΣΕπ\nonly: el"
    site.write("glossary/koinsep.el.md", TERM.format(number=11, title="Συνεταιρισμός", meaning="Μαζί.", more=more))
    site.write("pages/start.el.md", PATH)
    site.build("--site-url", "https://trial.example")
    return site


def page(site: SmallSite, path: str) -> Any:
    return html.fromstring((site.output / path / "index.html").read_bytes())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_a_guide_says_how_it_is_followed(site: SmallSite) -> None:
    """Level, time, upkeep, what is needed; its parts are steps to tick; sources and changes, the newest first."""
    guide = page(site, "odigoi/i-proti-synantisi")
    (facts,) = guide.xpath("//dl[@class='facts']")
    for said in ("Για αρχή", "1 ημέρα 2 ώρες 30 λεπτά", "22 Νοεμβρίου 2026", "Γραμματεία", "CC BY 4.0"):
        assert said in text(facts)
    assert [text(step) for step in guide.xpath("//ol[@class='steps__list']/li")] == [
        *("Καλέστε ανθρώπους", "Διαλέξτε ένα πράγμα")
    ]
    assert guide.xpath("//input[@type='checkbox']")[0].get("aria-label") == "Έγινε: Καλέστε ανθρώπους"
    assert all(guide.xpath(f"//*[@id='{link[1:]}']") for link in guide.xpath("//ol[@class='steps__list']//@href"))
    assert text(guide.xpath("//ul[@class='steps__materials']")[0]) == "Χαρτί"
    changes = guide.xpath("//section[@aria-labelledby='d-history']//dd")
    assert [text(change) for change in changes] == ["Δεύτερη έκδοση", "Πρώτη έκδοση"]
    (yes, no) = guide.xpath("//p[@class='useful']/a/@href")
    assert yes.startswith("mailto:diavlos@pesko.example?subject=%CE%A7") and "trial.example" in no


def test_words_of_the_glossary_open_what_they_mean(site: SmallSite) -> None:
    """Once each, in whatever form, by a button that needs no script; never in links, nor on its own page."""
    guide = page(site, "odigoi/i-proti-synantisi")
    buttons = guide.xpath("//div[@class='prose']//button")
    assert [(text(button), button.get("popovertarget")) for button in buttons] == [
        *(("καταστατικό", "d-term-statute"), ("ΚοινΣΕπ", "d-term-koinsep"))
    ]
    meanings = [guide.get_element_by_id(button.get("popovertarget")) for button in buttons]
    assert [text(meaning) for meaning in meanings] == [
        "Καταστατικό: Το γραπτό. Στο γλωσσάρι",
        "Συνεταιρισμός: Μαζί. Στο γλωσσάρι",
    ]
    assert all(meaning.get("popover") is not None for meaning in meanings)
    assert not page(site, "glossari/katastatiko").xpath("//div[@class='prose']//button")
    assert len(page(site, "glossari/synetairismos").xpath("//div[@class='prose']//button")) == 1
    assert page(site, "en/glossary/statute").xpath("//dl[@class='facts']//a/@href") == ["/glossari/katastatiko/"]


def test_lists_and_data(site: SmallSite) -> None:
    """Questions and words have lists, are in feeds as their dates ask, and among the data."""
    assert [text(row) for row in page(site, "glossari").xpath("//dl[@class='glossary']//dt")] == [
        *("Καταστατικό", "Συνεταιρισμός ΚοινΣΕπ")
    ]
    beside = page(site, "odigoi").xpath("//ul[@class='beside']//a")
    assert [text(link) for link in beside] == ["Αρχίστε εδώ", "Ερωτήσεις", "Γλωσσάρι"]
    assert "Χρειάζεται" in (site.output / "feeds/el/question.rss.xml").read_text(encoding="utf-8")
    assert not (site.output / "feeds/el/term.rss.xml").exists()
    for kind, folder in (("question", "questions"), ("term", "glossary")):
        record = json.loads((site.output / f"api/v1/el/{folder}/statute.json").read_bytes())
        assert record["kind"] == kind
    graph = json.loads(
        page(site, "erotiseis/chreiazetai-katastatiko").xpath("//script[@type='application/ld+json']/text()")[0]
    )
    (faq,) = [node for node in graph["@graph"] if node["@type"] == "FAQPage"]
    assert faq["mainEntity"][0]["acceptedAnswer"]["text"] == "Όχι αμέσως.\n\nΤο καταστατικό έρχεται μετά."


def test_a_path(site: SmallSite) -> None:
    """Its texts in their order, with the time that they take."""
    path = page(site, "archiste-edo")
    assert [text(title) for title in path.xpath("//ol[@class='parts']//h3")] == [
        *("Η πρώτη συνάντηση", "Χρειάζεται καταστατικό;")
    ]
    assert "Όλα μαζί θέλουν 1 ημέρα" in text(path)


def test_reviews_are_for_editors(site: SmallSite, tmp_path: Path) -> None:
    """A page of previews alone; overdue from the end of the day, which is a turning point; a note of `check`."""
    assert not (site.output / "reviews").exists()
    report, preview = tmp_path / "report.json", SmallSite(tmp_path)
    shutil.copytree(site.content, preview.content)
    preview.build("--drafts", "--report", str(report), "--now", "2026-11-22T12:00")
    assert "σε καθυστέρηση" not in text(page(preview, "reviews"))
    assert json.loads(report.read_bytes())["next_change_at"] == "2026-11-23T00:00:00+02:00"
    preview.build("--drafts", "--now", "2026-11-23T00:00")
    assert "22 Νοεμβρίου 2026 σε καθυστέρηση Η πρώτη συνάντηση Γραμματεία" in text(page(preview, "reviews"))
    (item,) = json.loads((preview.output / "feeds/el/reviews.json").read_bytes())["items"]
    assert (item["title"], item["summary"]) == ("Για έλεγχο: Η πρώτη συνάντηση", "Γραμματεία")
    assert item["date_published"] == "2026-11-23T00:00:00+02:00"
    assert page(preview, "reviews").xpath("//head/link[contains(@href, '/feeds/el/reviews.atom.xml')]")
    assert not (site.output / "feeds/el/reviews.json").exists()
    done = site.run("check", "--now", "2026-11-23T00:00")
    assert (
        "guides/meeting.el.md:10:14: note: next_review: was to be reviewed by 2026-11-22 (Γραμματεία)"
        in done.stdout + done.stderr
    )


@pytest.mark.skipif(not find_spec("weasyprint"), reason="WeasyPrint is the extra pdf")
def test_a_guide_is_a_hand_out(site: SmallSite) -> None:
    """Where the site asks for it: tagged, in its language, named, with the fonts in it; the same bytes again."""
    settings, result = settings_below(site.folder, HANDOUTS=True, ADDRESSES={"slate": None}), Result()
    resources = examined(settings, our_stages(), result)
    made = {one.path: one for one in made_by(artifacts, result.site, result.editions, resources)}
    pdf = made["handouts/el/meeting.pdf"]
    said = as_html(resources, given(pdf.inputs)[0])
    assert "https://trial.example/odigoi/i-proti-synantisi/" in said and said.count("<li>") == 3

    data = pdf.make(resources, *given(pdf.inputs))
    assert isinstance(data, bytes) and data == pdf.make(resources, *given(pdf.inputs))
    inside = data + b"".join(map(zlib.decompress, re.findall(rb"stream\n(x.+?)\nendstream", data, re.DOTALL)))
    for mark in (
        b"/MarkInfo",
        b"/Marked true",
        b"/StructTreeRoot",
        b"/Lang",
        b"pdfuaid:part",
        b"/FontFile",
        b"/Figure",
        b"/Alt",
        b"/ParentTree",
        b"/StructParents",
        b"/Tabs /S",
        b"/DisplayDocTitle true",
        b"/ToUnicode",
    ):
        assert mark in inside, mark
    assert b"/CreationDate" not in inside
    views = views_of(result.site, result.editions, resources)
    offered = {one.template: one.values for one in views["el"].offers("entry", result.editions["el"].by_key[KEY])}
    assert offered["_handout_link.html"] == {"url": "handouts/el/meeting.pdf"}


def test_hand_outs_without_the_program(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note says so, and nothing else changes."""
    monkeypatch.setattr(handout, "PROGRAM", "no_such_program")
    settings, result = settings_below(site.folder, HANDOUTS=True, ADDRESSES={"slate": None}), Result()
    resources = examined(settings, our_stages(), result)
    (note,) = handout.find(result.site, settings)
    assert (note.level, note.field, str(note.hint)) == ("note", "HANDOUTS", str(handout._INSTALL))
    assert made_by(artifacts, result.site, result.editions, resources) == []


def test_a_changed_meaning_remakes_what_shows_it(site: SmallSite) -> None:
    """The pages of texts that have the word, and no other text's; the same bytes as a clean build."""
    before = tree_of(site.output)
    kept = (site.content / "glossary/koinsep.el.md").read_text(encoding="utf-8")
    site.write("glossary/koinsep.el.md", kept.replace("Μαζί.", "Μαζί, με μία ψήφο."))
    site.build("--site-url", "https://trial.example")
    after = tree_of(site.output)
    changed = {path for path in after if path.endswith("index.html") and before.get(path) != after[path]}
    assert changed - {"en/glossary/synetairismos/index.html"} == {  # which says that it is there in Greek alone
        "odigoi/i-proti-synantisi/index.html",
        "glossari/index.html",
        "glossari/synetairismos/index.html",
    }
    assert tree_of(site.afresh("--site-url", "https://trial.example").output) == after


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (PATHS, "questions/statute", "questions/statut", "start.el.md:4:7: error: path: there is no text"),
        (GUIDES, "2026-11-22", "2026-02-10", "10:14: error: next_review: the next review (2026-02-10) is not after"),
        (TERMS, "short: ΚοινΣΕπ", "short: Καταστατικό", "title: “Καταστατικό” stands in glossary/koinsep.el.md too"),
        (GUIDES, "level: beginner", "level: begginer", "7:8: error: level: "),
        (GUIDES, "minutes: 1590", "minutes: two hours", "8:10: error: minutes: "),
        (GUIDES, "steps: true", "steps: perhaps", "9:8: error: steps: "),
        (GUIDES, "licence: cc-by-4.0", "licence: cc-by", "error: licence: "),
        (GUIDES, "date: 2026-03-10, ", "date: 2026-03-32, ", "error: history: "),
        ("taxonomies.yaml", "  term: {el", "  tern: {el", "error: kinds: “term” is missing from the group “kinds”"),
    ],
)  # fmt: skip
def test_what_is_wrong(site: SmallSite, tmp_path: Path, path: str, old: str, new: str, said: str) -> None:
    """Each fault at its place."""
    broken = SmallSite(tmp_path)
    shutil.copytree(site.content, broken.content)
    content = (broken.content / path).read_text(encoding="utf-8")
    assert old in content
    broken.write(path, content.replace(old, new))
    done = broken.run("check")
    assert said in done.stdout + done.stderr
