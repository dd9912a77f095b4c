"""Cards: the title of every page in the theme's type, fitted, in both languages; and what heads say of them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from lxml import html
from PIL import Image

from plugins.channels.web.sharing import HEIGHT, MARGIN, WIDTH, Look, ShareCard, drawn, look_of
from plugins.model.errors import UsageError
from plugins.settings import Settings
from tests.conftest import ROOT, SmallSite

LOOK = msgspec.json.decode((ROOT / "theme" / "cards.json").read_bytes(), type=Look)
LONG = "Ανοιχτή πρόσκληση προς συλλόγους, συνεταιρισμούς και οργανώσεις της Περιφέρειας Ανατολικής Μακεδονίας " * 2


def picture_of(title: str, **more: str) -> Image.Image:
    words = {
        "path": "",
        "kicker": "Νέα",
        "axis": "Υποδομές",
        "colour": "#f97096",
        "site": "Δίαυλος",
        "lang": "el",
        **more,
    }
    return Image.open(io.BytesIO(drawn(ShareCard(title=title, **words), LOOK))).convert("RGB")


def ink_of(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of what is written in the title's colour above the shore."""
    above = image.crop((0, 130, WIDTH, HEIGHT - 150))
    bright = above.convert("L").point(lambda value: 255 if value > 150 else 0)
    box = bright.getbbox()
    assert box
    return box


@pytest.mark.parametrize(
    "title",
    [
        "Λ",
        "Το λιμάνι ανοίγει ξανά",
        LONG[:200],
        LONG[:200].upper(),
        "Ηλεκτροεγκεφαλογραφηματικοποίηση" * 6,
        "W" * 200,
        "https://example.org/" + "a" * 180,
        "Δωρεάν 😀 «εργαλεία» & 50 % — λιγότερα",
    ],
)
def test_every_title_stays_within_its_margins(title: str) -> None:
    """Long ones, capitals, words without end, signs that the font lacks."""
    image = picture_of(title)
    left, top, right, bottom = ink_of(image)
    assert image.size == (WIDTH, HEIGHT)
    assert left >= MARGIN - 4 and right <= WIDTH - MARGIN + 4
    assert top > 0 and bottom < HEIGHT - 280


def test_a_short_title_is_larger_than_a_long_one() -> None:
    def height(title: str) -> int:
        return (box := ink_of(picture_of(title)))[3] - box[1]

    assert height("Νέα") > 50 and 200 < height(LONG[:200]) < 340


def test_the_axis_has_its_colour() -> None:
    """And without one there is no dot."""
    pink = (0xF9, 0x70, 0x96)
    assert pink in [colour for _, colour in picture_of("Α").getcolors(1000)]
    assert pink not in [colour for _, colour in picture_of("Α", axis="").getcolors(1000)]


def test_the_same_words_are_the_same_bytes_and_small() -> None:
    card = ShareCard("", LONG[:200], "Νέα", "Υποδομές", "#f97096", "Δίαυλος", "el")
    assert drawn(card, LOOK) == drawn(card, LOOK)
    assert len(drawn(card, LOOK)) < 60_000


def test_heads_name_their_cards(real_site: SmallSite) -> None:
    """Every page of both languages has a card that is there, with its size and its words; entries have their own."""
    seen: dict[str, str] = {}
    for page in sorted(real_site.output.rglob("index.html")):
        tree = html.parse(str(page))
        said = {node.get("property"): node.get("content") for node in tree.xpath("//meta[@property]")}
        if "og:image" not in said:
            assert tree.xpath("//meta[@http-equiv='refresh']") or not said, page  # an old address
            continue
        path = said["og:image"].removeprefix("https://diavlos.example/")
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["og:image:alt"] and tree.xpath("//meta[@name='twitter:card'][@content='summary_large_image']")
        assert (real_site.output / path).read_bytes()[:4] == b"\x89PNG"
        assert path.startswith("cards/en/" if tree.getroot().get("lang") == "en" else "cards/el/")
        if said["og:type"] == "article":
            assert said["og:image:alt"].startswith(said["og:title"])
            assert seen.setdefault(path, said["og:title"]) == said["og:title"]
    cards = {path.relative_to(real_site.output).as_posix() for path in (real_site.output / "cards").rglob("*.png")}
    assert len(seen) > 100 and len(cards - set(seen)) == 2  # those of the site itself


@pytest.mark.parametrize("case", ["setting", "address", "theme"])
def test_without_cards(case: str, tmp_path: Path, make_settings: Callable[..., Settings]) -> None:
    """Switched off, or of a theme that has none."""
    (tmp_path / "theme").mkdir()
    changes = {"setting": {"SHARE_CARDS": False}, "address": {"ADDRESSES": {"card": None}}}
    settings = make_settings(**changes.get(case, {"THEME": str(tmp_path / "theme")}))
    assert look_of(settings) is None
    assert look_of(make_settings()) == LOOK


def test_a_wrong_declaration(tmp_path: Path, make_settings: Callable[..., Settings]) -> None:
    shutil.copy(ROOT / "theme" / "cards.json", tmp_path)
    wrong = json.loads((tmp_path / "cards.json").read_bytes())
    del wrong["ink"]
    (tmp_path / "cards.json").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(UsageError, match=r"theme: cards\.json: .*`ink`"):
        look_of(make_settings(THEME=str(tmp_path)))
