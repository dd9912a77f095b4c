"""The page of what is to be translated: in previews alone, with what has changed in originals since."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from plugins.channels.shared.view import views_of
from plugins.channels.translators.pages import pages
from plugins.cli.translations import mark_current
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from tests.conftest import ROOT, SmallSite, examined, settings_below

HARBOUR = "news/harbour.el.md"


def git(folder: Path, *words: str) -> None:
    line = ["git", "-c", "user.name=t", "-c", "user.email=t@t.example", *words]
    subprocess.run(line, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A preview of a site in which an original has changed, a text is missing, and a field is."""
    folder = tmp_path_factory.mktemp("translators")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
    site = SmallSite(folder)
    list(mark_current(settings_below(folder), ["news/harbour.en.md"]))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    text = (site.content / HARBOUR).read_text(encoding="utf-8")
    site.write(HARBOUR, f"{text}\nΜια νέα παράγραφος.\n")
    fair = (site.content / "events/fair.el.md").read_text(encoding="utf-8")
    site.write("events/fair.el.md", fair.replace("place:", "cost: Δωρεάν\nplace:", 1))
    site.build("--drafts", "--site-url", "https://trial.example")
    return site


def shown(site: SmallSite, path: str) -> list[str]:
    """What the sections of the page say, each as one line."""
    tree = html.fromstring((site.output / path / "index.html").read_bytes())
    return [" ".join(" ".join(section.itertext()).split()) for section in tree.xpath("//main//section")]


def test_a_translator_sees_what_waits(preview: SmallSite) -> None:
    """What is behind, with what the original said and says; what is missing; fields; and how much is done."""
    behind, absent, lacking, unmarked, counts = shown(preview, "en/translations")
    assert behind.startswith("Behind their original") and "news/harbour.en.md" in behind
    assert "Says now Μια νέα παράγραφος." in behind
    assert absent.startswith("Without a translation") and "news/declaration.en.md" in absent
    assert lacking.startswith("Fields that the translation lacks") and lacking.endswith("events/fair.en.md : cost")
    assert unmarked.startswith("Not marked") and counts.startswith("How much is done")
    assert "English 7 / 11 1 2" in counts


def test_each_language_has_its_own(preview: SmallSite) -> None:
    """In its words; what is written in English first is to be translated into Greek."""
    absent, counts = shown(preview, "translations")
    assert "Χωρίς μετάφραση" in absent and "Visitors from Lisbon news/visitors.el.md" in absent
    assert "Ανά γλώσσα" in counts


def test_it_is_in_no_index(preview: SmallSite) -> None:
    """As all of a preview."""
    tree = html.fromstring((preview.output / "en/translations/index.html").read_bytes())
    assert tree.xpath("string(//meta[@name='robots']/@content)").startswith("noindex")


def test_the_public_site_has_it_not(tmp_path: Path) -> None:
    """Only previews do."""
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", tmp_path / "content")
    result = Result()
    resources = examined(settings_below(tmp_path), our_stages(), result)
    assert result.site
    views = views_of(result.site, result.editions, resources)
    assert [page for view in views.values() for page in pages(view)] == []
