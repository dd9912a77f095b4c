"""Files of the old site: from a folder where somebody saved them, or from hosts that were named."""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugins.live.web import MOST, ask
from plugins.media.raster import Unfit, opened
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.moving.addresses import host_of, unsized

#: Endings of files that may lie beside a text.
ENDINGS = frozenset(
    """
    jpg jpeg png webp gif avif pdf doc docx xls xlsx odt ods ppt pptx odp csv txt zip vtt srt
    mp3 m4a ogg opus wav flac mp4 webm
    """.split()  # noqa: SIM905 (a list of words reads better)
)
_PICTURES = frozenset(("jpg", "jpeg", "png", "webp"))
_STEPS = 3  # redirects that are followed, each to a host that was named
_NOWHERE = _("import: --fetch: {where} is neither a folder nor an address; write media/ or https://old-site.example/")


class Fetcher:
    """Gives the bytes of files by their old addresses."""

    def __init__(self, places: Sequence[str] = ()):
        self.folders = [Path(place) for place in places if "://" not in place]
        self.hosts = frozenset(host_of(place) for place in places if "://" in place)
        self._names: dict[Path, dict[str, Path]] = {}
        for folder in self.folders:
            if not folder.is_dir():
                raise UsageError(_NOWHERE.format(where=folder))
            self._names[folder] = _files_of(folder)

    def __bool__(self) -> bool:
        return bool(self.folders or self.hosts)

    def find(self, address: str) -> bytes | None:
        """Return a file, or the larger one that it was made of; None where there is none."""
        for one in dict.fromkeys((unsized(address), address)):
            data = self._saved(one) if ending_of(one) in ENDINGS else None
            if data is not None:
                return data
        return self._asked(address) if ending_of(address) in ENDINGS and host_of(address) in self.hosts else None

    def _saved(self, address: str) -> bytes | None:
        """From a folder: `uploads/2019/05/boat.jpg`, with as many folders before it as are there."""
        parts = unicodedata.normalize("NFC", unquote(urlsplit(address).path)).strip("/").split("/")
        for names in self._names.values():
            for first in range(len(parts)):
                path = names.get("/".join(parts[first:]))
                if path and path.stat().st_size <= MOST:
                    return path.read_bytes()
        return None

    def _asked(self, address: str) -> bytes | None:
        for _step in range(_STEPS):
            host = host_of(address)
            if host not in self.hosts or not _is_public(urlsplit(address).hostname or "", host):
                return None
            answer = ask(address)
            if answer.moved_to:
                address = answer.moved_to
                continue
            return answer.body if answer.status == 200 and 0 < len(answer.body) < MOST else None
        return None


def fault_of(data: bytes, address: str) -> Unfit | None:
    """Return what keeps a picture from being shown, as the build would find it, or None."""
    if ending_of(address) not in _PICTURES:
        return None
    with tempfile.NamedTemporaryFile(suffix=f".{ending_of(address)}") as file:
        file.write(data)
        file.flush()
        try:
            opened(Path(file.name))
        except Unfit as fault:
            return fault
    return None


def ending_of(address: str) -> str:
    """Return the ending of a file's name, in small letters."""
    try:
        return urlsplit(address).path.rpartition(".")[2].lower()
    except ValueError:
        return ""


def _files_of(folder: Path) -> dict[str, Path]:
    """Every regular file below a folder, by its path as people read it; no symbolic link is followed."""
    found: dict[str, Path] = {}
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root) / name
            if stat.S_ISREG(path.lstat().st_mode):
                found[unicodedata.normalize("NFC", path.relative_to(folder).as_posix())] = path
    return found


def _is_public(name: str, host: str) -> bool:
    """Whether a host stands in the open: one that was named as a private address was meant."""
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        pass
    if name == "localhost":
        return True
    try:
        found = {info[4][0] for info in socket.getaddrinfo(name, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found)
