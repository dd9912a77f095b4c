"""The same site with all channels that we ship, search among them; share cards alone are off, as no peer has any."""

from pelicanconf import *  # noqa: F403 (a settings file that goes on where another ends)

ADDRESSES = {
    "home": None,  # the list has its address
    "entry": "{prefix}{word}/{slug}/",
    "list": "{prefix}",
    "term": "{prefix}{word}/{slug}/",
    "feed": "{prefix}feed.{format}",
    "feed.term": "{prefix}category/{key}/feed.{format}",
}
SITE_ID = "6f1f3f0c-6c0a-4a51-9d7c-0b0a4f3a9f10"
RELATED_SIZE = 3
FEED_FORMATS = ["xml"]
FEED_ARCHIVES = True
del CHANNELS  # noqa: F821 (it is one of those)
