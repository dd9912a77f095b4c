"""ffmpeg, the one program that reads and writes sound: found, limited, and never asked to guess what a file is."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from plugins.model.errors import MachineError
from plugins.model.problem import Message, _

MEMORY = 2 << 30  # bytes of address space for a process that reads what strangers sent
SECONDS = 1800  # of processor time: six hours of sound take less
_ROOT = Path(__file__).resolve().parents[2]  # where our own programs are found, whatever folder a build began in
DISK = 8 << 30  # bytes of one file: an hour of broadcast WAV is 1 GB
_WORDS = 1 << 24  # bytes that a program may say
#: Neither networks nor other programs, whatever a file asks for (https://ffmpeg.org/ffmpeg-protocols.html).
QUIET = ("-hide_banner", "-nostdin", "-nostats", "-protocol_whitelist", "file,pipe")
#: The same bytes from the same ffmpeg: one thread, no version, no date (https://ffmpeg.org/ffmpeg-formats.html).
EXACT = ("-threads", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1")


class Damaged(Exception):
    """A recording that can't be used: why, and the way out. `said` is what a program told us of it."""

    def __init__(self, message: Message, hint: Message, said: str = ""):
        super().__init__(str(message))
        self.message, self.hint, self.said = message, hint, said


_UNREADABLE = _("can't be read ({why})")
_BROKEN = _(
    "media: the program {name} does not start ({why}); install ffmpeg again, or take it off the PATH: then the one "
    "that comes with the packages is used"
)
_EXPORT_AGAIN = _("play the file and export it again from your program")


@lru_cache(maxsize=1)
def program() -> str:
    """The system's ffmpeg, else the one that comes with the packages. Raises MachineError where none starts."""
    return _found()[0]


@lru_cache(maxsize=1)
def version() -> str:
    """Its version, as "5.1.9-0+deb12u1"."""
    return _found()[1]


@lru_cache(maxsize=1)
def _found() -> tuple[str, str]:
    """The program and its version, which it says itself: one that can't is broken, whatever file it is to read."""
    name = shutil.which("ffmpeg") or _of_packages()
    try:
        child = subprocess.run([name, "-version"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise MachineError(_BROKEN.format(name=name, why=error.strerror or error)) from error
    said = child.stdout.decode(errors="replace").split(" ", 3)
    if child.returncode or said[:2] != ["ffmpeg", "version"]:
        why = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise MachineError(_BROKEN.format(name=name, why=why or f"status {child.returncode}"))
    return name, said[2]


def _of_packages() -> str:
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MachineError(_("media: there is no ffmpeg on this machine: {error}").format(error=error)) from error


def run(arguments: Sequence[str], seconds: int = SECONDS) -> tuple[bytes, str]:
    """One run: what it wrote to standard output and what it said. Raises Damaged where it failed."""
    return limited([program(), *QUIET, *arguments], seconds)


def limited(command: Sequence[str], seconds: int = SECONDS, given: bytes | None = None) -> tuple[bytes, str]:
    """Run a program that reads untrusted bytes, be it those `given` to it as its standard input.

    Raises Damaged where it fails or goes beyond its limits.
    """
    source = subprocess.DEVNULL if given is None else subprocess.PIPE
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=source, stdout=pipe, stderr=pipe, cwd=_ROOT) as child:
        _limit(child.pid, seconds)
        out, said = child.communicate(given)
    return out, _well(child.returncode, said)


@contextmanager
def streamed(arguments: Sequence[str], seconds: int = SECONDS) -> Iterator[Stream]:
    """One run of ffmpeg, whose standard output is read while it works.

    Raises Damaged at the end where it failed or went beyond its limits.
    """
    command = [program(), *QUIET, *arguments]
    with (
        TemporaryFile() as words,  # not a pipe: nobody reads that meanwhile
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, cwd=_ROOT) as child,
    ):
        _limit(child.pid, seconds)
        assert child.stdout
        stream = Stream(child.stdout)
        try:
            yield stream
        except BaseException:
            child.kill()
            raise
        status = child.wait()
        words.seek(0)
        stream.said = _well(status, words.read(_WORDS))


class Stream:
    """What a program writes, and at its end what it said."""

    def __init__(self, source: IO[bytes]):
        self.source, self.said = source, ""

    def read(self, size: int) -> bytes:
        """So many bytes, or those that are left."""
        return self.source.read(size)


def _well(status: int, said: bytes) -> str:
    """What a program said. Raises Damaged where it failed."""
    text = said.decode("utf-8", errors="replace")
    if status:
        raise Damaged(_UNREADABLE.format(why=_last_line(text)), _EXPORT_AGAIN, text)
    return text


def _limit(process: int, seconds: int) -> None:
    """Bound what a process may use, from outside: code between fork and exec may meet a lock of another thread."""
    if not hasattr(resource, "prlimit"):  # Linux has it
        return
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, DISK),
    ):
        with suppress(ProcessLookupError):  # it has ended already
            resource.prlimit(process, limit, (most, most))


def _last_line(text: str) -> str:
    """What a program said last, in so far as an editor may read it: no paths, no control characters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["ffmpeg"]
    words = [word for word in lines[-1].split() if "/" not in word]
    return "".join(c for c in " ".join(words) if c.isprintable())[:120]


def ffmpeg_path(path: Path) -> str:
    """A file's name as ffmpeg takes it: never for an option or a protocol."""
    return f"file:{path.absolute()}"
