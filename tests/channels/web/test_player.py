"""The player of an episode in a real browser, with its script and without it."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import SmallSite
from tests.programs import needs, run
from tests.servers import needs_nginx, serving

needs_chromium = needs("chromium")

# What a test adds to the page: it presses the second link of a sort, and tells where the player goes.
PRESS = """<script>
addEventListener("load", () => {
  const audio = document.querySelector("audio"), told = document.createElement("output");
  audio.addEventListener("play", () => { told.value = `plays from ${Math.floor(audio.currentTime)}`; });
  document.body.append(told);
  document.querySelectorAll(".%s")[1].click();
});
</script></body>"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("player")


@pytest.fixture(scope="module")
def base(real_site: SmallSite, work: Path) -> Iterator[str]:
    with serving(real_site.output, work) as address:
        yield address


def chromium(*words: str, work: Path) -> str:
    """What the browser says, which has nothing from before."""
    still = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    start = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", *still]
    return run(*start, f"--user-data-dir={work}/browser", *words, env={"HOME": str(work)})


def page_of(site: SmallSite) -> Path:
    return next(site.output.glob("en/shows/*/the-library-of-tools/index.html"))


@needs_chromium
@needs_nginx
@pytest.mark.parametrize("link", ["chapters__link", "transcript__time"])
def test_a_time_moves_the_player(link: str, base: str, work: Path, real_site: SmallSite):
    """A chapter and a line of the transcript are played from where they begin."""
    text = page_of(real_site).read_text(encoding="utf-8")
    (work / "page.html").write_text(text.replace("</body>", PRESS % link), encoding="utf-8")
    said = chromium("--autoplay-policy=no-user-gesture-required", "--dump-dom", f"{base}/work/page.html", work=work)
    (start,) = re.findall(r"#t=(\d+)", html.fromstring(text).xpath(f"//*[@class='{link}']/@href")[1])
    assert int(start) > 0
    assert html.fromstring(said).xpath("string(//output)") == f"plays from {start}"


def test_without_a_script_the_links_lead_to_the_sound(real_site: SmallSite):
    page = html.fromstring(page_of(real_site).read_bytes())
    (source,) = page.xpath("//audio/source/@src")
    links = page.xpath("//*[@class='chapters__link' or @class='transcript__time']/@href")
    assert len(links) >= 6 and all(link.startswith(f"{source}#t=") for link in links)
    assert page.xpath("//audio/@controls") and page.xpath("//details[@class='player__transcript']//p")


@needs_nginx
@pytest.mark.parametrize("lang", ["el", "en"])
def test_each_download_tells_its_size_and_length(lang: str, base: str, real_site: SmallSite):
    """In the language of the page; what is behind the link is of that size, and comes without a script."""
    titles = {"el": "ekpompes/*/i-vivliothiki-me-ta-ergaleia", "en": "en/shows/*/the-library-of-tools"}
    page = html.fromstring(next(real_site.output.glob(f"{titles[lang]}/index.html")).read_bytes())
    rows = page.xpath("//details[@class='player__files']//li")
    length = page.xpath("string(//dt[.='Διάρκεια' or .='Duration']/following-sibling::dd)")
    assert len(rows) == 6
    for row in rows:
        (link,) = row.xpath("a[@download]")
        with urllib.request.urlopen(urllib.request.Request(base + link.get("href"), method="HEAD")) as answer:
            size = int(answer.headers["Content-Length"])
            assert answer.headers["Content-Type"] == link.get("type")
        number = f"{size / 1e6:.1f}" if size >= 1e6 else f"{size / 1e3:.0f}"
        shown = number.removesuffix(".0").replace(".", "," if lang == "el" else ".")
        said = row.xpath("string(span)")
        assert said.startswith(f"{shown} {'MB' if size >= 1e6 else 'kB'}, {length}, −") and said.endswith(" LUFS")


# What tells where the player of a page is, and whether the page is as wide as its screen.
PLACE = """<script>
addEventListener("load", () => {
  const audio = document.querySelector("audio"), box = audio.getBoundingClientRect();
  const width = document.documentElement.scrollWidth;
  parent.document.body.append(document.createElement("output"));
  parent.document.body.lastChild.value = [
    innerWidth, box.left > 0, box.right < innerWidth, box.width > 200, box.height > 30, width <= innerWidth,
  ];
});
</script></body>"""


@needs_chromium
@needs_nginx
def test_the_controls_are_there_without_a_script(base: str, work: Path, real_site: SmallSite):
    """The browser's own: within the screen and large enough to touch, on the narrowest phone too."""
    text = re.sub(r"<script src=[^>]*player[^>]*></script>", "", page_of(real_site).read_text(encoding="utf-8"))
    (work / "bare.html").write_text(text.replace("</body>", PLACE), encoding="utf-8")
    frames = [f'<iframe src="bare.html" width="{width}" height="900"></iframe>' for width in (320, 1280)]
    (work / "frames.html").write_text(f"<!doctype html>{''.join(frames)}", encoding="utf-8")
    said = html.fromstring(chromium("--dump-dom", f"{base}/work/frames.html", work=work)).xpath("//output/text()")
    assert sorted(said) == [f"{width},true,true,true,true,true" for width in (1280, 320)]


@needs_chromium
@needs_nginx
def test_a_cue_sheet_prints_on_one_page(base: str, work: Path, real_site: SmallSite):
    """The longest of all."""
    sheets = [*real_site.output.glob("radio/*/*/*.cue.html")]
    longest = max(sheets, key=lambda path: path.stat().st_size).relative_to(real_site.output)
    chromium("--no-pdf-header-footer", f"--print-to-pdf={work}/sheet.pdf", f"{base}/{longest}", work=work)
    assert (work / "sheet.pdf").read_bytes().count(b"/Type /Page\n") == 1
