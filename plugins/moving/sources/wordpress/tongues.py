"""The language of a text in WordPress, and what pairs it with its translations: Polylang, WPML and qTranslate.

Sources: https://github.com/polylang/polylang (taxonomies `language`, `post_translations`),
https://wpml.org/documentation/related-projects/wpml-export-and-import/, https://github.com/qtranslate/qtranslate-xt
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from plugins.model.value import Language
from plugins.moving.sources.wordpress.php import unserialized, values_of
from plugins.moving.sources.wordpress.wxr import WxrItem
from plugins.moving.values import OldText

_MARK = re.compile(r"\[:([a-z]{2})?\]|<!--:([a-z]{2})?-->|\{:([a-z]{2})?\}")


_BEGINNINGS = ("[:", "<!--:", "{:")  # of marks, without which nobody need look for them


class Tongue(NamedTuple):
    """The language of a text, and the name of the group that it is in with its translations; empty: not stated."""

    lang: Language = ""
    group: str = ""


def tongue_of(item: WxrItem, stated: Mapping[str, Tongue], address: str) -> Tongue:
    """Return what the export says; `stated` is by the number of texts, `address` that of the old site."""
    by_term = {taxonomy: key for taxonomy, key, _ in item.terms}
    told = stated.get(item.number, Tongue())
    lang = by_term.get("language") or told.lang or item.meta("_wpml_import_language_code")
    group = by_term.get("post_translations") or told.group or item.meta("_wpml_import_translation_group")
    twin = item.meta("_icl_lang_duplicate_of")
    return Tongue(lang or _of_address(item.link, address), group or (f"icl_{twin}" if twin else ""))


def pairs_of(description: str) -> dict[str, Language]:
    """Return the texts of one group of Polylang, by number, with their languages: `{el: 12, en: 13}` serialized."""
    pairs = values_of(unserialized(description))
    return {str(number): lang for lang, number in pairs.items() if isinstance(number, int) and number and len(lang) > 1}


def _of_address(link: str, base: str) -> Language:
    """The language that an address names: `/en/…` of a site below, or `?lang=en`."""
    try:
        parts, root = urlsplit(link), urlsplit(base).path.rstrip("/")
    except ValueError:
        return ""
    asked = parse_qs(parts.query).get("lang", [""])[0]
    first = parts.path.removeprefix(root).strip("/").partition("/")[0]
    return asked or (first if re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", first) else "")


def split(text: OldText, languages: Sequence[Language]) -> Iterator[OldText]:
    """Yield a text of qTranslate, which holds several languages at once, as one for each; others as they are.

    The first language keeps the guid: a feed of WordPress carried them all under one.
    """
    held = [part for part in (text.title, text.body, text.summary) if any(mark in part for mark in _BEGINNINGS)]
    if not held:
        yield text
        return
    found = {code for part in held for mark in _MARK.finditer(part) for code in mark.groups() if code}
    spoken = [lang for lang in (*languages, *sorted(found - set(languages))) if lang in found]
    if len(spoken) < 2:
        yield (
            replace(text, title=_said(text.title, *spoken), body=_said(text.body, *spoken), lang=text.lang)
            if (spoken)
            else text
        )
        return
    for lang in spoken:
        is_first = lang == spoken[0]
        yield replace(
            text,
            number=text.number if is_first else f"{text.number}:{lang}",
            lang=lang,
            group=text.group or f"qt_{text.number}",
            title=_said(text.title, lang),
            body=_said(text.body, lang),
            summary=_said(text.summary, lang),
            guid=text.guid if is_first else "",
            addresses=text.addresses if is_first else (),
            address=text.address if is_first else "",
            recording=text.recording if is_first else None,
        )


def names_in(text: str, languages: Sequence[Language]) -> dict[Language, str]:
    """Return a name in the languages that it states, or the name as it stands under an empty language."""
    found = {code for mark in _MARK.finditer(text) for code in mark.groups() if code}
    return {lang: _said(text, lang) for lang in languages if lang in found} or {"": text}


def _said(text: str, lang: Language = "") -> str:
    """What a text says in a language; what stands outside all marks is said in each."""
    kept, now, end = [], "", 0
    for mark in _MARK.finditer(text):
        if now in ("", lang):
            kept.append(text[end : mark.start()])
        now, end = next((code for code in mark.groups() if code), ""), mark.end()
    if now in ("", lang):
        kept.append(text[end:])
    return "".join(kept)
