"""What documents say of whoever issued them, and projects of the money that they were given."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from plugins.model.fields import NEUTRAL, OWN, Fields, Help, Holds, Matching, NamedValues, Number, Text
from plugins.model.kinds import LongLabel
from plugins.model.problem import _

ProjectState = Literal["planned", "running", "completed", "stopped"]
EuropeanFunding = Literal["funded", "co-funded"]


class Indicator(NamedValues, frozen=True):
    """What a project promised in a number, and how far it has come; `reached` is not stated before it is measured."""

    name: LongLabel
    target: Annotated[int, Number(0, 10**9)]
    reached: Annotated[int | None, Number(0, 10**9)] = None


class LibraryFields(Fields, frozen=True):
    """Where a document comes from: who issued it, how many pages it has, and where the state has published it."""

    issuer: Annotated[str, OWN, Text(160), Help(_("who issued it"), _("General assembly"))] = ""
    pages: Annotated[int, OWN, Number(1, 100_000), Help(_("how many pages it has"), "20")] = 0
    decision: Annotated[str, NEUTRAL, Holds("decision"), Help(_("its number on Diavgeia (ΑΔΑ)"), "Ω6Η2ΟΡΡ9-Β9Ω")] = ""
    gazette: Annotated[str, NEUTRAL, Holds("gazette"), Help(_("its Gazette (ΦΕΚ)"), "ΦΕΚ Α΄ 205/30.10.2016")] = ""


class ProgrammeFields(Fields, frozen=True):
    """Who funds a project, in which programme, and what became of it. `code` is its number there (MIS)."""

    funder: Annotated[str, OWN, Text(200), Help(_("who funds it"), _("Ministry of Labour"))] = ""
    programme: Annotated[str, OWN, Text(200), Help(_("in which programme"), _("Human Resources 2021–2027"))] = ""
    code: Annotated[
        str,
        NEUTRAL,
        Matching(
            re.compile(r"[0-9]{6,8}"),
            _("is not the number of a project in its programme (MIS)"),
            _("write the digits alone, as in 5012345"),
        ),
        Help(_("its number in the programme (MIS)"), "5012345"),
    ] = ""
    grant: Annotated[int, NEUTRAL, Number(1, 10**11), Help(_("what the funder gives: euro, digits only"), "80000")] = 0
    stage: Annotated[ProjectState | None, NEUTRAL, Help(_("one of: {keys}"))] = None
    eu: Annotated[EuropeanFunding | None, NEUTRAL, Help(_("funded by the European Union, one of: {keys}"))] = None
    indicators: Annotated[tuple[Indicator, ...], NEUTRAL] = ()


def fields(kind: str) -> type[Fields] | None:
    """Return the fields of a kind, or None for a kind that has none."""
    found: dict[str, type[Fields]] = {"document": LibraryFields, "project": ProgrammeFields}
    return found.get(kind)
