"""Every recording of the editions → measured, encoded for each use, tagged, ready to be published."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from plugins.cache.blobs import Blobs
from plugins.i18n import greek
from plugins.i18n.languages import facts_of
from plugins.media import tags as tag_writer
from plugins.media import wav as wav_writer
from plugins.media.airtime import airtime
from plugins.media.chapters import chapters_of
from plugins.media.ffmpeg import Damaged, program, version
from plugins.media.job import Job, Parallel, make_all
from plugins.media.measure import measure, too_long
from plugins.media.parts import parts
from plugins.media.probe import SORTS
from plugins.media.remote import remote_entries, remote_recording
from plugins.media.renditions import RECIPES, Recipe, Unheard, encode
from plugins.media.shelf import Bare, MediaShelf, RecordingIndex
from plugins.media.tags import Tags, tagged
from plugins.media.transcripts import Scripts
from plugins.media.wav import Cart, write_wav
from plugins.model.audio import Recording, Rendition, Sound, Transcript
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.errors import MachineError
from plugins.model.file import File
from plugins.model.kinds import EpisodeFields
from plugins.model.problem import Message, Problem, _
from plugins.model.rights import rights_of, withdrawn_of
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

FOLDER = "media"
PLAYED = "mp3"  # of the renditions, by the player of a page
LOSSLESS = ("wav", "flac")  # kept for the newest episodes of a show alone
_RULE = "recordings"
ENDINGS = tuple(ending for sort in SORTS.values() for ending in sort.endings)
_LENGTH = _("says {stated} seconds, but the recording lasts {found}")
_DELETE = _("delete the line: the length is measured")
_FILE = _("the file {name} {fault}")
_AS_IT_IS = _("record more evenly if it is to be louder")
_CANCEL = _("has two channels that cancel each other on a receiver with one; the mono files were made {mix}")
_MIXES = {
    "difference": _("of their difference"),
    "left": _("of the left one"),
    "right": _("of the right one"),
}
_TURN = _("invert the phase of one channel in your audio program, and check the cables of the microphones")
_TRACKS = _("has {number} sound tracks; the first is heard")
_ONE_TRACK = _("if all should be heard, export them as one")
_UNWRITTEN = _("the recording has no transcript: who can't hear is left out")
_ADD_SCRIPT = _("put {stem}.vtt or .srt beside it and write transcript: {stem}.vtt")

Editions = dict[Language, Edition]


class RecordingWish(NamedTuple):
    """A recording to be published: its entry, its original, which renditions it gets, and which are made now."""

    entry: Entry
    path: Path
    sha256: str
    recipes: tuple[Recipe, ...]
    made: tuple[Recipe, ...]


def make_recordings(
    site: Site, editions: Mapping[Language, Edition], settings: Settings, parallel: Parallel
) -> tuple[Editions, list[Problem]]:
    """The editions with their recordings, and what is wrong with the originals."""
    wishes = {lang: list(_wishes(edition, site, settings)) for lang, edition in editions.items()}
    every = [wish for found in wishes.values() for wish in found]
    elsewhere = {
        lang: [entry for entry in remote_entries(edition) if not is_withdrawn(entry, settings)]
        for lang, edition in editions.items()
    }
    if not every and not any(elsewhere.values()):
        return dict(editions), []
    shelf = MediaShelf(settings.run.cache, FOLDER, RecordingIndex)
    most = settings.media.max_minutes
    problems = list(_measure(every, shelf, most, parallel))
    problems += _too_long(every, shelf, most)
    sound = [wish for wish in every if _is_sound(wish, shelf, most)]
    makes = "recordings" not in settings.run.unmade
    if makes:
        problems += _encode(sound, shelf, parallel)
    shelf.save()  # what was encoded is not lost when something fails later
    made: Editions = {}
    scripts = Scripts(site, settings.read.content, shelf.index.scripts)
    for lang, edition in editions.items():
        is_ready = _is_encoded if makes else _is_sound
        whole = [wish for wish in wishes[lang] if is_ready(wish, shelf, most)]
        recordings = {wish.entry.guid: _recording(wish, edition, scripts, shelf, site, settings) for wish in whole}
        recordings |= {e.guid: remote_recording(e, scripts, site, settings) for e in elsewhere[lang]}
        made[lang] = replace(edition, recordings=recordings, files=_files(edition, recordings))
        problems += _lengths(whole, recordings)
        problems += _remarks(whole, shelf)
        problems += _unwritten(edition, recordings)
        problems += airtime(edition, recordings, scripts)
        problems += parts(edition, recordings, site)
    problems += scripts.problems
    shelf.index.scripts = scripts.used
    if "recordings" in settings.run.unmade:
        shelf.save()
    else:
        shelf.sweep()
    return made, problems


def _wishes(edition: Edition, site: Site, settings: Settings) -> Iterable[RecordingWish]:
    """This language's live recordings, newest first."""
    seen: dict[str, int] = {}
    for entry in edition.entries:
        if is_withdrawn(entry, settings):
            continue  # its page stays, and says so
        target = entry.files.get("audio")
        asset = site.assets.get(target.name) if target and target.sort == "asset" else None
        if asset and asset.bytes and asset.path.lower().endswith(ENDINGS):  # a rule names the others
            number = seen[entry.show] = seen.get(entry.show, 0) + 1
            recipes = tuple(
                recipe for recipe in RECIPES if number <= settings.media.lossless or recipe.name not in LOSSLESS
            )
            made = [recipe for recipe in recipes if recipe.name == PLAYED] if is_trial(settings) else recipes
            yield RecordingWish(entry, settings.read.content / asset.path, asset.sha256, recipes, tuple(made))


def is_trial(settings: Settings) -> bool:
    """Whether nobody but its editor sees what this run makes: then it makes what pages play, and nothing else."""
    return settings.run.preview or settings.run.drafts


def is_withdrawn(entry: Entry, settings: Settings) -> bool:
    return withdrawn_of(entry, settings.run.now) is not None


def _name(wish: RecordingWish) -> str:
    """An original by its bytes and its ending, which may lie."""
    return f"{wish.sha256}{wish.path.suffix.lower()}"


def _key(wish: RecordingWish, recipe: Recipe) -> str:
    settled = hashlib.sha256(repr(recipe).encode()).hexdigest()[:16]
    return f"{wish.sha256}:{recipe.name}:{settled}"


def _measure(
    wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex], most: int, parallel: Parallel
) -> Iterable[Problem]:
    unknown = {_name(wish): wish for wish in wishes if _name(wish) not in shelf.index.sounds}
    if unknown:
        program()  # one that is broken ends the build here, and is no fault of a recording
    measured = partial(_measured, most=most, folder=shelf.folder)
    jobs = [Job(f"sound:{name}", wish.path.name, partial(measured, wish.path)) for name, wish in unknown.items()]
    answers = make_all("measure", jobs, shelf.folder, parallel, _Found, lambda job, answer: answer[0] is not None)
    for (name, wish), (found, fault, hint) in zip(unknown.items(), answers.values(), strict=True):
        if found:
            shelf.index.sounds[name] = found
        else:
            yield _of_file(wish, "error", fault, hint)


_Found = tuple[Sound | None, Message, Message]


def _measured(path: Path, _place: Path, _before: object, most: int, folder: Path) -> _Found:
    """A Sound; or None, what is wrong and the way out."""
    nothing = Message("")
    try:
        return measure(path, most, folder), nothing, nothing
    except Damaged as error:
        return None, error.message, error.hint


def _is_sound(wish: RecordingWish, shelf: MediaShelf[RecordingIndex], most: int) -> bool:
    """Whether an original was measured and is not too long: the limit may be another than when it was."""
    found = shelf.index.sounds.get(_name(wish))
    return found is not None and found.seconds <= most * 60


def _too_long(wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex], most: int) -> Iterable[Problem]:
    for wish in wishes:
        if _name(wish) in shelf.index.sounds and not _is_sound(wish, shelf, most):
            fault = too_long(most)
            yield _of_file(wish, "error", fault.message, fault.hint)


def _encode(
    wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex], parallel: Parallel
) -> Iterable[Problem]:
    """Encode what is not there, each original once for all that is missing of it."""
    missing: dict[str, dict[str, Recipe]] = {}  # by the original: key → recipe
    paths: dict[str, Path] = {}
    for wish in wishes:
        for recipe in wish.made:
            if not _holds(shelf, shelf.index.bare.get(_key(wish, recipe))):
                missing.setdefault(_name(wish), {})[_key(wish, recipe)] = recipe
                paths[_name(wish)] = wish.path
    program = version() if missing else ""

    def job(name: str, recipes: dict[str, Recipe]) -> Job[_Answers]:
        make = partial(_encoded, paths[name], shelf.index.sounds[name], recipes, shelf, program)
        return Job(f"renditions:{name}", paths[name].name, make)

    def is_whole(job: Job[_Answers], answers: _Answers) -> bool:
        return all(_holds(shelf, answers.get(key, _NONE)[0]) for key in missing[job.key.partition(":")[2]])

    jobs = [job(name, recipes) for name, recipes in missing.items()]
    refused: dict[str, tuple[Message, Message]] = {}
    for answers in make_all("encode", jobs, shelf.folder, parallel, _Answers, is_whole).values():
        for key, (bare, fault, hint) in answers.items():
            if bare:
                shelf.index.bare[key] = bare
            else:
                refused[key] = (fault, hint)
    for wish in wishes:
        for recipe in wish.made:
            if _key(wish, recipe) in refused:
                yield _of_file(wish, "error", *refused[_key(wish, recipe)])


_Answers = dict[str, tuple[Bare | None, Message, Message]]  # by key
_NONE = (None, Message(""), Message(""))


def _holds(shelf: MediaShelf[RecordingIndex], bare: Bare | None) -> bool:
    return bare is not None and shelf.holds(bare.sha256, bare.bytes)


def _encoded(
    path: Path,
    sound: Sound,
    recipes: Mapping[str, Recipe],
    shelf: MediaShelf[RecordingIndex],
    program: str,
    place: Path,
    before: _Answers | None,
) -> _Answers:
    """By key a Bare; or None, what is wrong and the way out. What was made `before` stays."""
    answers = {key: answer for key, answer in (before or {}).items() if _holds(shelf, answer[0])}
    missing = {key: recipe for key, recipe in recipes.items() if key not in answers}
    targets = {recipe: place.with_suffix(f".{recipe.name}.new") for recipe in missing.values()}
    try:
        done = encode(path, sound, targets)
    except Damaged as error:  # it was measured, so it can be read
        raise MachineError(_("media: {name}: {why}").format(name=path.name, why=error)) from error
    for key, recipe in missing.items():
        of, target = done[recipe.name], targets[recipe]
        if isinstance(of, Unheard):
            target.unlink()
            answers[key] = (None, of.message, of.hint)
            continue
        size = target.stat().st_size
        bare = Bare(shelf.adopt(target), size, of.levels, of.note, of.mix, program)
        answers[key] = (bare, Message(""), Message(""))
    return answers


def _is_encoded(wish: RecordingWish, shelf: MediaShelf[RecordingIndex], most: int) -> bool:
    return _is_sound(wish, shelf, most) and all(_key(wish, recipe) in shelf.index.bare for recipe in wish.made)


def _recording(
    wish: RecordingWish,
    edition: Edition,
    scripts: Scripts,
    shelf: MediaShelf[RecordingIndex],
    site: Site,
    settings: Settings,
) -> Recording:
    sound = shelf.index.sounds[_name(wish)]
    script = scripts.of(wish.entry, sound)
    words = _tags(wish, edition, sound, script, site, settings)
    made = () if "recordings" in settings.run.unmade else wish.made
    renditions = (
        (_rendition if recipe in made else _unmade)(wish, recipe, words, shelf, settings) for recipe in wish.recipes
    )
    return Recording(sound, tuple(renditions), words.chapters, script)


def _tags(
    wish: RecordingWish, edition: Edition, sound: Sound, script: Transcript | None, site: Site, settings: Settings
) -> Tags:
    entry = wish.entry
    show = edition.by_key.get(f"shows/{entry.show}")
    moment, sitename = entry.start, settings.site.language(entry.lang).sitename
    assert moment, f"{entry.source}: episodes are dated"
    return Tags(
        title=entry.title,
        album=show.title if show else sitename,
        artist=sitename,
        date=moment.date().isoformat(),
        track=entry.of(EpisodeFields).episode,
        comment=entry.summary,
        address=f"{settings.media.url}/{entry.url}",
        lang=facts_of(entry.lang).iso_639_2,
        cover=_cover(show, edition, settings),
        chapters=chapters_of(site.segments[entry.body.sha256], sound.seconds),
        seconds=sound.seconds,
        closing=entry.of(EpisodeFields).out_cue or (script.closing if script else ""),
        end=min((moment for moment in (entry.expires, rights_of(entry, show).until) if moment), default=None),
    )


def _cover(show: Entry | None, edition: Edition, settings: Settings) -> bytes:
    """The show's cover, as podcast apps take it."""
    form = edition.pictures[show.guid].cover if show and show.guid in edition.pictures else None
    return Blobs(settings.run.cache).get(form.sha256).read_bytes() if form and form.sha256 else b""


def _unmade(
    wish: RecordingWish, recipe: Recipe, tags: Tags, shelf: MediaShelf[RecordingIndex], settings: Settings
) -> Rendition:
    """What stands for a file where none is to be made."""
    about = (recipe.type, round(tags.seconds, 3), recipe.rate, recipe.channels, 0, recipe.target, None)
    return Rendition(recipe.name, _address(wish, recipe, settings), "", 0, *about)


def _rendition(
    wish: RecordingWish, recipe: Recipe, tags: Tags, shelf: MediaShelf[RecordingIndex], settings: Settings
) -> Rendition:
    """The bare file with its tags; encoded sound is kept, so a corrected title costs a copy."""
    bare = shelf.index.bare[_key(wish, recipe)]
    key = hashlib.sha256(msgspec.msgpack.encode((bare.sha256, recipe.name, tags, _writers()))).hexdigest()
    known = shelf.index.tagged.get(key)
    if not known or not shelf.holds(*known):
        source = shelf.blobs.get(bare.sha256)
        target = shelf.folder / f"{key}.{os.getpid()}.new"
        if recipe.name == "wav":
            write_wav(source, target, recipe.rate, recipe.channels, _cart(wish.entry, tags), bare.levels)
        else:
            tagged(source, target, recipe.name, tags)
        size = target.stat().st_size
        known = shelf.index.tagged[key] = (shelf.adopt(target), size)
    return Rendition(
        name=recipe.name,
        path=_address(wish, recipe, settings),
        sha256=known[0],
        bytes=known[1],
        type=recipe.type,
        seconds=round(bare.levels.samples / recipe.rate, 3),
        rate=recipe.rate,
        channels=recipe.channels,
        bit_rate=round(bare.bytes * 8 * recipe.rate / bare.levels.samples),  # of the sound, without its cover
        loudness=bare.levels.loudness,
        peak=bare.levels.peak,
    )


@lru_cache(maxsize=1)
def _writers() -> str:
    """The hash of the code that writes tags: when it learns something, so do the files that were tagged before."""
    code = hashlib.sha256()
    for module in (tag_writer, wav_writer, greek):
        code.update(Path(str(module.__file__)).read_bytes())
    return code.hexdigest()


def _cart(entry: Entry, tags: Tags) -> Cart:
    assert entry.start, f"{entry.source}: episodes are dated"
    return Cart(
        tags.title, tags.artist, tags.album, entry.guid, entry.start, tags.end, tags.closing, tags.address, tags.comment
    )


def _address(wish: RecordingWish, recipe: Recipe, settings: Settings) -> str:
    """ASCII, and new with every new recording, so that no app plays an old one under its name."""
    stem = wish.entry.key.rpartition("/")[2]
    use = "-low" if recipe.name == "low" else ""
    name = f"{stem}-{wish.sha256[:8]}{use}.{recipe.ending}"
    return settings.site.address("audio", wish.entry.lang, show=wish.entry.show, name=name)


def _files(edition: Edition, recordings: Mapping[str, Recording]) -> dict[str, dict[str, File]]:
    """The published files that fields name: for a recording, the one that every player takes."""
    files = {
        guid: {field: file for field, file in found.items() if field not in ("audio", "transcript")}
        for guid, found in edition.files.items()
    }
    for guid, recording in recordings.items():
        main = recording.main
        files.setdefault(guid, {})["audio"] = File(main.url(""), main.bytes, main.type)
    return files


def _lengths(wishes: Sequence[RecordingWish], recordings: Mapping[str, Recording]) -> Iterable[Problem]:
    for wish in wishes:
        stated, found = wish.entry.of(EpisodeFields).duration, recordings[wish.entry.guid].sound.seconds
        if stated and abs(stated - found) > 1:
            message = _LENGTH.format(stated=stated, found=f"{found:.0f}")
            yield _problem(wish.entry, "warning", "duration", message, _DELETE)


def _remarks(wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex]) -> Iterable[Problem]:
    """What an editor should know of a recording that can be used."""
    for wish in wishes:
        made = [known for recipe in wish.made if (known := shelf.index.bare.get(_key(wish, recipe)))]
        mixes = dict.fromkeys(bare.mix for bare in made if bare.mix)
        for mix in mixes:
            yield _of_file(wish, "warning", _CANCEL.format(mix=_MIXES[mix]), _TURN)
        tracks = shelf.index.sounds[_name(wish)].tracks
        if tracks > 1:
            yield _of_file(wish, "warning", _TRACKS.format(number=tracks), _ONE_TRACK)
        for bare in made:
            if bare.note:
                yield _problem(wish.entry, "note", "audio", bare.note, _AS_IT_IS)


def _unwritten(edition: Edition, recordings: Mapping[str, Recording]) -> Iterable[Problem]:
    """Recordings that nobody can read."""
    for entry in edition.entries:
        is_promo = entry.of(EpisodeFields).sort == "promo"  # of a programme that has its own
        if entry.guid in recordings and "transcript" not in entry.files and not is_promo:
            stem = entry.source.rpartition("/")[2].removesuffix(".md")
            yield _problem(entry, "note", "audio", _UNWRITTEN, _ADD_SCRIPT.format(stem=stem))


def _of_file(wish: RecordingWish, level: str, fault: Message, hint: Message) -> Problem:
    return _problem(wish.entry, level, "audio", _FILE.format(name=wish.path.name, fault=fault), hint)


def _problem(entry: Entry, level: str, field: str, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get(field, (1, 1))
    return Problem(_RULE, level, entry.source, line, column, field, message, hint)  # type: ignore[arg-type]
