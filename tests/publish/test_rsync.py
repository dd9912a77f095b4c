"""A folder of another machine: rsync and the shell are real, and ssh is a program that runs the line right here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.model.errors import UsageError
from plugins.publish import flow
from plugins.publish.target import Busy, TargetFailed
from plugins.publish.targets.rsync import RsyncTarget
from tests.programs import needs
from tests.publish.places import FIRST, SECOND, held, publish, tree
from tests.servers import free_port

pytestmark = needs("rsync", "flock")

#: Takes the name of the machine away and has a shell run the rest, as sshd does.
SHELL = """#!/bin/sh
[ "$1" = -l ] && shift 2
shift
echo call >> "$0.log"
if [ -e "$0.down" ]; then echo "no route" >&2; exit 255; fi
exec sh -c "$*"
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shell = tmp_path / "shell"
    shell.write_text(SHELL, encoding="ascii")
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    return shell


@pytest.fixture
def target(shell: Path, tmp_path: Path) -> RsyncTarget:
    return RsyncTarget.of(f"ssh://web@host{tmp_path}/a%20site", keep=2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "a site"


def test_what_is_out_is_the_site(target: RsyncTarget, root: Path, tmp_path: Path) -> None:
    """Releases and one link, as in a folder of this machine; what did not change is the same file."""
    first, second = tree(tmp_path / "first", FIRST), tree(tmp_path / "second", SECOND)
    publish(first, target)
    assert held(root / "current") == FIRST
    inode = (root / "current/sitemap.xml").stat().st_ino
    assert publish(first, target).is_empty()
    plan = publish(second, target)
    assert held(root / "current") == SECOND | {"theme/style.1111.css": "one"}
    assert (root / "current/sitemap.xml").stat().st_ino == inode
    assert target.published() == plan.after
    flow.roll_back(target)
    assert held(root / "current") == FIRST


def test_so_many_releases_stay(target: RsyncTarget, root: Path, tmp_path: Path) -> None:
    """Nothing of the way there stays."""
    for number in range(4):
        publish(tree(tmp_path / "site", {"index.html": str(number)}), target)
    assert sorted(name[:6] for name in os.listdir(root / "releases")) == ["000003", "000004"]


def test_a_publication_that_did_not_end_is_gone_on_with(target: RsyncTarget, root: Path, tmp_path: Path) -> None:
    """What is there already does not travel again, and what is not wanted any more goes nowhere."""
    publish(tree(tmp_path / "first", FIRST), target)
    upload = root / "releases/.upload"
    upload.mkdir()
    (upload / "index.html").write_text("two", encoding="utf-8")
    (upload / "stray.html").write_text("two", encoding="utf-8")
    publish(tree(tmp_path / "second", SECOND), target)
    assert held(root / "current") == SECOND | {"theme/style.1111.css": "one"}


def test_the_network_drops(target: RsyncTarget, root: Path, shell: Path, tmp_path: Path) -> None:
    """At each of the calls: readers have the one site or the other, and the error says which, where it can be known."""
    publish(tree(tmp_path / "first", FIRST), target)
    second = tree(tmp_path / "second", SECOND)
    calls = shell.with_name("shell.log").read_text(encoding="utf-8").count("\n")
    for number in range(2, calls):
        shell.write_text(SHELL.replace('[ -e "$0.down" ]', f'[ "$(wc -l < "$0.log")" -ge {number} ]'), encoding="ascii")
        shell.with_name("shell.log").write_text("", encoding="ascii")
        with pytest.raises(TargetFailed, match="no route"):
            publish(second, target)
        assert held(root / "current") in (FIRST, SECOND | {"theme/style.1111.css": "one"})
    shell.write_text(SHELL, encoding="ascii")
    publish(second, target)
    assert held(root / "current") == SECOND | {"theme/style.1111.css": "one"}


def test_two_at_once(target: RsyncTarget, tmp_path: Path) -> None:
    """The lock is the other machine's, and ends with the connection."""
    site = tree(tmp_path / "first", FIRST)
    with target.held(), pytest.raises(Busy):
        publish(site, RsyncTarget.of(f"ssh://host{tmp_path}/a%20site", 2))
    publish(site, target)


def test_a_dry_run_touches_nothing(target: RsyncTarget, root: Path, tmp_path: Path) -> None:
    """Not even the folder."""
    assert target.published().number == 0
    assert not root.exists()


def test_an_address_is_refused_that_ssh_would_take_for_an_option(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder of a machine"):
        RsyncTarget.of("ssh://-oProxyCommand=x/srv", 2)


@pytest.fixture
def sshd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a real sshd of this machine, with keys of its own; whoever runs the tests may log in."""
    for name in ("host", "own"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True)
    port = free_port()
    lines = [f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {tmp_path}/host", f"PidFile {tmp_path}/pid"]
    lines += [f"AuthorizedKeysFile {tmp_path}/own.pub", "StrictModes no", "UsePAM no", "PermitRootLogin yes"]
    (tmp_path / "sshd_config").write_text("\n".join(lines) + "\n", encoding="ascii")
    known = (tmp_path / "host.pub").read_text(encoding="ascii")
    (tmp_path / "known").write_text(f"[127.0.0.1]:{port} {known}", encoding="ascii")
    ssh = f"ssh -F none -i {tmp_path}/own -o UserKnownHostsFile={tmp_path}/known -o BatchMode=yes"
    monkeypatch.setenv("RSYNC_RSH", ssh)
    Path("/run/sshd").mkdir(exist_ok=True)
    line = [str(shutil.which("sshd", path="/usr/sbin")), "-D", "-e", "-f", str(tmp_path / "sshd_config")]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as server:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"ssh://127.0.0.1:{port}"
        server.terminate()


@pytest.mark.long
@needs("sshd", "ssh-keygen")
@pytest.mark.skipif(os.getuid() != 0, reason="an sshd of one's own needs the rights of root")
def test_a_real_sshd(sshd: str, root: Path, tmp_path: Path) -> None:
    """With ssh itself, a port, and a folder with a space in its name."""
    target = RsyncTarget.of(f"{sshd}{tmp_path}/a%20site", keep=2)
    publish(tree(tmp_path / "first", FIRST), target)
    publish(tree(tmp_path / "second", SECOND), target)
    assert held(root / "current") == SECOND | {"theme/style.1111.css": "one"}
    flow.roll_back(target)
    assert held(root / "current") == FIRST
