"""One text of the old site as the file of an entry: its fields, its body, and what could not be carried."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape

from plugins.i18n.greek import slugify
from plugins.markdown.limits import check
from plugins.markdown.render import TooComplex, normal
from plugins.model.kinds import FIELDS_OF, REMOTE_FILE
from plugins.model.problem import Message, _
from plugins.moving.addresses import alias_of, place_of
from plugins.moving.front_matter import Stated, cut, head_of
from plugins.moving.html.writer import markdown_of
from plugins.moving.mapping import Choices
from plugins.moving.markdown_links import with_links
from plugins.moving.plan import OldOutline, Place
from plugins.moving.recordings import in_ascii
from plugins.moving.values import OldRecording, OldRemark, OldSource, OldText
from plugins.moving.world import TextWorld
from plugins.read.decode import FORBIDDEN
from plugins.read.fields import MAX_ITEMS

SUMMARY, TITLE, ALT = 400, 200, 300
MADE_UP = 200  # characters of a summary that is the beginning of the text
KBPS = 128  # of a recording whose length nobody states
PLAYED = {"audio/mpeg": (".mp3",), "audio/mp4": (".m4a", ".mp4"), "audio/ogg": (".opus", ".ogg")}
_MARKS = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|\[\^[\w-]+\](?::.*)?|<[^<>]*>|^[#>|:\s-]+|[*_`~\\|]", re.MULTILINE)
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")

_NO_SUMMARY = _("the old site had no summary; the beginning of the text stands for it")
_WRITE = _("write one of 120 to 220 characters")
_MANY = _("{name}: there were {count}, of which {most} were kept")
_FEWER = _("keep the most important ones")
_CUT = _("the {name} had {count} characters and was cut")
_SHORTER = _("write a shorter one")
_NO_DATE = _("the text had no date; it is a draft now")
_GIVE_DATE = _("write its date, and delete the line status: draft")
_NO_TITLE = _("the text had no title")
_GIVE_TITLE = _("write one")
_NO_ALIAS = _("the old address {address} cannot be kept")
_CLAIMED = _("the old address {address} is that of {file} already")
_RULE = _("write a rule for it at your server, if many come by it")
_MISSING = _("the file {address} was not fetched")
_UNFIT = _("the picture {address} was left where it is: it {fault}")
_FETCH = _("save the old site's files and give their folder: --fetch uploads/")
_NOT_CARRIED = _("the recording {address} could not be carried: {why}")
_STATE = _("state it by hand, as the guide for editors says")
_NO_LENGTH = _("neither its length nor its size is known")
_NO_TYPE = _("its type {type} is none that apps play")
_NO_ADDRESS = _("its address is none that apps take")
_NO_ENDING = _("its address does not end as a file of {type} does")
_LENGTH = _("the length of the recording was reckoned from its size")
_MEASURE = _("listen, and write the true one")
_DATED = _("the translation came out on {day}, the original on another day, which holds for both")
_NOTHING = _("nothing needs to be done")
_NO_AUTHOR = _("who signed ({name}) was left out")
_AUTHORS = _("give the name its place below authors: in the mapping file")
_COMPLEX = _("the text is too complex to be read; its formatting was taken off")
_SIMPLER = _("format it anew")


class EntryFile:
    """The file of one text, ready to be written."""

    def __init__(
        self,
        source: OldSource,
        text: OldText,
        place: Place,
        group: Sequence[OldOutline],
        choices: Choices,
        world: TextWorld,
    ):
        self.text, self.place, self.group, self.choices, self.world = text, place, group, choices, world
        self.remarks = [*text.remarks, *place.remarks]
        self.aliases = 0  # how many old addresses lead here
        markup = source.markup(text)
        self.remarks += markup.remarks
        if markup.markdown:
            self.body = with_links(markup.markdown, world).strip()
        else:
            made = markdown_of(markup.html, world)
            self.body = made.text
            self.remarks += made.remarks
        self.body = self._readable(_INVISIBLE.sub("", self.body))

    def bytes(self) -> bytes:
        """Return the file."""
        fields = dict(self._fields())
        self.remarks += (
            OldRemark("media", _UNFIT.format(address=one, fault=fault.message), fault.hint)
            for one, fault in sorted(self.world.unfit.items())
        )
        self.remarks += (
            OldRemark("media", _MISSING.format(address=one), _FETCH)
            for one in sorted(self.world.missing - self.world.unfit.keys())
        )
        text = FORBIDDEN.sub("", f"{head_of(fields)}\n{self.body}").rstrip() + "\n"
        return unicodedata.normalize("NFC", text).encode()

    def _readable(self, body: str) -> str:
        """The body, or its bare words where the program would refuse to read it."""
        try:
            check(normal(body))
        except TooComplex:
            self._tell("complexity", _COMPLEX, _SIMPLER)
            words = re.sub(r"[^\w\s.,;:·!?«»“”()'’/%€-]", "", plain(body))
            return "\n\n".join(words.split("\n\n"))
        return body

    def _fields(self) -> Iterator[tuple[str, Stated]]:
        text, place = self.text, self.place
        if place.is_original:
            yield "id", place.id
            if len(self.group) > 1 and self.world.world.default != place.lang:
                yield "original", place.lang
        yield "title", self._title()
        if summary := self._summary():
            yield "summary", summary
        if slugify(self._title()) != place.slug:
            yield "slug", place.slug
        yield from self._dates()
        first = self.group[0].text
        status = self._status() if place.is_original else text.status if text.status != first.status else ""
        if status and (status != "published" or not place.is_original):
            yield "status", status
        if place.is_original:
            yield from self._shared()
        yield from self._own()
        if recording := text.recording:
            yield from self._recording(recording)
        yield "imported", True

    def _status(self) -> str:
        """The state; what would have to say its day, and does not, is a draft."""
        needs_day = "date" in FIELDS_OF[self.place.kind].needs and not (self.text.date or self.text.updated)
        if needs_day and self.text.status != "draft":
            self._tell("dates", _NO_DATE, _GIVE_DATE)
        return "draft" if needs_day else self.text.status

    def _title(self) -> str:
        title = _INVISIBLE.sub("", unescape(self.text.title)).strip()
        if not title:
            self._tell("title", _NO_TITLE, _GIVE_TITLE)
            title = cut(plain(self.body), 80) or self.place.slug
        if len(title) > TITLE:
            self._tell("title", _CUT.format(name="title", count=len(title)), _SHORTER)
        return cut(title, TITLE)

    def _summary(self) -> str:
        summary = _INVISIBLE.sub("", self.text.summary).strip()
        if len(summary) > SUMMARY:
            self._tell("summary", _CUT.format(name="summary", count=len(summary)), _SHORTER)
        if summary:
            return cut(summary, SUMMARY)
        if self.place.kind == "page":
            return ""
        self._tell("summary", _NO_SUMMARY, _WRITE)
        return cut(plain(self.body), MADE_UP) or self._title()

    def _dates(self) -> Iterator[tuple[str, Stated]]:
        text, first = self.text, self.group[0].text
        if self.place.is_original:
            date = text.date or text.updated
            if date:
                yield "date", _bare(date)
            if text.expires:
                yield "expires", _bare(text.expires)
        elif text.date and first.date and text.date.date() != first.date.date():
            self._tell("dates", _DATED.format(day=text.date.date().isoformat()), _NOTHING)
        if text.updated and text.date and text.updated.date() > text.date.date():
            yield "updated", _bare(text.updated)

    def _shared(self) -> Iterator[tuple[str, Stated]]:
        """What the original states for all languages."""
        places = [self.choices.terms.get(term, "") for one in self.group for term in one.text.terms]
        for group in ("axes", "regions", "tags"):
            keys = [place.partition("/")[2] for place in places if place.startswith(f"{group}/")]
            if keys:
                yield group, self._few(group, tuple(dict.fromkeys(keys)))
        picture = next((one.text.picture for one in self.group if one.text.picture), "")
        if picture:
            name = self.world.picture(picture).address
            if name in self.world.brought:
                yield "image", name
        names = [one.text.author for one in self.group if one.text.author]
        signed = tuple(dict.fromkeys(filter(None, (self.choices.authors.get(name, "") for name in names))))
        if signed:
            yield "author", signed
        elif names:
            self._tell("authors", _NO_AUTHOR.format(name=names[0]), _AUTHORS)

    def _few(self, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
        """As many values as a field takes."""
        if len(values) > MAX_ITEMS:
            self._tell(name, _MANY.format(name=name, count=len(values), most=MAX_ITEMS), _FEWER)
        return values[:MAX_ITEMS]

    def _own(self) -> Iterator[tuple[str, Stated]]:
        """What each language states for itself."""
        picture = next((one.text.picture for one in self.group if one.text.picture), "")
        known = self.world.picture(picture) if picture else None
        if known and known.alt and known.address in self.world.brought:
            yield "image_alt", cut(known.alt, ALT)
        if aliases := self._aliases():
            yield "aliases", aliases
        if guid := self.text.guid:
            yield "guid", guid

    def _aliases(self) -> tuple[str, ...]:
        found: list[str] = []
        for address in (self.text.address, *self.text.addresses):
            if not address or self.text.status == "draft":
                continue
            alias = alias_of(address)
            if not alias and place_of(address) != "/":
                self._tell("addresses", _NO_ALIAS.format(address=address), _RULE)
            elif alias and alias.strip("/").casefold() != self.place.url.strip("/").casefold():
                if alias.strip("/").casefold() in self.world.world.gaps:
                    continue  # there the site says that the text is missing in the other language, and leads on
                owner = self.world.world.claimed.setdefault(alias.strip("/").casefold(), self.place.path)
                if owner == self.place.path:
                    found.append(alias)
                else:
                    self._tell("addresses", _CLAIMED.format(address=alias, file=owner), _RULE)
        kept = self._few("addresses", tuple(dict.fromkeys(found)))
        self.aliases = len(kept)
        return kept

    def _recording(self, recording: OldRecording) -> Iterator[tuple[str, Stated]]:
        if self.place.is_original:
            yield from (
                (name, number)
                for name, number in (("season", recording.season), ("episode", recording.episode))
                if number
            )
            if recording.sort and recording.sort != "full":
                yield "episode_type", recording.sort
        local = self.world.file(recording.url)
        if local in self.world.brought:
            yield "video" if recording.type.startswith("video/") else "audio", local
            return
        url = in_ascii(local)
        if recording.type.startswith("video/"):
            yield "video", {"url": url}
            return
        why = _refused(url, recording)
        if why:
            self._tell("recordings", _NOT_CARRIED.format(address=url, why=why), _STATE)
            self.body = f"{self.body}\n\n<{url}>".strip()
            return
        seconds = recording.seconds
        if not seconds:
            seconds = max(1, recording.bytes * 8 // (KBPS * 1000))
            self._tell("recordings", _LENGTH, _MEASURE)
        yield "audio", {"url": url, "bytes": recording.bytes, "duration": _length(seconds), "type": recording.type}

    def _tell(self, rule: str, message: Message, hint: Message) -> None:
        self.remarks.append(OldRemark(rule, message, hint))


def _refused(url: str, recording: OldRecording) -> Message | None:
    """Why a recording cannot be stated as it is, or None."""
    if recording.type not in PLAYED:
        return _NO_TYPE.format(type=recording.type or "?")
    if not REMOTE_FILE.fullmatch(url):
        return _NO_ADDRESS
    if not url.partition("?")[0].lower().endswith(PLAYED[recording.type]):
        return _NO_ENDING.format(type=recording.type)
    if not recording.seconds and not recording.bytes:
        return _NO_LENGTH
    return None


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _bare(moment: datetime) -> datetime:
    return moment.replace(microsecond=0, tzinfo=None)


def plain(markdown: str) -> str:
    """Return the words of Markdown, near enough for a summary."""
    markdown = _FENCED.sub(" ", markdown)
    words = _MARKS.sub(lambda found: found[1] or " ", markdown.replace("{filename}", ""))
    return " ".join(unescape(words).split())
