"""An original picture → the forms that pages show. As a program it is the limited child: the only one that decodes.

What the threat model of Pillow's handbook asks (https://pillow.readthedocs.io/en/stable/handbook/security.html) is done
here: an allow list of formats, a limit of pixels, a warning of a bomb as an error, a process with little memory and
time, and nothing of what a file says of itself in what is written.
"""

from __future__ import annotations

import resource
import struct
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from plugins.model.image import ENDINGS
from plugins.model.problem import Message, _

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS = 100_000_000  # of an original
SIDE = 16_383  # pixels, the longest that WebP takes: https://developers.google.com/speed/webp/faq
MEMORY = 2 << 30  # bytes of address space
SECONDS = 120  # of processor time
DISK = 64 << 20  # bytes of a file that is written

_EMPTY = _("is empty", "a picture")
_UPLOAD = _("upload the whole file again")
_UNKNOWN = _("is no picture that we know")
_IS = _("is {sort}")
_LIES = _("is called {ending} but is {sort}")
_RENAME = _("give it the ending {ending}", "a picture")
_CONVERT = _("save it as JPEG or PNG")
_LARGE = _("has {width} × {height} pixels; the limit is {limit} million")
_LONG = _("has {width} × {height} pixels; the limit for either side is {limit}")
_SHRINK = _("make it smaller; a width of 2000 pixels is enough")
_MOVES = _("is an animation")
_STILL = _("give a still picture or a video")
_DAMAGED = _("can't be read to its end: it is cut off or damaged")
_BOMB = _("wants more memory or time than a picture does")
_SAVE_AGAIN = _("open it and save it again as JPEG or PNG")

#: What others send instead, by the bytes at a place.
_OTHERS = (
    (0, b"GIF8", "GIF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"BM", "BMP"),
    (0, b"%PDF", "PDF"),
    (0, b"8BPS", "PSD"),
    (0, b"%!PS", "PostScript"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "SVG"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
)


class Unfit(Exception):
    """A picture that can't be used: why, and the way out."""

    def __init__(self, message: Message, hint: Message):
        super().__init__(str(message))
        self.message, self.hint = message, hint


class RasterRecipe(NamedTuple):
    """How a form is made of an original.

    `ratio` is that of the cut (width, height), None for the whole picture, whose `focus` (percent from the left, from
    the top) stays in sight. `widths` are those of the forms; none is larger than the original. `types` are their
    formats: "auto" is JPEG, or WebP where one can see through the picture; "same" is that of the original;
    "opaque" is JPEG or PNG, whichever is smaller, with white where one saw through.
    """

    name: str
    widths: tuple[int, ...]
    types: tuple[str, ...]
    ratio: tuple[int, int] | None = None
    focus: tuple[int, int] = (50, 50)


class Cut(msgspec.Struct, array_like=True, frozen=True):
    """A written form: the name of its file in the folder, its ending, width and height."""

    name: str
    ending: str
    width: int
    height: int


class RasterAnswer(msgspec.Struct, array_like=True, frozen=True):
    """What the child says: the forms and the mean colour (None where one sees through), or a fault and the way out."""

    cuts: tuple[Cut, ...] = ()
    colour: tuple[int, int, int] | None = None
    fault: Message | None = None
    hint: Message | None = None


def sort_of(path: Path) -> str:
    """The format of a file by its first bytes. Raises Unfit where it is none of ours, or its name says another."""
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise Unfit(_EMPTY, _UPLOAD)
    sort = _by_bytes(start)
    if sort is None:
        other = next((name for place, sign, name in _OTHERS if start[place:].startswith(sign)), None)
        raise Unfit(_IS.format(sort=other) if other else _UNKNOWN, _CONVERT)
    if path.suffix.lower() not in ENDINGS[sort]:
        raise Unfit(_LIES.format(ending=path.suffix, sort=sort), _RENAME.format(ending=ENDINGS[sort][0]))
    return sort


def _by_bytes(start: bytes) -> str | None:
    if start.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    return None


def opened(path: Path) -> tuple[Image, str]:
    """A picture as one sees it, in RGB or RGBA, and the format that it had. Raises Unfit."""
    from PIL import Image, ImageOps

    sort = sort_of(path)
    Image.MAX_IMAGE_PIXELS = SIDE * SIDE  # what is below is refused by us, who can say its size
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of EXIF that is damaged, which says nothing
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=tuple(ENDINGS)) as image:
                _refuse_large(*image.size)
                if sort != "JPEG" and getattr(image, "n_frames", 1) > 1:  # a JPEG's second picture is another view
                    raise Unfit(_MOVES, _STILL)
                image.load()
                return upright(image, ImageOps), sort
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Unfit(_BOMB, _SHRINK) from None
        except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error):
            raise Unfit(_DAMAGED, _SAVE_AGAIN) from None


def _refuse_large(width: int, height: int) -> None:
    if max(width, height) > SIDE:
        raise Unfit(_LONG.format(width=width, height=height, limit=SIDE), _SHRINK)
    if width * height > PIXELS:
        raise Unfit(_LARGE.format(width=width, height=height, limit=PIXELS // 10**6), _SHRINK)


def upright(image: Image, operations: Any) -> Image:
    """Turned as its EXIF says, in sRGB, and without a word about itself."""
    profile = image.info.get("icc_profile")
    with suppress(OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):
        image = operations.exif_transpose(image)
    if image.mode.startswith("I"):  # a channel of 16 bits
        image.info.pop("transparency", None)
        image = image.convert("I").point([value >> 8 for value in range(65_536)], "L")
    see_through = "A" in image.getbands() or "transparency" in image.info
    alpha = image.convert("RGBA").getchannel("A") if see_through else None
    image = _in_srgb(image, profile)
    if alpha and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    image.info.clear()
    return image


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """In RGB. Colours are converted where a profile says what they mean and the file has its channels."""
    if profile:
        import io

        from PIL import ImageCms

        source = image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")
        try:
            found = ImageCms.profileToProfile(
                source, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):  # a profile of other channels, or none at all
            found = None
        if found:
            return found
    return image.convert("RGB")


def box_of(width: int, height: int, recipe: RasterRecipe) -> tuple[int, int, int, int]:
    """The part of a picture that is cut out: as large as it can be, with the focus as near its middle as it can be."""
    if recipe.ratio is None:
        return 0, 0, width, height
    across, down = recipe.ratio
    wide = min(width, round(height * across / down))
    high = min(height, round(width * down / across))
    left = _within(round(width * recipe.focus[0] / 100 - wide / 2), width - wide)
    top = _within(round(height * recipe.focus[1] / 100 - high / 2), height - high)
    return left, top, left + wide, top + high


def _within(place: int, most: int) -> int:
    return max(0, min(place, most))


def widths_of(wide: int, recipe: RasterRecipe) -> tuple[int, ...]:
    """The widths of the forms of a cut that is `wide`: those that are smaller, and its own where it is not near one."""
    smaller = [width for width in recipe.widths if width <= wide]
    if wide < max(recipe.widths) and (not smaller or wide > smaller[-1] * 1.1):
        smaller.append(wide)
    return tuple(smaller)


def write(image: Image, sort: str, recipe: RasterRecipe, folder: Path, stem: str) -> tuple[Cut, ...]:
    """All forms of a recipe, as files of a folder; of one without formats no file, but how large it would be."""
    from PIL.Image import Resampling

    box = box_of(*image.size, recipe)
    wide, high = box[2] - box[0], box[3] - box[1]
    if not recipe.types:
        return (Cut("", "jpg", wide, high),)
    cuts = []
    for width in widths_of(wide, recipe):
        height = max(1, round(high * width / wide))
        form = image.resize((width, height), Resampling.LANCZOS, box, reducing_gap=3.0)
        for type in recipe.types:
            data, ending = encoded(form, type, sort)
            name = f"{stem}.{width}.{ending}.new"
            (folder / name).write_bytes(data)
            cuts.append(Cut(name, ending, width, height))
    return tuple(cuts)


def encoded(image: Image, type: str, sort: str) -> tuple[bytes, str]:
    """The bytes of a form and the ending of its name."""
    see_through = image.mode == "RGBA"
    if type == "avif":
        # One thread: the machine's others have forms of their own. Drawings keep the edges of their colours.
        sampling = "4:2:0" if sort == "JPEG" else "4:4:4"
        return _saved(image, "AVIF", quality=60, speed=8, subsampling=sampling, max_threads=1), "avif"
    if type == "opaque":
        return min((_jpeg(image, 90), "jpg"), (_png(_on_white(image)), "png"), key=lambda found: len(found[0]))
    if type == "same":
        if sort == "PNG":
            return _png(image), "png"
        return (_jpeg(image, 92), "jpg") if sort == "JPEG" else (_saved(image, "WEBP", quality=92, method=4), "webp")
    return (_saved(image, "WEBP", quality=82, method=4), "webp") if see_through else (_jpeg(image, 80), "jpg")


def _jpeg(image: Image, quality: int) -> bytes:
    return _saved(_on_white(image), "JPEG", quality=quality, optimize=True, progressive=True)


def _png(image: Image) -> bytes:
    return _saved(image, "PNG", optimize=True)


def _saved(image: Image, format: str, **options: Any) -> bytes:
    import io

    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def _on_white(image: Image) -> Image:
    from PIL import Image as pictures

    if image.mode == "RGB":
        return image
    ground = pictures.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def colour_of(image: Image) -> tuple[int, int, int] | None:
    """The mean colour; None where one sees through the picture."""
    if image.mode == "RGBA":
        return None
    red, green, blue = image.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return red, green, blue


def answer(path: Path, recipe: RasterRecipe, folder: Path, stem: str) -> RasterAnswer:
    """The work of the child."""
    try:
        image, sort = opened(path)
        return RasterAnswer(write(image, sort, recipe, folder, stem), colour_of(image))
    except Unfit as fault:
        return RasterAnswer(fault=fault.message, hint=fault.hint)
    except MemoryError:
        return killed()
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk's fault, not the picture's
            raise
        return RasterAnswer(fault=_DAMAGED, hint=_SAVE_AGAIN)


def killed() -> RasterAnswer:
    """What is said of a child that did not answer: it went beyond its limits."""
    return RasterAnswer(fault=_BOMB, hint=_SHRINK)


def main(path: str, recipe: str, folder: str, stem: str) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, DISK),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError):  # a system that knows no such limit
            resource.setrlimit(limit, (most, most))
    wanted = msgspec.json.decode(recipe, type=RasterRecipe)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(Path(path), wanted, Path(folder), stem)))


if __name__ == "__main__":
    main(*sys.argv[1:])
