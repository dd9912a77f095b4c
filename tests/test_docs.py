"""The documentation tells the truth: names stand in it, examples are read, commands run, links lead somewhere.

A block fenced `console` is run: its lines that begin with `$ `, in order, in a copy of the checkout of its own. A block
fenced `sh` is only parsed: it installs, publishes or waits.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import yaml
from invoke import Collection

from plugins.channels import chosen
from plugins.channels.shared import views
from plugins.channels.shared.filters import filters_for
from plugins.channels.shared.page import FeedLink
from plugins.channels.web import heads
from plugins.check.rules import rules
from plugins.cli.host import read_settings
from plugins.cli.main import parser
from plugins.cli.report import LEVELS
from plugins.model import errors
from plugins.model.document import Heading
from plugins.model.entry import KINDS
from plugins.model.fields import Whose
from plugins.model.file import File
from plugins.model.kinds import FIELDS_OF
from plugins.read import stations
from plugins.read.document import parse
from plugins.read.files import FOLDERS
from plugins.read.schemas import schema
from plugins.settings import LanguageSettings
from plugins.settings.convert import names_of
from plugins.settings.reading import CORE, known_names
from plugins.settings.site import ADDRESSES
from tests.conftest import NOW, URL, SmallSite, borrow, fields_of, lend

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
WORKFLOWS = ROOT / ".github" / "workflows"
_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".output*", ".*cache", ".hypothesis", "node_modules")

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GUIDES = {"el": DOCS / "editors.el.md", "en": DOCS / "editors.en.md"}
SORTS = {
    "el": {"own": "κάθε γλώσσα", "neutral": "μία φορά", "inherited": "κληρονομείται"},
    "en": {"own": "each language", "neutral": "once", "inherited": "inherited"},
}
YES = {"el": "ναι", "en": "yes"}


def not_copied(folder: str, names: list[str]) -> set[str]:
    """Return what a copy of the project does without: the site that was built, and what can be made again."""
    return _NOT_COPIED(folder, names) | ({"output"} & set(names) if Path(folder) == ROOT else set())


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def section(page: Path, heading: str) -> str:
    """What stands below a heading, up to the next of its level or above."""
    text = text_of(page)
    level = heading.count("#")
    start = text.index(f"\n{heading}\n") + len(heading) + 2
    masked = BLOCK.sub(lambda match: "\n" * len(match[0]), text)  # headings in examples are none
    end = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(masked, start)
    return text[start : end.start() if end else len(text)]


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows but the heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {i for i, line in enumerate(lines) if set(line) <= set("|- ")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for i, line in enumerate(lines)
        if i not in heads and i + 1 not in heads
    ]


def in_backticks(text: str) -> set[str]:
    return {name for code in re.findall(r"`([^`\n]+)`", text) for name in [code.partition("(")[0]]}


def blocks(page: Path, language: str) -> list[str]:
    return [body for fence, body in BLOCK.findall(text_of(page)) if fence == language]


def run(line: list[Any], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line, check=False, capture_output=True, text=True, encoding="utf-8", **options)


def commands() -> dict[str, argparse.ArgumentParser]:
    root = parser()
    return next(dict(a.choices) for a in root._actions if isinstance(a, argparse._SubParsersAction))


def options_of(command: argparse.ArgumentParser) -> Iterator[str]:
    for action in command._actions:
        if not isinstance(action, argparse._HelpAction):
            yield from action.option_strings or [(action.metavar or action.dest).upper()]


# ------------------------------------------------------------------------------------------------- commands


@pytest.mark.parametrize("name", commands())
def test_command_has_its_heading(name: str) -> None:
    """Every command has a section in docs/commands.md."""
    assert f"\n## {name}\n" in text_of(DOCS / "commands.md")


def test_options_are_all_described_and_exist() -> None:
    """The tables of docs/commands.md hold every option of the command line and of the tasks, and no other."""
    text = text_of(DOCS / "commands.md")
    described = set(re.findall(r"`(-{1,2}[a-z][a-z-]*)", text))
    described |= {word.rstrip("…") for row in rows(text) for word in re.findall(r"^`([A-Z]+…?)`$", row[0])}
    existing = {option for command in commands().values() for option in options_of(command)}
    existing |= {"--long", "--lighthouse"}  # of `invoke test` and `invoke audit`
    assert described == existing


def test_tasks_take_the_options_of_the_commands() -> None:
    """So what docs/commands.md says of a command holds for the task of the same name."""
    for name, command in commands().items():
        task = task_collection()[name]
        taken = {f"--{argument.name.replace('_', '-')}" for argument in task.get_arguments()}
        existing = {option for option in options_of(command) if option.startswith("--")}
        assert existing <= taken


def task_collection() -> Collection:
    """The tasks of tasks.py."""
    space: dict[str, Any] = {}
    exec(compile((ROOT / "tasks.py").read_text(encoding="utf-8"), "tasks.py", "exec"), space)
    namespace: Collection = space["namespace"]
    return namespace


def test_tasks_and_make_targets_are_described() -> None:
    """Every task of tasks.py and every target of the Makefile stands in docs/commands.md, and no other."""
    text = text_of(DOCS / "commands.md")
    own = set(task_collection().task_names) - set(commands())
    assert set(re.findall(r"^\| `invoke ([a-z]+)`", text, re.MULTILINE)) == own
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony and set(re.findall(r"^\| `make ([a-z-]+)`", text, re.MULTILINE)) == set(phony[1].split())


def test_exit_statuses_are_described() -> None:
    """Every exit status of our exceptions, 0 and Ctrl+C."""
    kinds = [errors.ContentError, errors.UsageError, errors.MachineError]
    expected = {"0", "130", *(str(kind.exitcode) for kind in kinds)}
    assert {row[0] for row in rows(section(DOCS / "commands.md", "## Exit statuses"))} == expected


def test_report_fields_are_described() -> None:
    """The report's fields as write_report makes them; the levels of problems."""
    tree = ast.parse((ROOT / "plugins" / "cli" / "report.py").read_text(encoding="utf-8"))
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "write_report")
    record = next(n.value for n in function.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Dict))
    keys = {key.value for key in record.keys if isinstance(key, ast.Constant)}
    assert {row[0].strip("`") for row in rows(section(DOCS / "commands.md", "## Report"))} == keys
    assert set(LEVELS) <= in_backticks(section(DOCS / "commands.md", "## check"))
    flow = (ROOT / "plugins" / "engine" / "pipeline.py").read_text(encoding="utf-8")
    stages = set(re.findall(r'\btimed\("(\w+)"\)', flow))
    assert {"look", "publish"} <= stages <= in_backticks(section(DOCS / "commands.md", "## Report"))


# ------------------------------------------------------------------------------------------------- settings


def test_settings_are_described() -> None:
    """Every setting of ours, and every name that pelicanconf.py sets."""
    text = text_of(DOCS / "settings.md")
    described = {name.strip("` ") for row in rows(text) for name in row[0].split(",")}
    assert {name for name in described if name.isupper()} == known_names(chosen({}))
    assert read_settings(ROOT / "pelicanconf.py", {}).keys() - {"HERE"} <= described


def test_defaults_of_settings_are_described() -> None:
    """Those of the types, and beside them what the site of this checkout says ("`12` here, else `10`")."""
    groups = (*CORE, *(channel.settings for channel in chosen({}) if channel.settings))
    fields = [field for group in groups for field in msgspec.structs.fields(group)]
    usual = {field.encode_name: shown(field.default) for field in fields if field.default is not msgspec.NODEFAULT}
    here = {name: shown(value) for name, value in read_settings(ROOT / "pelicanconf.py", {}).items()}
    text = text_of(DOCS / "settings.md").partition("## Of one build")[0]
    told = {name.strip("` "): row[1] for row in rows(text) for name in row[0].split(",")}
    for name in told.keys() & usual.keys():
        at_home, _, rest = told[name].rpartition(" here")
        assert rest.removeprefix(", else ") == usual[name] or told[name] == usual[name], name
        assert not at_home or at_home in (here[name], "a UUID"), name
    assert {"FEED_MAX_ITEMS", "DIGEST_WEEKS", "PODCAST_MAX_ITEMS", "OFFLINE"} <= told.keys()


def shown(value: object) -> str:
    """A setting's value as the tables show it."""
    return f"`{value if isinstance(value, str) else repr(value)}`" if value or value in (0, False) else "empty"


def test_keys_of_a_language_are_described() -> None:
    """Every key of an entry of LANGUAGES."""
    told = {row[0].strip("`") for row in rows(section(DOCS / "settings.md", "## The site")) if not row[0].isupper()}
    assert {name for name in told if name.islower()} == set(names_of(LanguageSettings)) - {"code"}


def test_addresses_are_described() -> None:
    """The table of ADDRESSES is that of the site and of all channels."""
    table = {row[0].strip("`"): row[1].strip("`") for row in rows(section(DOCS / "settings.md", "### Addresses"))}
    theirs = [dict(channel.addresses) for channel in chosen({})]
    assert table == {sort: pattern for own in (ADDRESSES, *theirs) for sort, pattern in own.items()}


def test_what_a_channel_takes_is_there() -> None:
    """Each name of docs/channels.md, in the module that it is said to be in."""
    for module, names, _ in rows(section(DOCS / "channels.md", "## What code takes")):
        for name in names.split(", "):
            assert resolve_name(f"{module.strip('`')}:{name.strip('`')}"), name


def test_environment_variables_are_described() -> None:
    """Every variable of the environment that the settings read."""
    sources = [ROOT / "publishconf.py", *(ROOT / "plugins" / "settings").glob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    read = set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', code))
    assert read and read <= in_backticks(text_of(DOCS / "settings.md"))


# ------------------------------------------------------------------------------------------------- editors


def kind_heading(page: Path, kind: str) -> str:
    return next(line for line in text_of(page).splitlines() if line.startswith("### ") and line.endswith(f"(`{kind}`)"))


def of_all_kinds() -> set[str]:
    """The fields that texts of every kind may state, for whichever channel."""
    return set.intersection(*(set(schema(kind, "Europe/Athens", fields_of(kind))) for kind in KINDS))


@pytest.mark.parametrize("lang", GUIDES)
@pytest.mark.parametrize("kind", ["", *KINDS])
def test_fields_are_described(lang: str, kind: str) -> None:
    """Each kind's own fields, with who states them and whether they must be there; "" stands for the common ones."""
    page = GUIDES[lang]
    heading = kind_heading(page, kind) if kind else {"el": "### Κοινά πεδία", "en": "### Common fields"}[lang]
    table = {row[0].strip("`"): (row[1], row[2]) for row in rows(section(page, heading))}
    known = schema(kind or "news", "Europe/Athens", fields_of(kind or "news"))
    wanted = {
        name: (SORTS[lang][field.sort], YES[lang] if field.required else "")
        for name, field in known.items()
        if (name in of_all_kinds()) is (not kind)
    }
    assert table == wanted


@pytest.mark.parametrize("lang", GUIDES)
@pytest.mark.parametrize("kind", KINDS)
def test_example_of_a_kind_is_read(lang: str, kind: str) -> None:
    """The example is accepted, has all required fields and shows every field of the kind that most texts have."""
    examples = [body for fence, body in BLOCK.findall(section(GUIDES[lang], kind_heading(GUIDES[lang], kind))) if fence]
    document, _ = parse(examples[0].encode(), kind, lang, "Europe/Athens", (), fields_of)
    assert [str(problem.message) for problem in document.problems] == []
    required = {name for name, field in schema(kind, "Europe/Athens").items() if field.required}
    assert required <= set(document.stated())


@pytest.mark.parametrize("lang", GUIDES)
def test_folders_are_described(lang: str) -> None:
    """Every folder and kind of the content."""
    names = in_backticks(text_of(GUIDES[lang]))
    assert set(KINDS) <= names
    assert {f"{folder}/" for folder in FOLDERS if folder != "shows"} <= names


@pytest.mark.parametrize("lang", GUIDES)
def test_keys_of_taxonomies_are_listed(lang: str) -> None:
    """The closed lists of axes and regions are those of the content."""
    words = yaml.safe_load((ROOT / "content" / "taxonomies.yaml").read_text(encoding="utf-8"))
    names = in_backticks(BLOCK.sub("", text_of(GUIDES[lang])).replace("\n", " "))
    assert set(words["axes"]) | set(words["regions"]) | set(words) <= names


@pytest.mark.parametrize("lang", GUIDES)
def test_stations_are_described(lang: str, tmp_path: Path) -> None:
    """Every field of a station and of an airing, with whether it must be there; the example is read."""
    text = section(GUIDES[lang], {"el": "## Σταθμοί", "en": "## Stations"}[lang])
    parts = [((*stations.FIELDS, "airings"), stations.REQUIRED), (stations.AIRING, stations.AIRING_REQUIRED)]
    wanted = [[f"`{name}`", YES[lang] if name in must else ""] for names, must in parts for name in names]
    assert sorted(row[:2] for row in rows(text)) == sorted(wanted)
    (example,) = [body for fence, body in BLOCK.findall(text) if fence == "yaml"]
    (tmp_path / "stations").mkdir()
    (tmp_path / "stations/kyma.yaml").write_text(example, encoding="utf-8")
    (station,), problems = stations.read_stations(tmp_path, ["stations/kyma.yaml"], ("el", "en"), "el")
    assert not problems and len(station.airings) == 3


def test_guides_have_the_same_structure() -> None:
    """The Greek and the English guide: the same headings by level, tables by size, blocks by language, and fields."""
    shapes = []
    for page in GUIDES.values():
        text = text_of(page)
        plain = BLOCK.sub("", text)
        shapes.append(
            (
                [len(marks) for marks in re.findall(r"^(#+) ", plain, re.MULTILINE)],
                [len(row) for row in rows(plain)],
                [fence for fence, _ in BLOCK.findall(text)],
                len(re.findall(r"^(?:- |\d\. )", plain, re.MULTILINE)),
            )
        )
    assert shapes[0] == shapes[1]


# ------------------------------------------------------------------------------------------------- theme, rules


def test_filters_are_described() -> None:
    """Every filter of the templates, and no other."""
    assert {row[0].strip("`") for row in rows(section(DOCS / "theme.md", "## Filters"))} == set(filters_for())


def returned_keys(path: Path, name: str) -> set[str]:
    """The string keys of the dict that a function returns."""
    function = next(n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if getattr(n, "name", "") == name)
    dicts = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict)]
    return {key.value for key in dicts[0].keys if isinstance(key, ast.Constant)}


@pytest.mark.parametrize(
    ("heading", "file", "function", "more"),
    [
        ("### Everywhere", "shared/theme.py", "_names_for", {"_", "gettext", "ngettext", "linked_data", "once"}),
        ("### Common values", "web/artifacts.py", "common_values", {"current"}),
    ],
)
def test_names_of_templates_are_described(heading: str, file: str, function: str, more: set[str]) -> None:
    """What all pages, and the frame, may print."""
    made = returned_keys(ROOT / "plugins" / "channels" / file, function) | more
    first = " ".join(row[0] for row in rows(section(DOCS / "theme.md", heading)))
    assert in_backticks(first) == made


@pytest.mark.parametrize(
    ("heading", "types"),
    [
        ("### page", (heads.PageHead, FeedLink, views.Translation)),
        ("### article", (views.Article, views.Link, views.Image, File, Heading)),
    ],
)
def test_parts_of_values_are_described(heading: str, types: tuple[Any, ...]) -> None:
    """Every attribute of the values that templates get."""
    names = {name for kind in types for name in kind.__struct_fields__}
    assert names <= in_backticks(section(DOCS / "theme.md", heading))


def test_templates_are_described() -> None:
    """Every template that is a page, and no other."""
    folders = (ROOT / "theme" / "templates", *(channel.folder / "templates" for channel in chosen({})))
    there = {path.name for folder in folders for path in folder.glob("[!_]*.html")}
    assert in_backticks(" ".join(row[0] for row in rows(section(DOCS / "theme.md", "## Templates")))) == there


def test_rules_are_listed() -> None:
    """The table is made of the modules' first lines: on failure, put this test's list into docs/rules.md."""
    wanted = [
        f"| `{rule.__name__.rpartition('.')[2].replace('_', '-')}` | {(rule.__doc__ or '').splitlines()[0]} |"
        for rule in rules()
    ]
    text = section(DOCS / "rules.md", "## Of the whole site")
    assert [line for line in text.splitlines() if line.startswith("| `")] == wanted


def test_rules_of_channels_are_listed() -> None:
    """Each with its channel and its own first line; the names are those that it gives to problems."""
    table = rows(section(DOCS / "rules.md", "## Of channels"))
    theirs = [(own.name, resolve_name(rule.__name__)) for own in chosen({}) for rule in (*own.rules, *own.plan_rules)]
    assert [row[1:] for row in table] == [[name, (rule.__doc__ or "").splitlines()[0]] for name, rule in theirs]
    for (rule, *_), (_, function) in zip(table, theirs, strict=True):
        assert f'"{rule.strip("`")}"' in inspect.getsource(inspect.getmodule(function)), rule


def test_channels_are_listed_by_their_own_words() -> None:
    """The first table of docs/channels.md is made of the first lines of their modules, without the name."""
    table = {row[0].strip("`"): row[1] for row in rows(text_of(DOCS / "channels.md").partition("\n## ")[0])}
    assert list(table) == sorted(table)
    for channel in chosen({}):
        said = (sys.modules[f"plugins.channels.{channel.name}"].__doc__ or "").splitlines()[0]
        assert table[channel.name] == said.partition(": ")[2].rstrip("."), channel.name


def test_problems_of_reading_are_listed() -> None:
    """Every rule name that the read stage gives to a problem."""
    given: set[str] = set()
    for path in (ROOT / "plugins" / "read").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        given |= set(re.findall(r'\bProblem\(\s*"([a-z-]+)"', text))
        given |= set(re.findall(r'\brule: str = "([a-z-]+)"', text))
    assert given and given <= {row[0].strip("`") for row in rows(section(DOCS / "rules.md", "## While reading"))}


# ------------------------------------------------------------------------------------------------- commands that run


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")], ids=lambda page: page.name)
def test_commands_run(page: Path, tmp_path: Path, real_site: SmallSite) -> None:
    """Every command of a `console` block succeeds, in order, in a copy of the checkout that was built before."""
    copy = tmp_path / "diavlos"
    shutil.copytree(ROOT, copy, ignore=not_copied)
    lend(real_site.folder / "cache" / "media", copy / ".cache")
    shutil.copy(real_site.folder / "cache" / "db", copy / ".cache")
    with (copy / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(f"SITEURL = {URL!r}\n")  # and the moment below: those of the slates and cards that are drawn already
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(tmp_path),
        "SOURCE_DATE_EPOCH": str(
            int(datetime.fromisoformat(NOW).replace(tzinfo=ZoneInfo("Europe/Athens")).timestamp())
        ),
    }
    for block in blocks(page, "console"):
        for line in block.splitlines():
            assert line.startswith("$ "), f"{line}: commands begin with `$ `"
            command = line[2:].replace("/tmp/", f"{tmp_path}/")
            done = run(["bash", "-c", command], cwd=copy, env=environment)
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_handbooks_for_partners_have_the_same_commands() -> None:
    """The English one's are run, and the Greek one's are the same but for words in quotes; so are headings and rows."""
    greek, english = DOCS / "partners.el.md", DOCS / "partners.en.md"
    lines = ["".join(blocks(greek, "sh")), "".join(blocks(english, "console")).replace("$ ", "")]
    assert len({re.sub(r'"[^"{]*"', '""', text) for text in lines}) == 1
    assert len({tuple(map(len, re.findall(r"^(#+) ", text_of(page), re.MULTILINE))) for page in (greek, english)}) == 1
    assert len({tuple(len(row) for row in rows(text_of(page))) for page in (greek, english)}) == 1


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")], ids=lambda page: page.name)
def test_shell_is_parsed(page: Path) -> None:
    """Blocks that are not run are sound shell all the same."""
    for block in blocks(page, "sh"):
        done = run(["bash", "-n"], input=block)
        assert done.returncode == 0, f"{block}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_other_blocks_are_read(page: Path) -> None:
    """Blocks name their language; Python and YAML are parsed."""
    for fence, body in BLOCK.findall(text_of(page)):
        assert fence in {"console", "sh", "markdown", "yaml", "python", "text"}, body
        if fence == "python":
            ast.parse(body)
        if fence == "yaml":
            yaml.safe_load(body)


def test_channel_of_the_example_is_built(tmp_path: Path) -> None:
    """The channel of docs/architecture.md works as it stands there."""
    copy = tmp_path / "diavlos"
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, copy / name)
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", copy / "content")
    for name in ("pelicanconf.py", "requirements.txt"):
        shutil.copy(ROOT / name, copy)
    with (copy / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write("ADDRESSES = {'slate': None}\n")
    borrow(copy / ".cache")
    folder = copy / "plugins" / "channels" / "titles"
    folder.mkdir()
    (folder / "__init__.py").write_text(blocks(DOCS / "architecture.md", "python")[0], encoding="utf-8")
    done = run([sys.executable, "-m", "plugins", "build", "--now", NOW], cwd=copy)
    assert done.returncode == 0, done.stderr
    assert len((copy / "output" / "titles.el.txt").read_text(encoding="utf-8").splitlines()) >= 10


# ------------------------------------------------------------------------------------------------- links, form


def anchors(page: Path) -> set[str]:
    """The ids that the hosts of git give to headings."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", BLOCK.sub("", text_of(page)), re.MULTILINE):
        plain = unicodedata.normalize("NFC", heading.replace("`", "")).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links and their anchors; links of examples, which stand in code, are not links."""
    text = re.sub(r"`[^`\n]*`", "", BLOCK.sub("", text_of(page)))
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", address):
            continue
        path, _, fragment = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), address
        assert not fragment or fragment in anchors(target), address


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_one_title(page: Path) -> None:
    """A page begins with its title, and no level of headings is skipped."""
    levels = [len(marks) for marks in re.findall(r"^(#+) ", BLOCK.sub("", text_of(page)), re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_readme_is_one_screen() -> None:
    """About sixty lines, the two commands and a picture that is not heavy."""
    text = text_of(ROOT / "README.md")
    assert text.count("\n") <= 60
    assert "make html" in text and "make test" in text
    assert (DOCS / "images" / "home.png").stat().st_size < 300_000


def test_changelog_keeps_its_form() -> None:
    """https://keepachangelog.com/en/1.1.0/: Unreleased, then dated versions, newest first; known sorts of change."""
    text = text_of(ROOT / "CHANGELOG.md")
    versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    found = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d{2}-\d{2}", version) for version in versions[1:]]
    assert all(found)
    numbers = [tuple(map(int, match.groups())) for match in found if match]
    assert numbers == sorted(numbers, reverse=True)
    sorts = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= sorts


def test_upgrades_are_told_of_each_version() -> None:
    """What somebody has to do who has texts, settings or templates: of each version that the changelog has."""
    versions = re.findall(r"^## \[?(Unreleased|[\d.]+)\]?", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    told = re.findall(r"^### (.*)$", section(DOCS / "upgrading.md", "## What changes"), re.MULTILINE)
    assert told == versions
    for version in told:
        of = [row[0] for row in rows(section(DOCS / "upgrading.md", f"### {version}"))]
        assert of == ["front matter", "settings", "templates", "commands"]


def test_project_file_points_at_the_readme() -> None:
    """The project's metadata names it, and the licence that it states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["readme"] == "README.md"
    assert project["license"] in text_of(ROOT / "README.md")


# ------------------------------------------------------------------------------------------------- hosting


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize(
    ("name", "writers"), [("site", {"deploy"}), ("ids", {"ids"}), ("program", set()), ("health", set())]
)
def test_workflow_is_pinned_and_has_least_rights(name: str, writers: set[str]) -> None:
    """Actions by commit with their version beside; rights to write where something is brought out; no stored token."""
    text = (WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)$", text, re.MULTILINE)
    assert uses and all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    writing = {name for name, job in workflow["jobs"].items() if "write" in (job.get("permissions") or {}).values()}
    assert writing == writers
    checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert "secrets." not in text and "pull_request_target" not in text


@pytest.mark.parametrize("name", ["site", "ids", "program", "health"])
def test_scripts_of_the_workflow_are_parsed(name: str) -> None:
    """What it runs is sound shell and takes no expression, which a stranger's text could fill."""
    for step in steps(yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))):
        if "run" in step:
            assert "${{" not in step["run"]
            assert run(["bash", "-n"], input=step["run"]).returncode == 0


@pytest.mark.parametrize(
    ("report", "is_due"),
    [
        ({"status": 0, "error": None, "next_change_at": None}, False),
        ({"status": 0, "error": None, "next_change_at": "2999-01-01T00:00:00+02:00"}, False),
        ({"status": 0, "error": None, "next_change_at": "2026-01-01T00:00:00+02:00"}, True),
        ({"status": 1, "error": "x", "next_change_at": None}, True),
        ({}, True),
    ],
)
def test_a_build_is_due_when_its_report_says_so(report: dict[str, Any], is_due: bool, tmp_path: Path) -> None:
    """Or where there is none, or the last one failed: what schedules of forges ask."""
    path = tmp_path / "report.json"
    if report:
        path.write_text(json.dumps(report), encoding="utf-8")
    assert run([sys.executable, ROOT / ".ci" / "due", path]).returncode == (0 if is_due else 1)


@pytest.mark.parametrize("name", ["gitlab-ci.yml", "forgejo.yml"])
def test_other_workflows_are_read(name: str) -> None:
    """The files to copy are YAML and build for production."""
    text = (DOCS / "hosting" / name).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert "--settings publishconf.py" in text


# ------------------------------------------------------------------------------------------------- glossary

#: Classes of the model that are told by another's entry: parts of fields, and other forms of what is there.
TOLD = {
    *("Text", "Characters", "TextInEach", "NamesInEach", "Number", "Matching", "FileName", "Holds", "Help"),
    *("PictureLinks", "Whole"),
}


def classes_below(folder: Path) -> dict[str, list[str]]:
    """The public classes of the modules below a folder, each with its bases."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py")))
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {node.name: [ast.unparse(base) for base in node.bases] for node in found if node.name[0] != "_"}


def test_the_glossary_names_what_is_there() -> None:
    """Every class and module of its right column, and each word once."""
    table = rows(text_of(DOCS / "glossary.md"))
    words = [word for row in table for word in row[0].split(", ")]
    assert sorted(set(words)) == sorted(words)
    known = classes_below(ROOT / "plugins")
    for name in in_backticks(" ".join(row[2] for row in table)):
        assert (ROOT / name).exists() if "/" in name else name in known, name


def test_the_glossary_has_the_words_of_the_model() -> None:
    """Every public class of model/, but the fields of kinds, which the guide for editors describes one by one."""
    described = in_backticks(" ".join(row[2] for row in rows(text_of(DOCS / "glossary.md"))))
    fields = {name for name, bases in classes_below(ROOT / "plugins" / "model").items() if "NamedValues" in bases}
    fields |= {owner.__name__ for owner in FIELDS_OF.values()} | {"Instant", "When"}
    assert set(classes_below(ROOT / "plugins" / "model")) - fields - TOLD <= described


def test_what_describes_a_field_is_listed() -> None:
    """Every class with which a channel may describe its fields, but the kinds' lists of names."""
    module = ast.parse((ROOT / "plugins" / "model" / "fields.py").read_text(encoding="utf-8"))
    notes = {node.name for node in module.body if isinstance(node, ast.ClassDef)} - {"Whose", "NamesInEach"}
    notes |= {whose.name for whose in Whose} | {"Words", "Instant", "When"}
    text = section(DOCS / "channels.md", "## Fields")
    assert {name for name in notes if not re.search(rf"`{name}\b", text)} == set()
