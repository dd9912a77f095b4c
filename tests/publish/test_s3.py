"""Buckets, at servers on this machine that know nothing of each other; one ignores conditions, as some do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from plugins.hosting.serving import serving_apart
from plugins.model.errors import UsageError
from plugins.publish import flow
from plugins.publish.apart import MediaPlace
from plugins.publish.publication import RECORD, decode
from plugins.publish.target import Busy, TargetFailed
from plugins.publish.targets import s3
from plugins.publish.targets.s3 import LOCK, S3Target
from tests.conftest import ROOT, settings_below
from tests.publish.places import FIRST, NOON, SECOND, publish, serving, tree
from tests.servers import BUCKET_SERVERS, SECRET, bucket_server


class Server(NamedTuple):
    """A server of buckets: which, and its address."""

    name: str
    url: str


@pytest.fixture(scope="module", params=BUCKET_SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Each of them."""
    with bucket_server(request.param) as url:
        yield Server(request.param, url)


@pytest.fixture
def target(server: Server, monkeypatch: pytest.MonkeyPatch) -> S3Target:
    """An empty bucket."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", SECRET)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(s3, "SETTLE", 0.05)  # how long a lock is looked at where conditions are ignored
    target = S3Target.of("s3://site/www", serving())
    buckets = target.fs.call_s3("list_buckets")["Buckets"]
    for name in [one["Name"] for one in buckets]:
        for one in target.fs.call_s3("list_objects_v2", Bucket=name).get("Contents", ()):
            target.fs.call_s3("delete_object", Bucket=name, Key=one["Key"])
    if not buckets:
        target.fs.call_s3("create_bucket", Bucket="site")
    return target


def held(target: S3Target) -> dict[str, str]:
    """What lies in the bucket, without what publishing keeps there for itself."""
    listed = target.fs.call_s3("list_objects_v2", Bucket="site").get("Contents", ())
    names = [one["Key"].removeprefix("www/") for one in listed]
    return {name: (target._read(name) or b"").decode() for name in names if name != RECORD}


def test_what_is_out_is_the_site(target: S3Target, tmp_path: Path) -> None:
    """And nothing beside it: neither lock nor trial."""
    publish(tree(tmp_path / "first", FIRST), target)
    assert held(target) == FIRST
    assert publish(tree(tmp_path / "first", FIRST), target).is_empty()
    plan = publish(tree(tmp_path / "second", SECOND), target)
    assert held(target) == SECOND | {"theme/style.1111.css": "one"}
    assert target.published() == plan.after


def test_files_say_what_they_are(target: S3Target, tmp_path: Path) -> None:
    """By the table that all hosts are told of."""
    publish(tree(tmp_path / "first", FIRST | {"_redirects": "/παλιά/ /nea/limani/ 301\n"}), target)
    said = {path: target._head(path) for path in FIRST}
    assert said["index.html"]["ContentType"] == "text/html; charset=utf-8"
    assert said["feeds/el/all.rss.xml"]["ContentType"] == "application/rss+xml; charset=utf-8"
    assert said["theme/style.1111.css"]["CacheControl"] == "public, max-age=31536000, immutable"
    assert said["sitemap.xml"]["CacheControl"] == "public, max-age=300, must-revalidate"
    assert said["παλιά/index.html"]["WebsiteRedirectLocation"] == "/nea/limani/"


def test_media_lie_apart_in_a_bucket(target: S3Target, tmp_path: Path) -> None:
    """Kept for good under names that are new with their bytes; what came before goes once the site is out."""
    there = serving_apart(settings_below(ROOT, MEDIA_URL="https://media.example"))
    place = MediaPlace("s3://site/www", S3Target.of("s3://site/www", there), there)
    old, new = "audio/show/el/one.11111111.mp3", "audio/show/el/one.22222222.mp3"
    for number, name in enumerate((old, new)):
        with place.around(tree(tmp_path / str(number), {name: "sound"}), NOON, lambda plan, paths: paths):
            assert set(held(target)) == ({old} if name == old else {old, new})
    assert set(held(target)) == {new}
    assert target._head(new)["CacheControl"].endswith("immutable") and target._head(new)["ContentType"] == "audio/mpeg"


@pytest.fixture
def failing(target: S3Target, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of calls after which the server refuses all."""
    left = [1 << 30]
    call = S3Target._call

    def refused(self: S3Target, *words: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise TargetFailed(f"{self.place}: ExpiredToken")
        return call(self, *words, **more)

    monkeypatch.setattr(S3Target, "_call", refused)
    return left


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
def test_faults(step: int, target: S3Target, failing: list[int], tmp_path: Path) -> None:
    """The credentials end at each call: the error says so, and the next run puts right whatever was carried.

    That is of a third site, in which what the second changed is as in the first.
    """
    first, second = tree(tmp_path / "first", FIRST), tree(tmp_path / "second", SECOND)
    publish(first, target)
    number, is_done = 0, False
    while not is_done:
        number += step
        failing[0] = number
        try:
            publish(second, target)
            is_done = True
        except TargetFailed as error:
            assert "ExpiredToken" in str(error)
        failing[0] = 1 << 30
        target._delete([LOCK])
        publish(first, target)
        kept = {path: text for path, text in held(target).items() if path in FIRST or not path.startswith("theme/")}
        assert kept == FIRST, number
    assert number >= 12  # calls, at least, before the publication succeeds


def test_what_was_carried_already_does_not_travel_again(target: S3Target, failing: list[int], tmp_path: Path) -> None:
    """A publication that did not end is gone on with."""
    second = tree(tmp_path / "second", SECOND)
    publish(tree(tmp_path / "first", FIRST), target)
    failing[0] = 9
    with pytest.raises(TargetFailed, match="publish again"):
        publish(second, target)
    failing[0] = 1 << 30
    target._delete([LOCK])
    assert target.published().doubtful
    times = target._head("theme/style.2222.css")["LastModified"]
    time.sleep(1)
    publish(second, target)
    assert target._head("theme/style.2222.css")["LastModified"] == times
    assert not target.published().doubtful


def test_two_at_once(target: S3Target, tmp_path: Path) -> None:
    """The second is refused while the first is alive; a lock of a process that is gone is void."""
    site = tree(tmp_path / "first", FIRST)
    with target.held(), pytest.raises(Busy):
        publish(site, S3Target.of("s3://site/www", serving()))
    target._write(LOCK, json.dumps({**target.owner, "pid": 1 << 22}).encode())
    publish(site, target)
    assert held(target) == FIRST


def test_a_server_that_ignores_conditions(server: Server, target: S3Target) -> None:
    """It is found out by trial; a lock there is looked at again after a while, and the last to write it has it."""
    assert target._keeps_conditions() == (server.name != "s3rver")


def test_a_large_file_goes_in_parts(target: S3Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "WHOLE", 2)
    publish(tree(tmp_path / "first", FIRST), target)
    assert held(target) == FIRST
    assert target._head("audio/show/el/one.mp3")["ContentType"] == "audio/mpeg"


def test_a_record_that_is_damaged(target: S3Target, tmp_path: Path) -> None:
    """Everything travels anew, and nothing is deleted."""
    publish(tree(tmp_path / "first", FIRST), target)
    target._write(RECORD, b'{"number": 3, "files": {"../x": [1, "00"]}}')
    assert set(publish(tree(tmp_path / "second", SECOND), target).put) == SECOND.keys()
    assert decode(b"{}").number == 0


def test_a_bucket_keeps_no_releases(target: S3Target, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="keeps no releases"):
        flow.roll_back(target)


def test_secrets_stay(target: S3Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server says of them is not repeated."""

    def leaking(*words: Any, **more: Any) -> None:
        raise OSError(f"the key {SECRET} is wrong")

    monkeypatch.setattr(target.fs, "cat_file", leaking)
    with pytest.raises(TargetFailed) as failed:
        flow.planned(tree_of_nothing(), target, serving(), NOON)
    assert SECRET not in str(failed.value)


def tree_of_nothing() -> Any:
    from plugins.publish.tree import Tree

    return Tree(Path(), {})
