"""The field types of shows that podcast directories prescribe."""

from __future__ import annotations

import difflib
from typing import Any

from plugins.model.problem import _
from plugins.read.fields import Invalid, scalar

#: Apple's categories and what they hold, of July 2019 and since; all directories take them.
#: https://podcasters.apple.com/support/1691-apple-podcasts-categories
CATEGORIES = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        *("Animation & Manga", "Automotive", "Aviation", "Crafts"),
        *("Games", "Hobbies", "Home & Garden", "Video Games"),
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        *("Business News", "Daily News", "Entertainment News", "News Commentary"),
        *("Politics", "Sports News", "Tech News"),
    ),
    "Religion & Spirituality": (
        *("Buddhism", "Christianity", "Hinduism", "Islam"),
        *("Judaism", "Religion", "Spirituality"),
    ),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics"),
        *("Natural Sciences", "Nature", "Physics", "Social Sciences"),
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby"),
        *("Running", "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}
KNOWN = tuple(CATEGORIES) + tuple(f"{name} > {part}" for name, parts in CATEGORIES.items() for part in parts)
_UNKNOWN = _("no directory has a category “{value}”")
_NEAR = _("did you mean “{near}”?")
_SOME = _("write for example: {names}")


def category(raw: Any) -> str:
    """A category ("Government") or one within another ("News > Daily News")."""
    value = " > ".join(part.strip() for part in scalar(raw).split(">"))
    if value not in KNOWN:
        near = difflib.get_close_matches(value, KNOWN, 1, cutoff=0.6)
        names = ", ".join(("Education > How To", "News > Daily News", "Society & Culture"))
        raise Invalid(
            _UNKNOWN.format(value=value[:60]), _NEAR.format(near=near[0]) if near else _SOME.format(names=names)
        )
    return value
