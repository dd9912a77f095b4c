"""Tables of figures (budgets, accounts, grants, payments, registers) from CSV files: checked, shown, drawn, given as data."""

from plugins.channels.protocol import Channel, Field, later
from plugins.settings import Group


class TableSettings(Group, frozen=True, kw_only=True, rename="upper"):
    """`data_licence`: under what the tables may be used, by its SPDX name."""

    data_licence: str = "CC-BY-4.0"


def fields(kind: str) -> tuple[Field, ...]:
    """What sort of table the file of a document is."""
    return (Field("table", "text", "neutral", most=20),) if kind == "document" else ()


CHANNEL = Channel(
    "tables",
    settings=TableSettings,
    addresses={"table": "data/{name}/{file}"},
    fields=fields,
    rules=(later(f"{__name__}.rules:find"),),
    artifacts=later(f"{__name__}.packages:artifacts"),
    offers=later(f"{__name__}.shown:offers"),
)
