"""What stages are told: where what they read lies, which feeds there are, and what is made of recordings and films."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.settings.convert import Count
from plugins.settings.group import Group
from plugins.settings.site import SiteSettings

FeedFormat = Literal["rss.xml", "atom.xml", "json", "xml"]
FeedSort = Literal["all", "kind", "axis", "member", "tag"]
FEED_FORMATS: tuple[FeedFormat, ...] = ("rss.xml", "atom.xml", "json")
FEED_SORTS: tuple[FeedSort, ...] = ("all", "kind", "axis", "member", "tag")
MAX_MINUTES = 240  # of a recording or film, where the settings say no other
_PACKAGE = Path(__file__).resolve().parents[1]
_VOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*")  # letters, digits, - and +: no option and no path


class ReadSettings(Group, frozen=True, kw_only=True):
    """Where the content is."""

    content: Path = field(name="PATH")


def theme_that_ships() -> Path:
    """Return the folder of our own theme: within an installed package, beside `plugins` in a checkout."""
    within = _PACKAGE / "theme"
    return within if within.is_dir() else _PACKAGE.with_name("theme")


class ThemeSettings(Group, frozen=True, kw_only=True):
    """The theme, what a site puts before it, and what plugins of others give to its templates."""

    folder: Path = field(name="THEME", default_factory=theme_that_ships)
    look: Path | None = None  # a folder whose files stand before those of the theme, each by its name
    jinja_filters: dict[str, Any] = field(default_factory=dict)
    jinja_globals: dict[str, Any] = field(default_factory=dict)
    jinja_tests: dict[str, Any] = field(default_factory=dict)

    def check(self, site: SiteSettings) -> None:
        """Refuse a look that is no folder."""
        if self.look and not self.look.is_dir():
            raise UsageError(_("settings: LOOK: there is no folder {folder}").format(folder=self.look))

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return the folders of the theme; of files with one name, that of the first holds."""
        return (self.look, self.folder) if self.look else (self.folder,)

    def path(self, name: str) -> Path:
        """Return the file or folder of the theme with this name, which need not be there."""
        return next((path for path in (folder / name for folder in self.folders) if path.exists()), self.folder / name)

    @property
    def jinja(self) -> dict[str, dict[str, Any]]:
        """What is given, by what Jinja's environment calls it."""
        return {"filters": self.jinja_filters, "globals": self.jinja_globals, "tests": self.jinja_tests}


class FeedSettings(Group, frozen=True, kw_only=True):
    """Which feeds there are."""

    formats: tuple[FeedFormat, ...] = field(name="FEED_FORMATS", default=FEED_FORMATS)
    sorts: tuple[FeedSort, ...] = field(name="FEED_SORTS", default=FEED_SORTS)
    tags: tuple[str, ...] = field(name="FEED_TAGS", default=())  # the keys of the tags that have a feed
    hubs: tuple[str, ...] = field(name="FEED_HUBS", default=())  # that tell subscribers at once (WebSub), by address


class MediaSettings(Group, frozen=True, kw_only=True):
    """The recordings and films."""

    #: The longest that is taken: a few MB can hold a week of silence.
    max_minutes: Annotated[int, Meta(ge=1, le=600)] = field(name="MEDIA_MAX_MINUTES", default=MAX_MINUTES)
    #: Of how many episodes of a show, the newest, WAV and FLAC are made: an hour of WAV is 1 GB.
    lossless: Count = field(name="LOSSLESS_EPISODES", default=1)
    heights: Annotated[tuple[Annotated[int, Meta(ge=144, le=1080, multiple_of=2)], ...], Meta(min_length=1)] = field(
        name="VIDEO_HEIGHTS", default=(720, 360)
    )
    hls_ladder: bool = False  # whether the MP4 files for the web are offered as one HLS stream as well
    #: Of espeak-ng, that read the bulletin for screens; a language without one is silent.
    voices: dict[Language, str] = field(name="BULLETIN_VOICES", default_factory=dict)
    #: Of the published site, as files say it that are costly to make: a preview stands elsewhere.
    url: str = field(name="PUBLISHED_URL")

    @property
    def video_heights(self) -> tuple[int, ...]:
        """Of the MP4 files for the web, in lines, the largest first."""
        return tuple(sorted(set(self.heights), reverse=True))

    def check(self, site: SiteSettings) -> None:
        """Refuse a voice that is none, and one of a language that the site has not."""
        for lang, voice in self.voices.items():
            if lang not in site.codes or not _VOICE.fullmatch(voice):
                example = '{"el": "el", "en": "en-gb"}'
                raise UsageError(
                    _(
                        "settings: BULLETIN_VOICES takes a voice of espeak-ng for languages of the site, as in "
                        "{example}; not {voice} for {lang}"
                    ).format(example=example, voice=repr(voice), lang=repr(lang))
                )
