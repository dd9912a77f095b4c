"""A branch of a repository, from which a forge serves pages."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plugins.model.errors import UsageError
from plugins.publish import flow
from plugins.publish.publication import RECORD
from plugins.publish.target import Busy, NoRelease, TargetFailed
from plugins.publish.targets.git import PLAIN, GitTarget
from tests.publish.places import FIRST, NOON, SECOND, publish, serving, tree


def git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True, encoding="utf-8").stdout


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A repository as forges have them."""
    bare = tmp_path / "site.git"
    git("init", "--quiet", "--bare", str(bare))
    git("-C", str(bare), "config", "uploadpack.allowFilter", "true")
    git("-C", str(bare), "config", "uploadpack.allowAnySHA1InWant", "true")
    return bare


@pytest.fixture
def target(bare: Path) -> GitTarget:
    return GitTarget.of(f"git+file://{bare}#pages")


def held(bare: Path, branch: str = "pages") -> dict[str, str]:
    """What lies in a branch, without what publishing keeps there for itself."""
    names = git("-C", str(bare), "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", branch).splitlines()
    return {name: git("-C", str(bare), "show", f"{branch}:{name}") for name in names if name not in (RECORD, PLAIN)}


def test_what_is_out_is_the_site(target: GitTarget, bare: Path, tmp_path: Path) -> None:
    """One commit without history; what is published next goes on from it, and one can go back."""
    first, second = tree(tmp_path / "first", FIRST), tree(tmp_path / "second", SECOND)
    publish(first, target)
    assert held(bare) == FIRST
    assert publish(first, target).is_empty()
    plan = publish(second, target)
    assert held(bare) == SECOND | {"theme/style.1111.css": "one"}
    assert git("-C", str(bare), "rev-list", "--count", "pages").strip() == "1"
    assert target.published() == plan.after
    assert held(bare, "pages-before") == FIRST
    flow.roll_back(target)
    assert held(bare) == FIRST


def test_only_what_changed_travels(target: GitTarget, bare: Path, tmp_path: Path) -> None:
    """The repository of our own fetches no file that stays; of those that change git takes the old ones to compare."""
    publish(tree(tmp_path / "first", FIRST), target)
    second = tree(tmp_path / "second", SECOND)
    with target.held():
        plan = flow.plan_of(second, target.published(), serving(), NOON)
        target.begin(plan)
        assert list(target.put(plan)) == list(plan.put)
        target.show(plan)
        objects = git("-C", str(target.work), "cat-file", "--batch-all-objects", "--batch-check", "--unordered")
    sound = git("-C", str(bare), "rev-parse", "pages:audio/show/el/one.mp3").strip()
    assert sound not in objects


def test_what_others_put_into_the_branch_stays(target: GitTarget, bare: Path, tmp_path: Path) -> None:
    """The name of a domain, as GitHub writes it."""
    clone = tmp_path / "clone"
    git("clone", "--quiet", str(bare), str(clone))
    (clone / "CNAME").write_text("diavlos.example", encoding="ascii")
    git("-C", str(clone), "add", "CNAME")
    git("-C", str(clone), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "domain")
    git("-C", str(clone), "push", "--quiet", "origin", "HEAD:pages")
    publish(tree(tmp_path / "first", FIRST), target)
    assert held(bare) == FIRST | {"CNAME": "diavlos.example"}


def test_two_at_once(target: GitTarget, bare: Path, tmp_path: Path) -> None:
    """Whoever comes second is refused, and the site is the first one's, whole."""
    first, second = tree(tmp_path / "first", FIRST), tree(tmp_path / "second", SECOND)
    with target.held():
        plan = flow.plan_of(first, target.published(), serving(), NOON)
        target.begin(plan)
        list(target.put(plan))
        publish(second, GitTarget.of(f"git+file://{bare}#pages"))
        with pytest.raises(Busy):
            target.show(plan)
    assert held(bare) == SECOND


def test_nothing_to_go_back_to(target: GitTarget, tmp_path: Path) -> None:
    publish(tree(tmp_path / "first", FIRST), target)
    with pytest.raises(NoRelease):
        flow.roll_back(target)


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    """Git's own words stand in the error, and the token of the environment does not."""
    with pytest.raises(TargetFailed, match="does not appear to be a git repository"):
        publish(tree(tmp_path / "first", FIRST), GitTarget.of(f"git+file://{tmp_path}/none.git"))
    with pytest.raises(UsageError, match="is no repository"):
        GitTarget.of("git+ext://sh -c x")


def test_a_token_reaches_no_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nor an error: git is told of it by its environment."""
    monkeypatch.setenv("DIAVLOS_GIT_TOKEN", "sesame")
    target = GitTarget.of("git+https://127.0.0.1:9/site.git")
    with pytest.raises(TargetFailed) as failed, target.held():
        pass
    assert "sesame" not in str(failed.value)


@pytest.mark.parametrize("is_taken", [True, False])
def test_an_answer_that_is_lost(is_taken: bool, target: GitTarget, bare: Path, tmp_path: Path) -> None:
    """The server is asked what became of it: where it took the commit, the site is out, and else it is as before."""
    publish(tree(tmp_path / "first", FIRST), target)
    pushed = target._git

    def losing(*words: str, data: bytes = b"") -> bytes:
        if words[0] == "push":
            if is_taken:
                pushed(*words)
            raise TargetFailed("the remote end hung up")
        return pushed(*words, data=data)

    target._git = losing  # type: ignore[method-assign]  # the network is lost at one call
    second = tree(tmp_path / "second", SECOND)
    if is_taken:
        publish(second, target)
        assert held(bare)["index.html"] == "two"
    else:
        with pytest.raises(TargetFailed, match="hung up; readers have what was out before"):
            publish(second, target)
        assert held(bare) == FIRST
