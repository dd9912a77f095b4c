"""Decap CMS and its server: which they are, and where `form` puts them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from plugins.model.errors import MachineError
from plugins.model.problem import _

#: https://www.npmjs.com/package/decap-cms
PACKAGE: Final = "decap-cms@3.16.3"
#: SHA-512 of the package, as the registry states it, and SHA-256 of the script in it.
INTEGRITY: Final = "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw=="
SHA256: Final = "7c1efd6b616b4786e279aeef194dd21649a72058d3bc8d1f78901b574610dfb8"
SCRIPT: Final = "decap-cms.js"
#: Beside what else is safe to delete.
FOLDER: Final = "form"
#: The server's package and its lock.
SERVER: Final = Path(__file__).with_name("server")
PROGRAM: Final = "node_modules/decap-server/dist/index.js"

MISSING = _("the form is wanted, and Decap CMS has not been fetched")
FETCH = _("run “invoke form”")
_DAMAGED = _("{path} is not what “invoke form” fetched; run it again")


def script_in(cache: Path) -> Path:
    """Where Decap lies in a cache."""
    return cache / FOLDER / SCRIPT


def read_script(cache: Path) -> bytes:
    """Return Decap. Raises MachineError where it is not the one that we know."""
    path = script_in(cache)
    if not path.is_file():
        raise MachineError(MISSING)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise MachineError(_DAMAGED.format(path=path))
    return data
