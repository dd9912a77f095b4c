"""What a station needs to know of a show, gathered for its page: addresses, commands, and how the feed is doing."""

from __future__ import annotations

from datetime import datetime

from plugins.channels.podcast.shows import Series
from plugins.model import Edition, Resources, Value
from plugins.settings import Settings

CURL = "curl --fail --silent --show-error"


class Partner(Value, frozen=True):
    """A show as stations take it. Addresses are absolute, so that they can be copied; lengths are in seconds.

    `newest` is when the latest episode came out, `shortest` and `longest` are among all that may be taken.
    """

    title: str
    page: str
    feed: str
    folder: str
    podcast: str
    code: str
    episodes: int
    newest: datetime
    shortest: int
    longest: int
    commands: tuple[str, ...]


def partner_of(series: Series, edition: Edition, settings: Settings) -> Partner:
    """The page's values; `series` holds what stations may take now."""

    def absolute(path: str) -> str:
        return f"{settings.site.url}/{path}"

    folder = absolute(settings.site.address("radio.show", edition.lang, show=series.name))
    lengths = [round(edition.recordings[entry.guid].sound.seconds) for entry in series.episodes]
    newest = series.episodes[0].start
    assert newest, f"{series.episodes[0].source}: episodes are dated"
    return Partner(
        title=series.show.title,
        page=series.show.url,
        feed=absolute(series.address(settings, "radio")),
        folder=folder,
        podcast=absolute(series.address(settings)),
        code=series.address(settings, "radio.file", name="feed.svg"),
        episodes=len(lengths),
        newest=newest,
        shortest=min(lengths),
        longest=max(lengths),
        commands=(
            f"{CURL} --time-cond latest.mp3 --output latest.mp3 {folder}latest.mp3",
            f'{CURL} --remote-name "{folder}$(TZ={settings.site.timezone} date +%F).mp3"',
        ),
    )


def code(resources: Resources, address: str) -> bytes:
    """A QR code of an address, as SVG (ISO/IEC 18004)."""
    from io import BytesIO

    import segno

    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=4, border=4, light="#fff", nl=False)
    return picture.getvalue()
