"""How a text appears in a channel, for whoever writes it: what previews gather of all channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from plugins.model.value import Value


class Appearance(Value, frozen=True):
    """One form in which a channel brings a text out.

    It is a `template` of the channel's own, which sees this as `shown`, or a page, a picture or a file of this site by
    its `address`. A page stands in a frame as wide as a screen, with `is_page` in one as wide as a telephone, too.
    `lacking` are sentences: what keeps the text out of there, or what is missing. The lowest `rank` stands first.
    """

    label: str
    rank: int = 0
    address: str = ""
    is_page: bool = False
    template: str = ""
    values: dict[str, Any] | Callable[[], dict[str, Any]] = msgspec.field(default_factory=dict)
    lacking: tuple[str, ...] = ()

    def settled(self) -> Appearance:
        """The appearance with its values at hand."""
        return replace(self, values=self.values()) if callable(self.values) else self

    @property
    def sort(self) -> str:
        """How it is shown: "template", "picture", "frame", "link", or empty where there is nothing to show."""
        if self.template or not self.address:
            return "template" if self.template else ""
        ending = self.address.rpartition(".")[2]
        if ending in ("png", "jpg", "webp", "svg"):
            return "picture"
        return "frame" if self.address.endswith("/") or ending in ("html", "txt", "json") else "link"


ITEM = "_appearance.html"  # prints what `item_of` gives


def item_of(
    title: str,
    line: str = "",
    summary: str = "",
    picture: str = "",
    sound: str = "",
    facts: tuple[tuple[str, str], ...] = (),
    has_text: bool = False,
) -> dict[str, Any]:
    """Return the values of a text as a row of facts; with `has_text`, all of it below."""
    return {
        "title": title,
        "line": line,
        "summary": summary,
        "picture": picture,
        "sound": sound,
        "facts": facts,
        "has_text": has_text,
    }
