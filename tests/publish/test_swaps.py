"""Readers during publications, at a real server: no answer is missing, and no page asks for what is not there."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from threading import Thread

from plugins.publish.targets.folder import FolderTarget
from tests.publish.places import publish, tree
from tests.servers import needs_nginx, serving

REQUESTS = 500


def numbered(folder: Path, number: int) -> dict[str, str]:
    """A site whose page and style sheet say which one it is, the sheet in its name as well."""
    files = {"index.html": f"<link href=theme/style.{number}.css>", f"theme/style.{number}.css": str(number)}
    return files | {f"nea/{name}/index.html": "same" for name in range(20)}


def asked(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


@needs_nginx
def test_no_reader_sees_a_mix(tmp_path: Path) -> None:
    """While publications follow each other, each page finds its own style sheet, also that of a while ago."""
    target = FolderTarget(tmp_path / "srv", keep=2)
    publish(tree(tmp_path / "0", numbered(tmp_path, 0)), target)
    is_over, numbers = [False], [0]

    def swaps() -> None:
        while not is_over[0]:
            numbers.append(numbers[-1] + 1)
            publish(tree(tmp_path / str(numbers[-1]), numbered(tmp_path, numbers[-1])), target)

    seen = set()
    (tmp_path / "work").mkdir()
    with serving(target.current, tmp_path / "work") as url:
        writer = Thread(target=swaps)
        writer.start()
        try:
            for _ in range(REQUESTS // 2):
                found = re.search(r"theme/style\.(\d+)\.css", asked(f"{url}/"))
                assert found
                assert asked(f"{url}/{found[0]}") == found[1]
                seen.add(found[1])
        finally:
            is_over[0] = True
            writer.join()
    assert len(seen) > 3
