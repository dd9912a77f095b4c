"""The site: languages, addresses and the flow. `publishconf.py` holds what differs in production."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # so that `plugins` is found from wherever the build is started

PELICAN_CLASS = "plugins.Diavlos"

# --- The site -------------------------------------------------------------------------------------------------------
SITE_ID = "c26bc482-3165-4647-a99e-98d2926470b4"  # for good; a site that begins as a copy of this one writes another
SITENAME = "Δίαυλος"
SITEURL = "http://localhost:8000"
PUBLISHED_URL = os.environ.get("DIAVLOS_SITEURL", "https://diavlos.example")  # what slates and recordings' tags say
TIMEZONE = "Europe/Athens"
LOCALE = ["C.UTF-8"]  # the same on every machine; dates are Babel's business
DEFAULT_LANG = "el"
LANGUAGES = {
    "el": {
        "name": "Ελληνικά",
        "sitename": "Δίαυλος",
        "subtitle": "Το κανάλι της Πανελλήνιας Ένωσης Συμπράξεων Κοινωνικής Οικονομίας",
        "prefix": "",
        "locale": "el_GR",
        "terms": "Ό,τι δημοσιεύουμε αναδημοσιεύεται ελεύθερα, με αναφορά της πηγής",
        "publisher": "8c5378c7-333c-5d90-83f5-a025da2633c8",
    },
    "en": {
        "name": "English",
        "sitename": "Diavlos",
        "subtitle": "The channel of the Panhellenic Union of Social Economy Partnerships",
        "prefix": "en/",
        "locale": "en_GB",
        "terms": "Whatever we publish may be freely republished with a mention of the source",
        "publisher": "70b2452a-d4b8-5de9-8ec8-8ddf186d0cb9",
    },
}
CONTACT_EMAIL = "diavlos@pesko.example"

# --- Read -----------------------------------------------------------------------------------------------------------
PATH = str(HERE / "content")

# --- Web ------------------------------------------------------------------------------------------------------------
THEME = str(HERE / "theme")
OUTPUT_PATH = str(HERE / "output")
CACHE_PATH = str(HERE / ".cache")
DEFAULT_PAGINATION = 12
RELATED_SIZE = 3
HOST_FILES = ["apache", "netlify"]  # each is read by its own hosts alone
LATEST_SIZE = 0  # no list of the latest on every page: an added post would change them all

# --- Feeds ----------------------------------------------------------------------------------------------------------
FEED_MAX_ITEMS = 20
DIGEST_WEEKS = 12
FEED_TAGS = ["volunteers", "funding", "transparency", "energy-communities", "radio"]
