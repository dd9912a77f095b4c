"""The shell: filling it must give what rendering the whole page gives."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from plugins.cache.catalogues import catalogues_of
from plugins.channels.shared.filters import scrollable
from plugins.channels.shared.static import without_comments
from plugins.channels.shared.theme import Theme, fragment_of, mark_current, theme_of
from plugins.channels.shared.view import views_of
from plugins.channels.web import artifacts as web
from plugins.channels.web.render import page_names, render_page
from plugins.engine import keys
from plugins.engine.resources import BuildResources
from plugins.model.errors import UsageError
from plugins.model.value import given
from plugins.read.site import read_site
from plugins.translate.catalogues import compile_catalogue
from plugins.translate.editions import make_editions
from tests.conftest import ROOT, SmallSite


def test_a_filled_shell_is_the_whole_page(small_site: SmallSite, make_settings: Any) -> None:
    """For every page of the site: the quick way and the plain Jinja way give the same bytes."""
    settings = make_settings(PATH=str(small_site.content))
    site = read_site(settings)
    catalogues = catalogues_of(settings, compile_catalogue)
    editions = make_editions(site, settings)
    resources = BuildResources(settings, catalogues, site.segments)
    views = views_of(site, editions, resources)
    artifacts = [artifact for view in views.values() for artifact in web.artifacts(view)]
    theme = theme_of(resources)
    checked = 0
    for artifact in artifacts:
        if artifact.make is not render_page:
            continue
        inputs = given(artifact.inputs)
        lang, template, head, values = inputs
        names = {
            **web.common_values(views[lang]),
            **page_names(resources, lang, head, values),
            "current": lambda key, section=head.section: Markup(mark_current(key == section)),
        }

        whole = theme.env.get_template(template).render(names)
        fragment = artifact.make(resources, *inputs)
        assert artifact.frame and isinstance(fragment, bytes)
        assert artifact.frame.fill(fragment).decode() == whole, artifact.path
        checked += 1

    assert checked > 40


def theme_in(folder: Path, **templates: str) -> Theme:
    (folder / "templates").mkdir()
    for name, text in templates.items():
        (folder / "templates" / f"{name}.html").write_text(text, encoding="utf-8")
    return Theme(folder, {}, {}, {})


BASE = "<a{{ current('x') }}>{% block head %}H{% endblock %}|{{ common }}|{% block content %}{% endblock %}"


def test_blocks_are_inherited_over_several_templates(tmp_path: Path) -> None:
    """A kind's template may extend another kind's, and call super()."""
    theme = theme_in(
        tmp_path,
        base=BASE,
        article="{% extends 'base.html' %}{% block content %}A{{ n }}{% endblock %}",
        event="{% extends 'article.html' %}{% block content %}[{{ super() }}]{% endblock %}",
    )
    shell = theme.shell({"common": "c"})

    event, article = theme.blocks("event.html", {"n": 1}), theme.blocks("article.html", {"n": 2})

    assert shell.fill(fragment_of(event, "x")) == b'<a aria-current="page">H|c|[A1]'
    assert shell.fill(fragment_of(article, "y")) == b"<a>H|c|A2"


@pytest.mark.parametrize("outside", ["{% set x = 1 %}", "text", "{% if true %}{% block b %}{% endblock %}{% endif %}"])
def test_a_page_template_may_hold_blocks_alone(tmp_path: Path, outside: str) -> None:
    """Whatever else it held would silently not be rendered, so it is refused with its place."""
    theme = theme_in(tmp_path, base=BASE, bad="{% extends 'base.html' %}\n" + outside)
    with pytest.raises(UsageError, match=r"bad\.html:\d"):
        theme.blocks("bad.html", {})


def test_a_process_compiles_again_what_has_changed(tmp_path: Path) -> None:
    """The text of a template, or a function that the compiler may have called; what stands is compiled once."""

    def said(folder: str, sign: str, text: str) -> tuple[str, object]:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "templates").mkdir(exist_ok=True)
        (tmp_path / folder / "templates" / "note.html").write_text(text, encoding="utf-8")
        theme = Theme(tmp_path / folder, {}, {"mark": signs[sign]}, {})
        template = theme.env.get_template("note.html")
        assert template.filename == str(tmp_path / folder / "templates" / "note.html")
        return template.render(), template.root_render_func.__code__

    signs = {sign: lambda text, sign=sign: f"{sign}{text}" for sign in "*+"}
    first, code = said("one", "*", "{{ 'x'|mark }}")

    assert first == "*x"
    assert said("one", "*", "{{ 'x'|mark }}") == ("*x", code) == said("two", "*", "{{ 'x'|mark }}")
    assert said("one", "+", "{{ 'x'|mark }}")[0] == "+x"
    assert said("one", "+", "{{ 'y'|mark }}")[0] == "+y"


def test_content_is_escaped_unless_it_was_cleaned(tmp_path: Path) -> None:
    """Autoescape is on, in templates and in what goes into messages."""
    theme = theme_in(tmp_path, base="{{ text }} {{ html }}")

    assert theme.env.get_template("base.html").render(text="<b>", html=Markup("<b>")) == "&lt;b&gt; <b>"


def test_messages_escape_their_values() -> None:
    """A title in a message is text, not HTML."""
    catalogue = GNUTranslations(BytesIO(compile_catalogue(ROOT / "theme", "en")))
    words = Theme(ROOT / "theme", {"en": catalogue}, {}, {}).words("en")

    assert words["gettext"]("Read %(title)s", title="<script>") == "Read &lt;script&gt;"


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """Wrong use, status 2."""
    theme = theme_in(tmp_path, base=BASE)
    with pytest.raises(UsageError, match=r"event\.html"):
        theme.blocks("event.html", {})


def test_tables_scroll_in_frames_of_their_own() -> None:
    """Each can be reached by the keyboard; what only looks like a tag, in the value of an attribute, is left alone."""
    text = '<p title="a <table b">x</p><table class="t"><tbody></tbody></table>'
    framed = scrollable(text, 'Πίνακας "1"')

    assert framed == (
        '<p title="a <table b">x</p>'
        '<div class="scroll" role="group" tabindex="0" aria-label="Πίνακας &#34;1&#34;">'
        '<table class="t"><tbody></tbody></table></div>'
    )
    assert scrollable("<p>x</p>", "Πίνακας") == "<p>x</p>"
    assert scrollable('<pre class="a">x</pre>', "") == '<pre tabindex="0" class="a">x</pre>'


def test_comments_of_style_sheets_stay_at_home() -> None:
    """What stands in quotation marks is no comment, and a licence stays."""
    css = 'a { b: c; } /* x\n y */\n/*! licence */\nd::after { content: "/* no */"; }\n/* z */\ne { }\n'

    assert without_comments(css) == 'a { b: c; } /*! licence */\nd::after { content: "/* no */"; }\ne { }\n'


def test_a_look_stands_before_the_theme(tmp_path: Path, make_settings: Any) -> None:
    """File by file: what it has not is the theme's; and whatever changes in it makes anew what was made of it."""
    for name in ("theme", "look"):
        (tmp_path / name).mkdir()
    theme = theme_in(
        tmp_path / "theme", base=BASE, page="{% extends 'base.html' %}{% block content %}theirs{% endblock %}"
    )
    look = theme_in(tmp_path / "look", page="{% extends 'base.html' %}{% block content %}ours{% endblock %}")
    laid = Theme(tmp_path / "theme", {}, {}, {}, look=tmp_path / "look")
    assert theme.blocks("page.html", {})["content"] == "theirs" and laid.blocks("page.html", {})["content"] == "ours"
    assert look.folders == (tmp_path / "look",) and laid.own == (tmp_path / "look", tmp_path / "theme")

    settings = make_settings(LOOK=str(tmp_path / "look"))
    before = keys.digest_of_world(settings, ""), keys.digest_of_static(settings)
    (tmp_path / "look/templates/page.html").write_text("{% extends 'base.html' %}", encoding="utf-8")
    (tmp_path / "look/cards.json").write_text("{}", encoding="utf-8")
    after = keys.digest_of_world(settings, ""), keys.digest_of_static(settings)
    assert before[0] != after[0] and before[1] != after[1]
    assert settings.theme.path("cards.json") == tmp_path / "look/cards.json"
    with pytest.raises(UsageError, match="LOOK: there is no folder"):
        make_settings(LOOK=str(tmp_path / "nowhere"))
