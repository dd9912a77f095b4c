"""The files of the form: a page in each language, what it is told, its script and style, and Decap CMS."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from plugins.channels.form.config import config_of
from plugins.channels.form.decap import SCRIPT, SHA256, read_script
from plugins.channels.form.phrases import PHRASES
from plugins.channels.form.policy import policy_of
from plugins.channels.form.settings import FormSettings
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.view import View
from plugins.i18n.greek import ADDRESS_RULES
from plugins.i18n.messages import say
from plugins.model.artifact import Artifact
from plugins.model.problem import _
from plugins.model.value import Language, Value

NAME = "form"
OWN = ("form.js", "form.css")

_TITLE = _("Write")
_NO_SCRIPT = _("The form is a program of your browser: allow scripts for this page.")
_WORDS = {
    "clock": _("Hour"),
    "now": _("Now"),
    "kept": _("Written by hand: the form leaves it as it is."),
    "elsewhere": _("This text has no original in this language. Write it where its original is, or by hand."),
    "untitled": _("Write a title: the address is made of it."),
}


class FormPage(Value, frozen=True):
    """What the page of the form prints; addresses are from the root of the server."""

    lang: Language
    title: str
    no_script: str
    policy: str
    choices: str
    scripts: tuple[str, ...]
    style: str


def artifacts(view: View) -> Iterator[Artifact]:
    """The files of a language, and with the first those of all; nothing on a site that wants no form."""
    form = view.settings.of(FormSettings)
    if not form.is_wanted or not view.makes("form"):
        return
    if view.is_first:
        yield Artifact(view.address("form.file", name=SCRIPT), as_decap, (SHA256,), NAME)
        for name in OWN:
            text = Path(__file__).with_name(name).read_text(encoding="utf-8")
            yield Artifact(view.address("form.file", name=name), as_text, (text,), NAME)
    choices = view.address("form.choices")
    yield Artifact(f"{view.address('form')}index.html", as_page, (_page(view, form, choices),), NAME, view.lang)
    yield Artifact(choices, as_choices, partial(_told, view), NAME, view.lang)


def _page(view: View, form: FormSettings, choices: str) -> FormPage:
    link = view.settings.site.link
    script, style = (view.address("form.file", name=name) for name in OWN)
    return FormPage(
        view.lang,
        f"{say(_TITLE, view.lang)} · {view.language.sitename}",
        say(_NO_SCRIPT, view.lang),
        policy_of(form),
        link(choices),
        (link(script), link(view.address("form.file", name=SCRIPT))),
        link(style),
    )


def _told(view: View) -> tuple[dict[str, Any]]:
    return (told_of(view),)


def told_of(view: View) -> dict[str, Any]:
    """What the script of the form is told: the configuration, its words, and how an address is made of a title."""
    return {
        "config": config_of(view),
        "words": {name: say(words, view.lang) for name, words in _WORDS.items()},
        "phrases": {path: say(words, view.lang) for path, words in PHRASES.items()},
        "rules": [list(rule) for rule in ADDRESS_RULES],
    }


def as_decap(resources: Resources, sha256: str) -> bytes:
    """Decap CMS, as it was fetched."""
    return read_script(resources.settings.run.cache)


def as_text(resources: Resources, text: str) -> bytes:
    """A file of this folder."""
    return text.encode()


def as_choices(resources: Resources, told: dict[str, Any]) -> bytes:
    """What the form is told, as JSON."""
    return json_text(told)


def as_page(resources: Resources, page: FormPage) -> bytes:
    """The page of the form. Its policy stands in it as well, for hosts that send no headers of ours."""
    scripts = "".join(f'<script src="{escape(address)}" defer></script>\n' for address in page.scripts)
    return (
        f'<!doctype html>\n<html lang="{page.lang}" data-choices="{escape(page.choices)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{escape(page.policy)}">\n'
        f'<title>{escape(page.title)}</title>\n<meta name="viewport" content="width=device-width">\n'
        f'<meta name="robots" content="noindex">\n<link rel="stylesheet" href="{escape(page.style)}">\n{scripts}'
        f"</head>\n<body>\n<noscript>{escape(page.no_script)}</noscript>\n</body>\n</html>\n"
    ).encode()
