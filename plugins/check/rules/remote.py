"""Pages fetch nothing from other sites, and links to other sites are encrypted where they can be."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import problem_in_body
from plugins.model import Problem, Site, Text
from plugins.settings import Settings

_REMOTE = Text(
    "το αρχείο φορτώνεται από άλλον ιστότοπο: {address}", "the file would be fetched from another site: {address}"
)
_KEEP_HERE = Text(
    "βάλτε ένα αντίγραφο δίπλα στο κείμενο, αν έχετε το δικαίωμα, αλλιώς γράψτε έναν σύνδεσμο προς τη σελίδα του",
    "put a copy beside the text if you have the right to, else write a link to its page",
)
_PLAIN = Text("ο σύνδεσμος δεν είναι κρυπτογραφημένος: {address}", "the link is not encrypted: {address}")
_TRY_HTTPS = Text("δοκιμάστε τον με https:", "try it with https:")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each file that another site would serve to our readers (and so learn of them); each `http:` link."""
    for entry in site.entries:
        for index, target in enumerate(entry.targets):
            if target.sort == "remote":
                message = _REMOTE.format(address=target.name)
                yield problem_in_body("remote", "error", entry, index, settings, message, _KEEP_HERE)
            elif target.sort == "outside" and target.name[:5].lower() == "http:":
                message = _PLAIN.format(address=target.name)
                yield problem_in_body("remote", "note", entry, index, settings, message, _TRY_HTTPS)
