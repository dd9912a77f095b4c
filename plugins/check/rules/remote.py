"""Pages fetch nothing from other sites, and links to other sites are encrypted where they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.check.lookup import first_ones, problem_in_body
from plugins.model.document import Target
from plugins.model.entry import Entry
from plugins.model.problem import Problem, Text
from plugins.model.site import Site
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


_SPY = Text(
    "εικόνα παρακολούθησης: θα έλεγε στο {host} ποιος διαβάζει τη σελίδα",
    "a tracking pixel: it would tell {host} who reads the page",
)
_DELETE = Text("σβήστε τη γραμμή", "delete the line")
_TRACKED = Text(
    "ο σύνδεσμος κουβαλά σήμανση παρακολούθησης: {name}", "the link carries a mark for tracking readers: {name}"
)
_WITHOUT = Text("σβήστε το {name}=… από τη διεύθυνση", "delete {name}=… from the address")
_OWN = Text(
    "ο σύνδεσμος δείχνει στη δική σας προεπισκόπηση: {address}", "the link leads to your own preview: {address}"
)
_PATH = Text("γράψτε το αρχείο: {{filename}}/news/onoma.el.md", "write the file: {{filename}}/news/name.en.md").format()
_PIXEL = re.compile(
    r"(?:https?:)?//([\w.-]*(?:facebook\.com/tr|google-analytics\.com|doubleclick\.net|px\.ads\.linkedin\.com|pixel\.\w+))\b"
)
_TRACKING = re.compile(r"[?&;](fbclid|gclid|msclkid|mc_eid|igshid|utm_[a-z]+)=")
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?:[:/]|\Z)", re.IGNORECASE)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each file that another site would serve to our readers (and so learn of them); `http:` links and tracked ones."""
    for entry in site.entries:
        yield from first_ones(_of(entry, settings))


def _of(entry: Entry, settings: Settings) -> Iterator[Problem]:
    for index, target in enumerate(entry.targets):
        found = _fault(target)
        if found:
            level, message, hint = found
            yield problem_in_body("remote", level, entry, index, settings, message, hint)


def _fault(target: Target) -> tuple[str, Text, Text] | None:
    """Its level, what is wrong with an address outside, and the way out."""
    address = target.name
    if target.sort == "remote":
        pixel = _PIXEL.match(address)
        if pixel:
            return "error", _SPY.format(host=pixel[1].partition("/")[0]), _DELETE
        return "error", _REMOTE.format(address=address), _KEEP_HERE
    if target.sort != "outside":
        return None
    if _LOCAL.match(address):
        return "warning", _OWN.format(address=address), _PATH
    tracking = _TRACKING.search(address)
    if tracking:
        return "note", _TRACKED.format(name=tracking[1]), _WITHOUT.format(name=tracking[1])
    if address[:5].lower() == "http:":
        return "note", _PLAIN.format(address=address), _TRY_HTTPS
    return None
