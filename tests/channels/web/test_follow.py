"""The page with every way to follow the site: each address is there, each link opens it, each code holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import segno
from lxml import etree, html

from tests.conftest import SmallSite

SITE = "https://diavlos.example/"
PAGES = {"el": "akolouthiste", "en": "en/follow"}


def page_of(site: SmallSite, lang: str) -> Any:
    return html.fromstring((site.output / PAGES[lang] / "index.html").read_bytes())


def ways(page: Any) -> Iterator[tuple[str, list[str], str]]:
    """The address to copy, the links, and the path of the code."""
    for way in page.xpath("//div[@class='way'][.//img]"):
        links = way.xpath(".//a[contains(@class, 'way__link')]/@href")
        yield way.xpath("string(.//code)"), links, way.xpath("string(.//img/@src)")


@pytest.mark.parametrize("lang", PAGES)
def test_addresses_are_files_of_the_site(real_site: SmallSite, lang: str) -> None:
    """The feed of everything, each show's podcast, the calendar, in the page's language."""
    found = [address for address, _, _ in ways(page_of(real_site, lang))]
    for address in found:
        assert (real_site.output / address.removeprefix(SITE)).is_file()
        assert f"/{lang}/" in address
    podcasts = {
        path.relative_to(real_site.output).as_posix() for path in real_site.output.glob(f"podcast/{lang}/*.xml")
    }
    shown = {address.removeprefix(SITE) for address in found if "/podcast/" in address}
    assert shown == {path for path in podcasts if not path.endswith(("-low.xml", "publisher.xml"))}
    assert f"{SITE}calendar/{lang}/all.ics" in found and f"{SITE}feeds/{lang}/all.rss.xml" in found


@pytest.mark.parametrize("lang", PAGES)
def test_links_open_the_address(real_site: SmallSite, lang: str) -> None:
    """Every link holds the whole address that stands beside it, as its scheme wants it."""
    schemes = set()
    for address, links, _ in ways(page_of(real_site, lang)):
        bare = address.removeprefix("https://")
        for link in links:
            assert unquote(link).endswith((address, f"//{bare}", f"/{bare}"))
            schemes.add(link.partition(":")[0])
    assert schemes == {"https", "podcast", "overcast", "pktc", "webcal"}


@pytest.mark.parametrize("lang", PAGES)
def test_codes_hold_the_address(real_site: SmallSite, lang: str) -> None:
    """The picture is the code of the address, module by module, with a quiet margin around it."""
    for address, _, source in ways(page_of(real_site, lang)):
        picture = etree.fromstring((real_site.output / source.removeprefix("/")).read_bytes())
        made = segno.make(address, error="m", micro=False)
        assert picture.get("width") == str(made.symbol_size(scale=4, border=4)[0])
        assert (real_site.output / source.removeprefix("/")).read_bytes() == saved(made)


def saved(made: Any) -> bytes:
    from io import BytesIO

    data = BytesIO()
    made.save(data, kind="svg", scale=4, border=4, light="#fff", nl=False)
    return data.getvalue()


def test_site_without_the_word_has_no_page(small_site: SmallSite) -> None:
    """Nor its codes, nor a link at the foot of pages."""
    small_site.build()
    assert not (small_site.output / "follow").exists()
    assert "akolouthiste" not in (small_site.output / "index.html").read_text(encoding="utf-8")


def test_nothing_is_fetched_from_elsewhere(real_site: SmallSite) -> None:
    """The services are links, and the codes our own pictures."""
    for lang in PAGES:
        page = page_of(real_site, lang)
        fetched = page.xpath("//img/@src | //script/@src | //link[@rel='stylesheet']/@href | //iframe/@src")
        assert fetched and all(address.startswith("/") for address in fetched)


@pytest.mark.parametrize("lang", PAGES)
def test_letters_come_from_the_feed_of_weeks_or_of_everything(real_site: SmallSite, lang: str) -> None:
    """One e-mail a week, or one whenever something comes out: each service gets the one and the other."""
    links = page_of(real_site, lang).xpath(
        "//section[@aria-labelledby='d-mail']//a[contains(@class, 'way__link')]/@href"
    )
    feeds = [unquote(link).rpartition("/")[2] for link in links]

    assert set(feeds) == {"digest.rss.xml", "all.rss.xml"}
    assert feeds.count("digest.rss.xml") == feeds.count("all.rss.xml")


@pytest.mark.parametrize("lang", PAGES)
def test_those_who_make_programmes_find_their_pages(real_site: SmallSite, lang: str) -> None:
    """Radio, television, and screens and newsrooms."""
    found = page_of(real_site, lang).xpath("//section[@aria-labelledby='d-air']//li/a/@href")
    assert found == [f"/{part}/{lang}/" for part in ("radio", "tv", "screens")]
    assert all((real_site.output / address[1:] / "index.html").is_file() for address in found)
