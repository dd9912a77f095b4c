"""An HTML page that needs no other file: for what a command tells those who run a site."""

from __future__ import annotations

from html import escape

_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:1rem}"
    "main{max-width:60rem;margin:auto}"
)


def standalone(lang: str, title: str, style: str, body: str) -> bytes:
    """Return the page: its title as words, its body as HTML, and what its style adds to that of all such pages."""
    name = escape(title)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
        f"<title>{name}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n<main>\n<h1>{name}</h1>\n{body}\n"
        "</main>\n</body>\n</html>\n"
    ).encode()
