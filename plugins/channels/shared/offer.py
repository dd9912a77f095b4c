"""What channels offer to each other's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from plugins.model.value import Value


class Offer(Value, frozen=True):
    """What a channel wants shown elsewhere: in `slot`, a place that a template keeps for offers.

    A slot prints a `label` that leads to an `address` of this site, or `template`, a part of the channel's own, which
    sees the offer as `offer`; its values may be given by a function. `sort` says what is offered (a media type, the
    key of a section); the lowest `rank` stands first.
    """

    slot: str
    label: str = ""
    address: str = ""
    sort: str = ""
    rank: int = 0
    template: str = ""
    values: dict[str, Any] | Callable[[], dict[str, Any]] = msgspec.field(default_factory=dict)

    def settled(self) -> Offer:
        """The offer with its values at hand."""
        return replace(self, values=self.values()) if callable(self.values) else self
