"""Original → the files that apps and stations take: decoded and levelled once for all of them, and measured as they
came out.

One ffmpeg makes a signal that is asked for (a loudness, a layout) and feeds all coders that take it; another makes the
next one beside it. A file that missed its level or its ceiling, as its own measurement says, is made once more, while
other signals are still being encoded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, watched
from plugins.media.levelling import PATIENCE, Plan, Signal, corrected, planned
from plugins.media.measure import STEADY, lost, reading, steadied
from plugins.media.meter import LARGE, MIXES, Levels, Measurement, layout, metered
from plugins.media.probe import sort_of
from plugins.media.recipes import TOLERANCE, Recipe, conforms, read_back
from plugins.model.audio import Sound
from plugins.model.problem import Message, _

_OVERSAMPLED = 96_000  # Hz: there a limiter of samples leaves true peaks at most half a decibel higher
BESIDE = 2  # runs of ffmpeg for one sound: an hour-long one is alone at times, and each run is on one core
_UNHEARD = 20.0  # LU below its level in the original, from which on something is not there any more
_MD5 = slice(26, 42)  # bytes of a FLAC: the sum of its samples (https://www.rfc-editor.org/rfc/rfc9639#section-8.2)

_QUIETER = _("“{name}” stays at {found:.1f} LUFS instead of {wanted:.1f}: the peaks of the speech are too loud")
_LOST = _("is not published: “{name}” would lack {seconds:.1f} seconds that are heard in the original")
_CHECK = _("check its channels in your audio program, and export it again as stereo or mono")


class AudioSource(NamedTuple):
    """How ffmpeg opens a sound and what it finds: rate (Hz) and channels behind the filters; and what progress calls
    it."""

    read: Sequence[str]
    rate: int
    channels: int
    filters: Sequence[str] = ()
    called: str = ""


class Encoded(NamedTuple):
    """What came out: measured levels, a note for the editor where the loudness could not be met, and the mix."""

    levels: Levels
    note: Message | None
    mix: str = ""


class Unheard(Damaged):
    """A rendition that is silent where its original is not."""


Results = dict[str, Encoded | Unheard]


def encode(original: Path, sound: Sound, wanted: Mapping[Recipe, Path], known: Measurement | None = None) -> Results:
    """Write the bare renditions (no tags) of an original to their places: by name what came of each. `known` is what
    was measured of it.

    Raises Damaged where ffmpeg can't.
    """
    with opened(original, sound, next(iter(wanted.values())).parent) as source:
        return levelled(source, wanted, [recipe for recipe in wanted if conforms(sound, recipe)], known)


def measured_again(original: Path, sound: Sound, folder: Path) -> Measurement:
    """What is known of an original that its renditions are reckoned from."""
    with opened(original, sound, folder) as source:
        return metered(source.read, source.rate, source.channels)


@contextmanager
def opened(original: Path, sound: Sound, folder: Path) -> Iterator[AudioSource]:
    """How ffmpeg opens an original, or a copy of it in one format."""
    read = reading(original, sort_of(original))
    if sound.is_steady:
        yield AudioSource(read, sound.rate, sound.channels, called=original.name)
    else:
        with steadied(read, folder) as again:
            yield AudioSource(again, STEADY, 2, called=original.name)


def levelled(
    source: AudioSource,
    wanted: Mapping[Recipe, Path],
    copied: Sequence[Recipe] = (),
    known: Measurement | None = None,
) -> Results:
    """Write a sound at the loudness of each recipe; those that are `copied` as it is. By name what came of each:
    Unheard where a file is silent and the sound is not."""
    original = known or metered(source.read, source.rate, source.channels, source.filters)
    plans = {recipe: planned(original, recipe) for recipe in wanted if recipe not in copied}
    groups = _by_signal(source, {recipe: plans.get(recipe) for recipe in wanted}).values()
    targets = [{recipe: wanted[recipe] for recipe in group} for group in groups]
    with ThreadPoolExecutor(BESIDE) as pool:
        settled = list(pool.map(lambda of: _settled(source, of, plans, original), targets))
    return {name: result for group in settled for name, result in group.items()}


def _settled(
    source: AudioSource, targets: Mapping[Recipe, Path], first: Mapping[Recipe, Plan], original: Measurement
) -> Results:
    """Write the files of one signal, and those that missed their level once more; without a plan a sound is copied."""
    plans = {recipe: first[recipe] for recipe in targets if recipe in first}
    made: Results = {}
    todo, number = dict(targets), 0
    while todo:
        _write(source, {recipe: plans.get(recipe) for recipe in todo}, todo, original.seconds)
        for recipe, heard in _measured(source, plans, todo).items():
            again = corrected(plans[recipe], heard, original, recipe, number) if recipe in plans else None
            if again:
                plans[recipe] = again
                continue
            del todo[recipe]
            mix = plans[recipe].signal.mix if recipe in plans else ""
            made[recipe.name] = _unheard(original, heard, recipe) or _encoded(heard, recipe, mix)
        number += 1
    return made


def _measured(
    source: AudioSource, plans: Mapping[Recipe, Plan], written: Mapping[Recipe, Path]
) -> dict[Recipe, Measurement]:
    """What was measured of files; two that hold the same samples, of one of them."""
    first: dict[bytes, Recipe] = {}
    same = {
        recipe: first.setdefault(_sum_of(path, recipe) or path.name.encode(), recipe)
        for recipe, path in written.items()
    }

    def heard(recipe: Recipe) -> Measurement:
        signal = _signal_of(plans[recipe], source) if recipe in plans else None
        return _heard(written[recipe], recipe, signal)

    with ThreadPoolExecutor(BESIDE) as pool:
        found = dict(zip(first.values(), pool.map(heard, first.values()), strict=True))
    return {recipe: found[other] for recipe, other in same.items()}


def _heard(path: Path, recipe: Recipe, signal: Signal | None) -> Measurement:
    """What was measured of a file. Where it was made of one channel and its two are the same, one of them is
    looked at."""
    if signal and signal.channels == 1 and recipe.has_like_sides:
        return metered(read_back(path, recipe), recipe.rate, 1, ("pan=mono|c0=c0",))
    return metered(read_back(path, recipe), recipe.rate, recipe.channels)


def _sum_of(path: Path, recipe: Recipe) -> bytes:
    """The MD5 of the samples of a file that loses none; of another nothing."""
    with path.open("rb") as file:
        if recipe.reader == "s24le":
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).digest()
        return file.read(_MD5.stop)[_MD5] if recipe.reader == "flac" else b""


def _unheard(original: Measurement, made: Measurement, recipe: Recipe) -> Unheard | None:
    """Why a rendition may not go out that, at its own level, is silent where the original is not."""
    loudness = original.both.loudness()
    level = made.both.curve() - (made.both.loudness() - loudness)
    without = lost(original.both.curve(), level, loudness, _UNHEARD)
    return Unheard(_LOST.format(name=recipe.name, seconds=without), _CHECK) if without >= PATIENCE[0] else None


def _encoded(heard: Measurement, recipe: Recipe, mix: str) -> Encoded:
    levels = heard.levels
    missed = abs(levels.loudness - recipe.target) > TOLERANCE
    note = _QUIETER.format(name=recipe.name, found=levels.loudness, wanted=recipe.target) if missed else None
    return Encoded(levels, note, mix)


def _write(
    source: AudioSource, plans: Mapping[Recipe, Plan | None], targets: Mapping[Recipe, Path], seconds: float
) -> None:
    """One run of ffmpeg for each signal."""
    for signal, of in _by_signal(source, plans).items():
        called = " ".join([source.called, "→", *(recipe.name for recipe in of)])
        watched(_words(source, signal, {recipe: targets[recipe] for recipe in of}), seconds, called)


def _by_signal(source: AudioSource, plans: Mapping[Recipe, Plan | None]) -> dict[Signal | None, list[Recipe]]:
    """Which recipes take the same signal; None: the sound as it is."""
    signals: dict[Signal | None, list[Recipe]] = {}
    for recipe, plan in plans.items():
        signals.setdefault(plan and _signal_of(plan, source), []).append(recipe)
    return signals


def _words(source: AudioSource, signal: Signal | None, targets: Mapping[Recipe, Path]) -> list[str]:
    """What ffmpeg is asked: decoded once, levelled once, and encoded for each recipe."""
    words = [*source.read]
    if signal:
        words += ["-filter_complex", ";".join(_graph(source, signal, list(targets)))]
    for recipe, target in targets.items():
        coder = ["-map", f"[{recipe.name}]", *EXACT, *recipe.encoder] if signal else _COPY
        words += [*coder, "-y", ffmpeg_path(target)]
    return words


_COPY = ["-map", "0:a:0", "-c:a", "copy", *EXACT, "-f", "mp3"]


def _signal_of(plan: Plan, source: AudioSource) -> Signal:
    """The signal of a plan; that of one channel becomes two behind all that works on it."""
    return plan.signal._replace(channels=1, mix="") if source.channels == 1 else plan.signal


def _graph(source: AudioSource, signal: Signal, recipes: Sequence[Recipe]) -> Iterator[str]:
    """The filters between the decoder and the coders."""
    first = [LARGE, *source.filters, *layout(source.channels), *_level(signal, source, recipes)]
    outs = "".join(f"[to_{recipe.name}]" for recipe in recipes)
    yield f"[0:a:0]{','.join(first)},asplit={len(recipes)}{outs}"
    for recipe in recipes:
        yield f"[to_{recipe.name}]{','.join(_fit(signal, recipe))}[{recipe.name}]"


def _level(signal: Signal, source: AudioSource, recipes: Sequence[Recipe]) -> Iterator[str]:
    """What all coders of a signal get."""
    if signal.channels == 1:
        mix = MIXES[signal.mix] if source.channels > 1 else MIXES["left"]
        yield f"pan=mono|c0={mix.left}*c0" + (f"+{mix.right}*c1" if mix.right else "")
    yield f"volume={signal.gain:.2f}dB:precision=double"
    if signal.ceiling is not None:
        limit = 10 ** (signal.ceiling / 20)
        yield f"aresample={_OVERSAMPLED}"
        yield f"alimiter=limit={limit:.5f}:attack=2:release=60:level=disabled:latency=1"
    elif len(rates := {recipe.rate for recipe in recipes}) == 1:
        yield f"aresample={rates.pop()}"


def _fit(signal: Signal, recipe: Recipe) -> Iterator[str]:
    """What one coder gets: its rate, its channels, and as much more as it will take away."""
    yield f"aresample={recipe.rate}"
    if recipe.loss:
        yield f"volume={recipe.loss}dB"
    if signal.channels < recipe.channels:
        yield "pan=stereo|c0=c0|c1=c0"
