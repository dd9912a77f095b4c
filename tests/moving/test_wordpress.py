"""A WordPress export with all its corners: every text, guid, address, recording and pair comes along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import feedparser
import pytest
from PIL import Image

from plugins.model.errors import UsageError
from plugins.moving.flow import MAPPING
from plugins.moving.sources.known import source_at
from plugins.moving.sources.wordpress.php import unserialized
from tests.conftest import SmallSite, settings_below
from tests.moving.moved import EXPORTS, Moved, again, moved

EXPORT = EXPORTS / "association.xml"
GUIDS = {
    "http://palio.syllogos.example/?p=101",
    "old-host-77",
    *(f"https://syllogos.example/?p={number}" for number in (102, 103, 104, 105, 106, 107, 109, 121, 122)),
    "https://syllogos.example/?page_id=110",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    """The export, brought into an empty site with the uploads of the old one beside it."""
    folder = tmp_path_factory.mktemp("association")
    uploads = folder / "saved" / "2019" / "05"
    uploads.mkdir(parents=True)
    Image.new("RGB", (1600, 1200), "#246").save(uploads / "καΐκι.jpg")
    (uploads / "plan.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return moved(folder, EXPORT, fetch=(str(folder / "saved"),))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export as a site, without its pictures; the build refuses what `check` does."""
    folder = tmp_path_factory.mktemp("built")
    moved(folder, EXPORT)
    site = SmallSite(folder)
    site.build()
    return site.output


def test_every_text_comes_with_its_guid(site: Moved) -> None:
    """All that were not thrown away; the second language of a text that held both gets a guid of its own."""
    found = [guid for head in site.heads().values() for guid in re.findall(r'^guid: "?(.*?)"?$', head, re.MULTILINE)]
    assert set(found) == GUIDS and len(found) == len(GUIDS)
    assert site.report.counts["texts"] == 13


def test_pairs_are_those_of_the_plugins(site: Moved) -> None:
    pairs = {path.rsplit(".", 2)[0] for path in site.heads() if path.endswith(".en.md")}
    show = "shows/syllogos-dokimis"
    assert pairs == {"news/the-harbour/index", "news/diglosso", f"{show}/proto/index", f"{show}/index"}


def test_old_addresses_lead_on(site: Moved) -> None:
    head = site.head("news/the-harbour/index.el.md")
    assert 'aliases: ["/2019/05/02/το-λιμάνι/", "/?p=101", "/2019/05/02/limani-palio/"]' in head


def test_fields_are_as_the_old_site_had_them(site: Moved) -> None:
    head = site.head("news/the-harbour/index.el.md")
    assert "date: 2019-05-02 10:30\nupdated: 2019-06-01 10:30\n" in head
    assert "tags: [draseis, volunteers, actions]" in head and "image: kaiki.jpg" in head
    assert "image_alt: Ένα ξύλινο καΐκι με δύο ναύτες" in head
    assert "status: draft" in site.head("news/me-kodiko.el.md") and "date: 2031-01-01 09:00" in site.head(
        "news/mellon.el.md"
    )


def test_body_has_notes_pictures_links_and_what_was_reusable(site: Moved) -> None:
    body = site.body("news/the-harbour/index.el.md")
    assert "[^1]: Η πρώτη *σημείωση*." in body and 'kaiki.jpg "Το καΐκι του συλλόγου")' in body
    assert "]({filename}/news/palio/index.el.md)" in body and "[σχέδιο](plan.pdf)" in body
    assert "Κείμενο που χρησιμοποιείται ξανά." in body and "wp:" not in body


def test_classic_text_becomes_markdown(site: Moved) -> None:
    body = site.body("news/palio/index.el.md")
    assert body.startswith("Πρώτη παράγραφος με <strong>«έντονα»</strong>και λοιπά\\[σημ.\\] και μια σημείωση.[^1]\\\n")
    assert body.endswith("[^1]: Η σημείωση του Word.") and "vc_" not in body and "\nhttps://vimeo.com/123456\n" in body
    assert {"shortcodes", "layout", "tables"} <= site.rules()


def test_recordings_lie_where_they_lay(site: Moved) -> None:
    head = site.head("shows/syllogos-dokimis/proto/index.el.md")
    assert 'bytes: 12345678\n  duration: "12:30"\n  type: audio/mpeg' in head and "season: 2\nepisode: 7\n" in head
    assert 'duration: "1:02:03"' in site.head("shows/i-foni-tou-syllogou/syzitisi/index.el.md")


def test_language_is_told_where_it_is_doubtful(site: Moved) -> None:
    told = {one.file for one in site.report.told if one.remark.rule == "language"}
    assert "news/misfiled.el.md" in told and "news/mellon.el.md" in told


def test_report_says_what_was_left_behind(site: Moved) -> None:
    assert {"comments", "menus", "types", "states", "password", "blocks"} <= site.rules()
    report = json.loads((site.folder / "report.json").read_bytes())
    assert report["counts"]["guids"] == len(GUIDS) and all(
        {"el", "en"} <= set(row["message"]) for row in report["remarks"]
    )
    assert "reader@example.org" not in (site.folder / "report.json").read_text(encoding="utf-8")


def test_feeds_call_each_text_as_the_old_ones_did(built: Path) -> None:
    feed = feedparser.parse((built / "feeds/el/all.rss.xml").read_bytes())
    assert {"http://palio.syllogos.example/?p=101", "https://syllogos.example/?p=103"} <= {
        one.id for one in feed.entries
    }
    podcast = feedparser.parse(next(built.rglob("**/i-foni-tou-syllogou*.xml")).read_bytes())
    assert [one.id for one in podcast.entries] == ["old-host-77"]
    assert podcast.entries[0].enclosures[0].href == "https://syllogos.example/audio/syzitisi.m4a"
    atom = (built / "feeds/el/all.atom.xml").read_text(encoding="utf-8")
    assert "<id>http://palio.syllogos.example/?p=101</id>" in atom


def test_hosts_lead_on_from_queries(built: Path) -> None:
    rules = (built / "_redirects").read_text(encoding="utf-8")
    assert "/ p=101 /nea/to-limani/ 301!\n" in rules and "/ post_type=podcast p=123 " in rules
    assert '"/?p=101" /nea/to-limani/;' in (built / "redirects.asked.nginx.map").read_text(encoding="utf-8")
    assert '"/?p=101" "/nea/to-limani/"' in (built / "redirects.asked.caddy").read_text(encoding="utf-8")
    assert (built / "2019/05/02/το-λιμάνι/index.html").is_file()


def test_nothing_that_was_brought_is_an_error(site: Moved) -> None:
    assert site.errors() == []


def test_second_run_writes_nothing_and_keeps_what_was_edited(tmp_path: Path) -> None:
    """A corrected mapping moves what nobody has edited."""
    first = moved(tmp_path, EXPORT)
    assert again(tmp_path, EXPORT).report.counts.get("written") is None
    edited = first.content / "news/palio.el.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nΝέο.\n", encoding="utf-8")
    mapping = first.folder / MAPPING
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace('"page": "page"', '"page": "guide"'), encoding="utf-8"
    )
    second = again(tmp_path, EXPORT)
    assert second.report.counts["edited"] == 1 and edited.read_text(encoding="utf-8").endswith("Νέο.\n")
    assert not (first.content / "pages/poioi-eimaste.el.md").exists()
    assert (first.content / "guides/poioi-eimaste.el.md").exists()


def test_old_feed_has_the_word_on_guids(tmp_path: Path) -> None:
    """Its items are found in the export; the show is the feed's."""
    feed = f"{EXPORTS / 'podcast.xml'}=https://syllogos.example/feed/podcast/"
    site = moved(tmp_path, EXPORT, feeds=(feed,))
    heads = site.heads()
    assert any("guid: feed-knows-better" in head and "proto" in path for path, head in heads.items())
    show = next(head for path, head in heads.items() if path.endswith("index.el.md") and "old_feeds" in head)
    assert "podcast_guid: 67a490ec-6f6c-5c7d-a2af-07cf0d276e7c" in show and 'old_feeds: ["/feed/podcast/"]' in show


@pytest.mark.parametrize(
    ("fault", "mended"),
    [("\x0b", ""), ("&nbsp;", "\u00a0"), (" & ", " & ")],
)
def test_broken_exports_are_read(tmp_path: Path, fault: str, mended: str) -> None:
    """Control characters, entities of HTML and bare signs, which no XML may have."""
    text = EXPORT.read_text(encoding="utf-8").replace("<title>Πρόχειρο</title>", f"<title>Πρό{fault}χειρο</title>")
    (tmp_path / "broken.xml").write_text(f"\ufeffWarning: x\n{text}", encoding="utf-8")
    site = moved(tmp_path, tmp_path / "broken.xml")
    assert site.report.counts["texts"] == 13
    titles = [head.split("title: ")[1].split("\n")[0].strip('"') for head in site.heads().values()]
    assert " ".join(f"Πρό{mended}χειρο".split()) in titles


def test_export_that_is_cut_off_is_told_and_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "cut.xml").write_bytes(EXPORT.read_bytes()[:9000])
    site = moved(tmp_path, tmp_path / "cut.xml")
    assert "damaged" in site.rules() and site.report.counts["texts"] == 3 and site.errors() == []


def test_two_items_of_one_number_are_two_texts(tmp_path: Path) -> None:
    """As in exports that somebody has put together by hand: none is lost, none has the guid of another."""
    text = (
        EXPORT.read_text(encoding="utf-8").replace("<wp:post_id>104<", "<wp:post_id>103<").replace("?p=104", "?p=103")
    )
    (tmp_path / "twice.xml").write_text(text, encoding="utf-8")
    site = moved(tmp_path, tmp_path / "twice.xml")
    assert site.report.counts["texts"] == 13 and not site.report.counts.get("edited") and site.errors() == []


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    """Neither a bomb nor a file of this machine gets into a text."""
    (tmp_path / "secret").write_text("mystiko", encoding="utf-8")
    text = (
        EXPORT.read_text(encoding="utf-8")
        .replace("<rss ", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>\n<rss ', 1)
        .replace("<title>Πρόχειρο</title>", "<title>Πρόχειρο &x;</title>")
    )
    (tmp_path / "evil.xml").write_text(text, encoding="utf-8")
    site = moved(tmp_path, tmp_path / "evil.xml")
    assert "mystiko\n" not in "".join(site.heads().values())


def test_serialized_values_are_mended_and_never_objects() -> None:
    assert unserialized('a:1:{s:99:"el";i:5;}') == {"el": 5}
    assert unserialized('s:19:"a:1:{s:2:"el";i:5;}";') == {"el": 5}
    assert unserialized('O:8:"stdClass":0:{}') is None and unserialized("a:" * 9000) is None


def test_what_is_no_source_is_refused(tmp_path: Path) -> None:
    """A page, nothing, a packed file, an empty one, a folder of something else."""
    (tmp_path / "x.xml").write_text("<html/>", encoding="utf-8")
    (tmp_path / "empty.xml").write_bytes(b"")
    (tmp_path / "packed.zip").write_bytes(b"PK\x03\x04" + EXPORT.read_bytes())
    (tmp_path / "other").mkdir()
    settings = settings_below(tmp_path)
    for path in (tmp_path / name for name in ("x.xml", "absent", "empty.xml", "packed.zip", "other")):
        with pytest.raises(UsageError):
            source_at(path, settings.site)
