"""Pagefind as a child process: documents in, the files of the index out, none of them on the disk.

Its own Python client waits a tenth of a second for every answer and stops for good where an answer is longer than 2 MiB
(pagefind 1.5.2, `service/__init__.py`), so we speak its protocol: base64 of JSON, a comma after each message,
https://github.com/Pagefind/pagefind/blob/main/pagefind/src/service/mod.rs.
"""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Any

from plugins.errors import MachineError

NEEDED = ("fragment/", "index/", "wasm.", "pagefind.")  # the rest is Pagefind's own interface
UNKNOWN = "wasm.unknown.pagefind"  # for languages without a stemmer
ENTRY = "pagefind-entry.json"
_TIMEOUT = 600  # seconds


def index_of(documents: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The index of HTML documents, each after its address: path → bytes. Languages are told apart by `<html lang>`.

    The same documents in the same order give the same bytes; Pagefind's own filters would not, for their files come in
    the order of a hash table. Raises MachineError where Pagefind fails.
    """
    from pagefind_bin import get_executable

    service = subprocess.Popen(
        [get_executable(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    watch = threading.Timer(_TIMEOUT, service.kill)
    watch.start()
    assert service.stdin and service.stdout
    try:
        files = _converse(service.stdin, service.stdout, documents)
    except OSError as error:
        raise MachineError(f"search: Pagefind ended early: {error}") from error
    finally:
        watch.cancel()
        service.kill()
        service.wait()
        for pipe in (service.stdin, service.stdout):
            with suppress(OSError):
                pipe.close()
    return {path: data for path, data in sorted(files.items()) if _is_needed(path)}


def _converse(stdin: IO[bytes], stdout: IO[bytes], documents: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Hand over one document at a time, then ask for the files."""
    answers = _answers(stdout)

    def ask(**payload: Any) -> dict[str, Any]:
        message = json.dumps({"message_id": 0, "payload": payload}).encode()
        stdin.write(base64.b64encode(message) + b",")
        stdin.flush()
        answer = next(answers, {"type": "Error", "message": "no answer"})
        if answer["type"] == "Error":
            raise MachineError(f"search: Pagefind: {answer.get('message')}")
        return answer

    number = ask(type="NewIndex", config={"root_selector": "main"})["index_id"]
    for address, text in documents:
        ask(type="AddFile", index_id=number, url=address, file_contents=text, file_path=None)
    files = ask(type="GetFiles", index_id=number)["files"]
    return {file["path"]: _settled(file["path"], base64.b64decode(file["content"])) for file in files}


def _answers(stdout: IO[bytes]) -> Iterator[dict[str, Any]]:
    """What it says, an answer at a time."""
    waiting: list[bytes] = []
    while data := stdout.read1(1 << 20):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
        *ends, rest = data.split(b",")
        for end in ends:
            answer = json.loads(base64.b64decode(b"".join((*waiting, end))))
            waiting.clear()
            if answer:
                yield answer["payload"]
        waiting.append(rest)


def _settled(path: str, data: bytes) -> bytes:
    """The list of languages comes in the order of a hash table; all else is the same in every run."""
    return json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True).encode() if path == ENTRY else data


def _is_needed(path: str) -> bool:
    return path == ENTRY or (path.startswith(NEEDED) and path != UNKNOWN)
