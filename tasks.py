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
    "cache": "what was parsed before; safe to delete",
    "published": "the ledger of what was published",
    "jobs": "processes; all cores unless given",
    "now": "the moment to build for",
    "site_url": "where the site will stand",
    "drafts": "show drafts and embargoed entries",
    "format": "how problems are printed: text, json or github",
    "lang": "the language of the problems: el or en",
}


def _help(*names: str, **more: str) -> dict[str, str]:
    return {name: SITE[name] for name in names} | more


REPORTED = {
    "report": "write a JSON report",
    "clean": "make every file anew",
    "explain": "say why this output file was or was not made anew",
}


@task(help=_help(*SITE, **REPORTED))
def build(
    c,
    settings="",
    content="",
    output="",
    cache="",
    published="",
    jobs=0,
    now="",
    site_url="",
    drafts=False,
    format="",
    lang="",
    report="",
    clean=False,
    explain="",
):
    """Build the site of content/ into output/."""
    where = _given(settings=settings, content=content, output=output, cache=cache, site_url=site_url)
    how = _given(published=published, jobs=jobs, now=now, drafts=drafts, format=format, lang=lang)
    run(c, "build", *where, *how, *_given(report=report, clean=clean, explain=explain))


@task(help=_help(*SITE, fix="write the missing ids first"))
def check(
    c,
    fix=False,
    settings="",
    content="",
    output="",
    cache="",
    published="",
    jobs=0,
    now="",
    site_url="",
    drafts=False,
    format="",
    lang="",
):
    """Name every problem in the content; after `--`, the paths to name them for."""
    where = _given(settings=settings, content=content, output=output, cache=cache, site_url=site_url)
    how = _given(published=published, jobs=jobs, now=now, drafts=drafts, format=format, lang=lang)
    run(c, "check", *where, *how, *_given(fix=fix), *c.remainder.split())


@task(help=_help(*SITE))
def media(
    c,
    settings="",
    content="",
    output="",
    cache="",
    published="",
    jobs=0,
    now="",
    site_url="",
    drafts=False,
    format="",
    lang="",
):
    """Measure and encode the recordings, and say what was found."""
    where = _given(settings=settings, content=content, output=output, cache=cache, site_url=site_url)
    how = _given(published=published, jobs=jobs, now=now, drafts=drafts, format=format, lang=lang)
    run(c, "media", *where, *how)


@task(help=_help(*SITE))
def published(
    c,
    settings="",
    content="",
    output="",
    cache="",
    published="",
    jobs=0,
    now="",
    site_url="",
    drafts=False,
    format="",
    lang="",
):
    """Write into the ledger what this site publishes, unless an episode changed that must not."""
    where = _given(settings=settings, content=content, output=output, cache=cache, site_url=site_url)
    how = _given(published=published, jobs=jobs, now=now, drafts=drafts, format=format, lang=lang)
    run(c, "published", *where, *how)


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


@task(help=_help(*SITE, port="of the address http://localhost:PORT/"))
def serve(
    c,
    port=8000,
    settings="",
    content="",
    output="",
    cache="",
    published="",
    jobs=0,
    now="",
    site_url="",
    drafts=False,
    format="",
    lang="",
):
    """Build, serve on this machine, and build again at every change."""
    where = _given(settings=settings, content=content, output=output, cache=cache, site_url=site_url)
    how = _given(published=published, jobs=jobs, now=now, drafts=drafts, format=format, lang=lang)
    run(c, "serve", "--port", port, *where, *how)


@task
def translations(c):
    """Gather the messages of theme and code into the catalogues; what is new waits there, empty, to be translated."""
    with c.cd("theme"):
        babel = f"{sys.executable} -m babel.messages.frontend"
        names = '--project=Diavlos --version=1 --copyright-holder="the Diavlos contributors"'
        form = "--add-location=file --sort-by-file -w 110"
        gather = f"-F translations/babel.cfg -o translations/messages.pot {names} {form} templates ../plugins"
        c.run(f"{babel} -q extract {gather}", env={"PYTHONPATH": ".."})
        old = "--no-fuzzy-matching --ignore-obsolete -w 110"
        c.run(f"{babel} -q update -i translations/messages.pot -d translations {old}")


@task(help={"long": "the runs that take minutes as well"})
def test(c, long=False):
    """Run the tests on all cores."""
    c.run(f"{sys.executable} -m pytest -q -n auto --dist worksteal " + ("" if long else "-m 'not long'"))


@task(help={"site": "the built site", "lighthouse": "its figures as well, for four pages"})
def audit(c, site="output", lighthouse=False):
    """Look at a built site as readers, browsers and validators do: accessibility, policy, weight, HTML."""
    tools = "tests/tools"
    c.run(f"test -d {tools}/node_modules/axe-core || npm ci --prefix {tools} --no-audit --no-fund --silent")
    more = " --lighthouse" if lighthouse else ""
    c.run(f"node {tools}/audit.mjs {_quoted(site)} --headers docs/hosting/_headers --validate{more}")


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


namespace = Collection(build, check, media, published, new, serve, translations, test, audit, lint, lock)
