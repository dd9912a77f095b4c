"""Pictures in pages: every width in a modern and a plain format, their size at once, a colour until they come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from plugins.channels.shared.published import stored
from plugins.drawing.colour import oklch
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.image import Form, Picture
from plugins.model.value import Language, Value

#: Steps of lightness (percent), chroma and hue (degrees) of the colours that stand in: a class for each step.
LIGHTNESS = tuple(range(5, 100, 10))
CHROMA = (0.0, 0.03, 0.07, 0.12)
HUE = tuple(range(0, 360, 30))
#: How wide a picture of a text is, as `30-prose.css` sets it.
SIZES_IN_TEXT = "(min-width: 48rem) 40rem, 100vw"
_USUAL = 960  # the width of the form for browsers that know no choice
_OPENED = re.compile(r"""<img((?: [a-z]+="[^"]*")*) src="\Z""")
_CLOSED = re.compile(r'"((?: [a-z]+="[^"]*")*)>')
_SIZE = re.compile(r' (?:width|height)="[^"]*"')


class Image(Value, frozen=True):
    """A picture in a page, with its text alternative.

    `url` is a form that every browser knows and `srcset` all widths of these; `sources` are (type, srcset) of better
    formats; `tone` are the classes of the colour that stands in. Addresses in a srcset begin at the host's root.
    """

    url: str
    alt: str
    credit: str
    width: int
    height: int
    srcset: str
    sources: tuple[tuple[str, str], ...]
    tone: str


def image_of(picture: Picture, alt: str, credit: str, root: str) -> Image:
    """The view of a picture; `root` stands before every address of a srcset."""
    plain = picture.of_type(picture.plain.type)
    usual = min(plain, key=lambda form: abs(form.width - _USUAL))
    modern = picture.of_type("image/avif")
    return Image(
        f"/{usual.path}",
        alt,
        credit,
        plain[-1].width,
        plain[-1].height,
        _srcset(plain, root),
        (("image/avif", _srcset(modern, root)),) if modern else (),
        tone_of(picture.colour) if picture.colour else "",
    )


def _srcset(forms: Iterable[Form], root: str) -> str:
    return ", ".join(f"{root}/{form.path} {form.width}w" for form in forms)


def tone_of(colour: tuple[int, int, int]) -> str:
    """The classes of the colour that is nearest to one in sRGB."""
    light, chroma, hue = oklch(colour)
    steps = (
        ("l", _nearest(LIGHTNESS, light * 100)),
        ("c", _nearest(CHROMA, chroma)),
        ("h", round(hue / HUE[1]) % len(HUE)),
    )
    return " ".join(("tone", *(f"tone-{name}{step}" for name, step in steps)))


def _nearest(steps: Sequence[float], value: float) -> int:
    return min(range(len(steps)), key=lambda number: abs(steps[number] - value))


def rules() -> str:
    """The style sheet of the tones: the same for every site, so that a new picture changes no other page."""
    steps = [f".tone-l{n}{{--tone-l:{value}%}}" for n, value in enumerate(LIGHTNESS)]
    steps += [f".tone-c{n}{{--tone-c:{value}}}" for n, value in enumerate(CHROMA)]
    steps += [f".tone-h{n}{{--tone-h:{value}}}" for n, value in enumerate(HUE)]
    return ".tone{background-color:oklch(var(--tone-l) var(--tone-c) var(--tone-h))}" + "".join(steps) + "\n"


def with_pictures(segments: Sequence[str], addresses: Sequence[str], pictures: Mapping[int, Image], lead: bool) -> str:
    """The HTML of a body with its addresses, and a `<picture>` for each of its pictures, by number of the address.

    `lead`: the first one is at the top of the page, and is not left until the reader comes near it.
    """
    parts = list(segments)
    parts[1::2] = [escape(address) for address in addresses]
    for number, image in pictures.items():
        before, after = _OPENED.search(parts[2 * number]), _CLOSED.match(parts[2 * number + 2])
        if before and after:
            said = f"{before[1]}{after[1]}"
            parts[2 * number] = parts[2 * number][: before.start()]
            parts[2 * number + 1] = _picture(said, parts[2 * number + 1], image, lead)
            parts[2 * number + 2] = parts[2 * number + 2][after.end() :]
            lead = False
    return "".join(parts)


def _picture(said: str, address: str, image: Image, eager: bool) -> str:
    """`said` are the attributes that its author wrote; a size among them is how large it is to be shown."""
    sources = "".join(
        f'<source type="{type}" srcset="{escape(srcset)}" sizes="{SIZES_IN_TEXT}">' for type, srcset in image.sources
    )
    size = "" if _SIZE.search(said) else f' width="{image.width}" height="{image.height}"'
    tone = "" if ' class="' in said or not image.tone else f' class="{image.tone}"'
    haste = "" if eager else ' loading="lazy"'
    return (
        f'<picture>{sources}<img{said} src="{address}" srcset="{escape(image.srcset)}" '
        f'sizes="{SIZES_IN_TEXT}"{size}{tone}{haste} decoding="async"></picture>'
    )


def artifacts(editions: Mapping[Language, Edition]) -> Iterator[Artifact]:
    """Every form, once, with the sources that show it."""
    found: dict[str, tuple[str, set[str]]] = {}
    for edition in editions.values():
        for entry in (*edition.entries, *edition.gaps.values()):
            for form in edition.pictures[entry.guid].forms() if entry.guid in edition.pictures else ():
                found.setdefault(form.path, (form.sha256, set()))[1].add(entry.source)
    for path, (sha256, sources) in sorted(found.items()):
        yield Artifact(path, stored, (sha256,), "web", "", tuple(sorted(sources)))
