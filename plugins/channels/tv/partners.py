"""What a television station needs to know of a show, gathered for its page; and the script that fetches its videos."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from plugins.channels.resources import Resources
from plugins.channels.shared.series import Series
from plugins.channels.shared.way import CURL
from plugins.model.edition import Edition
from plugins.model.value import Value
from plugins.model.video import Clip
from plugins.settings import Settings

SUMS = "SHA256SUMS"
SCRIPT = "download.sh"


class TvFeed(Value, frozen=True):
    """A show as stations take it. Addresses are absolute, so that they can be copied; lengths are in seconds."""

    title: str
    page: str
    feed: str
    folder: str
    episodes: int
    newest: datetime
    shortest: int
    longest: int
    clips: tuple[Clip, ...]
    commands: tuple[str, ...]


def partner_of(series: Series, edition: Edition, settings: Settings) -> TvFeed:
    """The page's values; `series` holds what stations may take now."""
    films = [edition.films[entry.guid] for entry in series.episodes]
    folder = f"{settings.site.url}/{settings.site.address('tv.show', edition.lang, show=series.name)}"
    lengths = [round(film.broadcast.seconds) for film in films]
    newest = series.episodes[0].start
    assert newest, f"{series.episodes[0].source}: episodes are dated"
    return TvFeed(
        title=series.show.title,
        page=series.show.url,
        feed=f"{settings.site.url}/{series.address(settings, 'tv')}",
        folder=folder,
        episodes=len(films),
        newest=newest,
        shortest=min(lengths),
        longest=max(lengths),
        clips=films[0].clips,
        commands=(f"{CURL} --output {SCRIPT} {folder}{SCRIPT}", f"sh {SCRIPT}"),
    )


def sums_of(series: Series, edition: Edition) -> tuple[tuple[str, str], ...]:
    """Sum and path of every file for stations, newest first."""
    clips = (edition.films[entry.guid].broadcast for entry in series.episodes)
    return tuple((clip.sha256, clip.path) for clip in clips)


def sums(resources: Resources, files: Iterable[tuple[str, str]]) -> bytes:
    """A list that `sha256sum --check` reads."""
    return "".join(f"{sum}  {path.rpartition('/')[2]}\n" for sum, path in files).encode()


def script(resources: Resources, folder: str, files: str) -> bytes:
    """Plain shell: fetches what is not there yet, goes on where it broke off, and checks every file's sum."""
    return _SCRIPT.format(folder=folder, files=files, sums=SUMS, curl=CURL).encode()


_SCRIPT = """\
#!/bin/sh
# Fetches the videos that are not in this folder yet, and checks each. What is whole is not fetched again.
set -eu
{curl} --output {sums}.new {folder}{sums}
mv {sums}.new {sums}
while read -r sum name; do
  test -f "$name" && continue
  {curl} --continue-at - --output "$name.part" "{files}$name"
  if echo "$sum  $name.part" | sha256sum --check --status; then
    mv "$name.part" "$name"
  else
    rm "$name.part"
    echo "$name: not whole, will be fetched again" >&2
    exit 1
  fi
done <{sums}
sha256sum --check --quiet {sums}
"""
