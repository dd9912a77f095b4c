"""Every field of every kind, with a value and without one: whatever stands there, an editor gets a page or a place."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from plugins.channels.podcast.fields import Funding
from plugins.engine.pipeline import build
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.document import Document
from plugins.model.entry import KINDS
from plugins.model.errors import ContentError
from plugins.model.kinds import StatedPerson, StatedRights
from plugins.read.document import parse
from plugins.read.fields import Invalid, moment, when
from plugins.read.files import FOLDERS
from plugins.read.schemas import Field, schema
from plugins.settings import Settings
from tests.conftest import ROOT, fields_of, lend_typefaces

MINIMAL = ROOT / "tests" / "sites" / "minimal" / "content"
FOLDER = {kind: folder for folder, kind in FOLDERS.items()} | {"episode": "shows/deltio"}
ZONE = "Europe/Athens"
WHEN = "2026-10-05 20:00"
GUID = "6f1e8f2c-31a7-4a60-9f5c-7a1f2f1c7a11"
VALUES = {
    "id": GUID,
    "title": "Δοκιμή ενός πεδίου",
    "summary": "Μια πρόταση.",
    "slug": "dokimi",
    "status": "hidden",
    "aliases": "[/palia/dieythynsi/]",
    "axes": "[culture]",
    "regions": "[attica]",
    "tags": "[volunteers]",
    "member": "volos",
    "image": "pier.png",
    "image_focus": "50% 30%",
    "image_alt": "Η προβλήτα",
    "image_credit": "Α. Βόλου",
    "author": "[Α. Βόλου, Β. Λαρίσης]",
    "series": "accounts",
    "part": "2",
    "urgent": "true",
    "original": "el",
    "original_hash": "0" * 64,
    "demo": "true",
    "slate": "true",
    "project": "pier",
    "initiative": "true",
    "reviewed": "2026-10-01",
    "audience": "Ομάδες εθελοντών",
    "place": "Βόλος",
    "online": "https://example.org/",
    "register": "https://example.org/register",
    "cost": "Δωρεάν",
    "repeat": "every week 3 times",
    "not_on": "[2026-10-12]",
    "moved": "[{day: 2026-10-19, start: 2026-10-20}]",
    "cancelled": "[2026-10-05]",
    "state": "tentative",
    "formerly": "2026-10-04 20:00",
    "access": "[wheelchair, sign-language]",
    "apply": "https://example.org/apply",
    "commitment": "regular",
    "weekly_hours": "4",
    "skills": "[]",
    "age_from": "18",
    "safeguarding": "[training, two-adults]",
    "insured": "true",
    "filled": "true",
    "deadline": "2026-12-31",
    "hours": "Τρεις ώρες",
    "places": "5",
    "remote": "true",
    "contact": "onoma@example.org",
    "document_type": "data",
    "year": "2025",
    "file": "plan.csv",
    "table": "register",
    "budget": "12000",
    "partners": "[Δήμος Βόλου]",
    "website": "https://example.org/",
    "email": "onoma@example.org",
    "phone": "210 1234567",
    "address": "{street: Ερμού 1, town: Βόλος, postcode: 382 21}",
    "tax_number": "997000011",
    "company_number": "123456789000",
    "social_register": "000123",
    "offers": "[{text: Μια αίθουσα}]",
    "seeks": "[{text: Καρέκλες}]",
    "founded": "1912",
    "sector": "Τροφή",
    "podcasts": f"[{{title: Ροή, feed: 'https://example.org/f.xml', guid: {GUID}}}]",
    "hosts": "[Α. Βόλου]",
    "schedule": "Κάθε Δευτέρα",
    "category": "[News]",
    "explicit": "false",
    "type": "serial",
    "podcast_guid": GUID,
    "frequency": "FREQ=WEEKLY;BYDAY=WE",
    "rights": "{holder: Βόλος, licence: cc-by-4.0, rebroadcast: 'yes', from: 2026-01-01, until: 2027-01-01}",
    "people": "[{name: Α. Βόλου, role: guest, title: {el: Γιατρός}}]",
    "location": "{name: Βόλος, geo: 'geo:39.36,22.94'}",
    "clock": "{target: '2:00'}",
    "repeatable": "true",
    "live": "[{start: 2026-11-25 20:00, end: 2026-11-25 21:00, stream: 'https://example.org/live.mp3'}]",
    "season": "1",
    "episode": "2",
    "duration": "2:05",
    "audio": f"{{url: https://x.gr/a.mp3, bytes: 1000, duration: '2:05', sha256: '{0:064}', type: audio/mpeg}}",
    "transcript": "talk.vtt",
    "video": "{url: 'https://example.org/watch'}",
    "captions": "{el: talk.vtt}",
    "poster": "0:05",
    "episode_type": "bonus",
    "synthetic": "true",
    "introduction": "Μια εισαγωγή.",
    "in_cue": "Καλημέρα",
    "out_cue": "Γεια σας",
    "advisory": "Σκληρές λέξεις",
    "music": "[{title: Τραγούδι}]",
    "soundbites": "[{start: '0:10', seconds: 20}]",
    "withdrawn": "{date: 2026-11-01, reason: Λάθος}",
    "corrections": "[{date: 2026-11-01, text: Διορθώθηκε}]",
    "menu": "2",
    "only": "el",
    "short": "ΔΟΚ",
    "forms": "[δοκιμές]",
    "level": "beginner",
    "minutes": "90",
    "steps": "true",
    "materials": "[Χαρτί]",
    "sources": "[{title: Νόμος, url: 'https://example.org/'}]",
    "licence": "cc-by-4.0",
    "next_review": "2027-03-20",
    "office": "Γραμματεία",
    "history": "[{date: 2026-03-20, text: Πρώτη έκδοση}]",
    "path": "[members/volos]",
    "issuer": "Γενική συνέλευση",
    "pages": "20",
    "decision": "Ω6Η2ΟΡΡ9-Β9Ω",
    "gazette": "ΦΕΚ Α΄ 205/30.10.2016",
    "funder": "Υπουργείο",
    "programme": "Πρόγραμμα",
    "code": "5012345",
    "grant": "8000",
    "stage": "running",
    "eu": "funded",
    "indicators": "[{name: Θέσεις, target: 5}]",
    "guid": "https://x.gr/?p=1",
    "imported": "true",
    "old_feeds": "[/feed/podcast/, 'https://example.org/feed.xml']",
}  # fmt: skip
VALUES_OF = {("show", "funding"): "{url: 'https://example.org/'}", ("project", "funding"): "Ταμείο"}
DATES = ("date", "updated", "embargo", "expires", "urgent_until", "start", "end")
NOTHING = ("", " ''", " null", " ~", " []", " {}", " [null]", " {el: }", " {el: null, en: ~}")


def value_of(kind: str, field: str) -> str:
    if field in ("expires", "urgent_until"):
        return "2026-12-05 20:00"
    if kind in ("project", "opportunity") and field in ("start", "end"):
        return "2026-10-05"
    return VALUES_OF.get((kind, field)) or (WHEN if field in DATES else VALUES[field])


def text_of(kind: str, name: str, **stated: str) -> str:
    """A text with what its kind requires, and these fields."""
    needed = {
        field.name: value_of(kind, field.name)
        for field in schema(kind, ZONE, fields_of(kind)).values()
        if field.required
    }
    needed["id"] = str(uuid.uuid5(uuid.UUID(GUID), f"{kind} {name}"))
    needed["title"] = f"Δοκιμή {kind} {name}"
    lines = {**{key: f" {value}" for key, value in needed.items()}, **stated}
    return "---\n" + "".join(f"{key}:{value}\n" for key, value in lines.items()) + "---\nΚείμενο.\n"


def path_of(kind: str, name: str) -> str:
    stem = f"{FOLDER[kind]}/t-{name.replace('_', '-')}"
    return f"{stem}/index.el.md" if kind == "show" else f"{stem}.el.md"


def write(content: Path, path: str, text: str) -> None:
    (content / path).parent.mkdir(parents=True, exist_ok=True)
    (content / path).write_text(text, encoding="utf-8")


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """A site with what the fields name beside its texts, and nothing that takes long to draw."""
    found = make_settings(
        ADDRESSES={"slate": None, "patterns": None, "patterns.air": None},
        SHARE_CARDS=False,
        DIGEST_WEEKS=200,
        FEED_MAX_ITEMS=500,
        SITE_ID=GUID,
        JOBS=1,
    )
    content = found.read.content
    shutil.copytree(MINIMAL, content)
    words = (content / "taxonomies.yaml").read_text("utf-8")
    words = words.replace("lists:\n", "lists:\n  series: {el: {name: Σειρές, slug: seires}, en: {name: S, slug: s}}\n")
    kinds = "  question: {el: {name: Ε, slug: e}, en: {name: Q, slug: q}}\n"
    kinds += "  term: {el: {name: Γ, slug: g}, en: {name: T, slug: t}}\n"
    words = words.replace("kinds:\n", f"kinds:\n{kinds}")
    words += "\nseries:\n  accounts: {el: {name: Λογαριασμοί, slug: l}, en: {name: Accounts, slug: a}}\n"
    write(content, "taxonomies.yaml", words)
    for folder in set(FOLDER.values()) - {"shows"}:
        write(content, f"{folder}/plan.csv", "είδος,ποσότητα\nόχημα,2\n")
        write(content, f"{folder}/talk.vtt", "WEBVTT\n\n00:00.000 --> 00:05.000\nΚαλημέρα\n")
    lend_typefaces(found.run.cache)
    return found


def built(settings: Settings) -> tuple[Result, dict[str, str]]:
    """The site without the texts that are refused, and what is said of these; each has its place."""
    refused: dict[str, str] = {}
    while True:
        result = Result()
        try:
            build(settings, our_stages(), result)
        except ContentError:
            wrong = [problem for problem in result.problems if problem.level == "error"]
            assert all(problem.line for problem in wrong), wrong
            assert not refused, wrong  # the second time there is nothing left to refuse
            refused = {problem.file: f"{problem.field} {problem.message!s}" for problem in wrong}
            for path in refused:
                (settings.read.content / path).unlink()
        else:
            return result, refused


def parsed(kind: str, text: str) -> Document:
    return parse(text.encode(), kind, "el", ZONE, (), fields_of)[0]


def errors(document: Document) -> list[str]:
    return [f"{p.line} {p.field}: {p.message!s}" for p in document.problems if p.level == "error"]


def own_fields(kind: str) -> Iterator[Field]:
    for field in schema(kind, ZONE, fields_of(kind)).values():
        if field.name not in ("id", "image", "transcript", "captions", "poster"):  # of which the rules want files
            yield field


def test_every_field_of_every_kind_with_a_value(settings: Settings) -> None:
    """Makes a site: no pair of them ends in a traceback."""
    for kind in KINDS:
        for field in own_fields(kind):
            own = {
                "slug": f"{kind}-slug",
                "aliases": f"[/palia/{kind}/, '/?p={kind}']",
                "guid": f"https://x.gr/?p={kind}",
            }
            value = own.get(field.name) or value_of(kind, field.name)
            text = text_of(kind, field.name, **{field.name: f" {value}"})
            write(settings.read.content, path_of(kind, field.name), text)
    result, refused = built(settings)

    assert refused == {}
    assert len(result.editions["el"].entries) > 250


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_no_value_is_not_stated(kind: str) -> None:
    """However it is written; of one that must be there that is said, and not that its line may go."""
    for field in schema(kind, ZONE, fields_of(kind)).values():
        for nothing in NOTHING:
            document = parsed(kind, text_of(kind, "t", **{field.name: nothing}))

            assert field.name not in document.stated(), (field.name, nothing)
            found = [(p.field, str(p.message), str(p.hint)) for p in document.problems]
            told = (field.name, "is empty", "fill it in; the text cannot come out without it")
            assert found == ([told] if field.required else []), (field.name, nothing)


@pytest.mark.parametrize(
    ("kind", "field", "value", "kept"),
    [
        ("episode", "people", "[{name: Α, title: null, url: ~}]", (StatedPerson(name="Α"),)),
        ("episode", "rights", "{holder: {}, credit: {el: ~, en: X}, licence: }", StatedRights(credit={"en": "X"})),
        ("show", "funding", "{url: 'https://example.org/', text: {}}", Funding(url="https://example.org/")),
        ("news", "author", "[null, Α, '', ~]", ("Α",)),
        ("news", "author", '"null"', ("null",)),
    ],
)
def test_a_value_within_may_be_empty(kind: str, field: str, value: str, kept: object) -> None:
    """As programs write it that know all names of a record."""
    document = parsed(kind, text_of(kind, "t", **{field: f" {value}"}))

    assert errors(document) == []
    assert document.stated()[field] == kept


@pytest.mark.parametrize(
    ("kind", "field", "value", "message"),
    [
        ("episode", "people", "[{name: {}, role: guest}]", "does not say “name”"),
        ("episode", "withdrawn", "{date: 2026-11-01, reason: {el: , en: }}", "does not say “reason”"),
        ("episode", "corrections", "[{date: ~, text: Α}]", "does not say “date”"),
        ("show", "live", "[{start: 2026-11-25 20:00, end: null, stream: 'https://x.gr/'}]", "does not say “end”"),
        ("show", "funding", "{url: ~, text: Α}", "does not say “url”"),
    ],
)
def test_a_value_within_that_must_be_there(kind: str, field: str, value: str, message: str) -> None:
    """Is missed where it is empty in every language."""
    (found,) = errors(parsed(kind, text_of(kind, "t", **{field: f" {value}"})))

    assert found.endswith(f"{field}: {message}")


INSTANTS = {  # where in each kind an hour may stand
    "news": ("date: {}", "updated: {}", "embargo: {}", "expires: {}", "urgent_until: {}"),
    "event": ("start: {}", "end: {}"),
    "show": ("rights: {{from: '{}'}}", "live: [{{start: '{}', end: 2026-11-25, stream: 'https://x.gr/'}}]"),
    "episode": (
        "rights: {{until: '{}'}}",
        "withdrawn: {{date: '{}', reason: Λ}}",
        "corrections: [{{date: '{}', text: Λ}}]",
    ),
}
DAYS = {
    "guide": ("reviewed: {}",),
    "opportunity": ("deadline: {}",),
    "project": ("start: {}", "end: {}"),
}
NO_DATES = {
    "2026-12-10 09:00-13:00": "states two hours: “2026-12-10 09:00-13:00”",
    "2026-12-10 10:00-14:00": "states two hours",
    "2026-12-10 22:00-02:00": "states two hours",
    "2026-12-10 09:00 - 13:00": "states two hours",
    "2026-12-10 09:00–13:00": "states two hours",
    "2026-12-10T09:00-13:00": "no clock in the world differs by -13:00 from UTC",
    "2026-12-10T09:00+14:15": "no clock in the world",
    "2026-12-10T09:00+02:07": "no clock in the world",
    "2026-12-10T09:00+02:60": "no clock in the world",
    "2026-12-10 24:00": "does not exist",
    "9999-12-31": "the year 9999 is not accepted",
    "9999-12-31 23:59": "",
    "9999-12-31T23:59-12:00": "does not exist",
    "2201-01-01": "the year 2201",
    "1799-12-31": "the year 1799",
    "0999-06-01": "the year 0999",
    "0001-01-01": "the year 0001",
    "0001-01-01 00:00": "",
    "0001-01-01T00:00+14:00": "",
    "0000-01-01": "does not exist",
}


@pytest.mark.parametrize("value", NO_DATES)
def test_a_date_that_none_can_mean_is_refused_in_every_field(value: str) -> None:
    """With its line, and never as a traceback."""
    for kind, lines in (*INSTANTS.items(), *DAYS.items()):
        for line in lines:
            field, _, rest = line.format(value).partition(":")
            (found,) = errors(parsed(kind, text_of(kind, "t", **{field: rest})))

            assert f" {field}: " in found
            if kind not in DAYS:
                assert NO_DATES[value] in found, line


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-12-10T09:00-11:00", "2026-12-10T20:00+00:00"),
        ("2026-12-10 09:00-05:00", "2026-12-10T14:00+00:00"),
        ("2026-12-10 09:00:00 -0500", "2026-12-10T14:00+00:00"),
        ("2026-12-10 09:00 +05:45", "2026-12-10T03:15+00:00"),
        ("2026-12-10T09:00+14:00", "2026-12-09T19:00+00:00"),
        ("2026-12-10 09:00Z", "2026-12-10T09:00+00:00"),
        ("2026-12-10 09:00 Z", "2026-12-10T09:00+00:00"),
        ("2026-12-10T09:00:30.250", "2026-12-10T07:00:30+00:00"),
        ("1900-05-01 12:00", "1900-05-01T10:25+00:00"),
        ("1900-05-01T10:00Z", "1900-05-01T10:00+00:00"),
        ("1800-01-01 00:00", "1799-12-31T22:25+00:00"),
        ("2200-12-31 23:59", "2200-12-31T21:59+00:00"),
    ],
)
def test_offsets_of_the_world_are_read(value: str, instant: str) -> None:
    """And those of before 1916, when Athens went by the sun, come to whole minutes."""
    found = moment(ZONE)(value)

    assert found == datetime.fromisoformat(instant)
    offset = found.utcoffset()
    assert offset is not None
    assert not offset.seconds % 60


def test_the_way_out_of_two_hours_is_a_line_that_is_right() -> None:
    """Also where the end is after midnight."""
    with pytest.raises(Invalid) as caught:
        when(ZONE)("2026-12-31 21:00-02:00")

    assert str(caught.value.hint).endswith("2026-12-31 21:00; the end wants a line of its own: end: 2027-01-01 02:00")
    assert when(ZONE)("2027-01-01 02:00")


def test_the_farthest_dates_make_a_site(settings: Settings) -> None:
    """In every field: what is reckoned from them stays within the calendar."""
    for kind, lines in (*INSTANTS.items(), *DAYS.items()):
        for number, line in enumerate(lines):
            for value in ("1800-01-01", "1916-07-28", "2200-12-31"):
                field, _, rest = line.format(value).partition(":")
                text = text_of(kind, f"{number} {value}", **{field: rest})
                write(settings.read.content, path_of(kind, f"{number}-{value}"), text)
    _, refused = built(settings)

    assert {name.partition(" ")[2] for name in refused.values()} == {
        "the end is before the start",
        "the text expires before it comes out",
        "it stops being urgent before it comes out",
        "the live broadcast ends before it starts",
    }


ODD = (
    *("α", "0", "-1", "٣", "1" * 400, "2026-12-10 09:00", "geo:99,999", "99:99", "'//['", "'http://[::1'", "'mailto:'"),
    *("[α, [β]]", "{α: β}", "[{α: β}]", "{el: [α]}", "[{el: {en: α}}]", "{el: α}", "{url: [α]}", "[{name: [α]}]"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_a_field_is_taken_or_refused_at_its_place(kind: str) -> None:
    """Lists where one value belongs, records in lists, numbers that are too long: never a traceback."""
    for name in schema(kind, ZONE, fields_of(kind)):
        for raw in ODD:
            document = parsed(kind, text_of(kind, "t", **{name: f" {raw}"}))
            is_refused, has_places = bool(errors(document)), all(problem.line > 1 for problem in document.problems)
            assert has_places, (name, raw)
            assert (name in document.stated()) is not is_refused, (name, raw)
