"""The house: who may import whom. A stage imports the model's side and never another stage; no file is in a circle."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache

from tests.conftest import ROOT

MODEL_SIDE = frozenset(("model", "settings", "i18n", "text", "drawing"))
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


def test_markdown_imports_the_model_alone() -> None:
    """A text becomes HTML without a site around it."""
    assert arrows()["markdown"] <= {"model"}
