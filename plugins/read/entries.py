"""Documents → entries: translations inherit, paths are resolved, and every entry gets its address."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from plugins.i18n.greek import slugify
from plugins.i18n.names import named
from plugins.i18n.terms import Spellings
from plugins.model.document import BodyFacts, Document, EntryBody, Reference, Target
from plugins.model.entry import Entry, Name, counted_as
from plugins.model.fields import NEUTRAL, OWN, Fields, Words
from plugins.model.kinds import CommonFields, DocumentFields, EpisodeFields
from plugins.model.problem import Message, Problem, _
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language
from plugins.read.files import Source
from plugins.read.schemas import Field, schema
from plugins.read.targets import resolve
from plugins.settings import Settings
from plugins.text import original_hash

URGENT_FOR = timedelta(days=2)  # unless `urgent_until` says otherwise, so that nothing stays urgent by oversight

_MISSING = _("the field “{name}” is missing")
_ADD = _("add a line {name}: … to the front matter")
_ADD_ID = _("run “invoke check --fix” and it will be written")
_NEUTRAL = _("the field “{name}” differs from the original ({file})")
_STATE_ONCE = _("delete the line here; the original's value holds for both")
_NO_LANGUAGE = _("does not take the value “{value}”")
_ONE_OF = _("write one of: {words}")
_NO_ORIGINAL = _("the original ({lang}) does not exist")
_TWO_ORIGINALS = _("the two files disagree about which is the original")
_SAY_ORIGINAL = _("correct the field original")
_NO_SLUG = _("the title makes no address")
_WRITE_SLUG = _("add a line slug: … in a–z")


def _urgent_until(common: CommonFields) -> datetime | None:
    """Until when a text goes before all others; None: it never did."""
    came_out = [moment for moment in (common.date, common.embargo) if moment]
    if not (common.urgent_until if common.urgent is None else common.urgent):
        return None
    return common.urgent_until or (max(came_out) + URGENT_FOR if came_out else None)


def _recorded(fields: EpisodeFields, lang: Language) -> Iterator[tuple[str, str]]:
    """The files of an episode, by field; what lies elsewhere is stated by its address, and is none."""
    captions = {lang: fields.captions} if isinstance(fields.captions, str) else fields.captions
    stated = {"audio": fields.audio, "transcript": fields.transcript, "video": fields.video}
    stated |= {f"captions.{lang}": path for lang, path in captions.items()}
    yield from ((name, path) for name, path in stated.items() if isinstance(path, str) and path)


class Builder:
    """Makes entries of documents: group by key, inherit from the original, resolve, address."""

    def __init__(
        self,
        settings: Settings,
        taxonomies: Taxonomies,
        sources: Mapping[str, Source],
        documents: Mapping[str, Document],
        files: frozenset[str],
        refused: frozenset[str],  # the keys of texts whose path is at fault
    ):
        self.settings, self.site, self.content = settings, settings.site, settings.read.content
        self.taxonomies = taxonomies
        self.sources, self.documents, self.files, self.refused = sources, documents, files, refused
        self.spellings = {group: Spellings(taxonomies, group) for group in ("axes", "regions", "tags", "series")}
        self.keys = {source.key for source in sources.values()}
        self.required: dict[str, list[tuple[str, Field]]] = {}
        self.problems: list[Problem] = []

    def entries(self) -> list[Entry]:
        """Return the entries of all sources."""
        groups: dict[str, list[Source]] = {}
        for source in self.sources.values():
            groups.setdefault(source.key, []).append(source)
        originals = {key: self._original(group) for key, group in groups.items()}
        made = [self._entry(source, originals[key]) for key, group in groups.items() for source in group]
        return [entry for entry in made if entry]

    def _complain(self, source: Source, name: str, message: Message, hint: Message, rule: str = "field") -> None:
        line, column = self.documents[source.path].places.get(name, (1, 1))
        self.problems.append(Problem(rule, "error", source.path, line, column, name, message, hint))

    def _original(self, group: list[Source]) -> Source:
        """The file that states the neutral fields: what `original:` says, else the default language, else the first."""
        by_language = {source.lang: source for source in group}
        stated = [(s, self.documents[s.path].common.original) for s in group]
        for source, lang in stated:
            if lang and lang not in self.site.codes:
                self._refuse_language(source, "original", lang)
            elif lang and lang not in by_language:
                self._complain(source, "original", _NO_ORIGINAL.format(lang=lang), _SAY_ORIGINAL)
            elif lang and any(other and other != lang for __, other in stated):
                self._complain(source, "original", _TWO_ORIGINALS, _SAY_ORIGINAL)
        for source in group:
            only = self.documents[source.path].common.only
            if only and only not in self.site.codes:
                self._refuse_language(source, "only", only)
        wanted = next((lang for __, lang in stated if lang in by_language), self.site.default_language)
        return by_language.get(wanted, group[0])

    def _refuse_language(self, source: Source, name: str, lang: Language) -> None:
        words = ", ".join(self.site.codes)
        self._complain(source, name, _NO_LANGUAGE.format(value=lang), _ONE_OF.format(words=words))

    def _entry(self, source: Source, original: Source) -> Entry | None:
        document, first = self.documents[source.path], self.documents[original.path]
        known = schema(source.kind, self.site.timezone, self.settings.fields(source.kind))
        if source != original:
            document = self._inherit(source, original, known)
        complete = self._has_required(source, source == original, document, known)
        broken = any(p.level == "error" for p in document.problems + first.problems)
        common = document.common
        slug = common.slug or slugify(common.title or "")
        if complete and not slug:
            self._complain(source, "title", _NO_SLUG, _WRITE_SLUG)
        if broken or not complete or not slug:
            return None
        stale = source != original and self._is_stale(common.original_hash, original)
        return self._make(source, original, document, slug, stale)

    def _is_stale(self, stated: str, original: Source) -> bool:
        """Whether so much of the original has changed since the translation that readers are told."""
        first = self.documents[original.path]
        if not stated or original_hash.is_of(stated, first.source_sha256) or original_hash.is_begun(stated):
            return False
        from plugins.read.document import body_of  # with the parser, which a build that remembers all does without

        return original_hash.is_far(stated, first, body_of((self.content / original.path).read_bytes()))

    def _inherit(self, source: Source, original: Source, known: Mapping[str, Field]) -> Document:
        """A translation with those fields of its original that it leaves out and that are not each language's own."""
        own, first = self.documents[source.path], self.documents[original.path]
        common, fields, *extra = (
            self._inherited(mine, theirs, source, original, known)
            for mine, theirs in zip(own.parts, first.parts, strict=True)
        )
        return replace(own, common=common, fields=fields, extra=tuple(extra))

    def _inherited(
        self, own: Fields, first: Fields, source: Source, original: Source, known: Mapping[str, Field]
    ) -> Fields:
        lacking: dict[str, Any] = {}
        for name, value in first.stated().items():
            sort, stated = known[name].sort, getattr(own, name)
            if sort == OWN:
                continue
            if stated == own.defaults()[name]:
                lacking[name] = value
            elif sort == NEUTRAL and stated != value and not self._are_same_terms(name, stated, value):
                self._complain(source, name, _NEUTRAL.format(name=name, file=original.path), _STATE_ONCE, "neutral")
        return replace(own, **lacking) if lacking else own

    def _has_required(self, source: Source, is_original: bool, document: Document, known: Mapping[str, Field]) -> bool:
        """Whether the required fields are there. What a translation should inherit is missed in the original alone."""
        if source.key in self.refused:
            is_original = False  # the original is there, but may not be read
        if any(p.rule in ("yaml", "front-matter", "encoding", "characters", "size") for p in document.problems):
            return False  # the fields were never seen: say the cause, not its consequences
        complete, parts = True, {type(part): part for part in document.parts}
        for name, field in self._required(source.kind, known):
            if not getattr(parts[field.owner], name):
                complete = False
                if (is_original or field.sort == "own") and not any(p.field == name for p in document.problems):
                    hint = _ADD_ID if name == "id" else _ADD.format(name=name)
                    self._complain(source, name, _MISSING.format(name=name), hint, "required")
        return complete

    def _required(self, kind: str, known: Mapping[str, Field]) -> list[tuple[str, Field]]:
        """Return the fields that a kind must have, by name."""
        if kind not in self.required:
            self.required[kind] = [(name, field) for name, field in known.items() if field.required]
        return self.required[kind]

    def _make(self, source: Source, original: Source, document: Document, slug: str, stale: bool) -> Entry:
        common = document.common
        return Entry(
            source=source.path,
            key=source.key,
            kind=source.kind,
            lang=source.lang,
            id=common.id,
            guid=str(uuid.uuid5(uuid.UUID(common.id), source.lang)),
            known_as=common.guid,
            title=common.title,
            slug=slug,
            url=self._address(source, slug),
            summary=common.summary,
            date=common.date,
            updated=common.updated,
            status=common.status or "published",
            embargo=common.embargo,
            expires=common.expires,
            aliases=common.aliases,
            axes=self._known("axes", common.axes),
            regions=self._known("regions", common.regions),
            tags=self._known("tags", common.tags),
            members=common.member,
            image_alt=common.image_alt,
            image_credit=common.image_credit,
            image_focus=common.image_focus or (50, 50),
            authors=self._authors(source, original, common.author),
            series=next(iter(self._known("series", common.series)), ""),
            part=common.part,
            urgent_until=_urgent_until(common),
            original=source == original,
            stale=stale,
            demo=bool(common.demo),
            imported=bool(common.imported),
            fields=document.fields,
            extra=document.extra,
            files=self._files(source, original, document),
            places=document.places,
            only=common.only,
            body=EntryBody(source.path, BodyFacts(document.body, document.headings, document.words)),
            references=document.references,
            targets=tuple(self._resolve(reference, source.path) for reference in document.references),
        )

    def _authors(
        self, source: Source, original: Source, stated: tuple[Words, ...] | Mapping[Language, tuple[str, ...]]
    ) -> tuple[Name, ...]:
        """Who signs, in the entry's language where that is stated."""
        written = source.lang if self.documents[source.path].common.author else original.lang
        if not isinstance(stated, tuple):
            lang = source.lang if source.lang in stated else next(iter(stated))
            stated = tuple({lang: name} for name in stated[lang])
        return tuple(named(one, source.lang, written) for one in stated)

    def _known(self, group: str, stated: str | tuple[str, ...]) -> tuple[str, ...]:
        """The keys that are meant and that taxonomies.yaml holds; a rule names the others."""
        if not stated:
            return ()
        meant = (self.spellings[group].keys(one) for one in ((stated,) if isinstance(stated, str) else stated))
        return tuple(dict.fromkeys(keys[0] for keys in meant if len(keys) == 1))

    def _are_same_terms(self, group: str, one: Any, other: Any) -> bool:
        """Whether two files mean the same keys, be it by other names."""
        return group in self.spellings and set(self._known(group, one)) == set(self._known(group, other)) != set()

    def _files(self, source: Source, original: Source, document: Document) -> dict[str, Target]:
        """The fields that name a file, which is beside the text that states it."""
        named = [("image", document.common.image, original)] if document.common.image else []
        match document.fields:
            case DocumentFields(file=file):
                named.append(("file", file, source))
            case EpisodeFields() as fields:
                named += ((name, path, source) for name, path in _recorded(fields, source.lang))
        return {name: self._resolve(Reference(path, "img", "src"), owner.path) for name, path, owner in named}

    def _resolve(self, reference: Reference, source: str) -> Target:
        return resolve(reference, source, self.sources, self.keys, self.files)

    def _address(self, source: Source, slug: str) -> str:
        if source.kind == "page":
            return self.site.address("page", source.lang, slug=slug)
        word = self._word(counted_as(source.kind), source.lang)
        if source.kind == "episode":
            show = source.key.split("/")[1]
            return self.site.address(
                "episode", source.lang, word=word, show=self._show_slug(show, source.lang), slug=slug
            )
        return self.site.address("entry", source.lang, word=word, slug=slug)

    def _word(self, kind: str, lang: str) -> str:
        words = self.taxonomies.groups["kinds"].get(kind)
        return words[lang].slug if words else kind

    def _show_slug(self, show: str, lang: str) -> str:
        """The show's address word: its own slug in this language, else its folder's name."""
        for name in (f"shows/{show}/index.{lang}.md", f"shows/{show}.{lang}.md"):
            document = self.documents.get(name)
            if document and document.common.title:
                return document.common.slug or slugify(document.common.title)
        return show


def problems_of(sources: Iterable[Source], documents: Mapping[str, Document], builder: Builder) -> list[Problem]:
    """Return what is wrong with these files and their entries; what a draft has not said yet is a warning."""
    sources = list(sources)
    drafts = _drafts(sources, documents, builder.site.default_language)
    found = [replace(problem, file=s.path) for s in sources for problem in documents[s.path].problems]
    return [_softened(problem, drafts) for problem in (*_noted_once(found), *builder.problems)]


def _noted_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """These problems, where of a field that nothing reads the first is told: the others are like it."""
    told: set[str] = set()
    for problem in problems:
        if problem.rule != "unused-field" or problem.field not in told:
            yield problem
        if problem.rule == "unused-field":
            told.add(problem.field)


def _drafts(sources: Sequence[Source], documents: Mapping[str, Document], default: Language) -> frozenset[str]:
    """The files that say that they are drafts, and the translations of those."""
    stated = {s.path: documents[s.path].common.status for s in sources}
    originals = [s for s in sources if (documents[s.path].common.original or default) == s.lang]
    whole = {s.key for s in originals if stated[s.path] == "draft"}
    return frozenset(s.path for s in sources if stated[s.path] == "draft" or (s.key in whole and not stated[s.path]))


def _softened(problem: Problem, drafts: Set[str]) -> Problem:
    """What a draft has not said yet holds nobody up: it is a warning."""
    waits = problem.file in drafts and problem.rule in ("field", "required")
    return replace(problem, level="warning") if waits else problem
