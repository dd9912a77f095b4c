"""Links that begin with `/` must be an address that the site has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from unicodedata import normalize
from urllib.parse import unquote

from plugins.check.lookup import near_or, problem_in_body
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

_NO_PLACE = _("the site has no address {address}")
_NAME_FILE = _("name the file and the address is found by itself: {{filename}}/guides/name.en.md").format()
_NOT_OUT = _("{file}, which has the address {address}, is not out now")
_NAME_ENTRY = _("name the file, and the link will lead to the list until it is out: {{filename}}/{file}")


def find_in_plan(
    site: Site, editions: Mapping[Language, Edition], artifacts: Sequence[Artifact], settings: Settings
) -> Iterator[Problem]:
    """Each such link that would answer 404; none where some text could not be read, since its address is unknown."""
    if any(problem.level == "error" for problem in site.problems):
        return
    links = [
        (entry, index, normalize("NFC", unquote(target.name.partition("?")[0])))
        for entry in site.entries
        for index, target in enumerate(entry.targets)
        if target.sort == "place"
    ]
    if not links:
        return
    known = {f"/{artifact.path.removesuffix('index.html')}" for artifact in artifacts}
    waiting = {f"/{entry.url}": entry.source for entry in site.entries}
    for entry, index, address in links:
        if address in known or f"{address}/" in known or address.removesuffix("index.html") in known:
            continue
        file = waiting.get(address) or waiting.get(f"{address}/")
        if file:
            message = _NOT_OUT.format(file=file, address=address)
            hint = _NAME_ENTRY.format(file=file)
            yield problem_in_body("places", "warning", entry, index, settings, message, hint)
        else:
            hint = near_or(address, known, _NAME_FILE, 0.75)
            yield problem_in_body("places", "error", entry, index, settings, _NO_PLACE.format(address=address), hint)
