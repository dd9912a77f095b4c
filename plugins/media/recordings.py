"""Every recording of the editions → measured, encoded for each use, tagged, ready to be published."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

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
from plugins.media.meter import packed, unpacked
from plugins.media.meter import version as meter_version
from plugins.media.parts import parts
from plugins.media.probe import SORTS
from plugins.media.recipes import RECIPES, Recipe
from plugins.media.recording_remarks import problem_of_file, remarks
from plugins.media.remote import remote_entries, remote_recording
from plugins.media.renditions import Unheard, encode, measured_again
from plugins.media.shelf import Bare, MediaShelf, RecordingIndex
from plugins.media.tags import Tags, tagged
from plugins.media.transcripts import Scripts
from plugins.media.wav import Cart, write_wav
from plugins.media.wishes import RecordingWish
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
ENDINGS = tuple(ending for sort in SORTS.values() for ending in sort.endings)

Editions = dict[Language, Edition]


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
        problems += remarks(edition, whole, recordings, shelf.index)
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


def _measure(
    wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex], most: int, parallel: Parallel
) -> Iterable[Problem]:
    unknown = {wish.name: wish for wish in wishes if wish.name not in shelf.index.sounds}
    if unknown:
        program()  # one that is broken ends the build here, and is no fault of a recording
    measured = partial(_measured, most=most, shelf=shelf)
    jobs = [Job(f"sound:{name}", wish.path.name, partial(measured, wish.path, name)) for name, wish in unknown.items()]
    answers = make_all("measure", jobs, shelf.folder, parallel, _Found, lambda job, answer: answer[0] is not None)
    for (name, wish), (found, fault, hint) in zip(unknown.items(), answers.values(), strict=True):
        if found:
            shelf.index.sounds[name] = found
        else:
            yield problem_of_file(wish, "error", fault, hint)


_Found = tuple[Sound | None, Message, Message]


def _measured(
    path: Path, name: str, _place: Path, _before: object, most: int, shelf: MediaShelf[RecordingIndex]
) -> _Found:
    """A Sound; or None, what is wrong and the way out."""
    nothing = Message("")
    try:
        sound, whole = measure(path, most, shelf.folder)
    except Damaged as error:
        return None, error.message, error.hint
    shelf.blobs.named(_measurement(name), partial(packed, whole))
    return sound, nothing, nothing


def _measurement(name: str) -> str:
    """Under which what was measured of an original is kept: the meter is part of it."""
    return f"measured/{name}-{meter_version()[:16]}"


def _is_sound(wish: RecordingWish, shelf: MediaShelf[RecordingIndex], most: int) -> bool:
    """Whether an original was measured and is not too long: the limit may be another than when it was."""
    found = shelf.index.sounds.get(wish.name)
    return found is not None and found.seconds <= most * 60


def _too_long(wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex], most: int) -> Iterable[Problem]:
    for wish in wishes:
        if wish.name in shelf.index.sounds and not _is_sound(wish, shelf, most):
            fault = too_long(most)
            yield problem_of_file(wish, "error", fault.message, fault.hint)


def _encode(
    wishes: Sequence[RecordingWish], shelf: MediaShelf[RecordingIndex], parallel: Parallel
) -> Iterable[Problem]:
    """Encode what is not there, each original once for all that is missing of it."""
    missing: dict[str, dict[str, Recipe]] = {}  # by the original: key → recipe
    paths: dict[str, Path] = {}
    for wish in wishes:
        for recipe in wish.made:
            if not _holds(shelf, shelf.index.bare.get(wish.key(recipe))):
                missing.setdefault(wish.name, {})[wish.key(recipe)] = recipe
                paths[wish.name] = wish.path
    program = version() if missing else ""

    def job(name: str, recipes: dict[str, Recipe]) -> Job[_Answers]:
        make = partial(_encoded, name, paths[name], recipes, shelf, program)
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
            if wish.key(recipe) in refused:
                yield problem_of_file(wish, "error", *refused[wish.key(recipe)])


_Answers = dict[str, tuple[Bare | None, Message, Message]]  # by key
_NONE = (None, Message(""), Message(""))


def _holds(shelf: MediaShelf[RecordingIndex], bare: Bare | None) -> bool:
    return bare is not None and shelf.holds(bare.sha256, bare.bytes)


def _encoded(
    name: str,
    path: Path,
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
    sound = shelf.index.sounds[name]
    try:
        known = shelf.blobs.named(_measurement(name), lambda: packed(measured_again(path, sound, shelf.folder)))
        done = encode(path, sound, targets, unpacked(known))
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
    return _is_sound(wish, shelf, most) and all(wish.key(recipe) in shelf.index.bare for recipe in wish.made)


def _recording(
    wish: RecordingWish,
    edition: Edition,
    scripts: Scripts,
    shelf: MediaShelf[RecordingIndex],
    site: Site,
    settings: Settings,
) -> Recording:
    sound = shelf.index.sounds[wish.name]
    script = scripts.of(wish.entry, sound)
    words = _tags(wish, edition, sound, script, site, settings)
    made = () if "recordings" in settings.run.unmade else wish.made
    renditions = (
        (_rendition if recipe in made else _unmade)(wish, recipe, words, shelf, settings) for recipe in wish.recipes
    )
    stem = _address(wish, wish.recipes[0], settings).rpartition(".")[0]
    return Recording(sound, tuple(renditions), words.chapters, script, stem)


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
    bare = shelf.index.bare[wish.key(recipe)]
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
        path=settings.site.named(_address(wish, recipe, settings), known[0]),
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
        files.setdefault(guid, {})["audio"] = File(
            main.path if recording.is_remote else f"/{main.path}", main.bytes, main.type
        )
    return files
