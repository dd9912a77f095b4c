"""The house: who may import whom. A stage imports the model's side and never another stage; no file is in a circle."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache

from plugins.engine.keys import PARSER, code_of
from tests.conftest import ROOT

MODEL_SIDE = frozenset(("model", "settings", "i18n", "text", "drawing", "hosting"))
STAGES = frozenset(("read", "check", "translate", "media", "channels", "publish"))


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return each module of plugins/ with the modules of ours that it imports, those for types alone too."""
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / "plugins").rglob("*.py"))
    }
    found: dict[str, frozenset[str]] = {}
    for module, path in files.items():
        named = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
        found[module] = frozenset(named & files.keys() - {module})
    return found


def room(module: str) -> str:
    """Return the folder below plugins/ that a module lies in; empty for plugins itself."""
    return module.partition(".")[2].partition(".")[0]


@cache
def arrows() -> dict[str, set[str]]:
    """Return each room with the other rooms that its modules import."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, named in imports().items():
        found[room(module)] |= {room(one) for one in named} - {room(module), ""}
    return found


def test_the_model_imports_nothing_of_ours() -> None:
    """What stages pass on is below everything else."""
    assert arrows()["model"] == set()


def test_the_models_side_imports_no_stage() -> None:
    """Settings, languages, texts and drawings are used by stages, and know none."""
    for name in MODEL_SIDE:
        assert arrows()[name] <= MODEL_SIDE - {name}, name


def test_no_stage_imports_another() -> None:
    """What one stage tells another is a value of the model."""
    for name in STAGES:
        assert not arrows()[name] & STAGES, (name, arrows()[name] & STAGES)


def test_markdown_knows_no_site() -> None:
    """A text becomes HTML by the facts of its language, without a site around it."""
    assert arrows()["markdown"] <= {"model", "i18n"}


def test_one_module_imports_pelican() -> None:
    """So that a build which needs no plugin of others does without its start-up."""
    found = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] == "pelican" for name in names):
                found.add(path.relative_to(ROOT).as_posix())

    assert found == {"plugins/pelican_host.py"}


def test_the_parsers_code_is_all_that_it_imports() -> None:
    """What was parsed is kept until a line of that changes; found line by line as Python's own parser finds it."""
    found, todo = set(), [PARSER]
    while todo:
        module = todo.pop()
        if module != "plugins" and module not in found:
            found.add(module)
            todo += [*imports()[module], module.rpartition(".")[0]]
    files = {module.replace(".", "/") for module in found}

    assert {path.removesuffix(".py").removesuffix("/__init__") for path in code_of(PARSER)} == files
    assert "plugins/markdown/render.py" in code_of(PARSER)
    assert "plugins/channels/web/theme.py" not in code_of(PARSER)


def channel(module: str) -> str:
    """Return the channel that a module of channels/ belongs to, "shared", or the name of a file beside them."""
    return module.removeprefix("plugins.channels").strip(".").partition(".")[0]


def test_no_channel_imports_another() -> None:
    """Channels import what they share and the protocol; the web asks them for pages and offers, and knows none."""
    common = {"shared", "protocol", "resources"}
    for module, named in imports().items():
        own = channel(module)
        if module.startswith("plugins.channels.") and own != "protocol":
            others = {channel(one) for one in named if one.startswith("plugins.channels")} - {own}
            assert others - {""} <= (common if own != "shared" else {"resources"}), (module, others)


def test_no_files_stand_in_a_circle() -> None:
    """Also for types alone: what is imported by a file never leads back to it."""
    left = dict(imports())
    while True:
        done = {module for module, named in left.items() if not named & left.keys()}
        if not done:
            break
        left = {module: named for module, named in left.items() if module not in done}
    assert not left, sorted(left)


def circle(name: str) -> frozenset[str]:
    """Return the rooms that lead to a room and are led to by it, itself among them."""
    return frozenset({name, *(other for other in reached(name) if name in reached(other))})


def reached(name: str) -> set[str]:
    """Return the rooms that a room imports, or that these import, and so on."""
    found: set[str] = set()
    todo = [name]
    while todo:
        new = arrows()[todo.pop()] - found
        found |= new
        todo += new
    return found


def height(name: str) -> int:
    """Return the storey of a room: 0 for the model, else one more than the highest of those that it imports."""
    below = {other for one in circle(name) for other in arrows()[one]} - circle(name)
    return 1 + max(map(height, below), default=-1)


def drawing() -> str:
    """Return the house as text: rooms by storey, those that import each other joined by a plus sign."""
    storeys: dict[int, set[frozenset[str]]] = defaultdict(set)
    for name in [name for name in arrows() if (ROOT / "plugins" / name).is_dir() and name not in ("", "run")]:
        storeys[height(name)].add(frozenset(one for one in circle(name) if (ROOT / "plugins" / one).is_dir()))
    rows = ["   ".join(sorted(" + ".join(sorted(group)) for group in storeys[level])) for level in sorted(storeys)]
    wide = max(map(len, rows)) + 4
    lines = [f"│{row.center(wide)}│" for row in reversed(rows)]
    inner = f"\n├{'─' * wide}┤\n".join(lines)
    return f"┌{'─' * wide}┐\n{inner}\n└{'─' * wide}┘"


def test_the_picture_of_the_house_is_true() -> None:
    """It is drawn of the imports: on failure, put this test's drawing into docs/architecture.md."""
    assert drawing() in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), f"\n{drawing()}"


def test_no_class_has_the_name_of_another() -> None:
    """A name says which one is meant, wherever it is read."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
