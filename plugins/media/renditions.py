"""Original → the files that apps and stations take: decoded and levelled once for all of them, and measured as they
came out.

One ffmpeg makes each signal that is asked for (a loudness, a layout) and feeds all coders that take it. The gain is
reckoned beforehand from what was measured of the original, the limiter's effect with it; a file that missed its level
or its ceiling, as its own measurement says, is made once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, watched
from plugins.media.measure import STEADY, lost, reading, steadied
from plugins.media.meter import LARGE, MIXES, Course, Levels, Take, layout, take
from plugins.media.probe import sort_of
from plugins.model.audio import Sound
from plugins.model.problem import Message, _

CEILING = -1.0  # dBTP, for apps: https://podcasters.apple.com/support/893-audio-requirements
TOLERANCE = 0.5  # LU
REDUCTION = 6.0  # dB that the limiter may take from a peak
PASSES = 4  # the first, and at most three that correct it
CEILINGS = 3  # more of them, that do nothing but keep the ceiling
_SLACK = 0.1  # LU or dB by which a file stays within its bounds, since meters differ by so much
_HEADROOM = 1.9  # dB below the ceiling at which the limiter stands: coders of speech go beyond it by as much
_OVERSAMPLED = 96_000  # Hz: there a limiter of samples leaves true peaks at most half a decibel higher
_STEPS = 6  # in which the gain is found whose loudness behind the limiter is the one that is wanted
_MORE = 3.0  # dB of gain, at most, that make up for what the limiter takes


class Recipe(NamedTuple):
    """How a rendition is made: ending, media type, sample rate (Hz), channels, target (LUFS) and ffmpeg's encoder.

    `loss` is by how much the coder makes softer what it gets (dB): LAME scales it by 0.95, as its presets do.
    """

    name: str
    ending: str
    type: str
    rate: int
    channels: int
    target: float
    encoder: tuple[str, ...]
    reader: str  # how ffmpeg reads it back
    loss: float = 0.0

    @property
    def limited(self) -> bool:
        """Whether peaks may be limited: for apps; stations get what was recorded, at another level."""
        return self.target > -20


_LAME = ("-c:a", "libmp3lame", "-b:a")
#: Of EBU R 128 for stations (-23), of Apple for apps (-16); rates and formats as exchanges and automation ask.
RECIPES = (
    Recipe("mp3", "mp3", "audio/mpeg", 44_100, 2, -16.0, (*_LAME, "128k", "-f", "mp3"), "mp3", 0.4),
    Recipe("low", "mp3", "audio/mpeg", 32_000, 1, -16.0, (*_LAME, "48k", "-f", "mp3"), "mp3", 0.4),
    Recipe("opus", "opus", "audio/ogg", 48_000, 1, -16.0, ("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"), "ogg", 0.2),
    Recipe("wav", "wav", "audio/wav", 48_000, 2, -23.0, ("-c:a", "pcm_s24le", "-f", "s24le"), "s24le"),
    Recipe(
        "flac", "flac", "audio/flac", 48_000, 2, -23.0, ("-c:a", "flac", "-sample_fmt", "s32", "-f", "flac"), "flac"
    ),
    Recipe("mp2", "mp2", "audio/mpeg", 48_000, 2, -23.0, ("-c:a", "mp2", "-b:a", "256k", "-f", "mp2"), "mp3"),
)
BY_NAME = {recipe.name: recipe for recipe in RECIPES}

_MIXED = 9.0  # LU that something may lose where channels are mixed: 3 where they have nothing in common, 6 by chance
_PATIENCE = (0.5, 0.01)  # seconds, and part of the whole, that may lose more
_UNHEARD = 20.0  # LU below its level in the original, from which on something is not there any more

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


class Signal(NamedTuple):
    """What is made of a sound for all coders that take it: one channel of which mix or two, how much louder (dB), and
    where its peaks end (dBFS); None: where they do."""

    channels: int
    mix: str
    gain: float
    ceiling: float | None


class Plan(NamedTuple):
    """The signal for a rendition, and the loudness (LUFS) that it is to have."""

    signal: Signal
    wanted: float


def encode(original: Path, sound: Sound, wanted: Mapping[Recipe, Path]) -> Results:
    """Write the bare renditions (no tags) of an original to their places: by name what came of each.

    Raises Damaged where ffmpeg can't.
    """
    with opened(original, sound, next(iter(wanted.values())).parent) as source:
        return levelled(source, wanted, [recipe for recipe in wanted if conforms(sound, recipe)])


@contextmanager
def opened(original: Path, sound: Sound, folder: Path) -> Iterator[AudioSource]:
    """How ffmpeg opens an original, or a copy of it in one format."""
    read = reading(original, sort_of(original))
    if sound.is_steady:
        yield AudioSource(read, sound.rate, sound.channels, called=original.name)
    else:
        with steadied(read, folder) as again:
            yield AudioSource(again, STEADY, 2, called=original.name)


def levelled(source: AudioSource, wanted: Mapping[Recipe, Path], copied: Sequence[Recipe] = ()) -> Results:
    """Write a sound at the loudness of each recipe; those that are `copied` as it is. By name what came of each:
    Unheard where a file is silent and the sound is not."""
    original = take(source.read, source.rate, source.channels, source.filters)
    plans = {recipe: _plan(original, recipe) for recipe in wanted if recipe not in copied}
    made: Results = {}
    todo, number = dict(wanted), 0
    while todo:
        _write(source, {recipe: plans.get(recipe) for recipe in todo}, todo, original.seconds)
        found = {recipe: take(read_back(path, recipe), recipe.rate, recipe.channels) for recipe, path in todo.items()}
        for recipe, heard in found.items():
            again = None if recipe in copied else _corrected(plans[recipe], heard, original, recipe, number)
            if again:
                plans[recipe] = again
                continue
            del todo[recipe]
            mix = plans[recipe].signal.mix if recipe in plans else ""
            made[recipe.name] = _unheard(original, heard, recipe) or _encoded(heard, recipe, mix)
        number += 1
    return made


def _plan(original: Take, recipe: Recipe) -> Plan:
    """How the loudness is met of which the peaks allow most."""
    mix = _mix(original) if recipe.channels == 1 else ""
    course = original.course(recipe.channels, mix)
    peak = _peak(original, course)
    room = CEILING - _SLACK - peak + (REDUCTION if recipe.limited else 0.0)
    gain = min(recipe.target - course.loudness(), room)
    return _reckoned(course, peak, recipe, mix, gain, CEILING - _HEADROOM)


def _reckoned(course: Course, peak: float, recipe: Recipe, mix: str, least: float, ceiling: float) -> Plan:
    """The gain by which a course is as loud behind the limiter as it would be with the `least` one without."""
    wanted, gain = course.loudness() + least, least
    if not recipe.limited or peak + gain <= ceiling:
        return Plan(Signal(recipe.channels, mix, round(gain, 2), None), wanted)
    for _step in range(_STEPS):
        gain = min(gain + wanted - course.limited(gain, ceiling), least + _MORE)
    return Plan(Signal(recipe.channels, mix, round(gain, 2), round(ceiling, 2)), wanted)


def _peak(original: Take, course: Course) -> float:
    """The highest peak (dB) of what a coder gets; between the samples of a mix nobody has looked."""
    return original.peak if course is original.both else course.highest()


def _mix(original: Take) -> str:
    """Of the ways to make one channel, that which loses least of what is heard; the usual one, if it loses little."""
    before, loudness = original.both.curve(), original.both.loudness()
    without = {}
    for mix, course in original.mixes.items():
        without[mix] = lost(before, course.curve(), loudness, _MIXED)
        if without[mix] <= max(_PATIENCE[0], _PATIENCE[1] * len(before) / 10):
            return mix
    return min(without, key=without.__getitem__)


def _corrected(plan: Plan, heard: Take, original: Take, recipe: Recipe, number: int) -> Plan | None:
    """What is to be tried after a file that missed its ceiling or its loudness; None: it has met both, or nothing
    helps."""
    off, above = plan.wanted - heard.both.loudness(), heard.peak - (CEILING - _SLACK)
    if (above <= 0 and abs(off) <= TOLERANCE - _SLACK) or number >= PASSES + CEILINGS - 1:
        return None
    signal, course = plan.signal, original.course(recipe.channels, plan.signal.mix)
    peak = _peak(original, course)
    if above > 0 and (number >= PASSES - 1 or not recipe.limited):
        return Plan(signal._replace(gain=round(signal.gain - above - _SLACK, 2)), plan.wanted - above - _SLACK)
    if above > 0:
        stands = min(peak + signal.gain, CEILING - _HEADROOM if signal.ceiling is None else signal.ceiling)
        again = _reckoned(course, peak, recipe, signal.mix, plan.wanted - course.loudness(), stands - above - _SLACK)
        return again._replace(signal=again.signal._replace(gain=max(again.signal.gain, signal.gain)))
    least = plan.wanted - course.loudness()
    gain = round(min(signal.gain + off, least + _MORE if recipe.limited else CEILING - _SLACK - peak), 2)
    return None if gain == signal.gain else Plan(signal._replace(gain=gain), plan.wanted)


def _unheard(original: Take, made: Take, recipe: Recipe) -> Unheard | None:
    """Why a rendition may not go out that, at its own level, is silent where the original is not."""
    loudness = original.both.loudness()
    level = made.both.curve() - (made.both.loudness() - loudness)
    without = lost(original.both.curve(), level, loudness, _UNHEARD)
    return Unheard(_LOST.format(name=recipe.name, seconds=without), _CHECK) if without >= _PATIENCE[0] else None


def _encoded(heard: Take, recipe: Recipe, mix: str) -> Encoded:
    levels = heard.levels
    missed = abs(levels.loudness - recipe.target) > TOLERANCE
    note = _QUIETER.format(name=recipe.name, found=levels.loudness, wanted=recipe.target) if missed else None
    return Encoded(levels, note, mix)


def conforms(sound: Sound, recipe: Recipe) -> bool:
    """Whether an original is what we would make: then its sound is copied, since encoding again only loses."""
    return (
        recipe.name == "mp3"
        and sound.type == recipe.type
        and sound.constant
        and round(sound.bit_rate, -3) == 128_000
        and (sound.rate, sound.channels) == (recipe.rate, recipe.channels)
        and abs(sound.loudness - recipe.target) <= TOLERANCE
        and sound.peak <= CEILING
    )


def read_back(path: Path, recipe: Recipe) -> list[str]:
    """How ffmpeg opens a bare rendition."""
    raw = ["-ar", str(recipe.rate), "-ac", str(recipe.channels)] if recipe.reader == "s24le" else []
    return ["-f", recipe.reader, *raw, "-i", ffmpeg_path(path)]


def _write(
    source: AudioSource, plans: Mapping[Recipe, Plan | None], targets: Mapping[Recipe, Path], seconds: float
) -> None:
    """One run of ffmpeg: decoded once, levelled once for each signal, and encoded for each recipe; without a plan it is
    copied."""
    signals: dict[Signal, list[Recipe]] = {}
    for recipe, plan in plans.items():
        if plan:
            signals.setdefault(_signal_of(plan, source), []).append(recipe)
    words = [*source.read]
    if signals:
        words += ["-filter_complex", ";".join(_graph(source, signals))]
    for recipe, plan in plans.items():
        coder = ["-map", f"[{recipe.name}]", *EXACT, *recipe.encoder] if plan else _COPY
        words += [*coder, "-y", ffmpeg_path(targets[recipe])]
    watched(words, seconds, " ".join([source.called, "→", *(recipe.name for recipe in plans)]))


_COPY = ["-map", "0:a:0", "-c:a", "copy", *EXACT, "-f", "mp3"]


def _signal_of(plan: Plan, source: AudioSource) -> Signal:
    """The signal of a plan; that of one channel becomes two behind all that works on it."""
    return plan.signal._replace(channels=1, mix="") if source.channels == 1 else plan.signal


def _graph(source: AudioSource, signals: Mapping[Signal, Sequence[Recipe]]) -> Iterator[str]:
    """The filters between the decoder and the coders."""
    first = ",".join([LARGE, *source.filters, *layout(source.channels)])
    yield f"[0:a:0]{first},asplit={len(signals)}" + "".join(f"[signal{at}]" for at in range(len(signals)))
    for at, (signal, recipes) in enumerate(signals.items()):
        outs = "".join(f"[to_{recipe.name}]" for recipe in recipes)
        yield f"[signal{at}]{','.join(_level(signal, source, recipes))},asplit={len(recipes)}{outs}"
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
