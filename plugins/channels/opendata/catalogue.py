"""The catalogue of all data as DCAT-AP 3, in JSON-LD and in RDF/XML (https://semiceu.github.io/DCAT-AP/releases/3.0.1/).

Every node has an address of its own, so that both files are the same in every build.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.channels.opendata import OpenDataSettings
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.model.value import Language, Value

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# https://op.europa.eu/en/web/eu-vocabularies: names, not pages
_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = {"el": "ELL", "en": "ENG", "fr": "FRA", "de": "DEU", "tr": "TUR", "it": "ITA", "es": "SPA", "bg": "BUL"}
_FILE_TYPES = {"text/csv": "CSV", "application/json": "JSON"}
_MEDIA_TYPE = "http://www.iana.org/assignments/media-types"


class DataFile(Value, frozen=True):
    """A file of a dataset: its address below the site, its media type and what it is called."""

    address: str
    media_type: str
    title: str
    lang: Language = ""


class Dataset(Value, frozen=True):
    """What the catalogue lists: an address of its own, its words by language, its page, its day and its files."""

    address: str
    titles: tuple[tuple[Language, str], ...]
    descriptions: tuple[tuple[Language, str], ...]
    page: str
    issued: str
    modified: str
    files: tuple[DataFile, ...]


class RdfValue(Value, frozen=True):
    """A value of a property: words in a language, a value of a type, or (with `is_address`) another node."""

    text: str
    lang: Language = ""
    type: str = ""
    is_address: bool = False


class Node(Value, frozen=True):
    """A thing of the catalogue: its address, its class, and its properties in their order."""

    address: str
    sort: str
    properties: tuple[tuple[str, RdfValue], ...]


def nodes(resources: Resources, address: str, datasets: tuple[Dataset, ...]) -> Iterator[Node]:
    """Return the catalogue, who publishes it, and each dataset with its files."""
    site = resources.settings.site
    licence = f"https://spdx.org/licenses/{resources.settings.of(OpenDataSettings).data_licence}"
    publisher = f"{site.url}/#organisation"
    catalogue = f"{site.url}/{address}#catalogue"
    names = [(code, site.language(code).sitename) for code in site.codes]
    yield Node(
        catalogue,
        "dcat:Catalog",
        (
            *(("dct:title", RdfValue(name, code)) for code, name in names),
            *(("dct:description", RdfValue(site.language(code).subtitle or name, code)) for code, name in names),
            ("dct:publisher", _to(publisher)),
            *(one for code in site.codes for one in _given("dct:language", _language(code))),
            ("dct:license", _to(licence)),
            ("foaf:homepage", _to(f"{site.url}/")),
            *(("dcat:dataset", _to(f"{site.url}/{one.address}")) for one in datasets),
        ),
    )
    yield Node(publisher, "foaf:Agent", tuple(("foaf:name", RdfValue(name, code)) for code, name in names))
    for dataset in datasets:
        yield from _of_dataset(site.url, dataset, publisher, licence)


def _of_dataset(base: str, dataset: Dataset, publisher: str, licence: str) -> Iterator[Node]:
    address = f"{base}/{dataset.address}"
    files = [(f"{address}#{number}", one) for number, one in enumerate(dataset.files, 1)]
    yield Node(
        address,
        "dcat:Dataset",
        (
            *(("dct:title", RdfValue(text, lang)) for lang, text in dataset.titles),
            *(("dct:description", RdfValue(text, lang)) for lang, text in dataset.descriptions),
            ("dct:publisher", _to(publisher)),
            ("dct:accessRights", _to(f"{_EU}/access-right/PUBLIC")),
            *_given("dcat:landingPage", _to(f"{base}/{dataset.page}" if dataset.page else "")),
            *_given("dct:issued", RdfValue(dataset.issued, type="xsd:dateTime")),
            *_given("dct:modified", RdfValue(dataset.modified, type="xsd:dateTime")),
            *(one for lang, _ in dataset.titles for one in _given("dct:language", _language(lang))),
            *(("dcat:distribution", _to(name)) for name, _ in files),
        ),
    )
    for name, one in files:
        file_type = _FILE_TYPES.get(one.media_type)
        yield Node(
            name,
            "dcat:Distribution",
            (
                ("dct:title", RdfValue(one.title, one.lang)),
                ("dcat:accessURL", _to(f"{base}/{one.address}")),
                ("dcat:downloadURL", _to(f"{base}/{one.address}")),
                ("dcat:mediaType", _to(f"{_MEDIA_TYPE}/{one.media_type}")),
                *_given("dct:format", _to(f"{_EU}/file-type/{file_type}" if file_type else "")),
                *_given("dct:language", _language(one.lang)),
                ("dct:license", _to(licence)),
            ),
        )


def _to(address: str) -> RdfValue:
    return RdfValue(address, is_address=True)


def _given(name: str, said: RdfValue) -> Iterator[tuple[str, RdfValue]]:
    """The property, where there is something to say."""
    if said.text:
        yield name, said


def _language(code: Language) -> RdfValue:
    name = _LANGUAGES.get(code)
    return _to(f"{_EU}/language/{name}" if name else "")


def as_json_ld(resources: Resources, address: str, datasets: tuple[Dataset, ...]) -> bytes:
    """The catalogue in JSON-LD; its context stands in it, so that nobody fetches one."""
    graph = [_json_node(node) for node in nodes(resources, address, datasets)]
    return json_text({"@context": PREFIXES, "@graph": graph})


def _json_node(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": node.address, "@type": node.sort}
    values: dict[str, list[Any]] = {}
    for name, said in node.properties:
        values.setdefault(name, []).append(_json_value(said))
    return found | {name: several if len(several) > 1 else several[0] for name, several in values.items()}


def _json_value(said: RdfValue) -> dict[str, str]:
    if said.is_address:
        return {"@id": said.text}
    kind = {"@language": said.lang} if said.lang else {"@type": said.type} if said.type else {}
    return {"@value": said.text, **kind}


def as_rdf_xml(resources: Resources, address: str, datasets: tuple[Dataset, ...]) -> bytes:
    """The catalogue in RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/)."""
    from xml.sax.saxutils import quoteattr  # it imports a client of HTTP: few builds write the catalogue

    spaces = " ".join(f"xmlns:{prefix}={quoteattr(name)}" for prefix, name in PREFIXES.items())
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<rdf:RDF {spaces}>"]
    for node in nodes(resources, address, datasets):
        lines.append(f"<{node.sort} rdf:about={quoteattr(node.address)}>")
        lines += [_xml_value(name, said) for name, said in node.properties]
        lines.append(f"</{node.sort}>")
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


def _xml_value(name: str, said: RdfValue) -> str:
    from xml.sax.saxutils import escape, quoteattr

    if said.is_address:
        return f" <{name} rdf:resource={quoteattr(said.text)}/>"
    kind = f" xml:lang={quoteattr(said.lang)}" if said.lang else ""
    if said.type:
        prefix, __, local = said.type.partition(":")
        kind = f" rdf:datatype={quoteattr(PREFIXES[prefix] + local)}"
    return f" <{name}{kind}>{escape(said.text)}</{name}>"
