"""Public holidays are reckoned once for a version of the library, and not trusted where their row is damaged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plugins.cache.db import Database
from plugins.cache.holidays import remembered
from plugins.model import holidays


def test_a_year_is_reckoned_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    years: list[int] = []
    reckoned = holidays.reckoned
    monkeypatch.setattr(holidays, "reckoned", lambda year: years.append(year) or reckoned(year))
    for libraries in ("one", "one", "another"):
        db = Database(tmp_path)
        with remembered(db, libraries):
            assert date(2027, 5, 2) in holidays.holidays_of(2027), "Easter"
        db.seal({})
        db.close()

    assert years == [2027, 2027]
    assert holidays.is_holiday(date(2027, 3, 25)), "and the library is asked again after that"
    assert len(years) == 3
