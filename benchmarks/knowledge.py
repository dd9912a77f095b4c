"""What a knowledge base of thousands of texts and tables costs: `python -m benchmarks.knowledge`.

A site is written of members, guides, questions, terms, documents and tables, of which terms stand in the texts in
several forms; the same at parts of its size. Then it is measured how the cold build grows, what one corrected cell of
one table costs, what the database costs beside one that is made of nothing, and what the words of the glossary cost
beside reading. It is the processor time that is measured, of all processes of a build.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.goals import fit
from benchmarks.kit import CHECKOUT, our_command
from benchmarks.meter import cpu_of_children
from plugins.channels import chosen
from plugins.channels.glossary.shown import explained
from plugins.channels.opendata.artifacts import late
from plugins.channels.shared.view import View, views_of
from plugins.cli.host import read_settings
from plugins.engine.keys import digest_of_code
from plugins.engine.pipeline import examine, parsed_in
from plugins.engine.resources import BuildResources
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.value import given
from plugins.settings.reading import from_pelican

SETTINGS = CHECKOUT / "pelicanconf.py"
NOW = "2026-11-29T12:00"
NAMESPACE = uuid.UUID("6f1f3f0c-6c0a-4a51-9d7c-0b0a4f3a9f11")
COUNTS = {"members": 15, "guides": 200, "questions": 400, "glossary": 300, "documents": 500, "tables": 50}
LINES = 200  # of each table
SIZES = (0.2, 0.4, 0.6, 0.8, 1.0)
AXES = ("infrastructure", "employment", "volunteering", "sustainability", "health")
AXES += ("solidarity", "culture", "education", "humanitarian")
REGIONS = ("attica", "crete", "thessaly", "epirus", "peloponnese", "nationwide")
LETTERS = {"el": ("βγδζκλμνπρστφχ", "αεηιουω"), "en": ("bcdfgklmnprstv", "aeiou")}
Views = Mapping[str, View]
FORMS = {"el": ("ος", "ου", "οι", "ους"), "en": ("", "s")}  # a term, and how texts have it


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print the table of goals; 1 where one is missed."""
    root = argparse.ArgumentParser(description=__doc__)
    root.add_argument("--share", type=float, default=1.0, help="of the size: 0.1 for a trial")
    root.add_argument("--runs", type=int, default=3, help="of each measurement but the sizes")
    root.add_argument("--write", type=Path, help="write the content there, and measure nothing")
    options = root.parse_args(arguments)
    if options.write:
        print(write_site(options.write, options.share))
        return 0
    with tempfile.TemporaryDirectory(prefix="diavlos-knowledge.") as folder:
        rows = list(measured(Path(folder), options.share, options.runs))
    print("| what | measured | goal | |\n|---|---|---|---|")
    for what, told, share, bound in rows:
        met = share > bound if what == GROWTH else share <= bound
        print(f"| {what} | {told} | {'>' if what == GROWTH else '≤'} {bound} | {'met' if met else 'MISSED'} |")
    return int(any(not (share > bound if what == GROWTH else share <= bound) for what, _, share, bound in rows))


GROWTH = "cold build: R² of the straight line"
Measured = tuple[str, str, float, float]


def measured(place: Path, whole: float, runs: int) -> Iterator[Measured]:
    """Each goal: its name, what was measured in words, the share or R², and its bound."""
    sizes, costs = [], []
    for share in SIZES:
        site = place / f"site-{share}"
        sizes.append(write_site(site / "content", share * whole))
        costs.append(build(site))
        print(f"{sizes[-1]} texts: {costs[-1]:.1f} s", file=sys.stderr)
        if share < SIZES[-1]:
            shutil.rmtree(site)
    line = fit(sizes, costs)[1]
    told = ", ".join(f"{size}: {cost:.1f} s" for size, cost in zip(sizes, costs, strict=True))
    yield GROWTH, f"{line:.4f} ({told})", line, 0.99
    edits = [edit_costs(site, number) for number in range(runs)]
    yield _share("one corrected cell, of the cold build", edits, costs[-1:], 0.15)
    made, again = zip(*(database_costs(site, number) for number in range(runs)), strict=True)
    yield _share("the database after it, of one with nothing kept", again, made, 0.25)
    finding, reading = zip(*(glossary_costs(site) for _ in range(runs)), strict=True)
    yield _share("words of the glossary, of reading", finding, reading, 0.1)


def _share(what: str, ours: Sequence[float], whole: Sequence[float], bound: float) -> Measured:
    one, all_ = statistics.median(ours), statistics.median(whole)
    return what, f"{one / all_:.3f} ({one:.2f} of {all_:.2f} s)", one / all_, bound


# ---------------------------------------------------------------- what is measured


def build(site: Path) -> float:
    """Return the processor seconds of a build of the site, of all its processes."""
    command = [*our_command(), "build", "-s", site / "pelicanconf.py", "--now", NOW]
    start = cpu_of_children()
    done = subprocess.run([*map(str, command)], cwd=CHECKOUT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return cpu_of_children() - start


def correct(site: Path, number: int) -> None:
    """Correct a cell of one table, in both languages: another one, and to another amount, for each number."""
    tables = sorted((site / "content" / "documents").glob("table-*"))
    for path in tables[number % len(tables)].glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r",\d+\n", f",{200_000 + number}\n", text, count=1), encoding="utf-8")


def edit_costs(site: Path, number: int) -> float:
    """Return the seconds of a build after a corrected cell."""
    correct(site, number)
    return build(site)


def database_costs(site: Path, number: int) -> tuple[float, float]:
    """Return the seconds of making the database with nothing kept, and after a corrected cell."""
    cache = site / f"cache-{number}"
    first, _ = in_process(site, cache, make_database)
    correct(site, 10 + number)
    return first, in_process(site, cache, make_database)[0]


def make_database(views: Views, resources: BuildResources) -> float:
    """Make the database of a site, of what is kept and what is not; return the seconds."""
    (artifact,) = (one for view in views.values() for one in late(view))
    inputs = given(artifact.inputs)
    start = time.process_time()
    artifact.make(resources, *inputs)
    return time.process_time() - start


def find_terms(views: Views, resources: BuildResources) -> float:
    """Find the words of the glossary in all texts, whose bodies a page needs anyhow; return the seconds."""
    texts = [(view, entry) for view in views.values() for entry in view.edition.listed]
    bodies = {entry.body.sha256: resources.segments[entry.body.sha256] for _, entry in texts}
    resources.segments = bodies
    start = time.process_time()
    for view, entry in texts:
        explained(view, entry)
    return time.process_time() - start


def glossary_costs(site: Path) -> tuple[float, float]:
    """Return the seconds of finding the words of the glossary in all texts, and those of reading these."""
    cache = site / "cache-of-glossary"
    shutil.rmtree(cache, ignore_errors=True)
    return in_process(site, cache, find_terms)


class ClockedResult(Result):
    """A result that counts the processor time of this process."""

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - start


def in_process(site: Path, cache: Path, do: Callable[[Views, BuildResources], float]) -> tuple[float, float]:
    """Return the seconds of doing something with the views of a site, and of reading it, both in this process."""
    gc.disable()  # as builds do
    raw = {**read_settings(SETTINGS, {}), "NOW": NOW, "JOBS": 1, "CACHE_PATH": str(cache)}
    raw |= {"PATH": str(site / "content"), "OUTPUT_PATH": str(site / "none"), "ADDRESSES": {"slate": None}}
    settings, result = from_pelican(raw, chosen(raw)), ClockedResult()
    with parsed_in(settings, result.progress) as parsed:
        resources = examine(settings, our_stages(), result, parsed, digest_of_code(settings))
        views = views_of(result.site, result.editions, resources)
        seconds = do(views, resources)
        resources.db.seal({})
    return seconds, result.seconds["read"]


# ---------------------------------------------------------------- the site


def write_site(content: Path, share: float) -> int:
    """Write the content of a site of a share of the size; return how many texts it has in all languages."""
    counts = {name: max(1, round(count * share)) for name, count in COUNTS.items()}
    shutil.copytree(
        CHECKOUT / "content", content, ignore=lambda folder, names: [n for n in names if n != "taxonomies.yaml"]
    )
    settings = (
        f"from pelicanconf import *\nSHARE_CARDS = False\nADDRESSES = {{'slate': None}}\nPATH = {str(content)!r}\n"
    )
    site = content.parent
    settings += f"OUTPUT_PATH = {str(site / 'output')!r}\nCACHE_PATH = {str(site / 'cache')!r}\n"
    (site / "pelicanconf.py").write_text(settings, encoding="utf-8")
    for lang in LETTERS:
        speech = Speech(lang, counts["glossary"])
        for name, count in counts.items():
            for number in range(count):
                write_text(content, speech, name, number)
    return 2 * sum(counts.values())


class Speech:
    """A language of words that nobody knows, and the terms among them."""

    def __init__(self, lang: str, terms: int):
        self.lang, self.random = lang, random.Random(lang)
        self.words = [self._stem(3) + FORMS[lang][0] for _ in range(4000)]
        self.terms = [self._stem(4) for _ in range(terms)]

    def _stem(self, syllables: int) -> str:
        consonants, vowels = LETTERS[self.lang]
        syllable = (self.random.choice(consonants) + self.random.choice(vowels) for _ in range(syllables))
        return "".join(syllable) + self.random.choice(consonants)

    def sentence(self, length: int = 12) -> str:
        """A sentence; one in three has a term, in one of its forms."""
        words = self.random.choices(self.words, k=length)
        if self.random.random() < 1 / 3:
            words[1] = self.random.choice(self.terms) + self.random.choice(FORMS[self.lang])
        return " ".join(words).capitalize() + "."

    def paragraphs(self, count: int) -> str:
        """Paragraphs of four sentences."""
        return "\n\n".join(" ".join(self.sentence() for _ in range(4)) for _ in range(count))


#: A folder of content → the fields that the original states beside those of every text, and how long the text is.
KINDS: Mapping[str, tuple[str, int]] = {
    "members": ("", 4),
    "guides": ("level: beginner\nminutes: 90\nsteps: true\nnext_review: 2027-06-01\n", 12),
    "questions": ("", 2),
    "glossary": ("", 1),
    "documents": ("document_type: report\n", 2),
    "tables": ("document_type: budget\ntable: budget\n", 1),
}


def write_text(content: Path, speech: Speech, name: str, number: int) -> None:
    """Write a text of a language, with its file where it is a document."""
    stated, length = KINDS[name]
    lang, key = speech.lang, f"{name}-{number}"
    title = speech.terms[number] + FORMS[lang][0] if name == "glossary" else f"{speech.sentence(4)[:-1]} {number}"
    head = [f"title: {title}", f"summary: {speech.sentence()}"]
    if lang == "el":
        head += [f"id: {uuid.uuid5(NAMESPACE, key)}", *stated.splitlines()]
        head += [f"axes: [{AXES[number % len(AXES)]}]", f"regions: [{REGIONS[number % len(REGIONS)]}]"]
        head += [f"date: 2026-{number % 9 + 1:02}-{number % 28 + 1:02}"] if name not in ("members", "glossary") else []
    body = speech.paragraphs(length)
    if name == "guides":
        body = "\n\n".join(f"## {speech.sentence(3)[:-1]}\n\n{part}" for part in re.split(r"\n\n(?=.)", body))
    if name not in ("documents", "tables"):
        place = content / name / f"{key}.{lang}.md"
    else:
        place = content / "documents" / f"{name.removesuffix('s')}-{number}" / f"index.{lang}.md"
        ending = "csv" if name == "tables" else "txt"
        head.append(f"file: file.{lang}.{ending}")
        place.parent.mkdir(parents=True, exist_ok=True)
        data = table(speech, number) if name == "tables" else speech.paragraphs(1)
        (place.parent / f"file.{lang}.{ending}").write_text(data, encoding="utf-8")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("---\n" + "\n".join(head) + f"\n---\n\n{body}\n", encoding="utf-8")


def table(speech: Speech, number: int) -> str:
    """A budget of LINES lines, the same amounts in every language."""
    amounts = random.Random(number)
    lines = ["code,category,description,actual_2025_eur,budget_2026_eur"]
    for line in range(LINES):
        before, after = amounts.randrange(100_000), amounts.randrange(100_000)
        lines.append(f"1.{line},expense,{speech.sentence(4)[:-1]},{before},{after}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
