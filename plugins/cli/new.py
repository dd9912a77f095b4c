"""`new`: begins an entry in every language of the site, as a draft with its permanent id and the fields of its kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from plugins.i18n.greek import slugify
from plugins.markdown.quotes import set_in_type
from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.model.problem import Text
from plugins.model.value import Language
from plugins.read.document import body_of, parse
from plugins.read.files import FOLDERS
from plugins.read.schemas import DOCUMENT_TYPES, Field, schema
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings
from plugins.text import original_hash

# What a field holds, and an example of it; `{keys}` are those of the site's own words. In the order in which they are
# offered; required ones are written empty, the others behind a `#`.
HELP = {
    "document_type": (Text("ένα από: {keys}", "one of: {keys}"), Text("", "")),
    "year": (Text("ποιο έτος αφορά", "the year that it is about"), Text("2025", "2025")),
    "file": (Text("το αρχείο, δίπλα στο κείμενο", "the file, beside the text"), Text("ekthesi.pdf", "report.pdf")),
    "start": (Text("πότε αρχίζει", "when it begins"), Text("2026-04-18 10:00", "2026-04-18 10:00")),
    "end": (Text("πότε τελειώνει", "when it ends"), Text("2026-04-18 14:00", "2026-04-18 14:00")),
    "deadline": (Text("ως πότε δηλώνει κανείς", "the last day for applications"), Text("2026-05-15", "2026-05-15")),
    "place": (Text("πού", "where"), Text("Πλατεία Κοραή, Πειραιάς", "Korai square, Piraeus")),
    "online": (Text("για όσους συμμετέχουν από μακριά", "for those afar"), Text(*("https://example.org/",) * 2)),
    "register": (Text("πού δηλώνει κανείς", "where to register"), Text(*("mailto:name@example.org",) * 2)),
    "cost": (Text("πόσο κοστίζει", "what it costs"), Text("Δωρεάν", "Free")),
    "hours": (
        Text("πόσος χρόνος χρειάζεται", "how much time it takes"),
        Text("Τρίτη, 17:00–19:00", "Tuesday, 17:00–19:00"),
    ),
    "places": (Text("πόσα άτομα", "how many people"), Text("12", "12")),
    "remote": (Text("γίνεται και από μακριά", "it can be done from afar"), Text("true", "true")),
    "reviewed": (Text("πότε ελέγχθηκε ότι ισχύει", "when it was last checked"), Text("2026-03-20", "2026-03-20")),
    "audience": (Text("για ποιον είναι", "for whom it is"), Text("Για ταμίες", "For treasurers")),
    "budget": (Text("ευρώ, μόνο ψηφία", "euro, digits only"), Text("84000", "84000")),
    "funding": (
        Text("από πού έρχονται τα χρήματα", "where the money comes from"),
        Text("Ίδιοι πόροι", "Own resources"),
    ),
    "partners": (Text("οι εταίροι", "the partners"), Text("[Δίκτυο Κρήτης]", "[Crete network]")),
    "website": (Text("ο ιστότοπός του", "its own site"), Text(*("https://example.org/",) * 2)),
    "email": (Text("ηλεκτρονική διεύθυνση", "e-mail address"), Text(*("name@example.org",) * 2)),
    "phone": (Text("τηλέφωνο", "telephone"), Text("210 0000000", "210 0000000")),
    "founded": (Text("έτος ίδρυσης", "the year of its foundation"), Text("2014", "2014")),
    "sector": (Text("με τι ασχολείται", "what it works on"), Text("Κυκλική οικονομία", "Circular economy")),
    "hosts": (Text("ποιος την παρουσιάζει", "who presents it"), Text("[Η σύνταξη]", "[The editors]")),
    "schedule": (Text("πότε μεταδίδεται", "when it is on air"), Text("Κάθε Τετάρτη στις 18.00", "Wednesdays at 18:00")),
    "category": (Text("κατηγορία podcast", "category of podcasts"), Text("[Education]", "[Education]")),
    "season": (Text("αριθμός σεζόν", "number of the season"), Text("1", "1")),
    "episode": (Text("αριθμός επεισοδίου", "number of the episode"), Text("1", "1")),
    "audio": (
        Text("η ηχογράφηση, δίπλα στο κείμενο", "the recording, beside the text"),
        Text("ichos.wav", "sound.wav"),
    ),
    "transcript": (
        Text("τι λέγεται (WebVTT ή SubRip)", "what is said (WebVTT or SubRip)"),
        Text("ichos.vtt", "sound.vtt"),
    ),
    "video": (Text("το βίντεο, δίπλα στο κείμενο", "the video, beside the text"), Text("video.mp4", "video.mp4")),
    "captions": (Text("οι υπότιτλοι του βίντεο", "the captions of the video"), Text("video.vtt", "video.vtt")),
    "introduction": (Text("τι διαβάζει ο παρουσιαστής", "what a presenter reads"), Text("…", "…")),
    "contact": (Text("ηλεκτρονική διεύθυνση", "e-mail address"), Text(*("name@example.org",) * 2)),
    "menu": (Text("η θέση στο υποσέλιδο", "its place in the footer"), Text("1", "1")),
    "axes": (Text("άξονες: {keys}", "axes: {keys}"), Text("[]", "[]")),
    "regions": (Text("περιφέρειες: {keys}", "regions: {keys}"), Text("[]", "[]")),
    "tags": (Text("ετικέτες: {keys}", "tags: {keys}"), Text("[]", "[]")),
    "member": (Text("το μέλος που αφορά: το όνομα του αρχείου του", "the member: its file's name"), Text("", "")),
    "author": (Text("ποιος υπογράφει", "who signs it"), Text("[Γραφείο Τύπου]", "[Press office]")),
    "image": (Text("εικόνα δίπλα στο κείμενο", "a picture beside the text"), Text("eikona.jpg", "picture.jpg")),
    "image_alt": (Text("τι δείχνει η εικόνα", "what the picture shows"), Text("Δύο εθελόντριες …", "Two volunteers …")),
    "image_credit": (Text("ποιος έβγαλε την εικόνα", "who made the picture"), Text("", "")),
    "embargo": (
        Text("τίποτα δεν βγαίνει πριν από αυτή τη στιγμή", "nothing goes out before this moment"),
        Text("2026-03-25 18:30", "2026-03-25 18:30"),
    ),
    "expires": (Text("τότε αποσύρεται", "then it is withdrawn"), Text("2026-06-30", "2026-06-30")),
    "only": (Text("μόνο σε αυτή τη γλώσσα, επίτηδες", "in this language alone, on purpose"), Text("{lang}", "{lang}")),
}
WRITTEN = ("id", "status", "title", "summary", "date")  # by us, and filled in
OPEN = {"event": ("end",)}  # of these kinds nearly every text states them: they wait to be filled in
_READY = Text("σβήστε την επόμενη γραμμή όταν το κείμενο είναι έτοιμο", "delete the next line when the text is ready")
_OPTIONAL = Text(
    "Όσα από τα επόμενα χρειάζονται: σβήστε το # μπροστά τους και αλλάξτε την τιμή",
    "Of what follows use what you need: delete the # before it and change the value",
)


class Wanted(NamedTuple):
    """What was asked for: `show` is the folder of an episode's show; `folder`: the text gets one of its own."""

    kind: str
    title: str
    title_en: str = ""
    show: str = ""
    folder: bool = False


def begin(settings: Settings, wanted: Wanted) -> list[Path]:
    """Write a file for each language and give their paths. Raises UsageError where that can't be."""
    paths = _paths(settings, wanted)
    first = settings.site.default_language
    original = _text(settings, wanted, first, "")
    document, _ = parse(original.encode(), wanted.kind, first, settings.site.timezone, settings.fields(wanted.kind))
    known = original_hash.signature(document, body_of(original.encode()))
    next(iter(paths.values())).parent.mkdir(parents=True, exist_ok=True)
    for lang, path in paths.items():
        text = original if lang == first else _text(settings, wanted, lang, known)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(paths.values())


def _paths(settings: Settings, wanted: Wanted) -> dict[Language, Path]:
    """Where the files are to stand, the original first."""
    if wanted.kind not in KINDS:
        raise UsageError(f"new: there is no kind {wanted.kind!r}; the kinds are {', '.join(KINDS)}")
    content, site = settings.read.content, settings.site
    folder = content / next((name for name, its_kind in FOLDERS.items() if its_kind == wanted.kind), "shows")
    if wanted.kind == "episode":
        if not wanted.show or not (folder / wanted.show).is_dir():
            raise UsageError("new: --show must name a folder of content/shows/")
        folder /= wanted.show
    stem = slugify(wanted.title_en or wanted.title)
    if not stem:
        raise UsageError("new: the title makes no file name; give one with letters or digits")
    base = folder / stem / "index" if wanted.folder or wanted.kind == "show" else folder / stem
    languages = sorted(site.codes, key=lambda lang: lang != site.default_language)
    for lang in languages:
        for path in (folder / f"{stem}.{lang}.md", folder / stem / f"index.{lang}.md"):
            if path.exists():
                raise UsageError(f"new: {path} is there already")
    return {lang: base.with_name(f"{base.name}.{lang}.md") for lang in languages}


def _text(settings: Settings, wanted: Wanted, lang: Language, known: str) -> str:
    """A file: what must be stated, then what may be; `known` is what a translation remembers of its original."""
    fields = schema(wanted.kind, settings.site.timezone, settings.fields(wanted.kind))
    is_original = not known
    title = wanted.title if is_original else wanted.title_en if lang == "en" else ""
    quoted = set_in_type(title, lang == "el").replace("\\", "\\\\").replace('"', '\\"')
    lines = [f'title: "{quoted}"', "summary: "]
    if is_original:
        begun = [f"id: {uuid.uuid4()}", f"# {_READY.of(lang)}", "status: draft"]
        dated = [f"date: {settings.run.now:%Y-%m-%d %H:%M}"] if fields["date"].required else []
        lines = [*begun, *lines, *dated]
    mine = [field for field in fields.values() if is_original or field.sort == "own"]
    lines += _needed(mine, wanted.kind, lang, settings)
    lines += [] if is_original else [f"original_hash: {known}"]
    optional = list(_offered(mine, wanted.kind, lang, settings))
    lines += [f"# {_OPTIONAL.of(lang)}", *optional] if optional else []
    return "---\n" + "\n".join(lines) + f"\n---\n\n{original_hash.placeholder(lang)}\n"


def _needed(fields: list[Field], kind: str, lang: Language, settings: Settings) -> Iterator[str]:
    """What is required beside what is filled in already, empty, and what it holds where that is a choice."""
    for field in fields:
        is_open = field.name in OPEN.get(kind, ())
        if (field.required or is_open) and field.name not in WRITTEN:
            if field.name == "document_type":
                yield f"# {_help(field.name, kind, lang, settings)}"
            yield f"{field.name}: "


def _offered(fields: list[Field], kind: str, lang: Language, settings: Settings) -> Iterator[str]:
    """The usual fields behind a `#`, each below a word of help."""
    known = {field.name: field for field in fields}
    for name, (_, example) in HELP.items():
        if name in known and not known[name].required and name not in OPEN.get(kind, ()):
            yield f"# {_help(name, kind, lang, settings)}"
            yield f"#{name}: {example.of(lang).format(lang=lang)}".rstrip()


def _help(name: str, kind: str, lang: Language, settings: Settings) -> str:
    return HELP[name][0].of(lang).format(keys=", ".join(_keys(settings).get(name, ())))


def _keys(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """What may be chosen of: the site's own words, and the sorts of documents."""
    words, _ = read_taxonomies(settings.read.content, settings.site.codes)
    found = {group: tuple(words.groups[group]) for group in ("axes", "regions", "tags")}
    return {**found, "document_type": DOCUMENT_TYPES}
