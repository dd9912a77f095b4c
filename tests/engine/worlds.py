"""A small site of a test's own, with its theme, settings and code; built incrementally and, to compare, clean."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests import forks
from tests.command_line import run_here
from tests.conftest import LANGUAGES, NOW, ROOT, lend_typefaces, memory

BILINGUAL = ROOT / "tests" / "sites" / "bilingual" / "content"
MANIFEST = ".manifest.json"
SETTINGS = {  # small pages and feeds, so that a dozen entries fill several of each
    "SITEURL": "https://trial.example",
    "TIMEZONE": "Europe/Athens",
    "DEFAULT_LANG": "el",
    "LANGUAGES": LANGUAGES,
    "DEFAULT_PAGINATION": 2,
    "LATEST_SIZE": 0,
    "FEED_MAX_ITEMS": 2,
    "FEED_TAGS": ["volunteers"],
    "CONTACT_EMAIL": "desk@trial.example",
    # Each of hundreds of clean builds would draw these; test_slides.py and test_sharing.py have them.
    "ADDRESSES": {"slate": None},
    "SHARE_CARDS": False,
}

Tree = dict[str, str]  # path → mode and hash of a file, or "folder"


def tree_in(folder: Path) -> Tree:
    """Everything below a folder but times; empty where there is no such folder."""
    return {path: described(entry) for path, entry in entries_in(str(folder))}


def described(entry: os.DirEntry[str]) -> str:
    """What `Tree` says of one of them."""
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    if entry.is_symlink() and entry.is_dir():
        return "link"
    return f"{entry.stat(follow_symlinks=False).st_mode:o} {hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()}"


def times_in(folder: Path) -> dict[str, int]:
    """When each file below a folder was changed, in nanoseconds."""
    return {path: entry.stat().st_mtime_ns for path, entry in entries_in(str(folder)) if entry.is_file()}


def entries_in(folder: str, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files and folders below a folder, by their paths there, each folder before what is in it."""
    if not os.path.isdir(folder):
        return
    with os.scandir(folder) as found:
        for entry in found:
            yield below + entry.name, entry
            if entry.is_dir(follow_symlinks=False):
                yield from entries_in(entry.path, f"{below}{entry.name}/")


def differences(found: Tree, expected: Tree) -> list[str]:
    """The paths at which two trees differ, each with what is wrong there."""
    return (
        [f"missing: {path}" for path in sorted(expected.keys() - found.keys())]
        + [f"left over: {path}" for path in sorted(found.keys() - expected.keys())]
        + [f"differs: {path}" for path in sorted(found.keys() & expected.keys()) if found[path] != expected[path]]
    )


@dataclass(frozen=True)
class Outcome:
    """What a build said, and the tree that it was to make, where the outcome is a clean build's."""

    code: int
    said: str
    tree: Tree = field(default_factory=dict)


Builder = Callable[[list[str], "World"], Outcome]


def forked(words: list[str], world: World) -> Outcome:
    """The command line in a copy of this process, which has the modules already and goes with all that it learnt."""
    done = forks.forked(words, run_here)
    return Outcome(done.returncode, done.stdout + done.stderr)


def by_command(words: list[str], world: World) -> Outcome:
    """The command line in a process of its own, as users run it."""
    done = subprocess.run(
        [sys.executable, "-m", "plugins", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Outcome(done.returncode, done.stdout + done.stderr)


def fast_folder() -> Path:
    """Where worlds are built: in memory where there is room for some, for their thousands of small files."""
    return Path(tempfile.mkdtemp(prefix="world-", dir=memory(2**29)))


_known: dict[str, Outcome] = {}  # clean builds of this test run, by everything that they were made of


@dataclass
class World:
    """A site folder that edits may change in any way: content, theme, settings, code, clock, cache and output."""

    folder: Path
    run: Builder = forked
    settings: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(SETTINGS)))
    now: datetime = field(default_factory=lambda: datetime.fromisoformat(NOW))
    drafts: bool = False
    filter: bool = False  # whether the settings give the templates a function of the site's own
    serial: int = 0  # makes every edit's text a new one
    mend: list[Callable[[], object]] = field(default_factory=list)  # what takes the errors in the content back
    tampered: bool = False  # whether the output was changed by another hand since the last build
    forged: bool = False  # whether so that only reading every file can show it, which --clean does
    seen: tuple[Tree, dict[str, int]] | None = None  # the output and its times as the last step left them

    @classmethod
    def make(cls, folder: Path, run: Builder = forked) -> World:
        """The bilingual site and some more news, with a copy of the theme and a filter that may be used."""
        world = cls(folder, run)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(BILINGUAL, world.content)
        for number in range(1, 5):
            world.add_news(f"n{number}", f"2026-0{number + 4}-11 09:00", english=number % 2 == 0)
        shutil.copytree(ROOT / "theme", world.theme)
        lend_typefaces(world.cache)
        (folder / "site_words.py").write_text(
            "from site_marks import SIGN\n\n\ndef mark(text):\n    return f'{SIGN} {text}'\n", encoding="utf-8"
        )
        (folder / "site_marks.py").write_text("SIGN = '*'\n", encoding="utf-8")
        time.sleep(0.03)  # what a build makes of a theme that changed just now is not trusted later
        return world

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def theme(self) -> Path:
        return self.folder / "theme"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def standby(self) -> Path:
        return self.folder / ".output.standby"

    @property
    def cache(self) -> Path:
        return self.folder / ".cache"

    # --- Building ---------------------------------------------------------------------------------------------------

    def words(self, *options: str, output: Path | None = None, cache: Path | None = None) -> list[str]:
        """The command line that builds this site as it is now; the settings file is brought up to date."""
        lines = [
            "import sys",
            f"sys.path[:0] = [{str(self.folder)!r}, {str(ROOT)!r}]",
            "from pelicanconf import *",
            *(["from site_words import mark", "JINJA_FILTERS = {'mark': mark}"] if self.filter else []),
            f"THEME = {str(self.theme)!r}",
            *(f"{name} = {value!r}" for name, value in sorted(self.settings.items())),
        ]
        conf, text = self.folder / "siteconf.py", "\n".join(lines) + "\n"
        if not conf.is_file() or conf.read_text(encoding="utf-8") != text:
            conf.write_text(text, encoding="utf-8")
        where = ["--content", self.content, "--output", output or self.output, "--cache", cache or self.cache]
        now = ["--now", self.now.isoformat(), "--lang", "en", *(["--drafts"] if self.drafts else [])]
        return ["build", "-s", str(conf), *map(str, where), *now, *options]

    @property
    def report(self) -> Any:
        """What the last build said that it did."""
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))

    @property
    def lines(self) -> dict[str, list[Any]]:
        """The manifest of the live tree: path → bytes, sha256, channel, language, sources."""
        return json.loads((self.output / MANIFEST).read_bytes())["files"]

    def build(self, *options: str) -> Outcome:
        """Bring the output up to date."""
        return self.run(self.words(*options), self)

    def clean(self) -> Outcome:
        """A build of the same sources that knows nothing of earlier ones, with the tree that it made."""
        state = self._state()
        if state not in _known:
            elsewhere = self.folder / "elsewhere"
            shutil.rmtree(elsewhere, ignore_errors=True)
            self.lend(elsewhere / "cache")
            output = elsewhere / "output"
            done = self.run(self.words("--jobs", "1", output=output, cache=elsewhere / "cache"), self)
            assert done.code in (0, 1), f"an edit asks for what no build can do:\n{done.said}"
            if len(_known) > 300:
                _known.clear()
            _known[state] = Outcome(done.code, done.said, tree_in(output))
            shutil.rmtree(elsewhere)
        return _known[state]

    def lend(self, cache: Path) -> None:
        """Give a clean build what would take it a second to make, and is known by what it is made of."""
        lend_typefaces(cache)

    def _state(self) -> str:
        state = hashlib.sha256(f"{self.run.__name__} {self.now} {self.drafts} {self.filter} {self.settings}".encode())
        for base in (self.content, self.theme):
            state.update(repr(sorted(tree_in(base).items())).encode())
        for name in ("site_words.py", "site_marks.py"):
            state.update((self.folder / name).read_bytes())
        return state.hexdigest()

    # --- Content ----------------------------------------------------------------------------------------------------

    def next(self) -> int:
        self.serial += 1
        return self.serial

    def texts(self) -> list[str]:
        """Every Markdown file, by its path below content/."""
        return sorted(path.relative_to(self.content).as_posix() for path in self.content.rglob("*.md"))

    def pairs(self) -> dict[str, list[str]]:
        """The files of each pair, by pair key."""
        found: dict[str, list[str]] = {}
        for path in self.texts():
            found.setdefault(path.rsplit(".", 2)[0].removesuffix("/index"), []).append(path)
        return found

    def originals(self) -> list[str]:
        """The files that state the fields without language."""
        return [path for path in self.texts() if self.get(path, "id")]

    def read(self, path: str) -> str:
        return (self.content / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def get(self, path: str, name: str) -> str | None:
        """A field of the front matter as it is written."""
        found = re.search(rf"^{name}: (.*)$", self.read(path).split("\n---\n", 1)[0], re.MULTILINE)
        return found[1] if found else None

    def set(self, path: str, name: str, value: str | None) -> None:
        """Write a field of the front matter; None takes it away."""
        head, body = self.read(path).split("\n---\n", 1)
        lines = [line for line in head.split("\n") if not line.startswith(f"{name}: ")]
        if value is not None:
            lines.append(f"{name}: {value}")
        self.write(path, "\n".join(lines) + "\n---\n" + body)

    def add_news(self, stem: str, date: str, english: bool = True) -> None:
        """A news entry that links to another; its id comes from its name."""
        identity = hashlib.sha256(stem.encode()).hexdigest()
        head = f"id: {identity[:8]}-{identity[8:12]}-4{identity[13:16]}-8{identity[17:20]}-{identity[20:32]}"
        link = "[…]({filename}/guides/register.el.md)" if (self.content / "guides/register.el.md").is_file() else "…"
        body = f"Κείμενο {stem} {link}.\n\n## Τέλος\n\n«Τέλος»."
        self.write(
            f"news/{stem}.el.md",
            f"---\n{head}\ntitle: Νέο {stem}\nsummary: Ένα νέο.\ndate: {date}\naxes: [health]\n---\n\n{body}\n",
        )
        if english:
            self.write(
                f"news/{stem}.en.md", f"---\ntitle: Story {stem}\nsummary: A story.\n---\n\nText {stem} {link}.\n"
            )

    def relink(self, old: str, new: str | None, was: str | None = None) -> None:
        """Let every link to the file `old` lead to `new`; without one only its text stays."""
        for path in self.texts():

            def link(found: re.Match[str], path: str = path) -> str:
                address, hash, fragment = found[2].partition("#")
                label = re.match(r"\{(filename|static)\}/", address)
                target = address[label.end() :] if label else os.path.normpath(os.path.join(Path(path).parent, address))
                if target != old:
                    return found[0]
                return f"[{found[1]}]({{filename}}/{new}{hash}{fragment})" if new else found[1]

            text = self.read(path)
            changed = re.sub(r"\[([^]]*)\]\(([^)]*)\)", link, text)
            if changed != text:
                self.write(path, changed)


def moments(world: World) -> Iterator[datetime]:
    """Instants at which something changes by itself, each with the second before it."""
    turns = ("2026-04-01T00:00", "2026-11-20T00:00", "2026-12-01T10:00", "2026-12-06T18:00", "2026-12-21T00:00")
    ends = ("2026-11-22T18:00", "2026-11-24T09:00", "2026-12-02T10:00")  # of what is urgent
    for due in (*turns, *ends):
        yield datetime.fromisoformat(due) - timedelta(seconds=1)
        yield datetime.fromisoformat(due)
