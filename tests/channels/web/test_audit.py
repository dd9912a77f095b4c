"""The built site as readers, browsers and validators meet it: a few pages that have every part of the theme.

`invoke audit`, and the long run here, look at each sort of page in both languages, widths and colour schemes.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.conftest import SmallSite
from tests.programs import TOOLS, environment, needs

AUDIT = TOOLS / "audit.mjs"
KEYBOARD = TOOLS / "keyboard.mjs"
needs_browser = needs("chromium", "node", TOOLS / "node_modules" / "axe-core")
needs_validators = needs("java", "node", TOOLS / "node_modules" / "vnu-jar")


def told(*words: Any, timeout: int = 900) -> Any:
    """What a program of tests/tools says, as data."""
    line = ["nice", "node", *map(str, words)]
    done = subprocess.run(line, capture_output=True, timeout=timeout, check=False, env=environment())
    assert done.returncode in (0, 1), done.stderr.decode()
    return json.loads(done.stdout)


@needs_browser
def test_every_part_of_the_theme_is_accessible_light_and_within_the_policy(real_site: SmallSite) -> None:
    """axe-core finds nothing; the policy that hosts send refuses nothing; no script fails, no other host is asked, no
    cookie is set, nothing moves or is wider than the window; at most 60 kB in 12 requests."""
    looks = "el/360/light,en/1280/dark"
    report = told(
        AUDIT,
        real_site.output,
        "--headers",
        real_site.output / "_headers",
        "--pages",
        "cover",
        "--looks",
        looks,
        "--json",
    )
    assert report["wrong"] == []
    assert report["looks"] >= 15


@needs_validators
def test_every_part_of_the_theme_is_valid(real_site: SmallSite) -> None:
    """The Nu Html Checker and html-validate have no error to name."""
    report = told(AUDIT, real_site.output, "--pages", "cover", "--looks", "", "--validate", "--json")
    assert report["wrong"] == []
    assert report["pages"] >= 15


@needs_browser
def test_the_site_can_be_used_without_a_mouse(real_site: SmallSite) -> None:
    """The way to the content, the menu and the player; the focus is always seen, and what has it is large enough."""
    (episode,) = real_site.output.glob("ekpompes/dimosia-foni/i-vivliothiki-me-ta-ergaleia")
    report = told(KEYBOARD, real_site.output, "", f"{episode.relative_to(real_site.output)}/")
    for width, control in (("wide", "menu__link"), ("narrow", "masthead__menu")):
        way = report[width]["way"]
        assert [stop["name"] for stop in way[:2]] == ["skip", "masthead__name"]
        assert control in [stop["name"] for stop in way]
        assert all(stop["seen"] and stop["size"] >= 24 for stop in way), way
        assert (report[width]["skipped"], report[width]["after"]) == ("d-main", True)
    narrow, player = report["narrow"], report["player"]
    assert (narrow["opened"], narrow["inMenu"], narrow["closed"]) == (True, "menu__link", True)
    assert narrow["back"] == "masthead__menu"
    assert narrow["reached"], "the open menu covers the button that closes it"
    assert player["on"] == min(player["chapter"] + 30, player["end"]), "half a minute on, or to the end"
    assert (player["speed"], player["speedAgain"]) == (1.25, 1.25)
    assert (player["current"], player["transcript"], player["line"]) == (1, True, 1)
    assert player["at"] == player["left"] and player["resumed"] == f"{player['at'] // 60}:{player['at'] % 60:02}"
    assert player["fromStart"] == 0


@pytest.mark.long
@needs_browser
@needs_validators
def test_every_sort_of_page_at_every_width_and_scheme(real_site: SmallSite) -> None:
    """Two languages, 360 and 1280 pixels, light and dark."""
    report = told(
        AUDIT, real_site.output, "--headers", real_site.output / "_headers", "--pages", "sorts", "--json", timeout=3600
    )
    assert report["wrong"] == []


@pytest.mark.long
@needs_validators
def test_every_page_is_valid(real_site: SmallSite) -> None:
    """Not one error in the whole site."""
    report = told(AUDIT, real_site.output, "--pages", "all", "--looks", "", "--validate", "--json", timeout=1200)
    assert report["wrong"] == []
