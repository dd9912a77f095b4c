"""The files that entries name are there, hold something, are not too large, and are safe to publish."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import is_refused, near_or, problem_in_body
from plugins.check.rules.images import ENDINGS as IMAGES
from plugins.i18n.greek import slugify
from plugins.model.audio import ENDINGS as AUDIO
from plugins.model.image import LARGEST as LARGEST_PICTURE
from plugins.model.image import is_picture
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.video import ENDINGS as VIDEO
from plugins.settings import Settings
from plugins.text.captions import LARGEST as LARGEST_TRANSCRIPT

DOCUMENTS = ("pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "json", "txt", "zip")
WRITTEN = ("doc", "docx", "odt", "rtf", "pages", "wpd", "txt", "gdoc", "wps")  # what texts are written in elsewhere
OTHERS = ("mp4", "webm", "vtt", "srt")  # named in bodies only
MIB = 1024 * 1024
# Field → the endings that it takes and the most bytes.
FIELDS = {
    "image": (IMAGES, LARGEST_PICTURE),
    "file": (DOCUMENTS, 25 * MIB),
    "audio": (AUDIO, 200 * MIB),
    "transcript": (("vtt", "srt"), LARGEST_TRANSCRIPT),
    "video": (VIDEO, 4096 * MIB),
    "captions": (("vtt", "srt"), LARGEST_TRANSCRIPT),
}
# What a browser would run as a page of this site (html, svg, xml, js …) is not among them.
PUBLISHED = frozenset((*IMAGES, *AUDIO, *DOCUMENTS, *OTHERS))
LARGEST = 200 * MIB

_LOOSE = _("no text uses {name}, and as a text it is not published")
_AS_TEXT = _(
    "if it is a text, copy its words into a file {near}.{lang}.md; if it is to be downloaded, write a link to it"
)
_MISSING = _("the file {name} is not there")
_BESIDE = _("put it beside the text or correct the name")
_A_TEXT = _("{name} is a text of this site, not a file")
_NAME_FILE = _("name a file that ends in {endings}")
_ENDING = _("the field does not take {name}")
_NOT_PUBLISHED = _("files such as {name} are not published")
_EMPTY = _("the file {name} is empty")
_PUT_AGAIN = _("put it there again; the copy may have been cut short")
_LARGE = _("the file {name} has {size} MiB; the limit is {limit}")
_SHRINK = _("compress it")
_NO_SOUND = _("is there without a recording")
_ADD_SOUND = _("give the field audio too, or delete the line")
_NO_VIDEO = _("is there without a video")
_ADD_VIDEO = _("give the field video too, or delete the line")
_NEEDS = (
    ("transcript", "audio", _NO_SOUND, _ADD_SOUND),
    ("captions", "video", _NO_VIDEO, _ADD_VIDEO),
    ("poster", "video", _NO_VIDEO, _ADD_VIDEO),
)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each wrong file, once, in the text that states it; files that bodies link to, too; texts of other programs."""
    yield from _loose(site, settings)
    for entry in site.entries:
        for name, target in entry.files.items():
            field = name.partition(".")[0]  # captions.el
            if field in entry.places:
                line, column = entry.stated_at(field)
                for message, hint in _of_field(field, target.sort, target.name, site):
                    yield Problem("named-files", "error", entry.source, line, column, field, message, hint)
        for field, of, message, hint in _NEEDS:
            has = entry.is_spoken if of == "audio" else of in entry.files
            if field in entry.places and not has:
                line, column = entry.stated_at(field)
                yield Problem("named-files", "error", entry.source, line, column, field, message, hint)
        for index, target in enumerate(entry.targets):
            if target.sort == "asset":
                for message, hint in _of_body(target.name, entry.references[index].tag, site):
                    yield problem_in_body("named-files", "error", entry, index, settings, message, hint)


def _loose(site: Site, settings: Settings) -> Iterator[Problem]:
    """What was written with another program and is used by no text: its author believes that it is published."""
    written = sorted(name for name in site.files if name.rpartition(".")[2].lower() in WRITTEN)
    at_fault = sorted({p.file for p in site.problems if p.level == "error" and p.file in site.documents})
    texts = [(settings.read.content / source).read_bytes() for source in at_fault] if written else []
    for name in written:
        is_named = any(name.rpartition("/")[2].encode() in text for text in texts)  # by one that is no entry yet
        if name not in site.assets and not is_named:
            message = _LOOSE.format(name=name.rpartition("/")[2])
            near = slugify(name.rpartition("/")[2].partition(".")[0]) or "neo-keimeno"
            hint = _AS_TEXT.format(near=near, lang=settings.site.default_language)
            yield Problem("named-files", "warning", name, 0, 0, "", message, hint)


def _of_field(field: str, sort: str, name: str, site: Site) -> Iterator[tuple[Message, Message]]:
    endings, limit = FIELDS[field]
    wanted = _NAME_FILE.format(endings=", ".join(endings))
    if sort == "entry":
        yield _A_TEXT.format(name=name), wanted
    elif sort != "asset":
        if not is_refused(name, site):
            yield _MISSING.format(name=name), near_or(name, site.files, _BESIDE)
    elif name.rpartition(".")[2].lower() not in endings:
        yield _ENDING.format(name=name), wanted
    else:
        yield from _of_size(name, site.assets[name].bytes, limit)


def _of_body(name: str, tag: str, site: Site) -> Iterator[tuple[Message, Message]]:
    if tag != "img" and name.rpartition(".")[2].lower() not in PUBLISHED:
        yield _NOT_PUBLISHED.format(name=name), _NAME_FILE.format(endings=", ".join((*DOCUMENTS, *AUDIO)))
    else:
        yield from _of_size(name, site.assets[name].bytes, LARGEST_PICTURE if is_picture(name) else LARGEST)


def _of_size(name: str, size: int, limit: int) -> Iterator[tuple[Message, Message]]:
    if not size:
        yield _EMPTY.format(name=name), _PUT_AGAIN
    elif size > limit:
        yield _LARGE.format(name=name, size=-(-size // MIB), limit=limit // MIB), _SHRINK
