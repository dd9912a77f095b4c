"""What readers know feeds and weeks by: made of SITE_ID, which neither a new name nor a move of the site changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import etree

from plugins.cache.catalogues import catalogues_of
from plugins.channels.digest import artifacts as digest
from plugins.channels.feeds import artifacts as feeds
from plugins.channels.shared.view import View
from plugins.engine.resources import BuildResources
from plugins.model.artifact import Artifact
from plugins.model.errors import UsageError
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.catalogues import compile_catalogue
from plugins.translate.editions import make_editions
from tests.conftest import LANGUAGES, SmallSite, made_by

ONE, OTHER = "0b4b9b0c-2f8e-4a55-9b5e-0a4f1d0e7a11", "7f1d1f5e-9a44-4c56-8b0f-6f2f0c5b9d22"
ATOM = "{http://www.w3.org/2005/Atom}"
Ids = dict[str, list[str]]  # path of an Atom document → its id and those of its entries


def atoms(view: View) -> Iterator[Artifact]:
    """The documents of both channels that write Atom."""
    yield from feeds.artifacts(view)
    yield from digest.artifacts(view)


@pytest.fixture
def ids_of(small_site: SmallSite, make_settings: Callable[..., Settings]) -> Callable[..., Ids]:
    """The ids of all Atom documents of a site with these settings."""

    def ids(**changes: Any) -> Ids:
        chosen = {"SITE_ID": ONE, "DIGEST_WEEKS": 60, "FEED_FORMATS": ("atom.xml",), **changes}
        settings = make_settings(PATH=str(small_site.content), **chosen)
        site = read_site(settings)
        catalogues = catalogues_of(settings, compile_catalogue)
        resources = BuildResources(settings, catalogues, site.segments)
        editions = make_editions(site, settings)
        found = {}
        for artifact in made_by(atoms, site, editions, resources):
            if artifact.path.endswith(".atom.xml"):
                document = etree.fromstring(artifact.make(resources, *artifact.inputs))
                found[artifact.path] = [element.text or "" for element in document.iter(f"{ATOM}id")]
        return found

    return ids


def test_neither_a_new_name_nor_a_move_changes_an_id(ids_of: Callable[..., Ids]) -> None:
    """Another name in each language, another host and path, other addresses of feeds: the same ids."""
    before = ids_of()
    assert {"feeds/el/digest.atom.xml", "feeds/en/digest.atom.xml", "feeds/el/all.atom.xml"} <= before.keys()
    renamed = {lang: {**language, "sitename": f"Άλλο {lang}"} for lang, language in LANGUAGES.items()}

    assert ids_of(SITENAME="Άλλο", LANGUAGES=renamed) == before
    assert ids_of(SITEURL="https://other.example/below") == before
    moved = ids_of(ADDRESSES={"feed": "f/{lang}/{what}.{format}", "digest.feed": "f/{lang}/digest.{format}"})
    assert moved.keys() != before.keys() and sorted(moved.values()) == sorted(before.values())


def test_every_feed_and_week_has_an_id_of_its_own(ids_of: Callable[..., Ids]) -> None:
    """In either language; all are UUIDs, in the form of a URI."""
    found = ids_of()
    heads = [ids[0] for ids in found.values()]
    weeks = [one for path, ids in found.items() if "digest" in path for one in ids[1:]]

    assert len(heads) == len(set(heads)) > 10 and len(weeks) == len(set(weeks)) > 2
    assert not set(heads) & set(weeks)
    assert all(one == uuid.UUID(one).urn for one in (*heads, *weeks))


def test_two_sites_of_one_name_share_no_id_of_a_feed_or_week(ids_of: Callable[..., Ids]) -> None:
    """The same content, name and address: only the texts, which bring their own ids, are known as the same."""
    one, other = ids_of(), ids_of(SITE_ID=OTHER)

    assert one.keys() == other.keys()
    for path, ids in one.items():
        if "digest" in path:
            assert not set(ids) & set(other[path])
        else:
            assert ids[0] != other[path][0] and ids[1:] == other[path][1:]


def test_a_site_without_an_id_has_feeds_but_no_digest(ids_of: Callable[..., Ids]) -> None:
    """Atom then knows a feed by its address, as everywhere; the weeks are refused, with a line to paste."""
    found = ids_of(SITE_ID="", DIGEST_WEEKS=0)
    assert found["feeds/el/all.atom.xml"][0] == "https://trial.example/feeds/el/all.atom.xml"

    with pytest.raises(UsageError, match="SITE_ID is missing") as refused:
        ids_of(SITE_ID="")
    offered = str(refused.value).split('"')[1]
    assert ids_of(SITE_ID=offered)["feeds/el/digest.atom.xml"]


def test_an_id_may_be_written_in_any_form_of_a_uuid(ids_of: Callable[..., Ids]) -> None:
    """Capitals and braces are the same UUID."""
    assert ids_of(SITE_ID=f"{{{ONE.upper()}}}") == ids_of()
