"""Ceph's own server of buckets as a throwaway node on loopback, with its objects in memory: for the long runs."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROGRAMS = ("radosgw", "radosgw-admin", "ceph", "ceph-mon", "ceph-osd", "monmaptool")
#: A monitor and one store, without passwords and without copies
#: (https://docs.ceph.com/en/pacific/rados/configuration/).
CONFIGURATION = """
[global]
fsid = {fsid}
auth cluster required = none
auth service required = none
auth client required = none
mon host = [v1:127.0.0.1:{monitor}]
ms bind msgr2 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
mon allow pool size one = true
mon data avail crit = 1
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
keyring = {work}/keyring
log file = {work}/$name.log
admin socket = {work}/$name.asok
pid file = {work}/$name.pid
run dir = {work}
rgw data = {work}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}
"""


@contextmanager
def radosgw(port: int, monitor: int, work: Path, key: str) -> Iterator[None]:
    """Have the gateway listen at `port`, with one user whose key and secret are `key`."""
    fsid = str(uuid.uuid4())
    conf = work / "ceph.conf"
    conf.write_text(CONFIGURATION.format(fsid=fsid, work=work, port=port, monitor=monitor), encoding="ascii")
    (work / "keyring").touch()
    (work / "osd").mkdir()
    address = f"[v1:127.0.0.1:{monitor}]"

    def run(*words: str | Path) -> None:
        subprocess.run([*words, "-c", conf], check=True, capture_output=True, timeout=120)

    with ExitStack() as stack:

        def start(*words: str | Path) -> None:
            program = _staying([*words, "-c", conf, "-f"])
            stack.callback(program.wait)
            stack.callback(program.kill)

        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, work / "monmap")
        run("ceph-mon", "--mkfs", "-i", "a", "--mon-data", work / "mon", "--monmap", work / "monmap")
        start("ceph-mon", "-i", "a", "--mon-data", work / "mon")
        osd = str(uuid.uuid4())
        run("ceph", "osd", "new", osd)
        run("ceph-osd", "-i", "0", "--mkfs", "--osd-data", work / "osd", "--osd-uuid", osd)
        start("ceph-osd", "-i", "0", "--osd-data", work / "osd")
        start("radosgw", "-n", "client.rgw")
        _wait_for_answer(f"http://127.0.0.1:{port}")
        user = ("user", "create", "--uid=t", "--display-name=t", f"--access-key={key}", f"--secret-key={key}")
        run("radosgw-admin", *user)
        yield


def _staying(line: list[str | Path]) -> subprocess.Popen[bytes]:
    """A program that was started and did not end at once: a store does that whose monitor is not ready yet."""
    for _ in range(10):
        program = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2)
        if program.poll() is None:
            return program
    raise OSError(f"{line[0]} does not stay")


def _wait_for_answer(url: str) -> None:
    """Return when the gateway has made its pools and speaks."""
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"{url}: no answer")
