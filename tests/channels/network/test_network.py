"""The network: what is wrong with members, their directory and map, what they offer each other, lists for their sites.

All broken texts stand in one site, which is examined once; the sound ones in another, which is built.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from icalendar import Calendar
from lxml import html

from plugins.channels.network.map import shapes
from plugins.channels.network.rules import POSTCODES
from plugins.cli.commands import examine_all
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.problem import Problem
from tests.conftest import ROOT, SmallSite, settings_below

MEMBER = """---
id: {id}
title: {title}
summary: Ένα μέλος.
only: el
{fields}
---
Κείμενο.
"""
ADDRESS = "address: {street: Ερμού 1, town: Αθήνα, postcode: "
FULL = f"""regions: [attica]
phone: 210 1234567
{ADDRESS}105 63, municipality: Δήμος Αθηναίων}}
tax_number: 997 000 011
company_number: 123456789000
social_register: 000123
offers: [{{text: Μια αίθουσα, axes: [culture], regions: [attica]}}]
seeks: [{{text: Καρέκλες}}]"""
#: A case → its fields, the field that is named and what is said of it; nothing for those that are right.
CASES: Mapping[str, tuple[str, str, str]] = {
    "plain": ("place: Βόλος", "", ""),
    "full": (FULL, "", ""),
    "abroad": ("phone: +357 22 123456", "", ""),
    "short-telephone": ("phone: 210 123", "phone", "is not a telephone number"),
    "words-for-a-telephone": ("phone: στο γραφείο", "phone", "is not a telephone number"),
    "two-telephones": ("phone: 210 1234567, 210 1234568", "phone", "is not a telephone number"),
    "tax-number-of-eight": ("tax_number: 99700001", "tax_number", "of nine digits"),
    "tax-number-of-zeros": ("tax_number: '000000000'", "tax_number", "of nine digits"),
    "tax-number-with-country": ("tax_number: EL997000011", "tax_number", "of nine digits"),
    "tax-number-mistyped": ("tax_number: 997000012", "tax_number", "its last digit does not fit"),
    "tax-number-of-a-person": ("tax_number: 123456783", "tax_number", "that persons have"),
    "company-number-cut": ("company_number: 123456789", "company_number", "of twelve digits"),
    "company-number-in-words": ("company_number: εκκρεμεί", "company_number", "of twelve digits"),
    "of-two-company-numbers": ("company_number: 123456789000", "company_number", "is that of members/full.el.md too"),
    "social-register": ("social_register: υπό έκδοση", "social_register", "register of social economy"),
    "postcode-of-four": (f"{ADDRESS}1056}}", "address", "is not a postcode"),
    "postcode-of-elsewhere": (f"regions: [attica]\n{ADDRESS}81100}}", "address", "does not lie in Αττική"),
    "address-without-street": ("address: {town: Αθήνα, postcode: 10563}", "address", "does not say “street”"),
    "address-in-a-line": ("address: Ερμού 1, Αθήνα", "address", "wants named values"),
    "address-with-more": (f"{ADDRESS}10563, floor: '2'}}", "address", "of the name “floor”"),
    "offer-in-a-line": ("offers: Μια αίθουσα", "offers", "wants named values"),
    "offer-of-nothing": ("offers: [{axes: [culture]}]", "offers", "does not say “text”"),
    "offer-of-an-axis": ("offers: [{text: Α, axes: [cultre]}]", "offers", "no key “cultre” in axes"),
    "seeks-elsewhere": ("seeks: [{text: Α, regions: [atlantis]}]", "seeks", "no key “atlantis” in regions"),
    "no-such-year": ("founded: 1500", "founded", "from 1800 to 2200"),
    "website": ("website: volos.example", "website", "is not a web address"),
    "email": ("email: volos(at)example", "email", "is not an e-mail address"),
}


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Problem]]:
    """The problems of each case, by its name."""
    site = laid_out(SmallSite(tmp_path_factory.mktemp("members")))
    for number, (name, (fields, _field, _said)) in enumerate(CASES.items()):
        one = uuid.UUID(int=0x4D3F7C1E5B1E4A559A5E000000000000 + number)
        site.write(f"members/{name}.el.md", MEMBER.format(id=one, title=f"Μέλος {number}", fields=fields))
    result = Result()
    examine_all(settings_below(site.folder, ADDRESSES={"slate": None}), our_stages(), result)
    return {
        name: [p for p in result.problems if p.file == f"members/{name}.el.md" and p.level != "note"] for name in CASES
    }


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, problems: Mapping[str, list[Problem]]) -> None:
    _fields, field, said = CASES[name]
    found = [(one.field, str(one.message)) for one in problems[name]]
    assert len(found) == bool(said), found
    for one in problems[name]:
        assert (one.field, said in str(one.message)) == (field, True), found
        assert one.line > 1 and str(one.hint)


WORDS = """lists:
  sector:
    el: {name: Τομείς, slug: tomeis}
    en: {name: Sectors, slug: sectors}
  exchange:
    el: {name: Ανταλλαγές, slug: antallages}
    en: {name: Exchange, slug: exchange}
"""


def laid_out(site: SmallSite) -> SmallSite:
    """The minimal site with the words of these pages, and codes for two regions."""
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", site.content)
    words = (site.content / "taxonomies.yaml").read_text(encoding="utf-8").replace("\nlists:\n", f"\n{WORDS}")
    start = words.index("\nregions:\n")
    regions = (
        "\nregions:\n  attica: {nuts: EL30, el: {name: Αττική, slug: attiki}, en: {name: Attica, slug: attica}}\n"
        "  crete: {nuts: EL43, el: {name: Κρήτη, slug: kriti}, en: {name: Crete, slug: crete}}\n"
        "  nationwide: {el: {name: Όλη η χώρα, slug: chora}, en: {name: Nationwide, slug: nationwide}}\n"
    )
    end = words.index("\ntags:", start)
    site.write("taxonomies.yaml", words[:start] + regions + words[end:])
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Four members, one of them with an event."""
    one = laid_out(SmallSite(tmp_path_factory.mktemp("network")))
    members = {
        "alpha": (
            "Άλφα",
            "regions: [attica]\naxes: [culture]\nsector: Τροφή\nseeks: [{text: Μια αίθουσα}]\nplace: Αθήνα",
        ),
        "beta": (
            "Βήτα",
            (
                f"regions: [attica]\naxes: [culture]\nsector: Άλλη ζωή\n{ADDRESS}105 63}}\n"
                "offers: [{text: Ο χώρος μας}]\nphone: 2310 123456\ntax_number: 997000011\ncompany_number: 123456789000"
            ),
        ),
        "gamma": ("γάμμα", "regions: [crete]\naxes: [culture]\noffers: [{text: Το λεωφορείο μας}]\nplace: Χανιά"),
    }
    for number, (name, (title, fields)) in enumerate(members.items()):
        one.write(
            f"members/{name}.el.md",
            MEMBER.format(id=uuid.UUID(int=0x6D3F7C1E5B1E4A559A5E000000000000 + number), title=title, fields=fields),
        )
    event = (one.content / "events" / "fair.el.md").read_text(encoding="utf-8")
    one.write("events/fair.el.md", event.replace("\nplace:", "\nmember: beta\nplace:", 1))
    one.build()
    return one


def page(site: SmallSite, path: str) -> Any:
    return html.fromstring((site.output / path / "index.html").read_bytes())


def titles(of: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in of.xpath(path)]


def test_members_by_region_on_a_map(site: SmallSite) -> None:
    """A shape for each region with a code; those with members lead to them; a table says the same."""
    found = page(site, "meli/perifereies")
    assert titles(found, "//h2[contains(@class, 'section__title')]") == ["Αττική EL30", "Κρήτη EL43"]
    assert titles(found, "//section[@id='attica']//h3") == ["Άλφα", "Βήτα"]
    links = {
        node.get("href"): node.xpath("string(.//*[local-name()='title'])")
        for node in found.xpath("//a[@class='map__link']")
    }
    assert links == {"#attica": "Αττική: 2 μέλη", "#crete": "Κρήτη: 1 μέλος"}
    assert found.xpath("//*[@id='attica'] and //*[@id='crete']")
    rows = [[cell.text_content() for cell in row] for row in found.xpath("//table[@class='regions__table']/tbody/tr")]
    assert rows == [["Αττική", "EL30", "2"], ["Κρήτη", "EL43", "1"]]
    assert not found.xpath("//svg//@style | //svg//image")


def test_members_by_sector_and_axis(site: SmallSite) -> None:
    """In the order of the Greek alphabet, accents aside; those who name none stand last."""
    sectors = titles(page(site, "meli/tomeis"), "//h2[contains(@class, 'section__title')]")
    assert sectors[:2] == ["Άλλη ζωή", "Τροφή"]
    axes = page(site, "meli/axones")
    assert titles(axes, "//section[@id='culture']//h3") == ["Άλφα", "Βήτα", "γάμμα"]


def test_what_is_sought_meets_what_is_offered(site: SmallSite) -> None:
    """By axis and region: what is offered in Crete serves nobody in Attica."""
    found = page(site, "meli/antallages")
    (match,) = found.xpath("//section[@aria-labelledby='d-sought']//dd")
    assert "Ο χώρος μας" in match.text_content() and "λεωφορείο" not in match.text_content()
    assert "Το λεωφορείο μας" in found.xpath("string(//section[@aria-labelledby='d-offered'])")
    assert "Ο χώρος μας" in page(site, "meli/alfa").xpath("string(//dl[@class='exchange'])")


def test_the_page_of_a_member(site: SmallSite) -> None:
    """Its numbers, its telephone as Greeks write it, what is to come, its calendar, its list for other sites."""
    found = page(site, "meli/vita")
    text = found.text_content()
    assert "2310 123 456" in text and found.xpath("//a[@href='tel:+302310123456']")
    assert "105 63 Αθήνα" in text and "997000011" in text and "123456789000" in text
    assert "Γιορτή του λιμανιού" in found.xpath("string(//section[@aria-labelledby='d-coming'])")
    calendar = Calendar.from_ical((site.output / "calendar/el/member-beta.ics").read_bytes())
    assert [str(one["summary"]) for one in calendar.walk("VEVENT")] == ["Γιορτή του λιμανιού"]
    assert found.xpath("//a[contains(@href, 'calendar/el/member-beta.ics')]")
    graph = re.search(r'application/ld\+json">(.*?)</script>', html.tostring(found, encoding="unicode"), re.DOTALL)
    assert graph
    node = next(one for one in json.loads(graph[1])["@graph"] if one["@type"] == "NGO")
    assert (node["telephone"], node["vatID"], node["address"]["postalCode"]) == (
        "+302310123456",
        "EL997000011",
        "10563",
    )
    assert node["identifier"] == [{"@type": "PropertyValue", "propertyID": "GR-CR", "value": "123456789000"}]


def test_a_list_for_another_site(site: SmallSite) -> None:
    """As a page for a frame, without scripts, whose links leave the frame; and as data."""
    text = (site.output / "embed/el/beta/index.html").read_text(encoding="utf-8")
    assert '<base target="_top">' in text and "<script" not in text and "Γιορτή του λιμανιού" in text
    assert 'href="/embed/style.css"' in text and (site.output / "embed/style.css").is_file()
    data = json.loads((site.output / "embed/el/beta.json").read_text(encoding="utf-8"))
    assert [one["title"] for one in data["items"]] == ["Γιορτή του λιμανιού"]
    assert data["items"][0]["date"] == "2026-12-05"
    every = json.loads((site.output / "network/el/members.json").read_text(encoding="utf-8"))["members"]
    assert [one["name"] for one in every if one["regions"]] == ["Άλφα", "Βήτα", "γάμμα"]
    assert every[1]["regions"] == [{"key": "attica", "nuts": "EL30"}] and every[1]["phone"] == "+302310123456"


def test_the_map_has_the_regions_of_the_country() -> None:
    """All thirteen by their code of NUTS 2024, small enough for a page, each with postcodes."""
    found = shapes()
    assert len(found["regions"]) == 13 and found["regions"].keys() == POSTCODES.keys()
    assert sum(len(one["path"]) for one in found["regions"].values()) < 10_000
    assert "public domain" in found["source"]
    for one in found["regions"].values():
        assert re.fullmatch(r"(?:M\d+ \d+l[-\d ]+z)+", one["path"])
        assert 0 < one["at"][0] < found["width"] and 0 < one["at"][1] < found["height"]
    codes = [code for row in POSTCODES.values() for code in row.split()]
    assert len(codes) == len(set(codes))
