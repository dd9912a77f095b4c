"""The theme: Jinja templates whose common frame is rendered once per edition and filled in for every page.

A page's template extends `base.html` as in any Pelican theme. All that differs from page to page stands in blocks, or
is written `{{ current("key") }}`; the rest of `base.html` is the *shell*. Filling the shell with a page's blocks gives
the same text as rendering the page whole, for a fraction of the work.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.environment import Template
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from plugins.channels.resources import Resources
from plugins.channels.shared.compiled import Code, key_of, load, save
from plugins.channels.shared.document_types import DOCUMENT_TYPES
from plugins.channels.shared.filters import filters_for
from plugins.channels.shared.fonts import DECLARATION, Fonts, fonts_of
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language

BASE = "base.html"
SHARED = Path(__file__).parent  # whose templates and style sheets several channels use
_HOLE = "\x02{}\x03"
_HOLES = re.compile("\x02([^\x03]*)\x03")

Block = Callable[[Context], Iterator[str]]


class Shell:
    """The frame of an edition's pages: text and, at odd places, the names of the holes between."""

    __slots__ = ("digest", "parts")

    def __init__(self, text: str):
        self.parts = tuple(_HOLES.split(text))
        self.digest = hashlib.sha256(text.encode()).hexdigest()

    def fill(self, fragment: bytes) -> bytes:
        """The whole page, of what `fragment_of` gave."""
        section, blocks = _fragment.decode(fragment)
        parts = list(self.parts)
        for i in range(1, len(parts), 2):
            sort, __, name = parts[i].partition(":")
            parts[i] = blocks[name] if sort == "block" else mark_current(name == section)
        return "".join(parts).encode()


_fragment = msgspec.msgpack.Decoder(tuple[str, dict[str, str]])


def fragment_of(blocks: Mapping[str, str], section: str) -> bytes:
    """What differs from page to page: its blocks, and the key that `current()` marks."""
    return msgspec.msgpack.encode((section, blocks))


def mark_current(is_current: bool) -> str:
    """The attribute of a link to the section in which its reader is."""
    return ' aria-current="page"' if is_current else ""


class Theme:
    """The templates, static files and catalogues of a theme folder; it may replace those of the folders `more`.

    What a site puts before it, file by file, lies in `look`.
    """

    def __init__(
        self,
        folder: Path,
        catalogues: Mapping[Language, GNUTranslations],
        filters: Mapping[str, Callable[..., Any]],
        jinja: Mapping[str, Any],
        more: Sequence[Path] = (),
        code: str = "",
        look: Path | None = None,
    ):
        self.catalogues = catalogues
        self.own = (look, folder) if look else (folder,)
        self.folders = (*self.own, *more)
        self.loader = Loader([one / "templates" for one in self.folders], "" if any(jinja.values()) else code)
        self.env = Environment(
            loader=self.loader,
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self.env.newstyle_gettext = True  # type: ignore[attr-defined]  # the i18n extension adds it
        self.env.filters.update({**filters, **jinja.get("filters", {})})
        self.env.globals.update(jinja.get("globals", {}))
        self.env.tests.update(jinja.get("tests", {}))
        self._pages: dict[str, tuple[Template, dict[str, list[Block]], list[str]]] = {}
        self._made: dict[Language, dict[tuple[Any, ...], tuple[Any, Any]]] = {}

    @cached_property
    def fonts(self) -> Fonts:
        """The typefaces that `fonts.json` declares."""
        return fonts_of(next((one for one in self.own if (one / DECLARATION).is_file()), self.own[-1]))

    def words(self, lang: Language) -> dict[str, Any]:
        """gettext for the templates: a message's values are escaped, then put in.

        And `once(macro, value, …)`, what a macro prints for a value: a card stands in many lists and is rendered once.
        """
        catalogue = self.catalogues[lang]

        def gettext(message: str, /, **values: Any) -> Markup:
            return Markup(catalogue.gettext(message)) % values

        def ngettext(one: str, many: str, number: int, /, **values: Any) -> Markup:
            return Markup(catalogue.ngettext(one, many, number)) % {"num": number, **values}

        made = self._made.setdefault(lang, {})

        def once(macro: Macro, value: Any, /, *rest: Any, **named: Any) -> Any:
            key = (macro._func.__code__, id(value), rest, tuple(named.items()))  # a name may stand in two templates
            if key not in made:
                made[key] = (value, macro(value, *rest, **named))  # with the value, so that no other takes its id
            return made[key][1]

        return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "once": once}

    def shell(self, common: Mapping[str, Any]) -> Shell:
        """Render the frame once, with what is common to all pages of an edition."""
        base = self.env.get_template(BASE)
        names = {**common, "current": lambda key: Markup(_HOLE.format(f"current:{key}"))}
        context = base.new_context(names)
        context.blocks = {name: [_hole_block(name)] for name in base.blocks}
        return Shell("".join(base.root_render_func(context)))

    def blocks(self, template: str, values: dict[str, Any]) -> dict[str, str]:
        """The blocks of one page."""
        first, blocks, names = self._page(template)
        context = first.new_context(values)
        context.blocks = blocks
        return {name: "".join(blocks[name][0](context)) for name in names}

    def _page(self, name: str) -> tuple[Template, dict[str, list[Block]], list[str]]:
        """A page's template, the blocks of its chain, the nearest first, and the names of those that the base has."""
        if name not in self._pages:
            chain = list(self._chain(name))
            blocks: dict[str, list[Block]] = {}
            for link in chain:
                for block, make in link.blocks.items():
                    blocks.setdefault(block, []).append(make)
            self._pages[name] = (chain[0], blocks, list(chain[-1].blocks))
        return self._pages[name]

    def _chain(self, name: str) -> Iterator[Template]:
        """The template and those that it extends, down to the base."""
        while name:
            try:
                yield self.env.get_template(name)
            except TemplateNotFound as error:
                raise UsageError(_("theme: there is no template {name}").format(name=error.name)) from error
            name = self.loader.parents[name]


class Compiled(NamedTuple):
    """A template as code, and what it was made of: its text, and the functions that may stand in it."""

    made_of: tuple[object, ...]
    made: Code


#: By name, the template that this process compiled last: `serve` builds again and again with the same ones.
_compiled: dict[str, Compiled] = {}


class Loader(FileSystemLoader):
    """The templates of folders, the first that has one, each parsed once; `parents` says what those loaded extend.

    `code` is a digest of all code that may be called to compile one; without it nothing is kept for later builds.
    """

    def __init__(self, folders: Sequence[Path], code: str):
        super().__init__(folders)
        self.code = code
        self.parents: dict[str, str] = {}

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        source, path, is_fresh = self.get_source(environment, name)
        functions = (*environment.filters.items(), *environment.tests.items())  # the compiler may call them
        found = _compiled.get(name)
        if found is None or found.made_of != (source, functions):
            found = Compiled((source, functions), self._made(environment, source, name, path))
            _compiled[name] = found
        self.parents[name] = found.made.parent
        code = found.made.code.replace(co_filename=path)
        known = dict(globals or {})  # copied for each page: a ChainMap, which Jinja gives, takes ten times as long
        return environment.template_class.from_code(environment, code, known, is_fresh)

    def _made(self, environment: Environment, source: str, name: str, path: str) -> Code:
        """Return what an earlier build compiled of a template, or compile it."""
        key = key_of(source, name, self.code)
        found = load(path, key) if self.code else None
        if found:
            return found
        tree = environment.parse(source, name, path)
        made = Code(parent_of(name, tree), environment.compile(tree, name, path))
        if self.code:
            save(path, key, made)
        return made


def parent_of(name: str, tree: nodes.Template) -> str:
    """What a template extends. Beside its blocks such a template may hold nothing, for nothing else is rendered."""
    extends = next(tree.find_all(nodes.Extends), None)
    if extends is None:
        return ""
    for node in tree.body:
        text = isinstance(node, nodes.Output) and not "".join(getattr(n, "data", "x") for n in node.nodes).strip()
        if not isinstance(node, (nodes.Extends, nodes.Block)) and not text:
            raise UsageError(
                _("theme: {name}:{lineno}: put this inside a block; only blocks are rendered").format(
                    name=name, lineno=node.lineno
                )
            )
    if not isinstance(extends.template, nodes.Const):
        raise UsageError(
            _("theme: {name}:{lineno}: extends wants the name of a template").format(name=name, lineno=extends.lineno)
        )
    return str(extends.template.value)


def _hole_block(name: str) -> Block:
    def block(context: Context) -> Iterator[str]:
        yield _HOLE.format(f"block:{name}")

    return block


def theme_of(resources: Resources) -> Theme:
    """The theme with the templates of all channels, loaded once per process."""
    return resources.once("theme", lambda: _theme(resources))


def _theme(resources: Resources) -> Theme:
    settings = resources.settings
    more = [*(channel.folder for channel in settings.channels), SHARED]
    theme = settings.theme
    return Theme(theme.folder, resources.catalogues, filters_for(), theme.jinja, more, resources.code, theme.look)


def names_for(lang: Language, resources: Resources) -> dict[str, Any]:
    """The names that every template may use, Pelican's among them; made once for all pages of a language."""
    return resources.once(f"theme.names.{lang}", lambda: _names_for(lang, resources))


def _names_for(lang: Language, resources: Resources) -> dict[str, Any]:
    site = resources.settings.site
    language = site.language(lang)
    return {
        **theme_of(resources).words(lang),
        "LANG": lang,
        "LOCALE": language.locale,
        "DOCUMENT_TYPES": DOCUMENT_TYPES,
        "SITENAME": language.sitename,
        "SITEURL": site.url,
        "ROOT": site.root,
        "link": site.link,
        "DEFAULT_LANG": site.default_language,
    }
