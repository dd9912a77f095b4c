"""The words of the command line become settings, nothing that was given is dropped."""

from __future__ import annotations

import pytest

from plugins.cli.main import overrides, parser


@pytest.mark.parametrize(
    ("words", "setting", "value"),
    [
        (["--jobs", "0"], "JOBS", 0),
        (["--jobs", "-1"], "JOBS", -1),
        (["--site-url", ""], "SITEURL", ""),
        (["--now", ""], "NOW", ""),
        (["--drafts"], "DRAFTS", True),
    ],
)
def test_what_is_given_reaches_the_settings(words: list[str], setting: str, value: object) -> None:
    """A zero or an empty text too, so that the settings can refuse it."""
    assert overrides(parser().parse_args(["build", *words]))[setting] == value


def test_what_is_not_given_leaves_the_settings_alone() -> None:
    """An option that is absent, or a switch that is off, overrides nothing but the form of the problems."""
    assert set(overrides(parser().parse_args(["build"]))) == {"PROBLEM_FORMAT"}
