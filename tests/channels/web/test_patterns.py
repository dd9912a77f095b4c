"""The pages of patterns show every part of the theme, in both languages, by the macros that all pages use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes
from lxml import html

from plugins.channels import chosen
from plugins.channels.shared.theme import SHARED
from tests.conftest import ROOT, SmallSite

THEME = ROOT / "theme"
PAGES = {"el": ("patterns", "patterns/air"), "en": ("en/patterns", "en/patterns/air")}
TEMPLATES = ("patterns.html", "patterns_air.html")
ELSEWHERE = {  # classes of components that no page of patterns can show, by how they begin
    "latest": "stands in the frame of all pages or of none: LATEST_SIZE",
    "missing": "the parts of the page that is there when no page is",
    **dict.fromkeys(("attention", "caution", "danger", "error", "important"), "look as .warning does, which is shown"),
}
Macro = tuple[str, str]  # template, name


def folders() -> tuple[Path, ...]:
    """Where templates and style sheets lie: those of the theme, of channels, and of what channels share."""
    return (THEME, *(channel.folder for channel in chosen({})), SHARED)


def components() -> Iterator[tuple[str, str]]:
    """Each class that a component's style sheet styles, with the sheet."""
    for sheet in sorted(path for folder in folders() for path in (folder / "static" / "css").glob("30-*.css")):
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in sorted(set(re.findall(r"\.([a-z][\w-]*)", text))):
            yield sheet.name, name


def page_at(site: SmallSite, path: str) -> Any:
    return html.fromstring((site.output / path / "index.html").read_bytes())


@pytest.mark.parametrize("lang", PAGES)
def test_every_component_is_shown(real_site: SmallSite, lang: str) -> None:
    """A class that a style sheet of a component names is on one of the pages."""
    pages = [page_at(real_site, path) for path in PAGES[lang]]
    shown = {name for page in pages for value in page.xpath("//@class") for name in value.split()}
    asked = [(sheet, name) for sheet, name in components() if not name.startswith(tuple(ELSEWHERE))]

    assert len(asked) > 150
    assert [f"{sheet}: .{name}" for sheet, name in asked if name not in shown] == []


def test_what_is_left_out_is_there() -> None:
    """A reason for a component that is no more would hide the next one of its name."""
    names = [name for _, name in components()]
    assert all(any(name.startswith(begin) for name in names) for begin in ELSEWHERE)


def templates(pattern: str) -> list[Path]:
    """The files of this name, of the theme and of all channels."""
    return [path for folder in folders() for path in sorted((folder / "templates").glob(pattern))]


class Calls:
    """Which macros a template calls: itself, in the parts that it includes, and in the macros that these call."""

    def __init__(self) -> None:
        self.env = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
        self.found: set[Macro] = set()

    def read(self, name: str) -> nodes.Template:
        return self.env.parse(next(path for path in templates(name)).read_text(encoding="utf-8"))

    def of(self, name: str) -> set[Macro]:
        tree = self.read(name)
        self._walk(name, tree, self._imported(tree) | self._own(name, tree))
        return self.found

    def _imported(self, tree: nodes.Template) -> dict[str, Macro]:
        found: dict[str, Macro] = {}
        for statement in tree.find_all(nodes.FromImport):
            assert isinstance(statement.template, nodes.Const)
            for given in statement.names:
                original, here = given if isinstance(given, tuple) else (given, given)
                found[here] = (statement.template.value, original)
        return found

    @staticmethod
    def _own(name: str, tree: nodes.Template) -> dict[str, Macro]:
        return {macro.name: (name, macro.name) for macro in tree.find_all(nodes.Macro)}

    def _walk(self, name: str, part: nodes.Node, known: dict[str, Macro]) -> None:
        for call in part.find_all(nodes.Call):
            handed = call.args[:1] if isinstance(call.node, nodes.Name) and call.node.name == "once" else []
            for called in (call.node, *handed):  # once(card, …) calls card
                if isinstance(called, nodes.Name) and called.name in known:
                    self._enter(known[called.name])
        for include in part.find_all(nodes.Include):
            if isinstance(include.template, nodes.Const):
                self.of(include.template.value)

    def _enter(self, macro: Macro) -> None:
        if macro in self.found:
            return
        self.found.add(macro)
        tree = self.read(macro[0])
        (body,) = (one for one in tree.find_all(nodes.Macro) if one.name == macro[1])
        self._walk(macro[0], body, self._imported(tree) | self._own(macro[0], tree))


def test_every_macro_is_called() -> None:
    """By a page itself, by a part that a channel offers for it, or by a macro or a part that these show."""
    calls = Calls()
    offered = [path.name for path in templates("_patterns_*.html")]
    asked = {
        (f"macros/{path.name}", macro.name)
        for path in templates("macros/*.html")
        for macro in calls.read(f"macros/{path.name}").find_all(nodes.Macro)
    }

    assert len(asked) > 40
    assert sorted(asked - set.union(*map(calls.of, (*TEMPLATES, *offered)))) == []


@pytest.mark.parametrize("lang", PAGES)
def test_a_video_is_shown_with_all_that_stands_around_it(real_site: SmallSite, lang: str) -> None:
    """Poster, renditions, captions, chapters, words, names for the lower third. The search form leads to the search."""
    page = page_at(real_site, PAGES[lang][1])
    (player,) = page.xpath("//section[contains(@class, 'player--video')]")
    (video,) = player.xpath(".//video")
    files = [
        video.get("poster"),
        *video.xpath(".//source/@src | .//track/@src"),
        *player.xpath(".//li/a[@download]/@href"),
    ]

    assert len(video.xpath(".//source")) == 2 and video.xpath(".//track[@kind='captions' or @kind='subtitles']")
    assert all((real_site.output / file.lstrip("/")).is_file() for file in files)
    assert len(player.xpath(".//ol[@class='chapters']/li")) > 1 and player.xpath(".//*[@class='transcript__part']")
    assert page.xpath("//li[@class='pack__name']")
    (form,) = page.xpath("//form[@role='search']")
    assert not form.xpath("@hidden") and (real_site.output / form.get("action").lstrip("/") / "index.html").is_file()
