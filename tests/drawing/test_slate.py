"""Slates: every text fits, whatever it holds; what is drawn is in the safe area; equal values are equal bytes."""

from __future__ import annotations

import io
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from PIL import Image

from plugins.drawing import slate
from plugins.model.slate import Slate

ZONE = ZoneInfo("Europe/Athens")
ADDRESS = "https://diavlos.example/nea/aimodosia-se-epta-nisia/"
NEWS = Slate(
    lang="el",
    locale="el_GR",
    sitename="Δίαυλος",
    label="Νέα",
    title="Αιμοδοσία σε επτά νησιά: το πρόγραμμα του φθινοπώρου",
    summary="Από τη Σάμο ως τη Νάξο, το Δίκτυο Υγείας Αιγαίου οργανώνει επτά εθελοντικές αιμοδοσίες.",
    came_out=datetime(2026, 11, 20, 12, tzinfo=ZONE),
    starts=None,
    ends=None,
    last=None,
    until="Αιτήσεις έως",
    place="",
    note="Περιεχόμενο επίδειξης",
    colours=("#d05050", "#40a0a0"),
    address=ADDRESS,
)
EVENT = replace(
    NEWS,
    label="Εκδηλώσεις",
    starts=datetime(2026, 11, 28, 10, tzinfo=ZONE),
    ends=datetime(2026, 11, 28, 14, 30, tzinfo=ZONE),
    place="Πνευματικό Κέντρο Ερμούπολης, Σύρος",
)
LONG = (
    "ΓΕΝΙΚΗ ΣΥΝΕΛΕΥΣΗ ΤΗΣ ΠΑΝΕΛΛΗΝΙΑΣ ΕΝΩΣΗΣ ΣΥΜΠΡΑΞΕΩΝ ΚΟΙΝΩΝΙΚΗΣ ΟΙΚΟΝΟΜΙΑΣ: "
    "ΑΠΟΛΟΓΙΣΜΟΣ, ΠΡΟΫΠΟΛΟΓΙΣΜΟΣ, ΑΡΧΑΙΡΕΣΙΕΣ ΚΑΙ "
)
CASES = {
    "news": NEWS,
    "event": EVENT,
    "longest": replace(EVENT, title=(LONG * 2)[:200], summary=("Περίληψη μεγάλη. " * 30)[:400], place=(LONG * 2)[:200]),
    "unbroken": replace(NEWS, title="Ηλεκτροεγκεφαλογράφημα" * 9, summary="ω" * 400),
    "english": replace(NEWS, lang="en", locale="en_GB", sitename="Diavlos", title="W" * 30, note=""),
    "least": replace(NEWS, label="", title="Α", summary="", came_out=None, note="", colours=()),
}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("name", CASES)
def test_a_slate_is_whole_within_the_safe_area(name: str):
    """5 % from each side hold nothing but the ground, and at the left the colours of the axes."""
    data = slate.paint(CASES[name])
    image = opened(data)
    assert image.size == (1920, 1080) and len(data) < 300_000
    ground = image.getpixel((1900, 5))
    for box in ((41, 0, 96, 1080), (1824, 0, 1920, 1080), (0, 0, 1920, 54), (0, 1026, 1920, 1080)):
        found = image.crop(box).crop((41 if box[0] == 0 else 0, 0, box[2] - box[0], box[3] - box[1]))
        assert found.getcolors() == [(found.width * found.height, ground)], box


def test_nothing_is_written_over_anything(monkeypatch: pytest.MonkeyPatch):
    """The lines of the fullest slate stand below each other, and left of the code."""
    rows: list[tuple[int, int]] = []
    write = slate._write

    def watched(draw: object, setting: slate.Setting, place: tuple[int, int], colour: str) -> int:
        height = write(draw, setting, place, colour)  # type: ignore[arg-type]
        if place[0] == slate.SIDE:
            rows.append((place[1], place[1] + height))
            width = max(setting.face.width(line) for line in setting.lines)
            assert width <= (slate._FULL if place[1] + height <= slate._FOOT else slate._BESIDE)
        return height

    monkeypatch.setattr(slate, "_write", watched)
    slate.paint(CASES["longest"])
    rows.sort()
    assert len(rows) >= 4
    assert all(bottom <= top for (_, bottom), (top, _) in pairwise(rows))


def test_equal_values_are_equal_bytes():
    first = slate.paint(EVENT)
    assert slate.paint(replace(EVENT)) == first != slate.paint(NEWS)
    assert len(slate.recipe()) == 64


def test_the_code_leads_to_the_text():
    """Each module of the code as segno says it is."""
    import segno

    image = opened(slate.paint(NEWS)).convert("L")
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    scale = slate._CODE // (len(matrix) + 8)
    side = scale * (len(matrix) + 8)
    left, top = slate.WIDTH - slate.SIDE - side, slate.HEIGHT - slate.TOP - side
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            middle = (left + (x + 4) * scale + scale // 2, top + (y + 4) * scale + scale // 2)
            assert (image.getpixel(middle) < 128) == bool(dark)


def test_when_is_told_as_people_say_it():
    assert slate._when(EVENT) == "Σάββατο 28 Νοεμβρίου 2026, 10:00–14:30"
    assert slate._when(replace(EVENT, ends=None)) == "Σάββατο 28 Νοεμβρίου 2026, 10:00"
    day, midnight = date(2026, 11, 28), datetime(2026, 11, 29, tzinfo=ZONE)
    assert slate._when(replace(EVENT, starts=day, ends=None)) == "Σάββατο 28 Νοεμβρίου 2026"
    assert slate._when(replace(EVENT, starts=day, ends=date(2026, 11, 30))) == "Σάββατο 28 – Δευτέρα 30 Νοεμβρίου 2026"
    assert (
        slate._when(replace(EVENT, ends=midnight))
        == "Σάββατο 28 Νοεμβρίου 2026, 10:00 – Κυριακή 29 Νοεμβρίου 2026, 00:00"
    )
    assert slate._when(replace(EVENT, starts=midnight, ends=None)) == "Κυριακή 29 Νοεμβρίου 2026, 00:00"
    assert slate._when(replace(NEWS, last=date(2026, 12, 5))) == "Αιτήσεις έως: Σάββατο 5 Δεκεμβρίου 2026"
    assert slate._when(NEWS) == "" and slate._day(NEWS) == "20 Νοεμβρίου 2026"


def test_a_logo_takes_the_place_of_the_mark():
    logo = io.BytesIO()
    Image.new("RGBA", (400, 200), "#ff00ff").save(logo, "PNG")
    image = opened(slate.paint(NEWS, logo.getvalue()))
    assert image.getpixel((slate.SIDE + 100, slate.TOP + 40)) == (255, 0, 255)
