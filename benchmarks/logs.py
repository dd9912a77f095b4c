"""Writes an access log of a month for the built site, as long as asked, and measures what it takes to count it.

python -m benchmarks.logs --lines 1000000 --work WORKDIR
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.meter import Meter

ROOT = Path(__file__).resolve().parent.parent
BEGIN, DAYS = datetime(2026, 11, 1, tzinfo=UTC), 30
AGENTS = (
    *(
        "AntennaPod/3.5.0",
        "Podcasts/1575.1 CFNetwork/1490 Darwin/23",
        "Overcast/3.0 (+http://overcast.fm/; iOS podcast app)",
    ),
    *("AppleCoreMedia/1.0.0.20A362 (iPhone; U; CPU OS 16_0 like Mac OS X; el_gr)", "Googlebot/2.1", "curl/8.4.0"),
    *(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0" for n in range(90, 140)),
    *(f"Feedly/1.0 (+http://www.feedly.com/fetcher.html; {n} subscribers)" for n in range(90, 99)),
)


def files_of(site: Path) -> tuple[list[str], list[tuple[str, int]], list[str]]:
    """The pages, the recordings with their sizes, and the feeds of a site."""
    rows = json.loads((site / ".manifest.json").read_text(encoding="utf-8"))["files"]
    pages = [f"/{path.removesuffix('index.html')}" for path in rows if path.endswith("index.html")]
    sound = [(f"/{path}", row[0]) for path, row in rows.items() if path.startswith("audio/") and path.endswith(".mp3")]
    return pages, sound, [f"/{path}" for path in rows if path.endswith((".rss.xml", ".atom.xml"))]


def lines(site: Path, count: int) -> Iterator[str]:
    """Of ten requests four are for a part of a recording, three for a page, one for a feed, two for something else."""
    pages, sound, feeds = files_of(site)
    chance = random.Random(7)
    clients = [f"{chance.randrange(1, 224)}.{chance.randrange(256)}.{chance.randrange(256)}.1" for _ in range(200_000)]
    client = clients[0]
    for number in range(count):
        if not chance.randrange(8):
            client = chance.choice(clients)
        moment = BEGIN + timedelta(seconds=number * DAYS * 86400 / count)
        head = f"{client} - - [{moment:%d/%b/%Y:%H:%M:%S} +0000]"
        agent, sort = chance.choice(AGENTS), chance.randrange(10)
        if sort < 4:
            path, size = chance.choice(sound)
            start = chance.randrange(3) * size // 3
            sent = min(size // 3, size - start)
            asked = f'"bytes={start}-{start + sent - 1}" "bytes {start}-{start + sent - 1}/{size}"'
            yield f'{head} "GET {path} HTTP/2.0" 206 {sent} "-" "{agent}" {asked}\n'
        else:
            path = chance.choice(pages if sort < 7 else feeds if sort < 8 else ("/theme/style.css", "/wp-login.php"))
            yield f'{head} "GET {path} HTTP/2.0" 200 9000 "-" "{agent}" "-" "-"\n'


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the log where it is not there, then count it twice: once for the time, once for the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--site", type=Path, default=ROOT / "output")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()))
    options = parser.parse_args(arguments)
    log = options.work / f"access-{options.lines}.log"
    if not log.exists():
        with log.open("w", encoding="ascii") as file:
            file.writelines(lines(options.site, options.lines))
    meter = Meter(os.environ, lambda: 0.0)
    line = [sys.executable, "-m", "plugins", "stats", log, "--output", options.site, "--into", options.work / "counted"]
    with (options.work / "stats.txt").open("wb") as said:
        found = meter([line], ROOT, said)
        meter.sampling = True
        found["memory_mb"] = meter([line], ROOT, said)["memory_mb"]
    print(json.dumps({"lines": options.lines, "megabytes": log.stat().st_size // 10**6, **found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
