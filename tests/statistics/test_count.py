"""A log that was written by hand, counted by hand, and by the program."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from plugins.hosting.serving import serving_of
from plugins.model.errors import UsageError
from plugins.statistics import count as counting
from plugins.statistics.addresses import Length, SiteFile, addresses_of
from plugins.statistics.count import LogReader, Statistics, count, parts_of
from plugins.statistics.report import page_of, tables_of
from tests.conftest import ROOT, settings_below

APP, WEB = "AntennaPod/3.5.0", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; feed-id=7)"
MP3, LOW, PAGE, FEED = "/audio/show/el/one.mp3", "/audio/show/el/one-low.mp3", "/nea/limani/", "/feeds/el/all.rss.xml"
FILES = [
    SiteFile("audio/show/el/one.mp3", 2_000_000, "web", "el", ("shows/show/one.el.md",)),
    SiteFile("audio/show/el/one-low.mp3", 1_000_000, "web", "el", ("shows/show/one.el.md",)),
    SiteFile("nea/limani/index.html", 9000, "web", "el", ("news/harbour.el.md",)),
    SiteFile("index.html", 9000, "web", "el", ()),
    SiteFile("feeds/el/all.rss.xml", 5000, "feeds", "el", ()),
    SiteFile("radio/el/show/latest.mp3", 2_000_000, "radio", "el", ()),
]
STATIONS = ("radio",)
LENGTHS = {"audio/show/el/one.mp3": Length(120.0, 100_000)}  # a minute is 100,000 + 950,000 bytes

#: Client, moment, address, status, bytes, agent, range.
ROWS = [
    ("192.0.2.1", "23/Nov/2026:10:00:00", MP3, 200, 2_000_000, APP, ""),  # a download
    ("192.0.2.1", "23/Nov/2026:18:00:00", LOW, 200, 1_000_000, APP, ""),  # the same episode, the same day
    ("192.0.2.2", "23/Nov/2026:11:00:00", MP3, 206, 2, APP, "bytes=0-1"),  # a probe
    ("192.0.2.2", "23/Nov/2026:11:00:01", MP3, 206, 600_000, APP, "bytes=0-599999"),
    ("192.0.2.2", "23/Nov/2026:11:00:02", MP3, 206, 600_000, APP, "bytes=0-599999"),  # once more the same
    ("192.0.2.2", "23/Nov/2026:11:05:00", MP3, 206, 500_000, APP, "bytes=600000-1099999"),  # now a download
    ("192.0.2.3", "23/Nov/2026:12:00:00", MP3, 206, 900_000, APP, "bytes=0-899999"),  # less than a minute
    ("192.0.2.4", "23/Nov/2026:12:00:00", MP3, 200, 2_000_000, "Googlebot/2.1", ""),  # a robot
    ("2001:db8:1:1::1", "23/Nov/2026:13:00:00", MP3, 200, 2_000_000, WEB, ""),  # a download
    ("2001:db8:1:1::2", "23/Nov/2026:14:00:00", MP3, 200, 2_000_000, WEB, ""),  # the same device
    ("192.0.2.1", "30/Nov/2026:10:00:00", MP3, 200, 2_000_000, APP, ""),  # a download, a week later
    ("192.0.2.1", "23/Nov/2026:10:00:00", PAGE, 200, 9000, WEB, ""),
    ("192.0.2.5", "23/Nov/2026:10:00:00", PAGE, 304, 0, WEB, ""),
    ("192.0.2.5", "23/Nov/2026:10:00:00", PAGE, 200, 9000, "GPTBot/1.0", ""),
    ("192.0.2.5", "23/Nov/2026:10:00:00", "/wp-login.php", 404, 10, WEB, ""),
    ("192.0.2.9", "23/Nov/2026:10:00:00", FEED, 200, 5000, FEEDLY.format(90), ""),
    ("192.0.2.9", "25/Nov/2026:10:00:00", FEED, 304, 0, FEEDLY.format(80), ""),  # the newest counts
    ("192.0.2.7", "25/Nov/2026:10:00:00", FEED, 200, 5000, "Miniflux/2.2", ""),
    ("192.0.2.8", "25/Nov/2026:10:00:00", "/radio/el/show/latest.mp3", 200, 2_000_000, "Wget/1.21", ""),
    ("192.0.2.8", "26/Nov/2026:10:00:00", "/radio/el/show/latest.mp3", 200, 2_000_000, "Wget/1.21", ""),
]


def log(path: Path) -> Path:
    lines = [
        f'{client} - - [{moment} +0200] "GET {address} HTTP/1.1" {status} {sent} "-" "{agent}" "{asked or "-"}" "-"\n'
        for client, moment, address, status, sent, agent, asked in ROWS
    ]
    path.write_bytes("".join(lines).encode() + b"not a line\n")
    return path


def counted(*logs: Path, jobs: int = 1) -> Statistics:
    addresses = addresses_of(FILES, LENGTHS, serving_of(settings_below(ROOT)), STATIONS)
    return count(parts_of(logs), LogReader(addresses, "Europe/Athens"), jobs)


def test_the_count_by_hand(tmp_path: Path) -> None:
    """Every row says in a comment what it is."""
    found = counted(log(tmp_path / "access.log"))
    assert found.downloads == {("2026-w48", "el", "shows/show/one"): 3, ("2026-w49", "el", "shows/show/one"): 1}
    assert found.pages == {("2026-w48", "el", "nea/limani/index.html"): 2}
    assert found.readers == {("2026-w48", "feeds/el/all.rss.xml", "Feedly"): 80}
    assert found.own == {("2026-w48", "feeds/el/all.rss.xml"): 1}
    assert found.stations == {("2026-w48", "radio/el/show/latest.mp3"): 1}
    assert (found.lines, found.damaged, found.parts, found.unknown) == (len(ROWS) + 1, 1, 4, 0)


def test_packed_logs_are_the_same(tmp_path: Path) -> None:
    plain = log(tmp_path / "access.log")
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert counted(packed) == counted(plain)


ODD = (
    *(f'{client} - - [23/Nov/2026:10:00:00 +0200] "GET {MP3} HTTP/1.1" 200 2000000 "-" "{APP}"\n'
      for client in ("unix:", "192.0.2.1:80", "2001:zz::1")),
)  # fmt: skip
TOO_LARGE = ('"time":1e20,"bytes":1', '"time":-1e13,"bytes":1', f'"time":1795996800,"bytes":"{9**30}"')


def test_clients_that_are_no_addresses(tmp_path: Path) -> None:
    """A server behind another, by its socket: each counts as it is written."""
    (tmp_path / "access.log").write_text("".join(ODD), encoding="ascii")
    found = counted(tmp_path / "access.log")
    assert (found.damaged, found.downloads.total()) == (0, 3)


def test_numbers_that_are_too_large_are_damage(tmp_path: Path) -> None:
    """And of the lines around them nothing is lost."""
    said = '{{"ip":"192.0.2.1","method":"GET","uri":"{}","status":200,"agent":"{}",{}}}\n'
    rows = [said.format(MP3, APP, numbers) for numbers in ('"time":1795996800,"bytes":2000000', *TOO_LARGE)]
    (tmp_path / "access.log").write_text("".join(rows), encoding="ascii")
    found = counted(tmp_path / "access.log")
    assert (found.lines, found.damaged, found.downloads.total()) == (4, 2, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_log_that_is_not_whole_is_named(jobs: int, tmp_path: Path) -> None:
    """Cut off, no gzip at all, or without a column that is counted."""
    packed = gzip.compress(b"".join(log(tmp_path / "access.log").read_bytes() for _ in range(900)))
    for name, data, said in (
        ("cut.gz", packed[:-30], "cannot be unpacked"),
        ("bad.gz", b"\x1f\x8bxxxx", "cannot be unpacked"),
        ("few.log", b"#Fields: date time\nx\n", "has no column c-ip"),
        ("none.log", b"#Version: 1.0\nx\n", "has no column date"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UsageError, match=f"{name} {said}"):
            counted(tmp_path / name, tmp_path / "access.log", jobs=jobs)


def test_parts_in_several_processes_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the log is cut."""
    plain = log(tmp_path / "access.log")
    whole = counted(plain)
    monkeypatch.setattr(counting, "PIECE", 300)
    assert len(parts_of([plain])) > 8
    assert counted(plain) == whole
    assert counted(plain, jobs=2) == whole


def test_nothing_of_anybody_is_told(tmp_path: Path) -> None:
    """No address, and no number so small that it tells of a person."""
    found = counted(log(tmp_path / "access.log"))
    tables = {table.name: table.csv().decode() for table in tables_of(found, "en")}
    assert tables["downloads"].splitlines()[1:] == ["2026-w49,el,shows/show/one,1", "2026-w48,el,shows/show/one,3"]
    assert tables["subscribers"].splitlines()[1:] == [
        "2026-w48,feeds/el/all.rss.xml,Feedly,80",
        "2026-w48,feeds/el/all.rss.xml,programs of one person,fewer than 5",
    ]
    page = page_of(found, tables_of(found, "en"), "en").decode()
    assert "192.0.2" not in page + "".join(tables.values())
    assert "<td>shows/show/one</td>" in page
