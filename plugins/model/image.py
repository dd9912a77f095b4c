"""What is known of a picture: the values that the media stage makes and that pages and feeds print."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.entry import Entry, Links
from plugins.model.value import Value

ENDINGS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WEBP": (".webp",)}  # of originals
LARGEST = 25 * 1024 * 1024  # bytes of an original


class Form(Value, frozen=True):
    """A published file of a picture: its site path (without a leading slash), and what is in it."""

    path: str
    sha256: str
    bytes: int
    type: str
    width: int
    height: int


class Picture(Value, frozen=True):
    """A picture as a page shows it: its forms, by type and width, and its mean colour (None where one sees through)."""

    forms: tuple[Form, ...]
    colour: tuple[int, int, int] | None

    @property
    def plain(self) -> Form:
        """The largest form that every browser and mail program knows."""
        return max((form for form in self.forms if form.type != "image/avif"), key=lambda form: form.width)

    def of_type(self, type: str) -> tuple[Form, ...]:
        """The forms of a type, from the smallest to the largest."""
        return tuple(sorted((form for form in self.forms if form.type == type), key=lambda form: form.width))


class Pictures(Value, frozen=True):
    """The pictures of an entry.

    `image` is that of its field, `cover` the same one as podcast apps take it (shows alone), `body` those of its text
    by the number of their reference, and `linked` the files that its text links to, at their own addresses.
    """

    image: Picture | None = None
    cover: Form | None = None
    body: tuple[tuple[int, Picture], ...] = ()
    linked: tuple[Form, ...] = ()

    def forms(self) -> tuple[Form, ...]:
        """Every file of them."""
        pictures = ([self.image] if self.image else []) + [picture for _, picture in self.body]
        cover = (self.cover,) if self.cover else ()
        return (*(form for picture in pictures for form in picture.forms), *cover, *self.linked)


class PictureLinks:
    """`Edition.links`, in which a picture of a text has the address of its plain form."""

    def __init__(self, links: Links, pictures: Mapping[str, Pictures]):
        self.links, self.pictures = links, pictures

    def of(self, entry: Entry) -> tuple[str, ...]:
        """The address of every reference of a body."""
        links = self.links.of(entry)
        body = self.pictures[entry.guid].body if entry.guid in self.pictures else ()
        if not body:
            return links
        plain = {place: f"/{picture.plain.path}" for place, picture in body}
        return tuple(plain.get(place, link) for place, link in enumerate(links))


def is_picture(name: str) -> bool:
    """Whether a file is published as a picture: in other forms, or without its metadata (place, camera)."""
    return name.lower().endswith(tuple(ending for endings in ENDINGS.values() for ending in endings))
