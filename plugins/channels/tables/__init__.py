"""Tables of figures (budgets, accounts, grants, payments, registers) from CSV files: checked, shown, and open data."""

from typing import Annotated, Literal

from plugins.channels.protocol import Channel, later
from plugins.model.fields import NEUTRAL, Fields, Help
from plugins.model.problem import _
from plugins.settings import Group

Sort = Literal["budget", "accounts", "grants", "payments", "register"]


class TableSettings(Group, frozen=True, kw_only=True):
    """`data_licence`: under what the tables may be used, by its SPDX name."""

    data_licence: str = "CC-BY-4.0"


class TableFields(Fields, frozen=True):
    """`table`: what the document's file, in CSV, is a table of."""

    table: Annotated[Sort | None, NEUTRAL, Help(_("its CSV is a table: {keys}"))] = None


def fields(kind: str) -> type[TableFields] | None:
    """Documents have tables."""
    return TableFields if kind == "document" else None


CHANNEL = Channel(
    "tables",
    settings=TableSettings,
    addresses={"table": "data/{name}/{file}"},
    fields=fields,
    rules=(later(f"{__name__}.rules:find"),),
    artifacts=later(f"{__name__}.packages:artifacts"),
    offers=later(f"{__name__}.shown:offers"),
)
