"""A Gemini capsule: every text as gemtext, with a page that says where it is (https://geminiprotocol.net/docs/gemtext.gmi)."""

from plugins.channels.protocol import Channel, Field, later
from plugins.settings import Group


class GeminiSettings(Group, frozen=True, kw_only=True):
    """`gemini_host`: the name of the server that serves the capsule."""

    gemini_host: str = "localhost"


def fields(kind: str) -> tuple[Field, ...]:
    """The title that narrow screens have, where the text's own is too long."""
    return (Field("gemini_title", "text", "own", most=80),) if kind in ("news", "guide") else ()


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
