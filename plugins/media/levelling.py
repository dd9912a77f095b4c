"""Which gain and which limiter give a sound its loudness: reckoned beforehand, corrected by what came out."""

from __future__ import annotations

from typing import NamedTuple

from plugins.media.measure import lost
from plugins.media.meter import MIXES, Course, Measurement
from plugins.media.recipes import CEILING, TOLERANCE, Recipe

REDUCTION = 6.0  # dB that the limiter may take from a peak
PASSES = 4  # the first, and at most three that correct it
CEILINGS = 3  # more of them, that do nothing but keep the ceiling
PATIENCE = (0.5, 0.01)  # seconds, and part of the whole, that may lose more
_SLACK = 0.1  # LU or dB by which a file stays within its bounds, since meters differ by so much
#: dB below the ceiling at which the limiter stands: in an hour of speech held hard by it, coders go beyond it by 1.8.
_HEADROOM = 2.4
_STEPS = 6  # in which the gain is found whose loudness behind the limiter is the one that is wanted
_MORE = 3.5  # dB of gain, at most, that make up for what the limiter takes

_MIXED = 9.0  # LU that something may lose where channels are mixed: 3 where they have nothing in common, 6 by chance


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


def planned(original: Measurement, recipe: Recipe) -> Plan:
    """How the loudness is met of which the peaks allow most."""
    mix = best_mix(original) if recipe.channels == 1 else ""
    course = original.course(recipe.channels, mix)
    peak = _peak(original, recipe.channels, course)
    room = CEILING - _SLACK - peak + (REDUCTION if recipe.limited else 0.0)
    gain = min(recipe.target - course.loudness(), room)
    return _reckoned(course, peak, recipe, mix, gain, CEILING - _HEADROOM)


def _reckoned(course: Course, peak: float, recipe: Recipe, mix: str, least: float, ceiling: float) -> Plan:
    """The gain by which a course is as loud behind the limiter as it would be with the `least` one without."""
    wanted, gain = course.loudness() + least, least
    if not recipe.limited or peak + gain <= ceiling:
        return Plan(Signal(recipe.channels, mix, round(gain, 2), None), wanted)
    for _ in range(_STEPS):
        gain = min(gain + wanted - course.limited(gain, ceiling), least + _MORE)
    return Plan(Signal(recipe.channels, mix, round(gain, 2), round(ceiling, 2)), wanted)


def _peak(original: Measurement, channels: int, course: Course) -> float:
    """The highest peak (dB) of what a coder gets; between the samples of a mix nobody has looked."""
    return original.peak if channels == 2 or original.channels == 1 else course.highest()


def best_mix(original: Measurement) -> str:
    """Of the ways to make one channel, that which loses least of what is heard; the usual one, if it loses little."""
    before, loudness = original.both.curve(), original.both.loudness()
    without = {}
    for mix in MIXES:
        without[mix] = lost(before, original.course(1, mix).curve(), loudness, _MIXED)
        if without[mix] <= max(PATIENCE[0], PATIENCE[1] * len(before) / 10):
            return mix
    return min(without, key=without.__getitem__)


def corrected(plan: Plan, heard: Measurement, original: Measurement, recipe: Recipe, number: int) -> Plan | None:
    """What is to be tried after a file that missed its ceiling or its loudness; None: it has met both, or nothing
    helps."""
    off, above = plan.wanted - heard.both.loudness(), heard.peak - (CEILING - _SLACK)
    if (above <= 0 and abs(off) <= TOLERANCE - _SLACK) or number >= PASSES + CEILINGS - 1:
        return None
    signal, course = plan.signal, original.course(recipe.channels, plan.signal.mix)
    peak = _peak(original, recipe.channels, course)
    if above > 0 and (number >= PASSES - 1 or not recipe.limited):
        return Plan(signal._replace(gain=round(signal.gain - above - _SLACK, 2)), plan.wanted - above - _SLACK)
    if above > 0:
        stands = min(peak + signal.gain, CEILING - _HEADROOM if signal.ceiling is None else signal.ceiling)
        again = _reckoned(course, peak, recipe, signal.mix, plan.wanted - course.loudness(), stands - above - _SLACK)
        return again._replace(signal=again.signal._replace(gain=max(again.signal.gain, signal.gain)))
    least = plan.wanted - course.loudness()
    gain = round(min(signal.gain + off, least + _MORE if recipe.limited else CEILING - _SLACK - peak), 2)
    return None if gain == signal.gain else Plan(signal._replace(gain=gain), plan.wanted)
