"""What texts may state, kind by kind: the fields of the front matter, described as `plugins.model.fields` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, NamedTuple

import msgspec

from plugins.model.fields import (
    INHERITED,
    NEUTRAL,
    OWN,
    REQUIRED,
    Email,
    Fields,
    FileName,
    Help,
    Holds,
    Identifier,
    Instant,
    Matching,
    NamedValues,
    NamesInEach,
    Number,
    Seconds,
    Text,
    TextInEach,
    Url,
    When,
    Words,
)
from plugins.model.problem import Message, _
from plugins.model.value import Language

Day = date
Key = Annotated[str, Text(120)]  # or the name of what it stands for
Label = Annotated[Words, TextInEach(120)]
LongLabel = Annotated[Words, TextInEach(160)]
Sentence = Annotated[Words, TextInEach(300)]
Year = Annotated[int, Number(1800, 2200)]
Tag = Annotated[str, Holds("language")]  # of a language, by BCP 47

_CONTACT = Help(_("e-mail address"), "name@example.org")
_WEBSITE = Help(_("its own site"), "https://example.org/")

#: https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/license.md, but the last
Licence = Literal[
    "cc0-1.0",
    "cc-by-4.0",
    "cc-by-sa-4.0",
    "cc-by-nd-4.0",
    "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0",
    "cc-by-nc-nd-4.0",
    "all-rights-reserved",
]
#: Of https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json, those that we have words for.
Role = Literal[
    "host",
    "co-host",
    "guest",
    "producer",
    "editor",
    "writer",
    "narrator",
    "reporter",
    "audio engineer",
    "director",
    "camera operator",
    "translator",
]
Rebroadcast = Literal["yes", "ask", "no"]
DocumentType = Literal["statute", "report", "budget", "form", "study", "minutes", "data"]
EventState = Literal["tentative", "postponed", "cancelled"]
#: What makes a place or a meeting open to all.
Access = Literal[
    "wheelchair",
    "toilet",
    "lift",
    "parking",
    "sign-language",
    "captions",
    "hearing-loop",
    "easy-read",
    "quiet-room",
    "guide-dogs",
    "childcare",
]
Commitment = Literal["once", "regular"]
#: What an organisation asks of volunteers, or gives them, so that nobody comes to harm.
Safeguard = Literal["criminal-record", "interview", "references", "training", "two-adults", "code-of-conduct"]
TableSort = Literal["budget", "accounts", "grants", "payments", "register"]
EpisodeType = Literal["full", "trailer", "bonus", "promo"]

Country = Annotated[
    str,
    Matching(
        re.compile(r"[a-z]{2}"),
        _("is not the code of a country"),
        _("write two small letters, as in gr or cy"),
    ),
]
Position = Annotated[
    str,
    Matching(
        re.compile(r"geo:-?\d{1,2}(?:\.\d+)?,-?\d{1,3}(?:\.\d+)?"),
        _("is not a position"),
        _("write latitude and longitude: geo:37.98,23.73"),
    ),
]
#: ASCII, as Apple asks of every enclosure: https://podcasters.apple.com/support/823-podcast-requirements
REMOTE_FILE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/[!#-;=?-~]*")
RemoteFile = Annotated[
    str,
    Matching(
        REMOTE_FILE,
        _("is not the address of a file"),
        _("write the whole address, in ASCII: https://archive.example/show.mp3"),
    ),
]
#: What subscribers' programs know an item by: any characters without a break, at most so many.
FeedGuid = Annotated[
    str,
    Matching(
        re.compile(r"[^\r\n]{1,500}"),
        _("is too long to be the guid of an item"),
        _("copy it from the old feed, at most 500 characters in one line"),
    ),
]
#: Where a feed lay: a path of this site, or the whole address where it lay at another.
OldFeed = Annotated[str, Holds("old_feed")]
Cues = Annotated[str, FileName(_("2026-03-25.en.vtt"))]


class CommonFields(Fields, frozen=True):
    """What texts of every kind may state."""

    id: Annotated[Identifier, NEUTRAL] = REQUIRED
    title: Annotated[str, OWN, Text(200)] = REQUIRED
    summary: Annotated[str, OWN, Text(400)] = ""
    slug: Annotated[str, OWN, Holds("slug")] = ""
    date: Annotated[Instant | None, NEUTRAL] = None
    updated: Annotated[Instant | None, OWN] = None
    status: Annotated[Literal["draft", "published", "hidden"] | None, INHERITED] = None
    embargo: Annotated[Instant | None, NEUTRAL, Help(_("nothing goes out before this moment"), "2026-03-25 18:30")] = (
        None
    )
    expires: Annotated[Instant | None, NEUTRAL, Help(_("then it is withdrawn"), "2026-06-30")] = None
    aliases: Annotated[tuple[Annotated[str, Holds("site_path")], ...], OWN] = ()
    axes: Annotated[tuple[Key, ...], NEUTRAL, Help(_("axes: {keys}"), "[]")] = ()
    regions: Annotated[tuple[Key, ...], NEUTRAL, Help(_("regions: {keys}"), "[]")] = ()
    tags: Annotated[tuple[Key, ...], NEUTRAL, Help(_("tags: {keys}"), "[]")] = ()
    member: Annotated[tuple[Key, ...], NEUTRAL, Help(_("the member: its file's name"))] = ()
    image: Annotated[
        str, NEUTRAL, FileName(_("harbour.jpg")), Help(_("a picture beside the text"), _("picture.jpg"))
    ] = ""
    image_focus: Annotated[tuple[int, int] | None, NEUTRAL, Holds("focus")] = None
    image_alt: Annotated[str, OWN, Text(300), Help(_("what the picture shows"), _("Two volunteers …"))] = ""
    image_credit: Annotated[str, OWN, Text(200), Help(_("who made the picture"))] = ""
    author: Annotated[
        tuple[Words, ...] | dict[Language, tuple[str, ...]],
        INHERITED,
        NamesInEach(120),
        Help(_("who signs it"), _("[Press office]")),
    ] = ()
    series: Annotated[str, NEUTRAL, Text(120)] = ""
    part: Annotated[int, NEUTRAL, Number(1, 1000)] = 0
    urgent: Annotated[bool | None, NEUTRAL] = None
    urgent_until: Annotated[Instant | None, NEUTRAL] = None
    original: Annotated[Tag, OWN] = ""
    original_hash: Annotated[str, OWN, Holds("signature")] = ""
    only: Annotated[Tag, NEUTRAL, Help(_("in this language alone, on purpose"), "{lang}")] = ""
    demo: Annotated[bool | None, NEUTRAL] = None
    guid: Annotated[FeedGuid, OWN] = ""
    imported: Annotated[bool | None, OWN] = None


class Ranks(NamedTuple):
    """Where a kind stands among the others, from 1: in the menu, on the page of a theme, in a week; 0: not there."""

    menu: int = 0
    theme: int = 0
    week: int = 0


class KindFields(Fields, frozen=True):
    """Base of what texts of one kind may state beside the common fields, and of what the kind itself is."""

    #: The common fields, beside `id` and `title`, that such a text must have.
    needs: ClassVar[tuple[str, ...]] = ("summary", "date")
    #: The folder of `content/` that holds its texts, and what they are called together.
    folder: ClassVar[str] = ""
    plural: ClassVar[Message] = Message("")
    ranks: ClassVar[Ranks] = Ranks()
    #: Whether it has a list of its own, and whether that is one page, by name.
    is_listed: ClassVar[bool] = True
    by_name: ClassVar[bool] = False
    #: Whether a published text without a word is a slip.
    has_text: ClassVar[bool] = False
    #: Whether its texts lead on to others, and others to them.
    leads_on: ClassVar[bool] = True
    #: Whether a site's words may lack it, as long as there is no text of it.
    is_optional: ClassVar[bool] = False
    #: The fields whose words the search finds.
    sought: ClassVar[tuple[str, ...]] = ()


class NewsFields(KindFields, frozen=True):
    """News: the common fields alone."""

    folder: ClassVar[str] = "news"
    plural: ClassVar[Message] = _("news")
    ranks: ClassVar[Ranks] = Ranks(menu=1, theme=1, week=1)
    has_text: ClassVar[bool] = True


class GuideFields(KindFields, frozen=True):
    """How something is done."""

    folder: ClassVar[str] = "guides"
    plural: ClassVar[Message] = _("guides")
    ranks: ClassVar[Ranks] = Ranks(menu=2, theme=4, week=4)
    has_text: ClassVar[bool] = True
    sought: ClassVar[tuple[str, ...]] = ("audience",)
    reviewed: Annotated[Day | None, NEUTRAL, Help(_("when it was last checked"), "2026-03-20")] = None
    audience: Annotated[str, OWN, Text(200), Help(_("for whom it is"), _("For treasurers"))] = ""


class QuestionFields(KindFields, frozen=True):
    """A question in the title, a short answer in the summary; the text has the rest."""

    folder: ClassVar[str] = "questions"
    plural: ClassVar[Message] = _("questions")
    ranks: ClassVar[Ranks] = Ranks(theme=5, week=5)
    is_optional: ClassVar[bool] = True
    sought: ClassVar[tuple[str, ...]] = ("audience",)
    reviewed: Annotated[Day | None, NEUTRAL, Help(_("when it was last checked"), "2026-03-20")] = None
    audience: Annotated[str, OWN, Text(200), Help(_("for whom it is"), _("For treasurers"))] = ""


class TermFields(KindFields, frozen=True):
    """A word of the glossary in the title, what it means in the summary; other texts lead to it."""

    needs: ClassVar[tuple[str, ...]] = ("summary",)
    folder: ClassVar[str] = "glossary"
    plural: ClassVar[Message] = _("glossary")
    ranks: ClassVar[Ranks] = Ranks(theme=11, week=11)
    by_name: ClassVar[bool] = True
    leads_on: ClassVar[bool] = False
    is_optional: ClassVar[bool] = True
    sought: ClassVar[tuple[str, ...]] = ("short", "forms")
    short: Annotated[str, OWN, Text(40), Help(_("its abbreviation"), _("KoinSEp"))] = ""
    forms: Annotated[
        tuple[Annotated[str, Text(80)], ...], OWN, Help(_("other words and forms that lead to it"), "[]")
    ] = ()


class MovedDate(NamedValues, frozen=True):
    """A date of an event that comes again, moved: the day on which it would have been, and when it is instead."""

    day: Day
    start: When
    end: When | None = None
    place: Annotated[Words, TextInEach(200)] = ""


class EventFields(KindFields, frozen=True):
    """Something that takes place; `repeat` is a rule of iCalendar, `not_on` has days and the word "holidays"."""

    folder: ClassVar[str] = "events"
    plural: ClassVar[Message] = _("events")
    ranks: ClassVar[Ranks] = Ranks(menu=3, theme=2, week=3)
    sought: ClassVar[tuple[str, ...]] = ("place", "cost")
    start: Annotated[When, NEUTRAL, Help(_("when it begins"), "2026-04-18 10:00")] = REQUIRED
    end: Annotated[When | None, NEUTRAL, Help(_("when it ends"), "2026-04-18 14:00", is_open=True)] = None
    place: Annotated[str, OWN, Text(200), Help(_("where"), _("Korai square, Piraeus"))] = REQUIRED
    online: Annotated[Url, NEUTRAL, Help(_("for those afar"), "https://example.org/")] = ""
    register: Annotated[Url, NEUTRAL, Help(_("where to register"), "mailto:name@example.org")] = ""
    cost: Annotated[str, OWN, Text(120), Help(_("what it costs"), _("Free"))] = ""
    repeat: Annotated[
        str, NEUTRAL, Holds("repetition"), Help(_("how often it comes again"), _("every Tuesday until 2026-06-30"))
    ] = ""
    not_on: Annotated[
        tuple[Annotated[str, Holds("day_off")], ...],
        NEUTRAL,
        Help(_("days without it, or holidays"), "[2026-04-07, holidays]"),
    ] = ()
    moved: Annotated[tuple[MovedDate, ...], NEUTRAL] = ()
    cancelled: Annotated[tuple[Day, ...], NEUTRAL, Help(_("days on which it is called off"), "[2026-05-05]")] = ()
    state: Annotated[EventState | None, NEUTRAL] = None
    formerly: Annotated[When | None, NEUTRAL, Help(_("when it was to begin, if it was moved"), "2026-04-11 10:00")] = (
        None
    )
    access: Annotated[tuple[Access, ...], NEUTRAL, Help(_("how it is open to all"), "[wheelchair, sign-language]")] = ()


class OpportunityFields(KindFields, frozen=True):
    """A call for volunteers."""

    folder: ClassVar[str] = "volunteering"
    plural: ClassVar[Message] = _("volunteering")
    ranks: ClassVar[Ranks] = Ranks(menu=4, theme=3, week=2)
    sought: ClassVar[tuple[str, ...]] = ("place", "hours")
    deadline: Annotated[Day | None, NEUTRAL, Help(_("the last day for applications"), "2026-05-15")] = None
    place: Annotated[str, OWN, Text(200), Help(_("where"), _("Korai square, Piraeus"))] = REQUIRED
    hours: Annotated[str, OWN, Text(200), Help(_("how much time it takes"), _("Tuesday, 17:00–19:00"))] = ""
    places: Annotated[int, NEUTRAL, Number(1, 100_000), Help(_("how many people"), "12")] = 0
    remote: Annotated[bool | None, NEUTRAL, Help(_("it can be done from afar"), "true")] = None
    contact: Annotated[Email, NEUTRAL, _CONTACT] = ""
    apply: Annotated[Url, NEUTRAL, Help(_("where to apply, if not by e-mail"), "https://example.org/")] = ""
    start: Annotated[Day | None, NEUTRAL, Help(_("when it begins"), "2026-06-01")] = None
    end: Annotated[Day | None, NEUTRAL, Help(_("when it ends"), "2026-09-30")] = None
    commitment: Annotated[Commitment | None, NEUTRAL, Help(_("once, or again and again"), "regular")] = None
    weekly_hours: Annotated[int, NEUTRAL, Number(1, 60), Help(_("hours a week"), "4")] = 0
    skills: Annotated[tuple[Key, ...], NEUTRAL, Help(_("skills: {keys}"), "[]")] = ()
    age_from: Annotated[int, NEUTRAL, Number(5, 99), Help(_("from which age"), "18")] = 0
    safeguarding: Annotated[tuple[Safeguard, ...], NEUTRAL, Help(_("how people are protected"), "[training]")] = ()
    insured: Annotated[bool | None, NEUTRAL, Help(_("volunteers are insured"), "true")] = None
    access: Annotated[tuple[Access, ...], NEUTRAL, Help(_("how it is open to all"), "[wheelchair]")] = ()
    filled: Annotated[bool | None, NEUTRAL, Help(_("all places are taken"), "true")] = None


class DocumentFields(KindFields, frozen=True):
    """A paper to be downloaded."""

    folder: ClassVar[str] = "documents"
    plural: ClassVar[Message] = _("documents")
    ranks: ClassVar[Ranks] = Ranks(menu=5, theme=9, week=8)
    document_type: Annotated[DocumentType, NEUTRAL, Help(_("one of: {keys}"))] = REQUIRED
    year: Annotated[Year | None, NEUTRAL, Help(_("the year that it is about"), "2025")] = None
    file: Annotated[str, OWN, FileName(_("report-2026.pdf")), Help(_("the file, beside the text"), _("report.pdf"))] = (
        REQUIRED
    )
    table: Annotated[TableSort | None, NEUTRAL, Help(_("where the file is a CSV table, one of: {keys}"))] = None


class ProjectFields(KindFields, frozen=True):
    """A work of some years, with its money. `budget` is in euro."""

    folder: ClassVar[str] = "projects"
    plural: ClassVar[Message] = _("projects")
    ranks: ClassVar[Ranks] = Ranks(menu=6, theme=8, week=7)
    sought: ClassVar[tuple[str, ...]] = ("funding", "partners")
    start: Annotated[Day, NEUTRAL, Help(_("when it begins"), "2026-04-18 10:00")] = REQUIRED
    end: Annotated[Day | None, NEUTRAL, Help(_("when it ends"), "2026-04-18 14:00")] = None
    budget: Annotated[int | None, NEUTRAL, Number(0, 10**11), Help(_("euro, digits only"), "84000")] = None
    funding: Annotated[str, OWN, Text(300), Help(_("where the money comes from"), _("Own resources"))] = ""
    partners: Annotated[tuple[Annotated[str, Text(160)], ...], OWN, Help(_("the partners"), _("[Crete network]"))] = ()
    website: Annotated[Url, NEUTRAL, _WEBSITE] = ""


class PodcastElsewhere(NamedValues, frozen=True):
    """A podcast of a member's own, by what other podcasts' feeds say of it."""

    title: Label
    feed: Url
    guid: Identifier


class PostalAddress(NamedValues, frozen=True):
    """Where letters reach a member."""

    street: Label
    town: Label
    postcode: Annotated[str, Holds("postcode")]
    municipality: Label = ""


class Exchange(NamedValues, frozen=True):
    """What a member offers to others or seeks from them; of its own axes and regions where none are stated."""

    text: Sentence
    axes: tuple[Key, ...] = ()
    regions: tuple[Key, ...] = ()


class MemberFields(KindFields, frozen=True):
    """A network or organisation of the union."""

    folder: ClassVar[str] = "members"
    plural: ClassVar[Message] = _("members")
    ranks: ClassVar[Ranks] = Ranks(menu=7, theme=10, week=10)
    by_name: ClassVar[bool] = True
    leads_on: ClassVar[bool] = False
    sought: ClassVar[tuple[str, ...]] = ("place", "sector")
    needs: ClassVar[tuple[str, ...]] = ("summary",)
    website: Annotated[Url, NEUTRAL, _WEBSITE] = ""
    email: Annotated[Email, NEUTRAL, _CONTACT] = ""
    phone: Annotated[str, NEUTRAL, Holds("telephone"), Help(_("telephone"), "210 1234567")] = ""
    address: Annotated[
        PostalAddress | None, NEUTRAL, Help(_("where letters reach it"), "{street: …, town: …, postcode: 105 57}")
    ] = None
    tax_number: Annotated[str, NEUTRAL, Holds("tax_number"), Help(_("tax number"))] = ""
    company_number: Annotated[str, NEUTRAL, Holds("company_number"), Help(_("number in the business register"))] = ""
    social_register: Annotated[
        str, NEUTRAL, Holds("social_register_number"), Help(_("number in the register of the social economy"))
    ] = ""
    offers: Annotated[tuple[Exchange, ...], NEUTRAL] = ()
    seeks: Annotated[tuple[Exchange, ...], NEUTRAL] = ()
    founded: Annotated[Year | None, NEUTRAL, Help(_("the year of its foundation"), "2014")] = None
    place: Annotated[str, OWN, Text(200), Help(_("where"), _("Korai square, Piraeus"))] = ""
    sector: Annotated[str, OWN, Text(200), Help(_("what it works on"), _("Circular economy"))] = ""
    podcasts: Annotated[tuple[PodcastElsewhere, ...], NEUTRAL] = ()


class StatedRights(NamedValues, frozen=True):
    """Who holds the rights and what others may do, as far as it is stated: an episode's stand before its show's."""

    holder: LongLabel = ""
    licence: Licence | None = None
    rebroadcast: Rebroadcast | None = None
    territory: Label = ""
    countries: tuple[Country, ...] = ()
    since: Instant | None = msgspec.field(default=None, name="from")
    until: Instant | None = None
    edits: bool | None = None
    credit: Annotated[Words, TextInEach(200)] = ""


class StatedPerson(NamedValues, frozen=True):
    """Somebody who made it; `title` is what they are elsewhere."""

    name: Label
    role: Role = "host"
    title: Label = ""
    url: Url = ""


class Location(NamedValues, frozen=True):
    """The place that it is about."""

    name: Label
    geo: Position = ""
    country: Country = ""


class ProgrammeClock(NamedValues, frozen=True):
    """The length that stations count on, in seconds, and what is done about an episode that misses it."""

    target: Seconds
    within: Annotated[int, Number(0, 600)] = 0
    missed: Literal["refuse", "note"] | None = None


class ShowFields(KindFields, frozen=True):
    """The lasting programme, with its own feed."""

    folder: ClassVar[str] = "shows"
    plural: ClassVar[Message] = _("shows")
    ranks: ClassVar[Ranks] = Ranks(menu=8, theme=7, week=9)
    by_name: ClassVar[bool] = True
    leads_on: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ("summary",)
    hosts: Annotated[tuple[Key, ...], OWN, Help(_("who presents it"), _("[The editors]"))] = ()
    schedule: Annotated[str, OWN, Text(200), Help(_("when it is on air"), _("Wednesdays at 18:00"))] = ""
    category: Annotated[
        tuple[Annotated[str, Holds("category")], ...], NEUTRAL, Help(_("category of podcasts"), "[Education]")
    ] = ()
    explicit: Annotated[bool | None, NEUTRAL] = None
    type: Annotated[Literal["episodic", "serial"] | None, NEUTRAL] = None
    contact: Annotated[Email, NEUTRAL, _CONTACT] = ""
    rights: Annotated[StatedRights | None, NEUTRAL] = None
    people: Annotated[tuple[StatedPerson, ...], NEUTRAL] = ()
    location: Annotated[Location | None, NEUTRAL] = None
    clock: Annotated[ProgrammeClock | None, NEUTRAL] = None
    repeatable: Annotated[bool | None, NEUTRAL] = None
    old_feeds: Annotated[tuple[OldFeed, ...], OWN] = ()


class RemoteAudio(NamedValues, frozen=True):
    """A recording that lies elsewhere: nothing is fetched, so all that feeds need of it is stated."""

    url: RemoteFile
    bytes: Annotated[int, Number(0, 10**11)]  # 0: not known
    duration: Seconds
    type: Literal["audio/mpeg", "audio/mp4", "audio/ogg"]
    sha256: Annotated[str, Holds("sha256")] = ""


class RemoteVideo(NamedValues, frozen=True):
    """A video that stands elsewhere."""

    url: Url


class Withdrawal(NamedValues, frozen=True):
    """When and why a recording was taken back."""

    date: Instant
    reason: Sentence


class Correction(NamedValues, frozen=True):
    """What was put right after it came out, and when."""

    date: Instant
    text: Sentence


class EpisodeFields(KindFields, frozen=True):
    """What can be heard or seen of a show."""

    plural: ClassVar[Message] = _("episodes")
    ranks: ClassVar[Ranks] = Ranks(theme=6, week=6)
    is_listed: ClassVar[bool] = False
    season: Annotated[int, NEUTRAL, Number(1, 10_000), Help(_("number of the season"), "1")] = 0
    episode: Annotated[int, NEUTRAL, Number(1, 100_000), Help(_("number of the episode"), "1")] = 0
    duration: Annotated[Seconds | None, OWN] = None
    audio: Annotated[
        str | RemoteAudio, OWN, Holds("audio"), Help(_("the recording, beside the text"), _("sound.wav"))
    ] = ""
    transcript: Annotated[Cues, OWN, Help(_("what is said (WebVTT or SubRip)"), _("sound.vtt"))] = ""
    video: Annotated[
        str | RemoteVideo,
        OWN,
        FileName(_("2026-03-25.en.mp4")),
        Help(_("the video, beside the text"), "video.mp4"),
    ] = ""
    captions: Annotated[Cues | dict[Language, Cues], OWN, Help(_("the captions of the video"), "video.vtt")] = ""
    poster: Annotated[Seconds | None, OWN] = None
    episode_type: Annotated[EpisodeType | None, NEUTRAL] = None
    synthetic: Annotated[bool | None, OWN] = None
    introduction: Annotated[str, OWN, Text(1200), Help(_("what a presenter reads"), "…")] = ""
    in_cue: Annotated[str, OWN, Text(120)] = ""
    out_cue: Annotated[str, OWN, Text(120)] = ""
    advisory: Annotated[str, OWN, Text(300)] = ""
    contact: Annotated[Email, NEUTRAL, _CONTACT] = ""
    rights: Annotated[StatedRights | None, NEUTRAL] = None
    people: Annotated[tuple[StatedPerson, ...], NEUTRAL] = ()
    location: Annotated[Location | None, NEUTRAL] = None
    withdrawn: Annotated[Withdrawal | None, NEUTRAL] = None
    corrections: Annotated[tuple[Correction, ...], NEUTRAL] = ()

    @property
    def sort(self) -> EpisodeType:
        """What it is of its show: a full episode, where nothing else is stated."""
        return self.episode_type or "full"


class PageFields(KindFields, frozen=True):
    """A page that belongs to no list."""

    folder: ClassVar[str] = "pages"
    plural: ClassVar[Message] = _("pages")
    ranks: ClassVar[Ranks] = Ranks(week=12)
    is_listed: ClassVar[bool] = False
    has_text: ClassVar[bool] = True
    leads_on: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()
    menu: Annotated[int, NEUTRAL, Number(1, 100), Help(_("its place in the footer"), "1")] = 0


#: The fields that channels of ours read, by kind ("": every kind), each with its channel: a text that states one is
#: sound where a site does without the channel, even where its folder was deleted.
OF_CHANNELS: Mapping[str, Mapping[str, str]] = {
    "": {"slate": "screens", "project": "initiatives"},
    "guide": dict.fromkeys(
        ("level", "minutes", "steps", "materials", "sources", "licence", "next_review", "office", "history"), "knowhow"
    ),
    "question": dict.fromkeys(("next_review", "office", "history"), "knowhow"),
    "document": dict.fromkeys(("next_review", "office", "history"), "knowhow")
    | dict.fromkeys(("issuer", "pages", "decision", "gazette"), "transparency"),
    "project": dict.fromkeys(("funder", "programme", "code", "grant", "stage", "eu", "indicators"), "transparency")
    | {"initiative": "initiatives"},
    "page": {"path": "knowhow"},
    "show": dict.fromkeys(("podcast_guid", "frequency", "funding", "live"), "podcast"),
    "episode": {"soundbites": "podcast", "music": "radio"},
}

AnyKind = (
    NewsFields
    | GuideFields
    | QuestionFields
    | TermFields
    | EventFields
    | OpportunityFields
    | DocumentFields
    | ProjectFields
    | MemberFields
    | ShowFields
    | EpisodeFields
    | PageFields
)
#: A kind → the fields of its texts.
FIELDS_OF: Mapping[str, type[AnyKind]] = {
    "news": NewsFields,
    "guide": GuideFields,
    "question": QuestionFields,
    "term": TermFields,
    "event": EventFields,
    "opportunity": OpportunityFields,
    "document": DocumentFields,
    "project": ProjectFields,
    "member": MemberFields,
    "show": ShowFields,
    "episode": EpisodeFields,
    "page": PageFields,
}


def in_order(of: Literal["menu", "theme", "week"]) -> tuple[str, ...]:
    """Return the kinds that stand in the menu, on the page of a theme or in a week, in their order."""
    ranks = {kind: getattr(fields.ranks, of) for kind, fields in FIELDS_OF.items()}
    return tuple(sorted((kind for kind, rank in ranks.items() if rank), key=ranks.__getitem__))


def kinds_that(are: Literal["is_listed", "by_name", "has_text", "leads_on", "is_optional"]) -> tuple[str, ...]:
    """Return the kinds of which something holds."""
    return tuple(kind for kind, fields in FIELDS_OF.items() if getattr(fields, are))
