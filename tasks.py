"""The tasks: a few lines each; the work lives in plugins/."""

from __future__ import annotations

import sys
from typing import Any

from invoke import Collection, task


def run(c: Any, *words: Any) -> None:
    """Our command line in a process of its own, its exit status passed on."""
    line = [sys.executable, "-m", "plugins.run", *(str(word) for word in words)]
    done = c.run(" ".join(_quoted(word) for word in line), pty=False, warn=True, hide=False, in_stream=False)
    if done.exited:
        raise SystemExit(done.exited)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _given(**options: Any) -> list[str]:
    """Options as words of a command line: `site_url="x"` → `--site-url x`; what is empty is left out."""
    words: list[str] = []
    for name, value in options.items():
        if value:
            words += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    return words


SITE = {
    "settings": "the settings file",
    "content": "build this content",
    "output": "into this folder",
    "now": "the moment to build for",
    "site_url": "where the site will stand",
    "drafts": "show drafts and embargoed entries",
    "format": "how problems are printed: text, json or github",
    "lang": "the language of the problems: el or en",
}


def _help(*names: str, **more: str) -> dict[str, str]:
    return {name: SITE[name] for name in names} | more


@task(help=_help(*SITE, report="write a JSON report", clean="make every file anew"))
def build(
    c, settings="", content="", output="", now="", site_url="", drafts=False, format="", lang="", report="", clean=False
):
    """Build the site of content/ into output/."""
    site = _given(
        settings=settings,
        content=content,
        output=output,
        now=now,
        site_url=site_url,
        drafts=drafts,
        format=format,
        lang=lang,
    )
    run(c, "build", *site, *_given(report=report, clean=clean))


@task(help=_help("settings", "content", "now", "format", "lang", "drafts", fix="write the missing ids first"))
def check(c, fix=False, settings="", content="", now="", format="", lang="", drafts=False):
    """Name every problem in the content; after `--`, the paths to name them for."""
    site = _given(settings=settings, content=content, now=now, format=format, lang=lang, drafts=drafts)
    run(c, "check", *site, *_given(fix=fix), *c.remainder.split())


@task(
    help={
        "kind": "news, guide, event …",
        "title": "the Greek title",
        "title_en": "the English title",
        "show": "of an episode",
    }
)
def new(c, kind, title, title_en="", show="", content=""):
    """Begin an entry in both languages, as a draft."""
    run(c, "new", kind, title, *_given(title_en=title_en, show=show, content=content))


@task(help=_help("settings", "content", "output", "now", "drafts", port="of the address http://localhost:PORT/"))
def serve(c, port=8000, settings="", content="", output="", now="", drafts=False):
    """Build, serve on this machine, and build again at every change."""
    run(c, "serve", "--port", port, *_given(settings=settings, content=content, output=output, now=now, drafts=drafts))


@task
def translations(c):
    """Gather the theme's messages into its catalogues; what is new waits there, empty, for its translation."""
    folder = "theme/translations"
    c.run(
        f"pybabel -q extract -F {folder}/babel.cfg -o {folder}/messages.pot --no-location --sort-output theme/templates"
    )
    c.run(f"pybabel -q update -i {folder}/messages.pot -d {folder} --no-fuzzy-matching")


@task(help={"long": "the runs that take minutes as well"})
def test(c, long=False):
    """Run the tests on all cores."""
    c.run(f"{sys.executable} -m pytest -q -n auto " + ("" if long else "-m 'not long'"))


@task
def lint(c):
    """Format, lint and types."""
    c.run(f"{sys.executable} -m ruff format --check . && {sys.executable} -m ruff check . && {sys.executable} -m mypy")


@task
def lock(c):
    """Resolve the dependencies anew, with hashes."""
    options = "--quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links"
    compile = f"{sys.executable} -m piptools compile {options}"
    c.run(f"{compile} -o requirements.txt pyproject.toml")
    c.run(f"{compile} --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml")


namespace = Collection(build, check, new, serve, translations, test, lint, lock)
