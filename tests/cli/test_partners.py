"""Proposals of partners: what is whose, by its path; what forges are told; and what a comment says of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from plugins.cli.owners import Forge, ProposedFile, changes, codeowners, owner_of, partners_of, trespasses
from plugins.cli.proposal import plain
from plugins.model.errors import UsageError
from plugins.settings import Settings
from tests.conftest import ROOT, SmallSite, borrow
from tests.forks import forked

MEMBERS = {"volos": ("maria-k",), "volos-energy": ("@nikos",)}
OWN = {
    "content/members/volos.el.md": "volos",
    "content/members/volos/logo.png": "volos",
    "content/news/volos-fair.en.md": "volos",
    "content/news/volos-fair/index.el.md": "volos",
    "content/shows/volos-radio/one.el.md": "volos",
    "content/members/volos-energy.el.md": "volos-energy",
    "content/news/volos-energy-fair.el.md": "volos-energy",
    "content/members/volos-new.el.md": "",
    "content/news/volosfair.el.md": "",
    "content/news/harbour.el.md": "",
    "content/taxonomies.yaml": "",
    "content/stations/volos-fm.yaml": "",
    "content/News/volos-fair.el.md": "",
    "news/volos-fair.el.md": "",
    ".github/workflows/site.yml": "",
    "pelicanconf.py": "",
    "content": "",
}
TEXT = (
    "---\nid: 22222222-2222-4222-8222-222222222222\ntitle: {}\nsummary: S.\ndate: 2026-01-01\nonly: el\n---\nΛόγια.\n"
)


@pytest.fixture
def settings(make_settings: Callable[..., Settings], tmp_path: Path) -> Settings:
    (tmp_path / "content/members").mkdir(parents=True)
    for key in MEMBERS:
        (tmp_path / f"content/members/{key}.el.md").touch()
    return make_settings(DESK=["anna", "@ours/desk"], PARTNERS={key: list(own) for key, own in MEMBERS.items()})


@pytest.mark.parametrize(("path", "owner"), OWN.items())
def test_a_path_is_whose_name_it_bears(path: str, owner: str) -> None:
    """Of two keys that fit, the longer; a page of a member that is not there yet is the desk's."""
    assert owner_of(path, MEMBERS) == owner


def test_a_partner_stays_in_its_own_part() -> None:
    """Every path counts: what is new, changed or gone; what is no regular file is refused even there."""
    own = [
        ProposedFile("content/news/volos-fair.el.md", "100644"),
        ProposedFile("content/members/volos.el.md", "000000"),
    ]
    assert not list(trespasses(own, MEMBERS, ["anna"], "Maria-K"))
    assert not list(trespasses([ProposedFile("pelicanconf.py", "100644")], MEMBERS, ["anna"], "anna"))
    for change in (
        ProposedFile("content/news/other.el.md", "000000"),
        ProposedFile("content/news/volos-a.txt", "120000"),
    ):
        (problem,) = trespasses([*own, change], MEMBERS, ["anna"], "maria-k")
        assert problem.file == change.path
    (stranger,) = trespasses(own[:1], MEMBERS, ["anna"], "somebody")
    assert "works for no member" in str(stranger.hint)


@pytest.mark.parametrize("forge", ["github", "gitlab", "gitea"])
def test_each_forge_is_told_in_its_own_syntax(forge: Forge, settings: Settings) -> None:
    """As it matches paths itself: the last line that fits, or on Gitea each one."""
    rows = [line.split(" ") for line in codeowners(forge, settings).splitlines() if line and not line.startswith("#")]
    for path, owner in OWN.items():
        asked = set(who_is_asked(forge, path, rows))
        assert {"@anna", "@ours/desk"} <= asked
        assert ("@maria-k" in asked) is (
            owner == "volos" or (forge == "gitea" and owner == "volos-energy" and "/news/" in path)
        )
        assert ("@nikos" in asked) is (owner == "volos-energy")


def who_is_asked(forge: Forge, path: str, rows: list[list[str]]) -> list[str]:
    if forge == "gitea":  # the escape of a backslash is one of its file, and its expressions match whole paths
        fits = [names for pattern, *names in rows if re.fullmatch(pattern.replace("\\\\", "\\"), path)]
        return [name for names in fits for name in names]
    fits = [names for pattern, *names in rows if glob(pattern, path)]
    return fits[-1]


def glob(pattern: str, path: str) -> bool:
    """A pattern of gitignore's that is anchored: `*` stays within a folder, and a folder holds all below it."""
    if pattern == "*":
        return True
    parts, names = pattern.strip("/").split("/"), path.split("/")
    if pattern.endswith("/") and len(names) <= len(parts):
        return False
    return len(names) >= len(parts) and all(map(fnmatchcase, names, parts))


def test_a_member_that_is_not_there_is_refused(make_settings: Callable[..., Settings], settings: Settings) -> None:
    wrong = make_settings(PARTNERS={"volos-enrgy": ["a"]})
    with pytest.raises(UsageError, match=r"no member 'volos-enrgy'; did you mean volos-energy\?"):
        partners_of(wrong)
    with pytest.raises(UsageError, match="name nobody of the desk"):
        codeowners("github", wrong)


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def proposed(small_site: SmallSite) -> SmallSite:
    """A repository with the branch `main`, and a proposal on top of it: a new text, a moved one, a link, a setting."""
    folder, content = small_site.folder, small_site.content
    names = [
        "import sys",
        f"sys.path.insert(0, {str(ROOT)!r})",
        "from pelicanconf import *",
        "from pathlib import Path",
    ]
    names += ["PATH = str(Path(__file__).parent / 'content')", "DESK = ['anna']"]
    names += ["PARTNERS = {'volos-energy': ['maria-k']}", "CHANNELS = ['web', 'network']"]
    (folder / "siteconf.py").write_text("\n".join(names), encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "content", "siteconf.py")
    git(folder, "commit", "-qm", "one")
    git(folder, "checkout", "-qb", "proposal")
    (content / "news/volos-energy-fair.el.md").write_text(TEXT.format("Η [γιορτή](http://bad.example) @all"), "utf-8")
    (content / "guides/register.el.md").rename(content / "guides/volos-energy-register.el.md")
    (content / "news/volos-energy-link.txt").symlink_to("/etc/passwd")
    git(folder, "add", ".gitignore" if (folder / ".gitignore").exists() else "content")
    git(folder, "add", "content")
    git(folder, "commit", "-qm", "two")
    return small_site


def run(site: SmallSite, *words: str) -> subprocess.CompletedProcess[str]:
    borrow(site.folder / "cache")
    return forked([*words, "-s", str(site.folder / "siteconf.py")])


def test_a_proposal_is_held_to_its_authors_part(proposed: SmallSite) -> None:
    """By the names in git alone; of a rename both; annotations say it in the site's language."""
    git(proposed.folder, "checkout", "-q", "main")
    done = run(proposed, "allowed", "main", "proposal", "--author", "maria-k", "--lang", "en")
    assert done.returncode == 1
    told = [line.partition(": ")[0] for line in done.stdout.splitlines()]
    assert told == ["content/guides/register.el.md", "content/news/volos-energy-link.txt"]
    assert "is not a part of yours — yours are content/members/volos-energy" in done.stdout
    done = run(proposed, "allowed", "main", "proposal", "--author", "maria-k", "--format", "github")
    assert done.stdout.startswith("::error file=content/guides/register.el.md,title=owners::δεν ανήκει")
    assert run(proposed, "allowed", "main", "proposal", "--author", "anna").returncode == 0
    assert run(proposed, "allowed", "main", "main", "--author", "maria-k").returncode == 0


@pytest.mark.parametrize("base", ["nowhere", "--output=x"])
def test_what_git_does_not_know_is_told(base: str, proposed: SmallSite) -> None:
    with pytest.raises(UsageError, match="git can't compare"):
        changes(proposed.folder, base, "proposal")


def test_a_comment_says_what_is_proposed(proposed: SmallSite) -> None:
    """Titles and addresses, in the site's language; words of strangers are shown as they are, and do nothing."""
    (proposed.content / "news/volos-energy-link.txt").unlink()
    done = run(proposed, "proposal", "main", "--now", "2026-11-22", "--link", "https://forge.example/runs/1")
    assert done.returncode == 0, done.stderr
    assert "3 κείμενα" in done.stdout and "`/nea/" in done.stdout
    assert r"Η \[γιορτή\]\(http://bad.example\) @" + "\u200ball" in done.stdout
    assert "`guides/register.el.md` διαγράφεται" in done.stdout
    assert "https://forge.example/runs/1" in done.stdout and "**" in done.stdout


@pytest.mark.parametrize("text", ["<img src=x>", "@everyone", "`code`", "a\nb", "[x](y)", "#1", "**b**"])
def test_words_of_strangers_are_no_markdown(text: str) -> None:
    made = plain(text)
    assert "\n" not in made and not re.search(r"(?<!\\)[\[<`*#(]", made) and not re.search(r"@\w", made)
