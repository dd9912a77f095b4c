"""A bucket of S3 or of what speaks like it (s3fs): files change one by one, in an order in which none leads to nothing.

There is no transaction over files. So the record of the place says, before the first of them changes, which may be of
the old or the new site; who publishes next puts all of these right, whatever became of this publication.
"""

from __future__ import annotations

import json
import os
import socket
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from plugins.hosting.serving import Serving
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.publish.publication import NONE, RECORD, Publication, PublicationPlan, decode, encode, rank
from plugins.publish.target import Busy, TargetFailed

LOCK, PROBE = ".publication.lock", ".publication.probe"
LEASE = 600  # seconds, by the clock of the server, after which a lock that nobody renewed is void
SETTLE = 2.0  # seconds in which two who wrote a lock at once see whose it is, where the server refuses neither
AT_ONCE = 16  # files that travel side by side
WHOLE = 8 << 20  # bytes; what is larger goes in parts
MOST_DELETED = 1000  # keys in one call
REFUSED = (409, 412)  # statuses of a condition that does not hold

_ADDRESS = _("publish: {address} is no bucket; write s3://bucket/folder")
_EXTRA = _("publish: s3:// needs the extra “s3”: pip install 's3fs>=2026.9'")
_NO_RELEASES = _("{place}: a bucket keeps no releases; build the state of the site that you want, and publish that")


class S3Target:
    """The bucket, and the folder in it."""

    is_atomic = False

    def __init__(self, fs: Any, bucket: str, folder: str, serving: Serving):
        self.fs, self.bucket, self.folder, self.serving = fs, bucket, folder, serving
        self.place = f"s3://{bucket}/{folder}"
        self.owner = {"nonce": uuid.uuid4().hex, "host": socket.gethostname(), "pid": os.getpid()}
        self.renewed = 0.0

    @classmethod
    def of(cls, address: str, serving: Serving) -> S3Target:
        """Return the folder of `s3://bucket/folder`. Raises UsageError.

        Where the server is, and who asks, is known to boto: AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_PROFILE …
        """
        try:
            import s3fs
        except ImportError:
            raise UsageError(_EXTRA) from None
        parts = urlsplit(address)
        if not parts.netloc or parts.username:
            raise UsageError(_ADDRESS.format(address=address))
        folder = unquote(parts.path).strip("/")
        options = {"max_pool_connections": AT_ONCE, "retries": {"max_attempts": 3}}
        fs = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True, config_kwargs=options)
        return cls(fs, parts.netloc, f"{folder}/" if folder else "", serving)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A lock with an end: what servers do with conditions is tried first, on this very bucket."""
        if self._keeps_conditions():
            self._take(self._create)
        else:
            self._take(self._settle)
        try:
            yield
        finally:
            with suppress(TargetFailed):  # it ends by itself
                self._delete([LOCK])

    def published(self) -> Publication:
        record = self._read(RECORD)
        return decode(record) if record is not None else NONE

    def begin(self, plan: PublicationPlan) -> None:
        doubtful = tuple(sorted({*plan.put, *plan.delete, *plan.before.doubtful}))
        self._write(RECORD, encode(msgspec.structs.replace(plan.before, doubtful=doubtful)))

    def put(self, plan: PublicationPlan) -> Iterator[str]:
        moved = _redirects(plan)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _rank, paths in groupby(plan.put, lambda path: rank(path, plan.tree.files, self.serving)):
                for path in pool.map(lambda path: self._carry(plan, path, moved), list(paths)):
                    self._renew()
                    yield path

    def show(self, plan: PublicationPlan) -> None:
        self._write(RECORD, encode(msgspec.structs.replace(plan.after, doubtful=plan.delete)))

    def tidy(self, plan: PublicationPlan) -> None:
        self._delete(plan.delete)
        self._write(RECORD, encode(plan.after))

    def roll_back(self) -> Publication:
        raise UsageError(_NO_RELEASES.format(place=self.place))

    def _carry(self, plan: PublicationPlan, path: str, moved: dict[str, str]) -> str:
        line = plan.after.files[path]
        if path in plan.before.doubtful and self._hash_there(path) == line.sha256:
            return path
        headers = self.serving.headers_of(path)
        told = {"ContentType": headers["Content-Type"], "CacheControl": headers["Cache-Control"]}
        told |= {"WebsiteRedirectLocation": moved[path]} if path in moved else {}
        told = {**told, "Metadata": {"sha256": line.sha256}}  # type: ignore[dict-item]  # a header of its own
        if line.size > WHOLE:
            for _piece in plan.tree.pieces(path):
                pass
            self._call(self.fs.put_file, str(plan.tree.folder / path), f"{self.bucket}/{self.folder}{path}", **told)
        else:
            self._write(path, plan.tree.read(path), **told)
        return path

    def _hash_there(self, path: str) -> str:
        head = self._head(path)
        return str(head["Metadata"].get("sha256", "")) if head else ""

    # ------------------------------------------------------------------------------------------------- the lock

    def _keeps_conditions(self) -> bool:
        """Whether the server refuses to write over what is there, where it is asked to."""
        self._write(PROBE, b"")
        is_kept = not self._create(PROBE, b"")
        self._delete([PROBE])
        return is_kept

    def _take(self, write: Any) -> None:
        """Write the lock, after one that is void is taken away. Raises Busy."""
        if (head := self._head(LOCK)) and not self._is_void(head):
            raise Busy(self.place)
        if head:
            self._delete([LOCK])
        if not write(LOCK, json.dumps(self.owner).encode()):
            raise Busy(self.place)
        self.renewed = time.monotonic()

    def _is_void(self, head: Any) -> bool:
        """Whether nobody can hold a lock any more: it is old, or its process was one of this machine, and is gone."""
        now = parsedate_to_datetime(head["ResponseMetadata"]["HTTPHeaders"]["date"])
        owner = json.loads(self._read(LOCK) or b"{}")
        is_gone = owner.get("host") == self.owner["host"] and not Path(f"/proc/{owner.get('pid')}").exists()
        return is_gone or (now - head["LastModified"]).total_seconds() > LEASE

    def _create(self, path: str, data: bytes) -> bool:
        """Write a file that is not there; whether it was so."""
        try:
            self._write(path, data, IfNoneMatch="*")
        except TargetFailed as error:
            if _status(error) in REFUSED:
                return False
            raise
        return True

    def _settle(self, path: str, data: bytes) -> bool:
        """Write a file, and after a while look whether it is still ours."""
        self._write(path, data)
        time.sleep(SETTLE)
        return self._read(path) == data

    def _renew(self) -> None:
        if time.monotonic() - self.renewed > LEASE / 4:
            self._write(LOCK, json.dumps(self.owner).encode())
            self.renewed = time.monotonic()

    # ------------------------------------------------------------------------------------------------- calls

    def _write(self, path: str, data: bytes, **told: Any) -> None:
        self._s3("put_object", Key=self.folder + path, Body=data, **told)

    def _read(self, path: str) -> bytes | None:
        try:
            return bytes(self._call(self.fs.cat_file, f"{self.bucket}/{self.folder}{path}"))
        except TargetFailed as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise

    def _head(self, path: str) -> Any:
        try:
            return self._s3("head_object", Key=self.folder + path)
        except TargetFailed as error:
            if _status(error) == 404 or isinstance(error.__cause__, FileNotFoundError):
                return None
            raise

    def _delete(self, paths: Any) -> None:
        for start in range(0, len(paths), MOST_DELETED):
            keys = [{"Key": self.folder + path} for path in paths[start : start + MOST_DELETED]]
            answer = self._s3("delete_objects", Delete={"Objects": keys, "Quiet": True})
            for error in answer.get("Errors", ()):
                raise TargetFailed(f"{self.place}: {error.get('Key')}: {error.get('Message')}")

    def _s3(self, method: str, **words: Any) -> Any:
        return self._call(self.fs.call_s3, method, Bucket=self.bucket, **words)

    def _call(self, function: Any, *words: Any, **more: Any) -> Any:
        from botocore.exceptions import BotoCoreError

        try:
            return function(*words, **more)
        except (OSError, BotoCoreError) as error:
            raise TargetFailed(f"{self.place}: {error}") from error


def _status(error: TargetFailed) -> int:
    """The status of HTTP that a call ended with, or 0."""
    cause = error.__cause__ and error.__cause__.__cause__
    response = getattr(cause, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _redirects(plan: PublicationPlan) -> dict[str, str]:
    """Where the pages of old addresses lead, for servers of websites in buckets, which answer them with 301."""
    if "_redirects" not in plan.tree.files:
        return {}
    rules = (line.split(" ") for line in plan.tree.read("_redirects").decode().splitlines())
    return {f"{rule[0].strip('/')}/index.html": rule[1] for rule in rules if len(rule) == 3}  # others ask a query
