"""What an import costs: a WordPress export of any size is written, brought into an empty site, and measured.

    python -m benchmarks.moving [POSTS]

It prints seconds, the most memory, and the posts that came along, as one line of JSON.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POSTS = 10_000
WORDS = [
    "λιμάνι",
    "εθελοντές",
    "σύλλογος",
    "πόλη",
    "νερό",
    "θάλασσα",
    "άνθρωποι",
    "δουλειά",
    "χρόνια",
    "βάρκα",
    "ξύλο",
    "γιορτή",
    "μουσική",
    "σχολείο",
    "δρόμος",
    "σπίτι",
    "κήπος",
    "μέλη",
    "συνέλευση",
    "πρόγραμμα",
    "Ευρώπη",
    "δίκτυο",
    "γνώση",
    "βιβλίο",
    "παιδιά",
]
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Δοκιμή</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""


def export(posts: int) -> Iterator[str]:
    """Yield an export of so many posts, every second pair of them translations of one another, by a seed."""
    dice = random.Random(7)
    yield HEAD
    for number in range(1, posts + 1):
        yield _post(number, dice)
    yield "</channel></rss>\n"


def _post(number: int, dice: random.Random) -> str:
    lang = "en" if number % 2 == 0 else "el"
    paragraphs = "\n".join(_paragraph(dice, number) for _ in range(8))
    metas = "".join(
        f"<wp:postmeta><wp:meta_key>_plugin_{key}</wp:meta_key><wp:meta_value>{'x' * 400}</wp:meta_value></wp:postmeta>"
        for key in range(15)
    )
    return (
        f"<item><title>{_words(dice, 6)} {number}</title><link>https://old.example/2019/{number}/</link>"
        f'<guid isPermaLink="false">https://old.example/?p={number}</guid>'
        f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2019-05-{number % 28 + 1:02} 10:00:00</wp:post_date>"
        f"<wp:post_name>keimeno-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        f'<category domain="category" nicename="c{number % 9}">C{number % 9}</category>'
        f'<category domain="language" nicename="{lang}">{lang}</category>'
        f'<category domain="post_translations" nicename="pll_{(number + 1) // 2}">x</category>{metas}</item>\n'
    )


def _paragraph(dice: random.Random, number: int) -> str:
    link = f'<a href="https://old.example/?p={dice.randint(1, number)}">{_words(dice, 2)}</a>'
    inner = f"{_words(dice, 30)} <strong>{_words(dice, 3)}</strong>, {_words(dice, 20)} {link} {_words(dice, 15)}."
    return f"<!-- wp:paragraph -->\n<p>{inner}</p>\n<!-- /wp:paragraph -->"


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(WORDS, k=count))


def measure(posts: int, folder: Path) -> dict[str, object]:
    """Return what the import of so many posts took."""
    source = folder / "export.xml"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(export(posts))
    content = folder / "content"
    content.mkdir()
    shutil.copy(ROOT / "tests/sites/minimal/content/taxonomies.yaml", content)
    line = [sys.executable, "-m", "plugins", "import", str(source), "--content", str(content)]
    begun = time.perf_counter()
    done = subprocess.run([*line, "--into", str(folder / "import")], cwd=ROOT, check=True, capture_output=True)
    seconds = time.perf_counter() - begun
    report = json.loads((folder / "import" / "report.json").read_bytes())
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert done.returncode == 0
    return {
        "posts": posts,
        "MB": source.stat().st_size >> 20,
        "seconds": round(seconds, 1),
        "memory_MB": memory,
        "texts": report["counts"]["texts"],
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else POSTS, Path(work))))
