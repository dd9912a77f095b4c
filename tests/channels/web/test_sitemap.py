"""The sitemap: valid, with the languages of every page, and dates that tell the truth."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT, SmallSite

BASE = "https://trial.example"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def sitemap(small_site: SmallSite) -> etree._ElementTree:
    small_site.build("--site-url", BASE)
    return etree.parse(small_site.output / "sitemap.xml")


def lastmod(sitemap: etree._ElementTree, path: str) -> list[str]:
    return sitemap.xpath(f"//s:url[s:loc='{BASE}/{path}']/s:lastmod/text()", namespaces=NAMES)


def test_it_follows_the_schema(sitemap: etree._ElementTree) -> None:
    """https://www.sitemaps.org/protocol.html"""
    folder = Path(os.environ.get("DIAVLOS_SCHEMAS", ROOT.parent / "shared" / "schemas"))
    if not (folder / "sitemap.xsd").is_file():
        pytest.skip(f"no sitemap.xsd in {folder}; DIAVLOS_SCHEMAS may name another folder")

    for link in sitemap.findall(".//x:link", NAMES):
        link.getparent().remove(link)  # the schema knows no element of other namespaces; Google asks for these
    etree.XMLSchema(etree.parse(folder / "sitemap.xsd")).assertValid(sitemap)


def test_it_lists_what_may_be_found_and_nothing_else(sitemap: etree._ElementTree, small_site: SmallSite) -> None:
    """Each indexable page once; no gap, no 404, no redirect."""
    listed = sitemap.xpath("//s:loc/text()", namespaces=NAMES)
    pages = {
        f"{BASE}/{path.relative_to(small_site.output).as_posix().removesuffix('index.html')}"
        for path in small_site.output.rglob("*.html")
        if b'content="noindex' not in path.read_bytes()
    }

    assert len(listed) == len(set(listed))
    assert set(listed) == pages
    assert f"{BASE}/en/news/diakiryxi-gia-ti-diafaneia/" not in listed


def test_languages_are_mutual(sitemap: etree._ElementTree) -> None:
    """Every address that a page names as its translation names it back, x-default too."""
    rows = {
        url.findtext("s:loc", namespaces=NAMES): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for url in sitemap.getroot()
    }
    for address, links in rows.items():
        assert address in links.values()
        assert "x-default" in links
        for other in links.values():
            assert rows[other] == links


def test_dates_are_those_of_the_texts(sitemap: etree._ElementTree) -> None:
    """An entry's own, a list's newest entry's; no date where there is none, and never the clock's."""
    assert lastmod(sitemap, "nea/i-avli-tou-limaniou-anoixe/") == ["2026-03-25T10:00:00+02:00"]
    assert lastmod(sitemap, "nea/") == ["2026-04-01T00:00:00+03:00"]
    assert lastmod(sitemap, "poioi-eimaste/") == []
