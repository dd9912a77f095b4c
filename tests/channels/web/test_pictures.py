"""Pictures in pages: their forms and sizes, in the markup that browsers choose from, and nothing that moves."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from plugins.channels.shared.pictures import CHROMA, HUE, LIGHTNESS, image_of, rules, tone_of, with_pictures
from plugins.drawing.colour import oklch
from plugins.model.image import Form, Picture
from plugins.read.document import parse
from tests.conftest import ROOT, SmallSite, tree_of

NEWS = """---
id: 7b0a6ab4-6f0e-4a39-9a44-2f6b9d1a7c11
title: Ελιές στην πλαγιά
summary: Δύο εθελόντριες μάζεψαν ελιές.
date: 2026-03-20 10:00
axes: [sustainability]
regions: [attica]
image: cover.jpg
image_alt: Ένα καλάθι
image_focus: 50% 0%
---
Κείμενο.

![Ελιές > καλάθι](olives.png "Ο <img τίτλος")

Η εικόνα [σε πλήρες μέγεθος](olives.png).
"""
PICTURE = Picture(
    tuple(
        Form(f"pictures/a-{width}.{ending}", "0" * 64, width, type, width, width // 2)
        for ending, type in (("avif", "image/avif"), ("jpg", "image/jpeg"))
        for width in (320, 960)
    ),
    (200, 40, 40),
)


def page_with(body: str, alone: bool = True) -> str:
    """The HTML of a body in which every picture is the same."""
    text = f"---\nid: 7b0a6ab4-6f0e-4a39-9a44-2f6b9d1a7c11\ntitle: Τ\nsummary: Σ\ndate: 2026-03-20\n---\n{body}\n"
    document, whole = parse(text.encode(), "news", "el", "Europe/Athens")
    shown = {
        number: image_of(PICTURE, "", "", "/root")
        for number, reference in enumerate(document.references)
        if reference.tag == "img"
    }
    addresses = [reference.address for reference in document.references]
    return with_pictures(whole.split("\0"), addresses, shown, alone)


# --- In a text --------------------------------------------------------------------------------------------------------


def test_a_picture_of_a_text() -> None:
    """Every width of both formats; its own size; the first one on a page without another is not put off."""
    made = html.fragment_fromstring(page_with("![Ελιές](a.jpg)\n\n![Κλαδί](b.jpg)"), create_parent="div")
    first, second = made.iter("picture")
    (source,), (image,) = first.iter("source"), first.iter("img")
    assert source.get("srcset") == "/root/pictures/a-320.avif 320w, /root/pictures/a-960.avif 960w"
    assert image.get("srcset") == "/root/pictures/a-320.jpg 320w, /root/pictures/a-960.jpg 960w"
    assert (image.get("alt"), image.get("src"), image.get("loading")) == ("Ελιές", "a.jpg", None)
    assert (image.get("width"), image.get("height")) == ("960", "480")
    assert next(second.iter("img")).get("loading") == "lazy"


@pytest.mark.parametrize(
    "body",
    [
        '![α > β](a.jpg "<img title")',
        '<a href="x.pdf" title="<img "><img src="a.jpg" alt="&quot; src=&quot;"></a>',
        '`<img src="x">` και ![α](a.jpg) και `<img`',
        "| α | β |\n|---|---|\n| ![α](a.jpg) | `<img src=` |",
    ],
)
def test_texts_that_look_like_tags(body: str) -> None:
    """What is written about a tag stays a word, and attributes keep their quotes."""
    whole = page_with(body)
    made = html.fragment_fromstring(whole, create_parent="div")
    (picture,) = made.iter("picture")
    assert [image.get("src") for image in made.iter("img")] == ["a.jpg"] and list(picture.iter("img"))
    plain = re.sub(r"<source[^>]*>|</?picture>", "", whole)
    assert html.fragment_fromstring(plain, create_parent="div").text_content() == made.text_content()


def test_a_size_that_its_author_wrote_stays() -> None:
    whole = page_with('<img src="a.jpg" alt="Σήμα" width="90" height="45">')
    assert 'width="90" height="45"' in whole and "960" not in re.sub(r'srcset="[^"]*"', "", whole)


# --- The colour that stands in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "expected"), [((255, 255, 255), (1.0, 0.0)), ((0, 0, 0), (0.0, 0.0)), ((255, 0, 0), (0.628, 0.258))]
)
def test_oklch(colour: tuple[int, int, int], expected: tuple[float, float]) -> None:
    """As https://www.w3.org/TR/css-color-4/#ok-lab has it."""
    assert oklch(colour)[:2] == pytest.approx(expected, abs=0.001)


def test_every_tone_has_its_rules() -> None:
    """The classes of any colour stand in the style sheet, which is the same whatever pictures a site has."""
    there = set(re.findall(r"\.(tone[\w-]*)\{", rules()))
    assert len(there) == 1 + len(LIGHTNESS) + len(CHROMA) + len(HUE)
    for colour in ((0, 0, 0), (255, 255, 255), (255, 0, 0), (1, 2, 250), (120, 130, 110), (255, 0, 254)):
        assert set(tone_of(colour).split()) <= there


# --- A site -----------------------------------------------------------------------------------------------------------


def with_olives(site: SmallSite) -> SmallSite:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Telephone of Maria"
    site.write("news/olives/index.el.md", NEWS)
    folder = site.content / "news" / "olives"
    Image.linear_gradient("L").rotate(90).resize((900, 1200)).convert("RGB").save(folder / "cover.jpg", exif=exif)
    Image.new("RGB", (500, 400), (90, 120, 40)).save(folder / "olives.png", exif=exif)
    return site


@pytest.fixture
def site(small_site: SmallSite) -> SmallSite:
    return with_olives(small_site)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    site = SmallSite(tmp_path_factory.mktemp("olives"))
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    with_olives(site).build("--site-url", "https://trial.example")
    return site


def opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def test_what_a_page_names_is_there(built: SmallSite) -> None:
    """Every file of every srcset is there, as wide as it says; the cut is that of the upright picture; nothing is
    published as it was, but for the file that is linked to, which is stripped."""
    page = built.output / "nea" / "elies-stin-plagia" / "index.html"
    for address, width in re.findall(r"/(pictures/\S+) (\d+)w", page.read_text(encoding="utf-8")):
        assert opened(built.output / address).width == int(width)
    lead = html.parse(str(page)).xpath("//figure//img")[0]
    assert (lead.get("width"), lead.get("height")) == ("1200", "675")  # held upright: 1200 × 900
    assert lead.get("alt") == "Ένα καλάθι" and "tone-l" in lead.get("class")

    assert sorted(path.name for path in (built.output / "files" / "news").rglob("*")) == ["olives", "olives.png"]
    for path in [*(built.output / "files").rglob("*.png"), *(built.output / "pictures").iterdir()]:
        assert b"Maria" not in path.read_bytes() and not dict(opened(path).getexif()), path


def test_feeds_have_plain_pictures(built: SmallSite) -> None:
    """One absolute address of a format that every reader knows, and no choice."""
    feed = json.loads((built.output / "feeds" / "el" / "all.json").read_text(encoding="utf-8"))
    (item,) = [item for item in feed["items"] if item["title"] == "Ελιές στην πλαγιά"]
    (picture,) = re.findall(r"<img[^>]*>", item["content_html"])
    assert re.search(r'src="https://trial\.example/pictures/olives-400-[0-9a-f]{8}\.jpg"', picture)
    assert "srcset" not in picture and "<picture" not in item["content_html"]


def test_a_changed_picture_and_focus(site: SmallSite) -> None:
    """New bytes have a new name; an incremental build has what a clean one has."""
    site.build()
    before = {path.name for path in (site.output / "pictures").iterdir()}
    site.write("news/olives/index.el.md", NEWS.replace("50% 0%", "50% 100%"))
    Image.new("RGB", (500, 400), (9, 12, 140)).save(site.content / "news" / "olives" / "olives.png")
    site.build()
    after = {path.name for path in (site.output / "pictures").iterdir()}
    assert before.isdisjoint(name for name in after if name.startswith(("cover", "olives")))
    assert tree_of(site.afresh().output / "pictures") == tree_of(site.output / "pictures")


def test_an_edit_of_a_text_needs_no_pillow(site: SmallSite) -> None:
    """Nor does a build after it that finds nothing new."""
    site.build()
    site.write("news/olives/index.el.md", NEWS.replace("Κείμενο.", "Άλλο κείμενο."))
    done = site.build(env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert "Άλλο" in (site.output / "nea/elies-stin-plagia/index.html").read_text(encoding="utf-8")
    assert "markupsafe" in done.stderr and "PIL" not in done.stderr


def test_what_is_no_picture_is_refused_by_name(site: SmallSite) -> None:
    """File, line, field, cause and way out, for the field and for the text."""
    (site.content / "news" / "olives" / "cover.jpg").write_bytes(b"GIF89a")
    (site.content / "news" / "olives" / "olives.png").write_bytes(b"<svg onload='alert(1)'>")
    done: subprocess.CompletedProcess[str] = site.run()
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "news/olives/index.el.md:8:8: error: image: the picture cover.jpg is GIF — save it as JPEG or PNG" in said
    assert "news/olives/index.el.md:14:19: error: the picture olives.png is SVG — save it as JPEG or PNG" in said
    assert said.count("olives.png is SVG") == 1  # though it is shown and linked to
