"""`form` fetches the form in the browser, `serve --form` has it write into the content of this machine."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.channels.form import decap
from plugins.channels.form.settings import FormSettings
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import Message, _
from plugins.settings import Settings

HOST = "127.0.0.1"
PATIENCE = 20  # seconds until the server answers
_NO_NPM = _("form: there is no npm on this machine; install Node.js (Debian: apt install nodejs npm)")
_NO_NODE = _("form: there is no node on this machine; install Node.js (Debian: apt install nodejs npm)")
_FAILED = _("form: npm could not fetch {name}: {said}")
_OTHER = _("form: {name} is not the package that we know; nothing was installed")
_NOT_THERE = _("form: decap-server has not been fetched; run “invoke form”")
_NO_FORM = _("form: this site does without the channel “form”")
_SILENT = _("form: decap-server does not answer at {address}")


def fetch(settings: Settings) -> list[Path]:
    """Fetch Decap and its server, known by their hashes, and return the files. Raises MachineError, UsageError."""
    _need("npm", _NO_NPM)
    folder = settings.run.cache / decap.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    script = decap.script_in(settings.run.cache)
    script.write_bytes(_script())
    for path in decap.SERVER.glob("package*.json"):
        shutil.copyfile(path, folder / path.name)
    _npm("decap-server", "ci", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent")
    return [script, folder / decap.PROGRAM]


def _script() -> bytes:
    """Return Decap, out of its package; the package around it, some hundred others, is not asked for."""
    with TemporaryDirectory() as folder:
        _npm(decap.PACKAGE, "pack", decap.PACKAGE, "--pack-destination", folder, "--silent")
        data = next(Path(folder).glob("*.tgz")).read_bytes()
        if f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}" != decap.INTEGRITY:
            raise MachineError(_OTHER.format(name=decap.PACKAGE))
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            found = package.extractfile(f"package/dist/{decap.SCRIPT}")
            assert found, "the package is the one that we know"
            return found.read()


def _npm(name: str, *words: str) -> None:
    done = subprocess.run(("npm", *words), capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise MachineError(_FAILED.format(name=name, said=done.stderr.decode("utf-8", errors="replace").strip()))


def _need(program: str, lacking: Message) -> None:
    if not shutil.which(program):
        raise UsageError(lacking)


@contextmanager
def writing(settings: Settings, port: int) -> Iterator[str]:
    """Run decap-server beside `serve`, for pages of this machine alone, and yield the address at which it answers."""
    if not any(settings.of(FormSettings) is group for group in settings.groups):
        raise UsageError(_NO_FORM)
    _need("node", _NO_NODE)
    program, content = settings.run.cache / decap.FOLDER / decap.PROGRAM, settings.read.content.absolute()
    if not program.is_file():
        raise UsageError(_NOT_THERE)
    server = port + 1
    told = {
        "PORT": str(server),
        "BIND_HOST": HOST,
        "GIT_REPO_DIRECTORY": str(content.parent),
        "ORIGIN": f"http://localhost:{port}",  # it takes one
        "MODE": "fs",
        "LOG_LEVEL": "error",
    }
    running = subprocess.Popen(("node", str(program)), env=os.environ | told, stdout=subprocess.DEVNULL)
    try:
        _wait(running, server)
        yield f"http://{HOST}:{server}/api/v1"
    finally:
        running.terminate()
        running.wait()


def _wait(running: subprocess.Popen[bytes], port: int) -> None:
    """Return once the server answers. Raises MachineError where it does not."""
    end = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise MachineError(_SILENT.format(address=f"{HOST}:{port}"))
