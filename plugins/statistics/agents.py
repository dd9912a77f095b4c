"""Who asked, by the name that a program gives itself: is it a person's app, a feed reader with subscribers, a robot?"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import crawleruseragents

#: What podcast apps send on their own, beside what people hear: IAB 2.3, 5.5.2, and the apps' own words.
_ROBOTS = re.compile(
    r"^atc/.*watchOS|\(null\)/\(null\) watchOS|^$|^-$|^Mozilla(/5\.0)?$|itms|iTMS|^itunesstored"
    r"|^curl/|^Wget/|^python-|^Go-http-client|^Lavf/|^okhttp|^axios/|^node-fetch"
    r"|bot\b|[Cc]rawler|[Ss]pider|Podcast Sync|HeadlessChrome",
)
#: Programs that people use, some of which general lists of crawlers hold.
_APPS = re.compile(
    r"^(AntennaPod|AppleCoreMedia|BeyondPod|Breaker|Castamatic|CastBox|Castro|Downcast|Fountain|Goodpods|gPodder|iTunes"
    r"|Overcast|Pocket ?Casts|Podcasts|Podcast ?Addict|PodCruncher|Podbean|Podverse|Procast|RSSRadio|Spotify"
    r"|Akregator|Feeder|FreshRSS|Liferea|Miniflux|NetNewsWire|Newsboat|Nextcloud-News|Reeder|Thunderbird|Tiny Tiny RSS"
    r"|Podkicker|Podcast ?Guru|CurioCaster|TrueFans|VLC|mpv|stagefright|ExoPlayer|Dalvik|NSPlayer|Player FM)\b"
)
_STATED = re.compile(r"(\d+)\s+(?:subscribers?|readers?)\b")
_FEED_ID = re.compile(r"feed-id=[\w-]+")


class FeedReader(NamedTuple):
    """A feed reader that reads for many: its name, what tells it from others of the name, how many it reads for."""

    name: str
    identity: str
    subscribers: int


@cache
def is_robot(agent: bytes) -> bool:
    """Whether no person asked. Each distinct agent is looked at once."""
    said = agent.decode(errors="replace")
    if _ROBOTS.search(said):
        return True
    return not _APPS.match(said) and crawleruseragents.is_crawler(said)


@cache
def reader_of(agent: bytes) -> FeedReader | None:
    """The reader that states for how many it reads: `Feedly/1.0 (…; 131 subscribers)`; None for all others."""
    said = agent.decode(errors="replace")
    stated = _STATED.search(said)
    if not stated:
        return None
    name = re.split(r"[/ ;(]", said.strip())[0] or "?"
    identity = said[: stated.start()] + said[stated.end() :]
    feed = _FEED_ID.search(said)
    return FeedReader(name, f"{identity} {feed[0] if feed else ''}", int(stated[1]))
