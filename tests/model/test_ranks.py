"""What kinds say of themselves, beside their fields."""

from __future__ import annotations

from plugins.model.kinds import FIELDS_OF, in_order, kinds_that


def test_each_kind_has_a_place_of_its_own() -> None:
    """No two kinds share a rank, and none of those in the menu is without a folder and a list."""
    for of in ("menu", "theme", "week"):
        ranks = [getattr(FIELDS_OF[kind].ranks, of) for kind in in_order(of)]  # type: ignore[arg-type]  # it is one of the three
        assert ranks == sorted(set(ranks))
    assert set(in_order("menu")) <= set(kinds_that("is_listed"))
    assert all(FIELDS_OF[kind].folder for kind in kinds_that("is_listed"))


def test_what_searches_look_for_is_there() -> None:
    """The fields whose words the search finds are fields of their kind."""
    for fields in FIELDS_OF.values():
        assert set(fields.sought) <= set(fields.__struct_fields__)
