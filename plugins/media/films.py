"""The media stage's videos: each is looked at, encoded for stations and the web, and given stills and captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from plugins.media.captions import PREFIX, captions_of
from plugins.media.chapters import chapter_problems, chapters_of
from plugins.media.ffmpeg import Damaged, program, version
from plugins.media.film_files import FilmFiles, FilmTask, Refused
from plugins.media.film_remarks import problem
from plugins.media.footage import ENDINGS, LOOKED, look
from plugins.media.job import Job, Parallel, make_all
from plugins.media.measure import too_long
from plugins.media.recordings import FOLDER as RECORDINGS
from plugins.media.recordings import Editions, is_trial, is_withdrawn
from plugins.media.renditions import Unheard
from plugins.media.shelf import FilmIndex, FilmPart, MediaShelf
from plugins.media.wishes import FilmWish
from plugins.model.edition import Edition
from plugins.model.errors import MachineError
from plugins.model.file import File
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.model.video import Film, Footage
from plugins.settings import Settings

FOLDER = f"{RECORDINGS}/films"


def make_films(
    site: Site, editions: Mapping[Language, Edition], settings: Settings, parallel: Parallel
) -> tuple[Editions, list[Problem]]:
    """The editions with their videos, and what is wrong with the originals."""
    wishes = {lang: list(_wishes(edition, site, settings)) for lang, edition in editions.items()}
    every = [wish for found in wishes.values() for wish in found]
    if not every:
        return {lang: _without(edition) for lang, edition in editions.items()}, []
    shelf = MediaShelf(settings.run.cache, FOLDER, FilmIndex)
    shelf.index.forget()
    most = settings.media.max_minutes
    problems = list(_look(every, shelf, most, parallel))
    problems += _too_long(every, shelf, most)
    good = {lang: [wish for wish in found if _is_footage(wish, shelf, most)] for lang, found in wishes.items()}
    whole = [FilmFiles(wish, shelf, settings, is_trial(settings)) for found in good.values() for wish in found]
    if "films" not in settings.run.unmade:
        refused = _make((task for work in whole for task in work.pieces()), shelf, parallel)
        problems += [problem for work in whole for problem in work.faults(refused)]
        whole = [work for work in whole if not any(work.faults(refused))]
        _make((task for work in whole for task in work.wholes()), shelf, parallel)
    shelf.save()  # what was encoded is not lost when something fails later
    made: Editions = dict(editions)
    known, shelf.index.captions = shelf.index.captions, {}
    films: dict[str, Film] = {}
    for work in whole:
        entry, footage = work.wish.entry, work.footage
        captions, faults = captions_of(entry, footage, site, settings.read.content, known)
        problems += [*faults, *work.problems()]
        body = site.segments[entry.body.sha256]
        problems += chapter_problems(entry.source, body, footage.seconds)
        chapters = chapters_of(body, footage.seconds)
        films[entry.guid] = replace(work.film(), captions=captions, chapters=chapters)
        shelf.index.captions |= {c.asset.sha256: known[c.asset.sha256] for c in captions}
    for lang, edition in editions.items():
        own = {wish.entry.guid: films[wish.entry.guid] for wish in good[lang] if wish.entry.guid in films}
        made[lang] = replace(edition, films=own, files=_files(edition, own))
    if "films" in settings.run.unmade:
        shelf.save()
    else:
        shelf.sweep()
    return made, problems


def _without(edition: Edition) -> Edition:
    """An edition whose videos were all taken back, or that never had one."""
    if not any("video" in entry.files for entry in edition.entries):
        return edition
    return replace(edition, files=_files(edition, {}))


def _wishes(edition: Edition, site: Site, settings: Settings) -> Iterable[FilmWish]:
    """This language's live videos, newest first."""
    for entry in edition.entries:
        target = entry.files.get("video")
        asset = site.assets.get(target.name) if target and target.sort == "asset" else None
        if asset and asset.bytes and asset.path.lower().endswith(ENDINGS) and not is_withdrawn(entry, settings):
            yield FilmWish(entry, settings.read.content / asset.path, asset.sha256)


def _is_footage(wish: FilmWish, shelf: MediaShelf[FilmIndex], most: int) -> bool:
    """Whether an original was looked at and is not too long: the limit may be another than when it was."""
    found = shelf.index.footage.get(wish.name)
    return found is not None and found.seconds <= most * 60


def _too_long(wishes: Sequence[FilmWish], shelf: MediaShelf[FilmIndex], most: int) -> Iterator[Problem]:
    for wish in wishes:
        if wish.name in shelf.index.footage and not _is_footage(wish, shelf, most):
            fault = too_long(most)
            yield problem(wish, "error", "video", fault.message, fault.hint)


def _look(wishes: Sequence[FilmWish], shelf: MediaShelf[FilmIndex], most: int, parallel: Parallel) -> Iterator[Problem]:
    unknown = {wish.name: wish for wish in wishes if wish.name not in shelf.index.footage}
    if unknown:
        program()  # one that is broken ends the build here, and is no fault of a video
    looked = partial(_looked, most=most)
    jobs = [Job(f"footage:{name}", wish.path.name, partial(looked, wish.path)) for name, wish in unknown.items()]
    answers = make_all("look", jobs, shelf.folder, parallel, _Found, _is_current)
    for (name, wish), (found, fault, hint) in zip(unknown.items(), answers.values(), strict=True):
        if found:
            shelf.index.footage[name] = found
        else:
            yield problem(wish, "error", "video", fault, hint)


_Found = tuple[Footage | None, Message, Message]


def _is_current(job: Job[_Found], answer: _Found) -> bool:
    return answer[0] is not None and answer[0].looked == LOOKED


def _looked(path: Path, _place: Path, _before: object, most: int) -> _Found:
    """A Footage; or None, what is wrong and the way out."""
    nothing = Message("")
    try:
        return look(path, most), nothing, nothing
    except Damaged as error:
        return None, error.message, error.hint


def _make(tasks: Iterable[FilmTask], shelf: MediaShelf[FilmIndex], parallel: Parallel) -> Refused:
    """Make what is not there yet, each once; by key, why a sound may not go out and the way out."""
    missing = {key: task for task in tasks if (key := " ".join(_missing(task, shelf.index.parts, shelf).values()))}
    program = version() if missing else ""
    jobs = [Job(key, task.called, partial(_made, task, shelf, program)) for key, task in missing.items()]

    def is_whole(job: Job[_Answers], answers: _Answers) -> bool:
        return all(_is_there(answers.get(key, _NONE)[0], shelf) for key in job.key.split())

    refused = {}
    for answers in make_all("encode", jobs, shelf.folder, parallel, _Answers, is_whole).values():
        for key, (part, fault, hint) in answers.items():
            if part:
                shelf.index.parts[key] = part
            else:
                refused[key] = (fault, hint)
    return refused


_Answers = dict[str, tuple[FilmPart | None, Message, Message]]  # by key
_NONE = (None, Message(""), Message(""))


def _made(task: FilmTask, shelf: MediaShelf[FilmIndex], program: str, place: Path, before: _Answers | None) -> _Answers:
    """By key what was made; or None, what is wrong and the way out. What was made `before` stays."""
    answers = {key: answer for key, answer in (before or {}).items() if _is_there(answer[0], shelf)}
    known = {key: part for key, (part, *_) in answers.items()}
    missing = _missing(task, {**shelf.index.parts, **known}, shelf)
    places = {name: place.with_suffix(f".{name}.new") for name in missing}
    try:
        parts = task.make(places)
    except Damaged as error:  # it was looked at, so it can be read
        raise MachineError(_("media: {called}: {error}").format(called=task.called, error=error)) from error
    for name, part in parts.items():
        if isinstance(part, Unheard):
            places[name].unlink()
            answers[missing[name]] = (None, part.message, part.hint)
            continue
        size = places[name].stat().st_size
        whole = replace(part, sha256=shelf.adopt(places[name]), bytes=size, ffmpeg=program)
        answers[missing[name]] = (whole, Message(""), Message(""))
    return answers


def _missing(task: FilmTask, parts: Mapping[str, FilmPart | None], shelf: MediaShelf[FilmIndex]) -> dict[str, str]:
    """The keys of a task's files that are not there, by their names."""
    return {name: key for name, key in task.keys.items() if not _is_there(parts.get(key), shelf)}


def _is_there(part: FilmPart | None, shelf: MediaShelf[FilmIndex]) -> bool:
    return part is not None and shelf.holds(part.sha256, part.bytes)


def _files(edition: Edition, films: Mapping[str, Film]) -> dict[str, dict[str, File]]:
    """The published files that fields name: for a video, the one that players take."""
    files = {
        guid: {field: file for field, file in found.items() if field != "video" and not field.startswith(PREFIX)}
        for guid, found in edition.files.items()
    }
    for guid, film in films.items():
        files[guid]["video"] = File(f"/{film.main.path}", film.main.bytes, film.main.type)
    return files
