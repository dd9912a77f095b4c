"""All files of a new site: settings, content, look, what its host asks for, and a page that says how to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from plugins import __version__
from plugins.cli.starter.contents import contents
from plugins.cli.starter.look import FOLDER as LOOK
from plugins.cli.starter.look import look
from plugins.cli.starter.wanted import WantedSite, locale_of, name_of, quoted
from plugins.cli.starter.words import words_of
from plugins.i18n.messages import say, told_in
from plugins.model.problem import Message, _
from plugins.model.value import Language

_HERE = Path(__file__).with_name("hosts")
_PROGRAM = "program"  # the folder of the program's wheel, where a site brings it along
_IGNORED = ("/output/", "/.output*", "/.cache/", "/.venv/", "/.schemas/", "__pycache__/")
_WEEKS = 12  # that the site has pages of

_SETTINGS = _(
    "What the site is called, in which languages, and where it stands. Everything else is as the program has it."
)
_FOR_GOOD = _("for good: ids are made of it")
_HOW = _("what `serve` and a trial build say; publishconf.py has the other")
_LIVE = _("What differs in production: the address.")
_UPGRADE = _("An upgrade is another version here.")


class HostFiles(NamedTuple):
    """A place to publish to: the files that it reads, each with what it is made of, and its part of HOST_FILES."""

    files: Mapping[str, str] = {}
    reads: tuple[str, ...] = ()


HOSTS: Mapping[str, HostFiles] = {
    "github": HostFiles(
        {
            ".github/workflows/site.yml": "github.yml",
            ".github/workflows/ids.yml": "github-ids.yml",
            ".github/workflows/partners.yml": "github-partners.yml",
        }
    ),
    "gitlab": HostFiles({".gitlab-ci.yml": "gitlab.yml"}),
    "forgejo": HostFiles(
        {".forgejo/workflows/site.yml": "forgejo.yml", ".forgejo/workflows/partners.yml": "forgejo-partners.yml"}
    ),
    "netlify": HostFiles({"netlify.toml": "netlify.toml"}, ("netlify",)),
    "cloudflare": HostFiles({}, ("netlify",)),
    "apache": HostFiles({}, ("apache",)),
    "nginx": HostFiles(),
    "caddy": HostFiles(),
}


def files_of(site: WantedSite) -> dict[str, bytes]:
    """Return the files of the site, by path. Raises UsageError for a logo that is none."""
    made: dict[str, bytes] = {path: text.encode() for path, text in _texts(site)}
    made |= {f"content/{path}": text.encode() for path, text in contents(site)}
    made |= {f"{LOOK}/{path}": data for path, data in look(site)}
    if site.program:
        made[f"{_PROGRAM}/{site.program.name}"] = site.program.read_bytes()
    return dict(sorted(made.items()))


def _texts(site: WantedSite) -> Iterator[tuple[str, str]]:
    yield "pelicanconf.py", _settings(site)
    yield "publishconf.py", _live_settings(site)
    yield "requirements.txt", _requirements(site)
    yield "README.md", f"# {site.name}\n\n{words_of(site.first).readme}"
    yield ".gitignore", "\n".join(_IGNORED) + "\n"
    yield ".pre-commit-config.yaml", (_HERE / "pre-commit.yaml").read_text(encoding="utf-8")
    for path, source in HOSTS[site.host].files.items() if site.host else ():
        text = (_HERE / source).read_text(encoding="utf-8")
        yield path, text.replace("LANGUAGE", told_in(site.first)).replace("https://example.org", site.url)


def _settings(site: WantedSite) -> str:
    def said(message: Message) -> str:
        return say(message, site.first)

    def path(name: str, folder: str) -> str:
        return f"{name} = str(HERE / {quoted(folder)})"

    has_look = bool(site.colour or site.accent or site.logo)
    reads = HOSTS[site.host].reads if site.host else ()
    lines = [
        f'"""{said(_SETTINGS)}"""',
        "",
        "import os",
        "from pathlib import Path",
        "",
        "HERE = Path(__file__).resolve().parent",
        "",
        'PELICAN_CLASS = "plugins.Diavlos"',
        f"SITE_ID = {quoted(site.ids[0])}  # {said(_FOR_GOOD)}",
        f"SITENAME = {quoted(site.name)}",
        f'SITEURL = "http://localhost:8000"  # {said(_HOW)}',
        f'PUBLISHED_URL = os.environ.get("DIAVLOS_SITEURL", {quoted(site.url)})',
        f"TIMEZONE = {quoted(site.timezone)}",
        'LOCALE = ["C.UTF-8"]',
        f"DEFAULT_LANG = {quoted(site.first)}",
        "LANGUAGES = {",
        *(line for lang in site.languages for line in _language(site, lang)),
        "}",
        *([f"CONTACT_EMAIL = {quoted(site.email)}"] if site.email else []),
        "",
        path("PATH", "content"),
        *([path("LOOK", LOOK)] if has_look else []),
        path("OUTPUT_PATH", "output"),
        path("CACHE_PATH", ".cache"),
        "",
        f"DIGEST_WEEKS = {_WEEKS}",
        *([f"HOST_FILES = [{', '.join(map(quoted, reads))}]"] if reads else []),
    ]
    return "\n".join(lines) + "\n"


def _language(site: WantedSite, lang: Language) -> Iterator[str]:
    yield f"    {quoted(lang)}: {{"
    said = {
        "name": name_of(lang),
        "sitename": site.names.get(lang) or site.name,
        "prefix": "" if lang == site.first else f"{lang.lower()}/",
        "locale": locale_of(lang) or lang,
        "terms": words_of(lang).terms,
    }
    for name, value in said.items():
        yield f"        {quoted(name)}: {quoted(value)},"
    yield "    },"


def _live_settings(site: WantedSite) -> str:
    return (
        f'"""{say(_LIVE, site.first)}"""\n\n'
        "import sys\nfrom pathlib import Path\n\n"
        "sys.path.insert(0, str(Path(__file__).resolve().parent))\n\n"
        "from pelicanconf import *\n\n"
        "SITEURL = PUBLISHED_URL\n"
    )


def _requirements(site: WantedSite) -> str:
    lines = [f"# {say(_UPGRADE, site.first)}", f"diavlos=={__version__}"]
    if site.program:
        lines.insert(1, f"--find-links {_PROGRAM}")
    return "\n".join(lines) + "\n"
