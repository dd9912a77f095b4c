"""The whole flow, by the commands that its users run: same bytes, sound links, and nothing out before its time."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.conftest import NOW, ROOT, SmallSite, tree_of

BASE = "https://trial.example"


def pages_of(output: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    """Every HTML page but redirects and the letters of digests, by address."""
    for path in sorted(output.rglob("*.html")):
        tree = html.fromstring(path.read_bytes())
        if path.relative_to(output).parts[0] != "digest" and not tree.xpath("//meta[@http-equiv='refresh']"):
            yield path.relative_to(output).as_posix().removesuffix("index.html"), tree


@pytest.fixture
def shipped(small_site: SmallSite) -> SmallSite:
    """The small site as the project ships it."""
    small_site.settings = ROOT / "pelicanconf.py"
    return small_site


@pytest.fixture
def built(small_site: SmallSite) -> SmallSite:
    small_site.build("--site-url", BASE)
    return small_site


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of that site, for those who only read."""
    site = SmallSite(tmp_path_factory.mktemp("flow"))
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    site.build("--site-url", BASE)
    return site.output


def test_pelican_builds_the_same_bytes(shipped: SmallSite) -> None:
    """`pelican content -s pelicanconf.py` and our own command are one flow."""
    shipped.build("--site-url", BASE)
    other = shipped.folder / "by-pelican"
    extra = [f"{name}={json.dumps(value)}" for name, value in {"SITEURL": BASE, "NOW": NOW}.items()]
    words = [
        "-m",
        "pelican",
        str(shipped.content),
        "-s",
        str(ROOT / "pelicanconf.py"),
        "-o",
        str(other),
        "-e",
        *extra,
    ]
    done = subprocess.run([sys.executable, *words], cwd=shipped.folder, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert tree_of(other) == tree_of(shipped.output)


def test_source_date_epoch_is_now(small_site: SmallSite) -> None:
    """Without --now, the moment comes from the environment; the clock is only the last resort."""
    words = [sys.executable, "-m", "plugins", "build", "--content", str(small_site.content)]
    words += ["--output", str(small_site.output), "--report", str(small_site.folder / "report.json")]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    report = json.loads((small_site.folder / "report.json").read_text(encoding="utf-8"))

    assert done.returncode == 0, done.stderr
    assert report["now"] == "2026-01-01T02:00:00+02:00"
    assert report["counts"]["entries"] == {"el": 3, "en": 3}, "only what has no date or an earlier one"


def test_every_link_inside_the_site_resolves(output: Path) -> None:
    """Pages, files, anchors, alternates: what a page of ours points at is there."""
    ids = {url: {*tree.xpath("//@id")} for url, tree in pages_of(output)}
    dead = []
    for url, tree in pages_of(output):
        for link in tree.xpath("//@href | //@src"):
            parts = urlsplit(link)
            if parts.scheme in ("mailto", "tel") or (parts.scheme and f"{parts.scheme}://{parts.netloc}" != BASE):
                continue
            path = parts.path.lstrip("/") if parts.path else url
            file = output / (f"{path}index.html" if not path or path.endswith("/") else path)
            if not file.is_file() or (parts.fragment and parts.fragment not in ids.get(path, set())):
                dead.append((url, link))

    assert dead == []


def test_languages_point_at_each_other(output: Path) -> None:
    """Each page names itself, its counterpart and x-default, and every page named names it back.

    But for those that search engines are to leave, which name none and are named by none.
    """
    alternates, left = {}, set()
    for url, tree in pages_of(output):
        links = tree.xpath("//link[@rel='alternate'][@hreflang][not(@type)]")
        alternates[url] = {a.get("hreflang"): a.get("href") for a in links}
        if tree.xpath("//meta[@name='robots'][contains(@content, 'noindex')]"):
            left.add(url)
            assert alternates.pop(url) == {}, url
    assert left
    for url, named in alternates.items():
        lang = "en" if "en" in url.split("/")[:2] else "el"  # en/…, screens/en/…
        assert named[lang] == f"{BASE}/{url}", url
        assert named["x-default"] == named.get("el", named[lang]), url
        for other, address in named.items():
            back = alternates[address.removeprefix(f"{BASE}/")]
            assert back[lang] == f"{BASE}/{url}", (url, other)


def test_the_switch_goes_to_the_same_page(output: Path) -> None:
    """Not to the other language's home."""
    for url, tree in pages_of(output):
        alternates = {
            a.get("hreflang"): a.get("href") for a in tree.xpath("//link[@rel='alternate'][@hreflang][not(@type)]")
        }
        lang, other = ("en", "el") if "en" in url.split("/")[:2] else ("el", "en")
        switch = tree.xpath(f"//a[@hreflang='{other}'][@lang='{other}'][@rel='alternate' or ancestor::header]/@href")
        if other in alternates:
            assert alternates[other].removeprefix(BASE) in switch, (url, lang, switch)


def test_links_lead_to_the_page_in_the_readers_language(output: Path) -> None:
    """An English text that links to a Greek source sends its reader to the English page, or to the gap's."""
    text = (output / "en/news/the-harbour-courtyard-has-opened/index.html").read_text(encoding="utf-8")

    assert 'href="/en/guides/how-to-found-a-cooperative/"' in text
    assert 'href="/en/news/diakiryxi-gia-ti-diafaneia/"' in text


def test_a_gap_says_so_in_the_readers_language(output: Path) -> None:
    """And offers the original; search engines need not list it."""
    tree = html.fromstring((output / "en/news/diakiryxi-gia-ti-diafaneia/index.html").read_bytes())

    assert tree.get("lang") == "en"
    assert tree.xpath("//main//a[@hreflang='el'][@href='/nea/diakiryxi-gia-ti-diafaneia/']")
    assert tree.xpath("//main//*[@lang='el'][contains(., 'Διακήρυξη')]")
    assert tree.xpath("//meta[@name='robots'][contains(@content, 'noindex')]")


def test_drafts_and_embargoed_entries_are_nowhere(output: Path) -> None:
    """Not in pages, feeds, lists, the sitemap, the manifest, nor as files that only they use."""
    for path, data in tree_of(output).items():
        for secret in ("Μυστικό", "εμπάργκο", "mystiko", "empargko", "seal"):
            assert secret not in path, path
            assert secret.encode() not in data, path


def test_an_embargo_ends_without_an_edit(small_site: SmallSite) -> None:
    """The report names the instant, and a build at that instant has the entry and its files."""
    report = small_site.folder / "report.json"
    small_site.build("--now", "2026-12-01", "--report", str(report))  # a Tuesday: no week ends before
    due = json.loads(report.read_text(encoding="utf-8"))["next_change_at"]
    assert due == "2026-12-01T10:00:00+02:00"
    small_site.build("--now", due)

    assert (small_site.output / "nea/anakoinosi-me-empargko/index.html").is_file()
    assert list((small_site.output / "pictures").glob("seal-16-*.avif"))


def test_drafts_are_shown_when_asked(small_site: SmallSite) -> None:
    """For a preview."""
    small_site.build("--drafts")

    assert (small_site.output / "nea/mystiko-procheiro/index.html").is_file()


def test_a_deleted_entry_is_gone_with_the_next_build(built: SmallSite) -> None:
    """From every channel."""
    for lang in ("el", "en"):
        (built.content / f"guides/register.{lang}.md").unlink()
    for path in built.content.rglob("harbour.*.md"):
        path.write_text(
            re.sub(r"\[([^]]*)\]\([^)]*register[^)]*\)", r"\1", path.read_text(encoding="utf-8")), encoding="utf-8"
        )
    built.build("--site-url", BASE)

    for path, data in tree_of(built.output).items():
        assert "synetairismos" not in path
        assert "Πώς ιδρύεται".encode() not in data, path


def test_problems_leave_the_last_good_site(built: SmallSite) -> None:
    """All are named, the status is 1, and not a byte of the site has changed."""
    before = tree_of(built.output)
    built.write("news/bad.el.md", "---\ntitle: Νέα: η αρχή\n---\n")
    built.write("news/worse.el.md", "---\ntitle: x\nstauts: draft\n---\n")
    done = built.run()

    assert done.returncode == 1
    assert "news/bad.el.md:2:" in done.stderr
    assert "news/worse.el.md:3:1: error: stauts: unknown field — did you mean “status”?" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert tree_of(built.output) == before


def test_an_alias_leads_on(output: Path) -> None:
    """Old addresses live on, as a page and as rules for hosts."""
    page = (output / "palia/limani/index.html").read_text(encoding="utf-8")

    assert '<link rel="canonical" href="https://trial.example/nea/i-avli-tou-limaniou-anoixe/">' in page
    assert "/palia/limani/ /nea/i-avli-tou-limaniou-anoixe/ 301\n" in (output / "_redirects").read_text(
        encoding="ascii"
    )
    assert (output / "redirects.nginx.map").is_file()


def test_the_report_counts_what_was_done(small_site: SmallSite) -> None:
    """For scripts and CI."""
    report = small_site.folder / "report.json"
    small_site.build("--report", str(report))
    first = json.loads(report.read_text(encoding="utf-8"))
    small_site.build("--report", str(report))
    second = json.loads(report.read_text(encoding="utf-8"))

    assert first["status"] == second["status"] == 0
    assert first["artifacts"]["kept"] == 0
    assert second["artifacts"] == {"written": [], "kept": len(first["artifacts"]["written"]), "removed": []}
    assert {feed["language"] for feed in first["feeds"]} == {"el", "en"}
    for feed in first["feeds"]:
        assert (small_site.output / feed["path"]).is_file()


def test_a_fresh_draft_holds_nobody_up(small_site: SmallSite) -> None:
    """`new` leaves fields to be filled in; until then they are warnings, since a draft is nowhere on the site."""
    words = [sys.executable, "-m", "plugins"]
    begun = subprocess.run(
        [*words, "new", "event", "Γιορτή στην Καβάλα", "--title-en", "Fair in Kavala", "--content", small_site.content],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [Path(line).name for line in begun.stdout.splitlines()] == ["fair-in-kavala.el.md", "fair-in-kavala.en.md"]
    done = small_site.build()

    assert "events/fair-in-kavala.el.md:" in done.stderr
    assert "warning: summary: is empty" in done.stderr
    draft = small_site.content / "events/fair-in-kavala.el.md"
    draft.write_text(draft.read_text(encoding="utf-8").replace("status: draft", "status: published"), encoding="utf-8")
    assert small_site.run().returncode == 1
