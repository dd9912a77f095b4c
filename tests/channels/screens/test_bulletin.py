"""A bulletin that is read aloud: its running order and captions say what is heard when, and that nobody reads it."""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest
from msgspec.structs import replace

from plugins.channels.screens.artifacts import artifacts
from plugins.channels.screens.shown import on_screens
from plugins.channels.shared.captions import LINE
from plugins.channels.shared.published import stored
from plugins.engine.resources import BuildResources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.site import Site
from plugins.model.slate import Bulletin, BulletinCue, SlateImage
from plugins.model.transcript import Cue as Caption
from plugins.model.value import Language
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.text.captions import read_cues
from plugins.translate.editions import make_editions
from tests.conftest import SmallSite, made_by

NOW = "2026-03-26"
SAID = (
    Caption(0.0, 1.5, "", "Trial"),
    Caption(8.0, 11.0, "", "Less < more & more"),
    Caption(11.4, 21.4, "", "word " * 40),
)
Planned = tuple[Site, Mapping[Language, Edition], BuildResources]


@pytest.fixture
def planned(small_site: SmallSite, make_settings: Callable[..., Settings]) -> Planned:
    """A site whose English bulletin is read aloud, and the Greek one is not."""
    settings = make_settings(NOW=NOW)
    site = read_site(settings)
    words = dict.fromkeys(("el", "en"), gettext.NullTranslations())
    made = {}
    for lang, edition in make_editions(site, settings).items():
        shown = list(on_screens(edition, settings.run.now))
        slates = {entry.guid: SlateImage(f"{entry.key}.png", "0" * 64, 1) for entry in shown}
        cues = (BulletinCue(0, "Trial"), BulletinCue(8, shown[0].title, shown[0].guid))
        path = settings.site.address("loop", lang, format="mp4")
        loop = Bulletin(path, "1" * 64, 9, 24, cues, SAID if lang == "en" else ())
        made[lang] = replace(edition, slates=slates, bulletin=loop)
    return site, made, BuildResources(settings, words, site.segments)  # type: ignore[arg-type]  # words that stay as they are


def bytes_of(found: list[Artifact], resources: BuildResources) -> dict[str, bytes]:
    return {
        one.path: one.make(resources, *one.inputs)
        for one in found
        if "bulletin." in one.path and one.make is not stored
    }  # type: ignore[misc]  # none of these is stored


def test_the_running_order_says_that_the_voice_is_synthetic(planned: Planned):
    """And where it is not, nothing of a voice."""
    files = bytes_of(made_by(artifacts, *planned), planned[2])
    order = json.loads(files["screens/en/bulletin.json"])
    assert order["synthetic_voice"] is True
    assert order["captions"] == {"url": "https://trial.example/screens/en/bulletin.vtt", "type": "text/vtt"}
    assert [(part["start"], part["seconds"]) for part in order["parts"]] == [(0, 8), (8, 16)]
    text = files["screens/en/bulletin.txt"].decode()
    assert "\nVoice: synthetic\nhttps://trial.example/screens/en/bulletin.vtt\n" in text
    silent = json.loads(files["screens/el/bulletin.json"])
    assert (silent["synthetic_voice"], silent["captions"]) == (False, None)
    assert b"synthetic" not in files["screens/el/bulletin.txt"] and "screens/el/bulletin.vtt" not in files


def test_the_captions_are_what_is_said(planned: Planned):
    """Two lines at most, one after the other, over as long as each paragraph is heard."""
    files = bytes_of(made_by(artifacts, *planned), planned[2])
    cues, faults = read_cues(files["screens/en/bulletin.vtt"].decode(), "\n")
    assert not faults
    assert " ".join(cue.text for cue in cues).split() == " ".join(said.text for said in SAID).split()
    assert all(len(line) <= LINE for cue in cues for line in cue.text.split("\n"))
    assert max(cue.text.count("\n") for cue in cues) == 1 and len(cues) == 5
    assert [(cue.start, cue.end) for cue in cues[:2]] == [(0.0, 1.5), (8.0, 11.0)]
    assert (cues[2].start, cues[-1].end) == (11.4, 21.4)
    assert all(one.end <= other.start for one, other in pairwise(cues))
