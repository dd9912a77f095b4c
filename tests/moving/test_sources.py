"""Feeds, and folders of other systems: each small site with the corners of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.moving.addresses import alias_of, place_of
from plugins.moving.fetch import Fetcher
from plugins.moving.languages import language_of
from plugins.moving.recordings import same_file, seconds_in
from plugins.moving.shows import podcast_guid
from tests.moving.moved import EXPORTS, Moved, moved


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Moved]:
    """Each source, brought into a site of its own."""
    names = ("podcast.xml", "hugo", "jekyll", "pelican", "decap", "blogger.xml")
    return {name: moved(tmp_path_factory.mktemp("site"), EXPORTS / name) for name in names}


@pytest.mark.parametrize("name", ["podcast.xml", "hugo", "jekyll", "pelican", "decap", "blogger.xml"])
def test_what_was_brought_has_no_error_and_counts_add_up(name: str, sites: dict[str, Moved]) -> None:
    """Whatever the old site was like: dead links and missing pictures are warnings, and no text is lost untold."""
    site = sites[name]
    assert site.errors() == []
    counts = site.report.counts
    assert counts["read"] == counts["texts"] + counts.get("left", 0)
    assert counts["texts"] + counts.get("shows", 0) == len(site.heads())


def test_podcast_keeps_guids_recordings_and_what_directories_know(sites: dict[str, Moved]) -> None:
    site, folder = sites["podcast.xml"], "shows/to-podcast-tou-syllogou"
    show = site.head(f"{folder}/index.el.md")
    assert 'category: ["Society & Culture > Documentary"]' in show and 'old_feeds: ["/feed/podcast/"]' in show
    assert f"podcast_guid: {podcast_guid('https://syllogos.example/feed/podcast/')}" in show
    heads = site.heads()
    assert re.findall(r'^guid: "?(.*?)"?$', "".join(heads.values()), re.MULTILINE) == [
        "feed-knows-better",
        "https://syllogos.example/podcast/video/",
        "https://syllogos.example/podcast/xoris/",
    ]
    assert 'url: "https://op3.dev/e/syllogos.example/audio/proto.mp3?x=1"' in heads[f"{folder}/proto.el.md"]
    assert "bytes: 0" in heads[f"{folder}/xoris.el.md"] and "%CF%87" in heads[f"{folder}/xoris.el.md"]
    assert 'video: \n  url: "https://syllogos.example/video.mp4"' in heads[f"{folder}/video.el.md"]


def test_body_of_an_item_is_markdown(sites: dict[str, Moved]) -> None:
    site, folder = sites["podcast.xml"], "shows/to-podcast-tou-syllogou"
    assert site.body(f"{folder}/proto.el.md") == "Το πρώτο, **ολόκληρο**.\n\n- α"
    assert site.body(f"{folder}/xoris.el.md") == "Απλά λόγια και άλλα.\n\nΝέα παράγραφος."
    assert site.body(f"{folder}/video.el.md") == "Με εικόνα."


def test_hugo(sites: dict[str, Moved]) -> None:
    """TOML, permalinks, shortcodes, pictures of `static`, languages by name; code stays as it is."""
    site = sites["hugo"]
    head, body = site.head("news/first.el.md"), site.body("news/first.el.md")
    assert 'aliases: ["/2020/01/first/", "/palio/proto/"]' in head and "tags: [volunteers]" in head
    assert "({filename}/news/second.el.md)" in body and '![Βάρκα](boat.jpg "Στο λιμάνι")' in body
    assert '{{< ref "μένει" >}}' in body and "poll" not in body and "dialect" in site.rules()
    assert 'aliases: ["/en/2020/01/first/"]' in site.head("news/first.en.md")
    assert "status: draft" in site.head("news/second.el.md")
    assert (site.content / "news/boat.jpg").is_file() or (site.content / "news/first/boat.jpg").is_file()


def test_jekyll(sites: dict[str, Moved]) -> None:
    """Dates and slugs by name, permalinks by category, drafts, Liquid and kramdown."""
    site = sites["jekyll"]
    head, body = site.head("news/harbour.en.md"), site.body("news/harbour.en.md")
    assert "date: 2019-05-06" in head and 'aliases: ["/news/local/2019/harbour/", "/old/harbour/"]' in head
    assert "({filename}/news/guide.en.md)" in body and "({filename}/pages/about.en.md)" in body
    assert "{{ stays }}" in body and "{:" not in body and "toc" not in body
    assert "status: draft" in site.head("news/later.en.md") and "status: draft" in site.head("news/guide.en.md")


def test_pelican(sites: dict[str, Moved]) -> None:
    """Heads of lines, pairs by slug, settings that are read and never run."""
    site = sites["pelican"]
    assert "summary: Περίληψη σε δύο γραμμές." in site.head("news/limani.el.md")
    assert 'aliases: ["/posts/limani/"]' in site.head("news/limani.el.md")
    assert 'aliases: ["/en/posts/limani/"]' in site.head("news/limani.en.md")
    assert "({filename}/pages/emeis.el.md)" in site.body("news/limani.el.md") and "[TOC]" not in site.body(
        "news/limani.el.md"
    )
    assert "status: hidden" in site.head("pages/emeis.el.md")


def test_decap(sites: dict[str, Moved]) -> None:
    """Pairs within a folder, dates in Greenwich, nothing stated by `null`, the picture beside."""
    site = sites["decap"]
    assert "date: 2021-05-06 10:30" in site.head("news/limani/index.el.md")
    assert "image: boat.jpg" in site.head("news/limani/index.el.md") and "date" not in site.head(
        "news/limani/index.en.md"
    )
    assert (site.content / "news/limani/boat.jpg").is_file()


def test_blogger(sites: dict[str, Moved]) -> None:
    """Posts and pages are texts, comments and settings are none, labels are tags, a draft stays one."""
    site = sites["blogger.xml"]
    assert 'guid: "tag:blogger.com,1999:blog-1.post-2"' in site.head("news/limani.el.md")
    assert 'aliases: ["/2019/05/limani.html"]' in site.head("news/limani.el.md")
    assert "tags: [volunteers]" in site.head("news/limani.el.md") and "status: draft" in site.head(
        "news/procheiro.el.md"
    )
    assert "pages/emeis.el.md" in site.heads() and {"comments", "types"} <= site.rules()


@pytest.mark.parametrize(
    ("text", "lang", "spelt_out"),
    [
        ("Το κείμενο είναι στα ελληνικά, με λίγα words στα αγγλικά.", "el", False),
        ("The text is in English, and it is long enough to be told.", "en", False),
        ("To keimeno einai grammeno me latinika grammata kai den tha to allaxei kaneis.", "el", True),
        ("Podcast #12", "", False),
    ],
)
def test_language_is_told_from_words(text: str, lang: str, spelt_out: bool) -> None:
    guess = language_of(text, ("el", "en"))
    assert (guess.lang, guess.is_spelt_out) == (lang, spelt_out)


def test_addresses_and_lengths_as_old_sites_write_them() -> None:
    assert place_of("https://x.example/%ce%b1/?utm=1") == "/α" and place_of("/?p=12&x=1") == "/?p=12"
    assert alias_of("https://x.example/?post_type=podcast&p=5") == "/?post_type=podcast&p=5"
    assert [seconds_in(one) for one in ("1:02:03", "12:30", "750", "01:00:00.5", "x")] == [3723, 750, 750, 3600, 0]
    assert same_file("https://op3.dev/e/a.example/x.mp3?y=1") == same_file("http://a.example/x.mp3")


def test_podcast_guid_is_that_of_the_index() -> None:
    """The examples of https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md."""
    assert podcast_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert podcast_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_files_come_from_nowhere_else(tmp_path: Path) -> None:
    """Neither over a link, nor from outside the folder, nor from a host that was not named."""
    (tmp_path / "saved").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (tmp_path / "saved" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    fetcher = Fetcher((str(tmp_path / "saved"), "https://old.example/"))
    for address in ("https://old.example/link.jpg", "https://old.example/../secret.jpg", "http://127.0.0.1/secret.jpg"):
        assert fetcher.find(address) is None
