"""A Gemini capsule: every text as gemtext, with a page that says where it is (https://geminiprotocol.net/docs/gemtext.gmi)."""

from typing import Annotated

from plugins.channels.protocol import Channel, later
from plugins.model.fields import OWN, Fields, Text
from plugins.settings import Group


class GeminiSettings(Group, frozen=True, kw_only=True):
    """`gemini_host`: the name of the server that serves the capsule."""

    gemini_host: str = "localhost"


class GeminiFields(Fields, frozen=True):
    """`gemini_title`: the title that narrow screens have, where the text's own is too long."""

    gemini_title: Annotated[str, OWN, Text(80)] = ""


def fields(kind: str) -> type[GeminiFields] | None:
    """News and guides have a title for narrow screens."""
    return GeminiFields if kind in ("news", "guide") else None


CHANNEL = Channel(
    "gemini",
    settings=GeminiSettings,
    addresses={"gemini": "{prefix}gemini/", "gemini.file": "gemini/{lang}/{name}.gmi"},
    fields=fields,
    rules=(later(f"{__name__}.capsule:shorter_titles"),),
    pages=later(f"{__name__}.capsule:pages"),
    artifacts=later(f"{__name__}.capsule:artifacts"),
    offers=later(f"{__name__}.capsule:offers"),
    turning_points=later(f"{__name__}.capsule:turning_points"),
)
