"""The player of an episode in a real browser, with its script and without it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import SmallSite
from tests.servers import needs_nginx, serving

needs_chromium = pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium")

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


def page_of(site: SmallSite) -> Path:
    return next(site.output.glob("en/shows/*/the-library-of-tools/index.html"))


@needs_chromium
@needs_nginx
@pytest.mark.parametrize("link", ["chapters__link", "transcript__time"])
def test_a_time_moves_the_player(link: str, base: str, work: Path, real_site: SmallSite):
    """A chapter and a line of the transcript are played from where they begin."""
    text = page_of(real_site).read_text(encoding="utf-8")
    (work / "page.html").write_text(text.replace("</body>", PRESS % link), encoding="utf-8")
    words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
    words += ["--virtual-time-budget=5000", "--dump-dom", f"{base}/work/page.html"]
    done = subprocess.run(words, capture_output=True, check=True, timeout=90)
    (start,) = re.findall(r"#t=(\d+)", html.fromstring(text).xpath(f"//*[@class='{link}']/@href")[1])
    assert int(start) > 0
    assert html.fromstring(done.stdout.decode()).xpath("string(//output)") == f"plays from {start}"


def test_without_a_script_the_links_lead_to_the_sound(real_site: SmallSite):
    page = html.fromstring(page_of(real_site).read_bytes())
    (source,) = page.xpath("//audio/source/@src")
    links = page.xpath("//*[@class='chapters__link' or @class='transcript__time']/@href")
    assert len(links) >= 6 and all(link.startswith(f"{source}#t=") for link in links)
    assert page.xpath("//audio/@controls") and page.xpath("//details[@class='player__transcript']//p")
