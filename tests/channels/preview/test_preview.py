"""Previews: a page for each text that shows it in every channel, and none on the site that readers see."""

from __future__ import annotations

import re
import shutil

import pytest

from plugins.channels import chosen
from plugins.hosting.serving import serving_of
from tests.channels.form.test_form import settings_of
from tests.conftest import ROOT, SmallSite


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A small site with drafts."""
    folder = tmp_path_factory.mktemp("preview")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
    made = SmallSite(folder)
    made.build("--drafts")
    return made


def page(site: SmallSite, key: str, lang: str = "") -> str:
    """The preview of a text."""
    return (site.output / "preview" / lang / key / "index.html").read_text(encoding="utf-8")


def test_every_text_has_its_page_in_each_language(site: SmallSite) -> None:
    """Drafts too; no search engine is to keep it."""
    for lang in ("el", "en"):
        keys = {path.relative_to(site.content).as_posix() for path in site.content.rglob(f"*.{lang}.md")}
        for key in keys:
            name = key.removesuffix(f".{lang}.md").removesuffix("/index")
            assert '<meta name="robots" content="noindex">' in page(site, name, "en" if lang == "en" else "")


def test_it_shows_what_each_channel_makes_of_a_text(site: SmallSite) -> None:
    """In its language: the page wide and on a telephone, the card, the item, the script, the row, the data."""
    text = page(site, "news/harbour")
    for heading in (
        *("Η σελίδα", "Η κάρτα στους καταλόγους", "Όταν κοινοποιείται", "Τι διαβάζουν οι μηχανές αναζήτησης (JSON-LD)"),
        *("Σε αναγνώστη ροών", "Στο ραδιόφωνο: το κείμενο του εκφωνητή", "Στο δελτίο της εβδομάδας"),
        "Στις αίθουσες σύνταξης (ninjs)",
    ):
        assert heading in text, heading
    frames = re.findall(r'<iframe src="(/[^"]*)" title="([^"]+)"', text)
    assert len([address for address, _ in frames if address.startswith("/nea/")]) == 2
    for address, _ in frames:
        assert (site.output / address.lstrip("/") / ("index.html" if address.endswith("/") else "")).is_file(), address
    assert '"@type":"NewsArticle"' in text.replace(" ", "") and "https://" in text
    assert "In a feed reader" in page(site, "news/harbour", "en")


def test_it_says_what_is_missing(site: SmallSite) -> None:
    """Of a draft, that it is not out; of a text in one language, which other one lacks."""
    draft = page(site, "news/draft")
    assert "Δεν έχει βγει ακόμη." in draft and "Δεν έχει εικόνα." in draft
    assert "Λείπει σε αυτή τη γλώσσα: English." in page(site, "news/declaration")


def test_an_episode_shows_what_apps_and_stations_get(site: SmallSite) -> None:
    """The item of its podcast with its recording, and the cue sheet; or what keeps it from there."""
    episodes = [path for path in (site.output / "preview/shows/deltio").iterdir() if path.is_dir()]
    assert episodes
    for folder in episodes:
        text = (folder / "index.html").read_text(encoding="utf-8")
        assert "Σε εφαρμογή podcast" in text and "Στο ραδιόφωνο: το δελτίο μετάδοσης" in text


def test_the_page_of_a_text_leads_to_its_preview(site: SmallSite) -> None:
    """And may stand in a frame of the same site, which no page that readers see may."""
    address = re.search(r'href="(/preview/news/harbour/)"', _page_of(site))
    assert address
    serving = serving_of(settings_of(site, DRAFTS=True))
    assert "frame-ancestors 'self'" in serving.policy and "frame-src 'self'" in dict(serving.apart)["preview"]


def _page_of(site: SmallSite) -> str:
    pages = [path.read_text(encoding="utf-8") for path in (site.output / "nea").rglob("index.html")]
    return "\n".join(pages)


def test_readers_have_none_of_it(site: SmallSite) -> None:
    """A build without drafts into the same folder takes all of them away."""
    site.build()
    assert not (site.output / "preview").exists()
    assert "/preview/" not in _page_of(site)
    serving = serving_of(settings_of(site))
    assert "frame-ancestors 'none'" in serving.policy and not serving.apart
    assert any(channel.name == "preview" for channel in chosen({}))
