"""An import from beginning to end: learn what there is, decide where it goes, write it, tell what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from plugins.model.problem import _
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Value
from plugins.moving.entry import EntryFile
from plugins.moving.fetch import Fetcher
from plugins.moving.mapping import Choices, Seen, joined_choices, read_choices, seen_in, usual, written
from plugins.moving.new_terms import new_tags, with_tags
from plugins.moving.plan import MovingPlan, OldOutline, Place, lightened, likely_pairs, outline_of, plan_of
from plugins.moving.report import Report, ToldOfFile, as_json, as_page, counts_of
from plugins.moving.shows import shows_of
from plugins.moving.store import Store
from plugins.moving.values import OldRemark, OldSource, OldText
from plugins.moving.world import OldWorld, TextWorld
from plugins.read.files import TAXONOMIES
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings

_SAME = _("another text of the old site has the guid {guid} already; this one gets one of its own")
_KEEP = _("leave it as it is")
_LEFT = _("“{title}” was left out, as all of the type {name}")
_MAPPING = _("give the type a kind in the mapping file, if it is wanted")
MAPPING, MEMORY = "mapping.yaml", "written.json"


class Wish(Value, frozen=True):
    """What was asked for: where the mapping and the report lie, what may be fetched, and whether only to look."""

    folder: Path
    fetch: tuple[str, ...] = ()
    is_trial: bool = False


def bring(source: OldSource, wish: Wish, settings: Settings) -> Report:
    """Bring the texts of a source into the content, and return what is to be told of it."""
    content, site = settings.read.content, settings.site
    taxonomies, __ = read_taxonomies(content, site.codes)
    fetcher = Fetcher((*wish.fetch, *source.site.folders))
    store = Store(content, wish.folder / MEMORY)
    light = [lightened(text, site.codes) for text in apart(source)]
    seen = seen_in(one.text for one in light)
    choices = _choices(source, wish, seen, settings, taxonomies)
    found = (outline_of(one, choices, site.codes, site.default_language) for one in light)
    outlines = [outline for outline in found if outline]
    plan = plan_of(outlines, source.site, choices, site, taxonomies, store.keys, store.taken(), bool(fetcher))
    _write_mapping(source, wish, choices, seen, outlines, settings)
    tags = new_tags(choices, (term for one in outlines for term in one.text.terms), source.site, taxonomies)
    numbers = Counter[str](read=seen.types.total(), tags=len(tags))
    told = [ToldOfFile("", remark) for remark in source.site.remarks]
    told += _texts(
        source, plan, choices, OldWorld(source.site, plan, fetcher, site.default_language), store, wish, numbers
    )
    for path, data, remarks in shows_of(source, plan, choices, settings, fetcher):
        numbers["shows"] += path.endswith(".md")
        told += (ToldOfFile(path, remark) for remark in remarks)
        _put(store, path, data, wish)
    if not wish.is_trial:
        text = (content / TAXONOMIES).read_text(encoding="utf-8") if (content / TAXONOMIES).is_file() else ""
        if tags:
            (content / TAXONOMIES).write_text(
                with_tags(text, tags, taxonomies, site.codes), encoding="utf-8", newline="\n"
            )
        store.finish({place.id: place.key for place in plan.places.values()})
    numbers.update(store.counts)
    report = Report(source.site.name or source.site.address, counts_of(numbers), tuple(told))
    _write_report(report, wish, settings)
    return report


def apart(source: OldSource) -> Iterator[OldText]:
    """Yield the texts of a source, none with the number or the guid of another: two are two."""
    numbers, guids = set[str](), set[str]()
    for text in source.texts():
        one, count = text, 1
        while one.number in numbers:
            count += 1
            one = replace(text, number=f"{text.number} {count}", group="")
        if one.guid and one.guid in guids:
            told = (*one.remarks, OldRemark("feeds", _SAME.format(guid=one.guid), _KEEP))
            one = replace(one, guid="", remarks=told)
        numbers.add(one.number)
        guids |= {one.guid} - {""}
        yield one


def _choices(source: OldSource, wish: Wish, seen: Seen, settings: Settings, taxonomies: Taxonomies) -> Choices:
    made = usual(seen, source.site, taxonomies, settings.site.codes)
    path = wish.folder / MAPPING
    return joined_choices(read_choices(path), made) if path.is_file() else made


def _write_mapping(
    source: OldSource, wish: Wish, choices: Choices, seen: Seen, outlines: Sequence[OldOutline], settings: Settings
) -> None:
    """The first run writes it; later ones leave it to those who have corrected it."""
    path = wish.folder / MAPPING
    if not path.is_file():
        wish.folder.mkdir(parents=True, exist_ok=True)
        seen = Seen(seen.types, seen.languages, seen.shows, seen.terms, seen.authors, likely_pairs(outlines))
        text = written(choices, seen, source.site, settings.run.problem_language)
        path.write_text(text, encoding="utf-8", newline="\n")


def _write_report(report: Report, wish: Wish, settings: Settings) -> None:
    wish.folder.mkdir(parents=True, exist_ok=True)
    (wish.folder / "report.json").write_bytes(as_json(report))
    (wish.folder / "report.html").write_bytes(as_page(report, settings.run.problem_language))


def _texts(
    source: OldSource,
    plan: MovingPlan,
    choices: Choices,
    world: OldWorld,
    store: Store,
    wish: Wish,
    numbers: Counter[str],
) -> Iterator[ToldOfFile]:
    """Write all texts, one after the other, and yield what is to be told of them."""
    brought: dict[str, tuple[dict[str, bytes], dict[str, str]]] = {}
    for text in apart(source):
        place = plan.places.get(text.number)
        if place is None:
            numbers["left"] += 1
            yield ToldOfFile(
                "", OldRemark("types", _LEFT.format(name=text.sort, title=text.title or text.number), _MAPPING)
            )
            continue
        group = plan.members[place.original]
        files, names = brought.setdefault(place.original, ({}, {}))
        own = TextWorld(world, text.facts.get("base") or text.address or source.site.address, place, files, names)
        entry = EntryFile(source, text, place, group, choices, own)
        data = entry.bytes()
        _put(store, place.path, data, wish)
        folder = place.path.rpartition("/")[0]
        for name, content in files.items():
            if f"{folder}/{name}" not in store.now:
                numbers["files"] += 1
                _put(store, f"{folder}/{name}", content, wish)
        _count(numbers, text, place, group, entry, own)
        yield from (ToldOfFile(place.path, remark) for remark in entry.remarks)
        if len(group) == 1:
            del brought[place.original]


def _count(
    numbers: Counter[str], text: OldText, place: Place, group: Sequence[OldOutline], entry: EntryFile, own: TextWorld
) -> None:
    numbers["texts"] += 1
    numbers["pairs"] += len(group) > 1
    numbers["drafts"] += text.status == "draft"
    numbers["guids"] += bool(text.guid)
    numbers["recordings"] += bool(text.recording)
    numbers["addresses"] += entry.aliases
    numbers["missing"] += len(own.missing)


def _put(store: Store, path: str, data: bytes, wish: Wish) -> None:
    if not wish.is_trial:
        store.write(path, data)
