"""The comparison kit's site for our engine: the same pages, lists, sidebar, feeds and sitemap as its other peers."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, os.environ.get("DIAVLOS", str(HERE.parents[1])))

PELICAN_CLASS = "plugins.Diavlos"
SITENAME = "News"
SITEURL = "https://news.example.org"
TIMEZONE = "UTC"
LOCALE = ["C.UTF-8"]
DEFAULT_LANG = "el"
LANGUAGES = {
    "el": {"name": "Ελληνικά", "sitename": "News", "prefix": "el/", "locale": "el_GR"},
    "en": {"name": "English", "sitename": "News", "prefix": "en/", "locale": "en_GB"},
}
PATH = str(HERE / "content")
THEME = str(HERE / "theme")
OUTPUT_PATH = str(HERE / "output")
CACHE_PATH = str(HERE / ".cache")
ADDRESSES = {
    "home": None,
    "terms": None,
    "archive": None,
    "feeds": None,
    "404": None,
    "search": None,
    "manifest": None,
    "opml": None,
    "script": None,
    "newsroom": None,
    "data.api": None,
    "data.catalogue": None,
    "data.database": None,
    "data.table": None,
    "patterns": None,
    "newsroom.item": None,
    "screens": None,
    "ticker": None,
    "signage": None,
    "slate": None,
    "loop": None,
    "screens.schedule": None,
    "xmltv": None,
    "entry": "{prefix}{word}/{slug}/",
    "list": "{prefix}",
    "term": "{prefix}{word}/{slug}/",
    "feed": "{prefix}feed.{format}",
    "feed.term": "{prefix}category/{key}/feed.{format}",
}
DEFAULT_PAGINATION = 10
LATEST_SIZE = 10
SHARE_CARDS = False
CHANNELS = ["web", "feeds"]
RELATED_SIZE = 0
FEED_MAX_ITEMS = 20
FEED_FORMATS = ["xml"]
FEED_SORTS = ["all", "axis"]
FEED_ARCHIVES = False
