"""Lengths and moments of recordings in words: one function for each way in which people and programs write them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """Return a length as people read it, 12:30 or 1:02:30; what is left of a second is not shown."""
    hours, minutes, rest = _parts(int(seconds))
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def full_clock(seconds: float) -> str:
    """Return hours, minutes and seconds, each with two digits: 00:06:50."""
    return "{:02}:{:02}:{:02}".format(*_parts(round(seconds)))


def stamp(seconds: float, point: str = ".") -> str:
    """Return a moment as captions have it, to a thousandth of a second: 00:01:05.250."""
    whole, milli = divmod(round(seconds * 1000), 1000)
    return f"{full_clock(whole)}{point}{milli:03}"


def timecode(seconds: float, rate: int) -> str:
    """Return hours, minutes, seconds and pictures, of which there are `rate` a second: 00:00:14:08."""
    whole, frame = divmod(round(seconds * rate), rate)
    return f"{full_clock(whole)}:{frame:02}"


def in_tenths(seconds: float, point: str) -> str:
    """Return minutes and seconds to a tenth, 2:19.4; `point` is the decimal mark."""
    whole, tenth = divmod(round(seconds * 10), 10)
    return f"{whole // 60}:{whole % 60:02}{point}{tenth}"


def iso_8601(seconds: float) -> str:
    """Return a length as ISO 8601 has it: PT1H2M30S."""
    parts = zip(_parts(round(seconds)), "HMS", strict=True)
    return "PT" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0S")


def _parts(seconds: int) -> tuple[int, int, int]:
    """Hours, minutes and seconds."""
    return seconds // 3600, seconds // 60 % 60, seconds % 60
