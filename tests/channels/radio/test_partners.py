"""The pages for stations: every address on them answers, every command runs, the code can be read."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import SmallSite
from tests.programs import needs
from tests.servers import needs_nginx, serving

BASE = "https://diavlos.example"


@pytest.fixture(scope="module")
def base(real_site: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(real_site.output, tmp_path_factory.mktemp("partners")) as address:
        yield address


def pages(site: SmallSite) -> list[html.HtmlElement]:
    found = sorted(path.parent / "index.html" for path in site.output.glob("radio/*/*/feed.svg"))
    assert len(found) == 5  # three shows in Greek, two in English
    return [html.fromstring(path.read_bytes()) for path in found]


def test_every_address_leads_to_a_file(real_site: SmallSite):
    for page in pages(real_site):
        addresses = page.xpath("//dl[@class='radio__addresses']//code/text()")
        assert len(addresses) == 6
        for address in addresses:
            assert (real_site.output / address.removeprefix(f"{BASE}/")).is_file(), address


@needs_nginx
@needs("faketime", "curl")
def test_every_command_runs(real_site: SmallSite, base: str, tmp_path: Path):
    """On the day of the newest episode, with the loopback server in the place of the real one."""
    for number, page in enumerate(pages(real_site)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (day,) = re.findall(r"(\d{4}-\d\d-\d\d)\.mp3", " ".join(page.xpath("//dl//code/text()")))
        commands = page.xpath("//pre/code/text()")
        assert len(commands) == 2
        for command in [*commands, commands[0]]:  # the first again: nothing newer is there
            words = ["faketime", f"{day} 12:00:00", "bash", "-c", command.replace(BASE, base)]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        files = sorted(folder.iterdir())
        assert [file.name for file in files] == [f"{day}.mp3", "latest.mp3"]
        assert files[0].read_bytes() == files[1].read_bytes() != b""


def test_a_page_says_how_its_feed_is_doing_and_who_airs_it(real_site: SmallSite):
    """As many episodes as the feed has, and the calendar of the airings; nothing that would need a clock."""
    for page in pages(real_site):
        feed = page.xpath("string(//dl[@class='radio__addresses']//code)")
        items = (real_site.output / feed.removeprefix(f"{BASE}/")).read_bytes().count(b"<item>")
        rows = [row.xpath("string(td)") for row in page.xpath("//table[@class='radio__checks']/tbody/tr")]
        assert len(rows) >= 5 and all(re.fullmatch(rf"\d+ (?:από|of) {items}", row) for row in rows)
        (calendar,) = page.xpath("//a[@type='text/calendar']/@href")
        assert (real_site.output / calendar[1:]).is_file()


def test_the_list_leads_to_all(real_site: SmallSite):
    for lang, shows in (("el", 3), ("en", 2)):
        page = html.fromstring((real_site.output / "radio" / lang / "index.html").read_bytes())
        links = page.xpath("//a[@class='card__link']/@href")
        assert len(links) == shows and all((real_site.output / link[1:] / "index.html").is_file() for link in links)


def test_the_code_is_an_image(real_site: SmallSite):
    for path in real_site.output.glob("radio/*/*/feed.svg"):
        svg = path.read_text(encoding="utf-8")
        assert svg.count("<path") == 2 and "script" not in svg
