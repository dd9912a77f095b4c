"""Linked data: every page's graph is of schema.org's vocabulary, says what the page says, and can't end its script."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec_schemaorg.models
import pytest
from lxml import html

from tests.conftest import SmallSite

MODELS = Path(msgspec_schemaorg.models.__file__).parent
MODULES = {path.stem: path.relative_to(MODELS.parent).with_suffix("") for path in MODELS.rglob("*.py")}
PLAIN = {"str": str, "URL": str, "bool": bool, "int": int, "float": (int, float)}
DURATION = re.compile(r"PT(?:\d+H)?(?:\d+M)?(?:\d+S)?")
SCRIPT = '//script[@type="application/ld+json"]'
Node = dict[str, Any]


@cache
def class_of(type: str) -> Any:
    """The class that the vocabulary has for a type; the package is made from schema.org's own definitions."""
    module = importlib.import_module(".".join(("msgspec_schemaorg", *MODULES[type].parts)))
    return getattr(module, type)


@cache
def properties_of(type: str) -> dict[str, set[str]]:
    """The properties of a type and those that it inherits, with the names of the types in their ranges."""
    found: dict[str, set[str]] = {}
    for base in class_of(type).__mro__:
        for name, annotation in vars(base).get("__annotations__", {}).items():
            found.setdefault(name, set(re.findall(r"\w+", annotation)) - {"Union", "List", "None", "Optional"})
    return found


def is_a(type: str, names: set[str]) -> bool:
    return any(base.__name__ in names for base in class_of(type).__mro__)


def faults(node: Node, where: str) -> Iterator[str]:
    """What the vocabulary does not know of a node, or of those in it."""
    if set(node) == {"@id"}:
        return
    type = node["@type"]
    if type not in MODULES:
        yield f"{where}: no type {type}"
        return
    properties = properties_of(type)
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        if name not in properties:
            yield f"{where}: {type} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from faults(one, f"{where} {type}.{name}")
                if "@type" in one and not is_a(one["@type"], properties[name]):
                    yield f"{where}: {type}.{name} takes no {one['@type']}"
            elif not fits(one, properties[name]):
                yield f"{where}: {type}.{name} takes no {one!r}, but {sorted(properties[name])}"


def fits(value: Any, names: set[str]) -> bool:
    """Whether a plain value is in a range. A term of an enumeration is its address."""
    if isinstance(value, bool):
        return "bool" in names
    if isinstance(value, str) and value.startswith("https://schema.org/"):
        return any(name.endswith(("Enumeration", "Type", "DayOfWeek")) for name in names)
    if isinstance(value, str) and names & {"date", "datetime"} and is_moment(value):
        return True
    if isinstance(value, str) and "Duration" in names and DURATION.fullmatch(value):
        return True
    return any(isinstance(value, PLAIN[name]) for name in names & PLAIN.keys())


def is_moment(value: str) -> bool:
    """ISO 8601, which lets a year stand alone."""
    if re.fullmatch(r"\d{4}", value):
        return True
    try:
        return bool(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    except ValueError:
        return False


def graphs(output: Path) -> dict[str, list[Node]]:
    """The nodes of every page that has some, by path."""
    found = {}
    for path in sorted(output.rglob("*.html")):
        page = html.fromstring(path.read_bytes()).xpath(SCRIPT)
        if page:
            graph = json.loads(page[0].text)
            assert graph["@context"] == "https://schema.org"
            found[path.relative_to(output).as_posix()] = graph["@graph"]
    return found


@pytest.fixture(scope="session")
def pages(real_site: SmallSite) -> dict[str, list[Node]]:
    return graphs(real_site.output)


def nodes(pages: dict[str, list[Node]], type: str) -> list[Node]:
    return [node for page in pages.values() for node in page if node["@type"] == type]


def test_every_node_is_of_the_vocabulary(pages: dict[str, list[Node]]) -> None:
    """Types, properties and their ranges, on every page of the project's own content."""
    found = [fault for path, page in pages.items() for node in page for fault in faults(node, path)]
    assert len(pages) > 300
    assert found == []


def test_the_check_finds_faults() -> None:
    """A type, a property, a value and a node in the wrong place."""
    wrong = [
        {"@type": "Newsarticle"},
        {"@type": "Event", "startsAt": "2026-03-25"},
        {"@type": "Event", "startDate": "25 Μαρτίου"},
        {"@type": "Event", "location": {"@type": "Person", "name": "Άννα"}},
        {"@type": "PodcastEpisode", "duration": "12:30"},
    ]
    assert [len(list(faults(node, "page"))) for node in wrong] == [1] * len(wrong)


def test_every_kind_has_its_type(pages: dict[str, list[Node]]) -> None:
    """What search engines and catalogues of data look for."""
    types = {node["@type"] for page in pages.values() for node in page}
    assert types >= {
        *("NewsArticle", "TechArticle", "Event", "JobPosting", "Dataset", "DigitalDocument", "Project", "NGO"),
        *("PodcastSeries", "PodcastEpisode", "WebSite", "WebPage", "CollectionPage", "BreadcrumbList"),
    }


def test_events_say_where_they_are(pages: dict[str, list[Node]]) -> None:
    """In a place, on the net, or both."""
    modes = {node["eventAttendanceMode"].rpartition("/")[2] for node in nodes(pages, "Event")}
    assert modes == {f"{mode}EventAttendanceMode" for mode in ("Online", "Offline", "Mixed")}
    for node in nodes(pages, "Event"):
        places = node["location"] if isinstance(node["location"], list) else [node["location"]]
        online = "Online" in node["eventAttendanceMode"] or "Mixed" in node["eventAttendanceMode"]
        assert ("VirtualLocation" in {place["@type"] for place in places}) is online


def test_recordings_and_files_are_there(pages: dict[str, list[Node]], real_site: SmallSite) -> None:
    """Addresses in the data lead to files of the site, with the size that is said."""
    media = [node["associatedMedia"] for node in nodes(pages, "PodcastEpisode") if "associatedMedia" in node]
    media += [node["distribution"] for node in nodes(pages, "Dataset")]
    media += [node["encoding"] for node in nodes(pages, "DigitalDocument")]
    assert len(media) > 20
    for file in media:
        path = real_site.output / file["contentUrl"].removeprefix("https://diavlos.example/")
        assert f"{path.stat().st_size} B" == file["contentSize"]


def test_trail_is_that_of_the_page(pages: dict[str, list[Node]], real_site: SmallSite) -> None:
    """The same steps as the visible trail, then the page itself; every step is a page of the site."""
    for path, page in pages.items():
        trails = [node["itemListElement"] for node in page if node["@type"] == "BreadcrumbList"]
        tree = html.fromstring((real_site.output / path).read_bytes())
        shown = [f"https://diavlos.example{link}" for link in tree.xpath("//nav[@class='trail']//a/@href")]
        steps = [step["item"]["@id"] for step in trails[0]] if trails else []
        assert steps[:-1] == shown, path
        for address in steps:
            assert (real_site.output / address.removeprefix("https://diavlos.example/") / "index.html").is_file()


#: What Google's tests call an error where it is missing, each with a path in the node; one of several by "|"
#: (https://developers.google.com/search/docs/appearance/structured-data/search-gallery, of November 2026).
REQUIRED = {
    "JobPosting": (
        *("title", "description", "datePosted", "hiringOrganization.name"),
        "jobLocation.address.addressCountry|applicantLocationRequirements.name",
    ),
    "Event": ("name", "startDate", "location.address.addressCountry|location.url"),
    "VideoObject": ("name", "thumbnailUrl", "uploadDate", "contentUrl", "duration"),
    "NewsArticle": ("headline", "image", "datePublished", "author.name|author.@id"),
    "Dataset": ("name", "description", "license.name", "distribution.contentUrl"),
    "BreadcrumbList": ("itemListElement.name", "itemListElement.item.@id"),
}


def values_at(node: Any, path: str) -> list[Any]:
    """What stands at a path of a node, in each of the nodes where there are several."""
    name, _, rest = path.partition(".")
    found = [one[name] for one in (node if isinstance(node, list) else [node]) if one.get(name)]
    return found if not rest else [value for one in found for value in values_at(one, rest)]


@pytest.mark.parametrize("type", REQUIRED)
def test_nothing_is_missing_that_google_requires(type: str, pages: dict[str, list[Node]]) -> None:
    """Of any page of the project's own content."""
    found = nodes(pages, type)
    assert found
    for node in found:
        for paths in REQUIRED[type]:
            assert any(values_at(node, path) for path in paths.split("|")), (paths, node)


def test_what_is_done_from_afar_says_in_which_country(pages: dict[str, list[Node]]) -> None:
    """An address has a town, a region and the country; work from afar the country that its people live in."""
    places = [node["jobLocation"]["address"] for node in nodes(pages, "JobPosting") if "jobLocation" in node]
    assert {"@type", "addressLocality", "addressRegion", "addressCountry"} in [set(place) for place in places]
    assert {place["addressCountry"] for place in places} == {"GR"}
    afar = [node for node in nodes(pages, "JobPosting") if "jobLocationType" in node]
    assert {node["jobLocationType"] for node in afar} == {"TELECOMMUTE"}
    assert {node["applicantLocationRequirements"]["name"] for node in afar} == {"Ελλάδα", "Greece"}


def test_calls_and_events_are_told_whole(pages: dict[str, list[Node]], real_site: SmallSite) -> None:
    """Not by their summary alone: the last sentence of the page's text is there too."""
    for path, page in pages.items():
        for node in page:
            if node["@type"] in ("JobPosting", "Event"):
                last = html.fromstring((real_site.output / path).read_bytes()).xpath("//div[@class='prose']//p")[-1]
                said = html.fromstring(node["description"]).text_content()
                assert " ".join(last.text_content().split())[-40:] in " ".join(said.split()), path


def test_every_page_with_a_video_tells_of_it(pages: dict[str, list[Node]], real_site: SmallSite) -> None:
    """With the file that its player shows, and its length."""
    shown = 0
    for path, page in pages.items():
        sources = html.fromstring((real_site.output / path).read_bytes()).xpath("//video//source/@src")
        told = [node for node in page if node["@type"] == "VideoObject"]
        assert bool(told) is bool(sources), path
        for node in told:
            assert node["contentUrl"].removeprefix("https://diavlos.example") in sources
            assert DURATION.fullmatch(node["duration"])
            shown += 1
    assert shown >= 3


def test_no_trail_says_a_name_twice(pages: dict[str, list[Node]]) -> None:
    """Neither of a numbered page of a list, nor of a page for stations."""
    for node in nodes(pages, "BreadcrumbList"):
        names = [step["name"] for step in node["itemListElement"]]
        assert len(set(names)) == len(names) > 1, names


def test_titles_can_not_end_the_script(small_site: SmallSite) -> None:
    """Whatever a title holds, the data are read back as they were written, and the page has no other script."""
    title = "</script><script>alert(1)</script><!-- & \\u003c"
    text = (small_site.content / "news/harbour.el.md").read_text(encoding="utf-8")
    new = re.sub("^title: .*$", lambda _: f"title: {json.dumps(title, ensure_ascii=False)}", text, count=1, flags=re.M)
    small_site.write("news/harbour.el.md", new.replace("---\n", "---\nslug: nasty\n", 1))
    small_site.build()
    source = (small_site.output / "nea/nasty/index.html").read_text(encoding="utf-8")
    tree = html.fromstring(source.encode())

    assert len(tree.xpath("//script")) == source.count("<script") == 1
    said = json.loads(tree.xpath(SCRIPT)[0].text)["@graph"][-1]["headline"]
    assert said == title.replace("--", "–")  # as it is set
    assert "<" not in tree.xpath(SCRIPT)[0].text and "\u2028" not in tree.xpath(SCRIPT)[0].text
