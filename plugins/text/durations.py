"""Lengths and moments of recordings in words: one function for each way in which people and programs write them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """12:30 or 1:02:30, as people read it; what is left of a second is not shown."""
    hours, minutes, rest = _parts(int(seconds))
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def full_clock(seconds: float) -> str:
    """00:06:50."""
    return "{:02}:{:02}:{:02}".format(*_parts(round(seconds)))


def stamp(seconds: float, point: str = ".") -> str:
    """00:01:05.250, as captions have it."""
    whole, milli = divmod(round(seconds * 1000), 1000)
    return f"{full_clock(whole)}{point}{milli:03}"


def timecode(seconds: float, rate: int) -> str:
    """00:00:14:08: hours, minutes, seconds and pictures, of which there are `rate` a second."""
    whole, frame = divmod(round(seconds * rate), rate)
    return f"{full_clock(whole)}:{frame:02}"


def in_tenths(seconds: float, point: str) -> str:
    """2:19.4, minutes to a tenth of a second."""
    whole, tenth = divmod(round(seconds * 10), 10)
    return f"{whole // 60}:{whole % 60:02}{point}{tenth}"


def iso_8601(seconds: float) -> str:
    """PT1H2M30S."""
    parts = zip(_parts(round(seconds)), "HMS", strict=True)
    return "PT" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0S")


def _parts(seconds: int) -> tuple[int, int, int]:
    """Hours, minutes and seconds."""
    return seconds // 3600, seconds // 60 % 60, seconds % 60
