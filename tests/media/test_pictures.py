"""Pictures are cut, made smaller and stripped; what is no picture, or would eat the machine, is refused by name."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from plugins.i18n.messages import say
from plugins.media.pictures import COVER, SQUARE, TEXT, WHOLE, WIDE, in_child
from plugins.media.raster import RasterAnswer, RasterRecipe, Unfit, answer, box_of, opened, widths_of
from plugins.model.errors import MachineError

GPS, ORIENTATION = 0x8825, 0x0112


def gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red grows from left to right, green from top to bottom."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.new("L", (width, height), 60))).convert(mode)


def exif_of_a_telephone(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Telephone of Maria"
    exif[GPS] = {1: "N", 2: (37.0, 58.0, 17.4), 3: "E", 4: (23.0, 43.0, 35.0)}
    return exif


def cut(path: Path, recipe: RasterRecipe) -> dict[str, Image.Image]:
    """The forms by width and ending, read back."""
    found = answer(path, recipe, path.parent, "form")
    assert found.fault is None, found.fault
    return {f"{form.width}.{form.ending}": read(path.parent / form.name) for form in found.cuts}


def read(path: Path) -> Image.Image:
    image = Image.open(io.BytesIO(path.read_bytes()))
    image.load()
    return image


# --- What is made -----------------------------------------------------------------------------------------------------


def test_forms_of_a_photograph(tmp_path: Path) -> None:
    """Cut to the layout's ratio, in its widths, as AVIF and JPEG."""
    gradient(2000, 1500).save(tmp_path / "a.jpg", quality=90)
    forms = cut(tmp_path / "a.jpg", WIDE)

    sizes = {name: (image.format, image.size) for name, image in forms.items()}
    assert sizes == {
        f"{width}.{ending}": (format, (width, width * 9 // 16))
        for width in (320, 640, 960, 1600)
        for ending, format in (("avif", "AVIF"), ("jpg", "JPEG"))
    }


@pytest.mark.parametrize(
    ("wide", "widths"),
    [
        (100, (100,)),
        (320, (320,)),
        (340, (320,)),
        (500, (320, 500)),
        (1000, (320, 640, 960)),
        (5000, (320, 640, 960, 1600)),
    ],
)
def test_nothing_is_enlarged(wide: int, widths: tuple[int, ...]) -> None:
    """A small original has its own size; a form hardly larger than another is not made."""
    assert widths_of(wide, WIDE) == widths


@pytest.mark.parametrize(
    ("focus", "box"),
    [
        ((50, 50), (0, 150, 1600, 1050)),
        ((50, 0), (0, 0, 1600, 900)),
        ((50, 100), (0, 300, 1600, 1200)),
        ((50, 45), (0, 90, 1600, 990)),
    ],
)
def test_the_focus_stays_in_sight(focus: tuple[int, int], box: tuple[int, int, int, int]) -> None:
    assert box_of(1600, 1200, WIDE._replace(focus=focus)) == box
    assert box_of(1600, 1200, TEXT._replace(focus=focus)) == (0, 0, 1600, 1200)


def test_a_square_of_a_tall_picture() -> None:
    assert box_of(600, 900, SQUARE._replace(focus=(10, 90))) == (0, 300, 600, 900)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_the_telephone_says(orientation: int, tmp_path: Path) -> None:
    """Browsers would do it, but the width and height in the page must be those that are seen."""
    seen = gradient(64, 48)
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    held = seen if turn is None else seen.transpose(Image.Transpose(turn))
    held.save(tmp_path / "a.png", exif=exif_of_a_telephone(orientation))

    image, _ = opened(tmp_path / "a.png")
    assert image.size == (64, 48)
    assert image.tobytes() == seen.tobytes()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_nothing_is_said_of_the_photographer(ending: str, tmp_path: Path) -> None:
    """No place, no telephone, no comment, in no form; also where the file keeps its name because a text links to it."""
    path = tmp_path / f"a.{ending}"
    gradient(700, 500).save(path, exif=exif_of_a_telephone(), xmp=b"<x:xmpmeta>Maria</x:xmpmeta>", comment="Maria")
    assert b"Maria" in path.read_bytes()

    for recipe in (WIDE, TEXT, COVER, WHOLE):
        for form in answer(path, recipe, tmp_path, "form").cuts:
            data = (tmp_path / form.name).read_bytes()
            assert b"Maria" not in data and b"Exif" not in data and b"eXIf" not in data, form
            assert not dict(read(tmp_path / form.name).getexif())


def test_what_a_text_links_to_keeps_its_size_and_format(tmp_path: Path) -> None:
    for ending, format in (("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")):
        gradient(2000, 10).save(tmp_path / f"a.{ending}")
        ((name, image),) = cut(tmp_path / f"a.{ending}", WHOLE).items()
        assert (name, image.format, image.size) == (f"2000.{ending}", format, (2000, 10))


def test_a_cover_is_as_podcast_directories_ask(tmp_path: Path) -> None:
    """At most 3000 pixels, in RGB without alpha, as JPEG or PNG, whichever is smaller."""
    Image.new("RGBA", (3010, 3010), (14, 42, 61, 128)).save(tmp_path / "a.png", compress_level=1)
    ((name, image),) = cut(tmp_path / "a.png", COVER).items()
    assert name == "3000.png" and (image.mode, image.size) == ("RGB", (3000, 3000))
    red, green, blue = image.getpixel((0, 0))
    assert (red, green, blue) == (134, 148, 158)  # half of the white below
    Image.effect_noise((1500, 1500), 60).save(tmp_path / "b.jpg", quality=30)
    assert list(cut(tmp_path / "b.jpg", COVER)) == ["1500.jpg"]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_drawing_without_a_ground_is_on_white(mode: str, tmp_path: Path) -> None:
    """A black logo on nothing would be black on black in every podcast app."""
    logo = Image.new("LA", (1500, 1500), (0, 0))
    logo.paste((0, 255), (500, 500, 1000, 1000))
    logo.convert("RGBA").convert(mode).save(tmp_path / "a.png")
    ((_, image),) = cut(tmp_path / "a.png", COVER).items()
    assert (image.mode, image.getpixel((0, 0)), image.getpixel((750, 750))) == ("RGB", (255, 255, 255), (0, 0, 0))


# --- What originals may be --------------------------------------------------------------------------------------------


def test_cmyk(tmp_path: Path) -> None:
    """A picture from a printer's hands has the colours of the eye."""
    gradient(90, 60, "CMYK").save(tmp_path / "a.jpg", quality=95)
    image, _ = opened(tmp_path / "a.jpg")
    assert image.mode == "RGB"
    assert all(
        abs(a - b) < 40 for a, b in zip(image.getpixel((45, 30)), gradient(90, 60).getpixel((45, 30)), strict=True)
    )


def test_sixteen_bits(tmp_path: Path) -> None:
    """Light grey stays light grey; a careless conversion makes it white."""
    Image.new("I;16", (20, 20), 40_000).save(tmp_path / "a.png")
    image, _ = opened(tmp_path / "a.png")
    assert image.getpixel((5, 5)) == (156, 156, 156)


def test_a_palette_that_one_sees_through(tmp_path: Path) -> None:
    """Its holes stay, as WebP for those who know no AVIF; no colour stands in, for it would shine through."""
    image = gradient(60, 60).quantize(8)
    image.info["transparency"] = image.getpixel((0, 0))
    image.save(tmp_path / "a.png")
    forms = cut(tmp_path / "a.png", TEXT)
    assert list(forms) == ["60.avif", "60.webp"]
    assert all(form.mode == "RGBA" and form.getpixel((0, 0))[3] == 0 for form in forms.values())
    assert answer(tmp_path / "a.png", TEXT, tmp_path, "form").colour is None


def test_alpha_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    gradient(60, 60, "RGBA").save(tmp_path / "a.png")
    assert list(cut(tmp_path / "a.png", TEXT)) == ["60.avif", "60.jpg"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_mode_of_png(mode: str, tmp_path: Path) -> None:
    gradient(40, 30).convert(mode).save(tmp_path / "a.png")
    assert opened(tmp_path / "a.png")[0].size == (40, 30)


def test_colours_of_a_profile_become_those_of_the_web(tmp_path: Path) -> None:
    """A profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    Image.new("RGB", (40, 30), (250, 20, 20)).save(tmp_path / "a.png", icc_profile=swapped)
    image, _ = opened(tmp_path / "a.png")
    red, green, _ = image.getpixel((5, 5))
    assert red < 60 and green > 200 and not image.info
    gradient(40, 30).save(tmp_path / "b.png", icc_profile=b"no profile at all")
    assert opened(tmp_path / "b.png")[0].tobytes() == gradient(40, 30).tobytes()


def test_a_telephone_that_writes_two_pictures(tmp_path: Path) -> None:
    """Telephones put a second view behind a JPEG (MPO); the first is the picture."""
    gradient(80, 60).save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[Image.new("RGB", (80, 60))])
    image, sort = opened(tmp_path / "a.jpg")
    assert (sort, image.size) == ("JPEG", (80, 60)) and image.getpixel((79, 59)) != (0, 0, 0)


def test_exif_that_is_damaged_harms_nobody(tmp_path: Path) -> None:
    gradient(40, 30).save(tmp_path / "a.jpg", exif=b"Exif\0\0MM\0*\0\0\0\xff\xff")
    assert opened(tmp_path / "a.jpg")[0].size == (40, 30)


# --- What is refused --------------------------------------------------------------------------------------------------


def png(width: int, height: int, pixels: bytes) -> bytes:
    """A grey PNG whose header says what it likes."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def jpeg() -> bytes:
    out = io.BytesIO()
    gradient(300, 200).save(out, "JPEG")
    return out.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.jpg", lambda: b"", "is empty"),
    "text": ("a.png", lambda: b"nothing but words", "is no picture that we know"),
    "html-as-png": ("a.png", lambda: b"<!doctype html><script>", "is no picture that we know"),
    "svg-as-png": ("a.png", lambda: b"<svg onload='alert(1)'>", "is SVG"),
    "postscript-as-jpeg": ("a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0", "is PostScript"),
    "gif-as-jpeg": ("a.jpg", lambda: b"GIF89a\1\0\1\0", "is GIF"),
    "heic-as-jpeg": ("a.jpg", lambda: b"\0\0\0\x18ftypheic\0\0\0\0", "is HEIC"),
    "wrong-ending": ("a.png", jpeg, "is called .png but is JPEG"),
    "cut-off-jpeg": ("a.jpg", lambda: jpeg()[:-900], "can't be read to its end"),
    "cut-off-png": ("a.png", lambda: png(400, 400, zlib.compress(bytes(401 * 400)))[:-30], "can't be read to its end"),
    "bomb": (
        "a.png",
        lambda: png(13_000, 13_000, zlib.compress(bytes(9))),
        "13000 × 13000 pixels; the limit is 100 million",
    ),
    "long": ("a.png", lambda: png(60_000, 10, zlib.compress(bytes(9))), "60000 × 10 pixels; the limit for either side"),
    "no-pixels": ("a.png", lambda: png(0, 10, zlib.compress(b"")), "can't be read to its end"),
    "riff-of-nothing": ("a.webp", lambda: b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", "can't be read to its end"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    """Each with its cause and a way out, in both languages; nothing is written."""
    file, make, cause = REFUSED[name]
    (tmp_path / file).write_bytes(make())
    with warnings.catch_warnings():
        found = answer(tmp_path / file, TEXT, tmp_path, "form")
    assert found.fault and cause in str(found.fault) and re.search("[α-ω]", say(found.fault, "el"))
    assert found.hint and say(found.hint, "el") and not found.cuts and len(list(tmp_path.iterdir())) == 1


def test_an_animation_is_refused(tmp_path: Path) -> None:
    for ending in ("png", "webp"):
        gradient(20, 20).save(tmp_path / f"a.{ending}", save_all=True, append_images=[Image.new("RGB", (20, 20))])
        with pytest.raises(Unfit, match="is an animation"):
            opened(tmp_path / f"a.{ending}")


def test_what_hides_behind_a_picture_is_left_behind(tmp_path: Path) -> None:
    """A file that is a picture to one program and something else to another."""
    (tmp_path / "a.jpg").write_bytes(jpeg() + b"PK\3\4<script>alert(1)</script>")
    for recipe in (TEXT, WHOLE):
        for form in answer(tmp_path / "a.jpg", recipe, tmp_path, "form").cuts:
            assert b"script" not in (tmp_path / form.name).read_bytes()


def test_the_child_does_the_work(tmp_path: Path) -> None:
    """The same answer, from a process that can do no more than that."""
    gradient(100, 80).save(tmp_path / "α μικρή.jpg")
    found = in_child(tmp_path / "α μικρή.jpg", TEXT, tmp_path, "form")
    assert found == answer(tmp_path / "α μικρή.jpg", TEXT, tmp_path, "form")
    assert [(form.ending, form.width, form.height) for form in found.cuts] == [("avif", 100, 80), ("jpg", 100, 80)]


def test_a_child_beyond_its_limits_is_a_fault_of_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that is killed or hangs ends no build without a word."""
    gradient(100, 80).save(tmp_path / "a.jpg")
    monkeypatch.setattr("plugins.media.pictures._SECONDS", 0.001)
    found = in_child(tmp_path / "a.jpg", TEXT, tmp_path, "form")
    assert isinstance(found, RasterAnswer) and found.fault and "wants more memory or time" in str(found.fault)


def test_a_full_disk_is_no_fault_of_the_picture(tmp_path: Path) -> None:
    """Nor is a folder that is gone."""
    gradient(100, 80).save(tmp_path / "a.jpg")
    with pytest.raises(MachineError, match=r"media: a\.jpg: FileNotFoundError"):
        in_child(tmp_path / "a.jpg", TEXT, tmp_path / "gone", "form")


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    gradient(700, 500).save(tmp_path / "a.jpg")
    first = [(tmp_path / form.name).read_bytes() for form in answer(tmp_path / "a.jpg", WIDE, tmp_path, "one").cuts]
    second = [(tmp_path / form.name).read_bytes() for form in answer(tmp_path / "a.jpg", WIDE, tmp_path, "two").cuts]
    assert first == second
