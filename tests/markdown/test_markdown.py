"""Markdown becomes clean HTML, cut at addresses; nothing leaks from post to post, and no post takes long."""

from __future__ import annotations

import html
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from plugins.markdown import limits
from plugins.markdown import parser as full
from plugins.markdown.render import Rendered, TooComplex, render
from plugins.markdown.sanitise import TAGS
from plugins.model.document import Heading, Reference

FOLDER = Path(__file__).parents[1] / "cases/markdown"
CASES = sorted(FOLDER.glob("*.md"))
SYNTAX = (FOLDER / "syntax.txt").read_text(encoding="utf-8")[:-1].split("\n%%\n")


def joined(rendered: Rendered) -> str:
    return "".join(html.escape(segment) if place % 2 else segment for place, segment in enumerate(rendered.segments))


def html_of(text: str, lang: str = "el") -> str:
    return joined(render(text, lang))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path):
    """The file's Markdown gives the HTML of the file beside it."""
    expected = path.with_suffix(".html").read_text(encoding="utf-8")
    assert html_of(path.read_text(encoding="utf-8"), path.suffixes[0][1:]) + "\n" == expected


# Addresses, headings, words


def test_addresses_are_as_written_and_in_order():
    """Each odd segment is an address, unescaped, and each has its reference."""
    rendered = render((FOLDER / "links.el.md").read_text(encoding="utf-8"), "el")
    assert [reference.address for reference in rendered.references] == list(rendered.segments[1::2])
    assert rendered.references == (
        Reference("{filename}/guides/x.el.md#meros", "a", "href", None),
        Reference("../guides/y.el.md", "a", "href", None),
        Reference("{static}/documents/χ.pdf?a=1&b=2", "a", "href", None),
        Reference("https://example.org/?a=1&b=2", "a", "href", None),
        Reference("mailto:a@example.org", "a", "href", None),
        Reference("tel:+302100000000", "a", "href", None),
        Reference("photo.jpg", "img", "src", 'Το λιμάνι & ο "μόλος"'),
        Reference("διακόσμηση.png", "img", "src", ""),
        Reference("http://example.org/a_b_c", "a", "href", None),
    )


def test_addresses_of_media():
    """Files of all media elements are references; only an image has an alt text."""
    rendered = render((FOLDER / "media.el.md").read_text(encoding="utf-8"), "el")
    assert [(r.tag, r.attribute, r.address, r.alt) for r in rendered.references] == [
        ("img", "src", "a.jpg", "Άλφα"),
        ("audio", "src", "audio.mp3", None),
        ("video", "poster", "p.jpg", None),
        ("source", "src", "v.mp4", None),
        ("track", "src", "v.el.vtt", None),
    ]


@pytest.mark.parametrize(
    ("image", "alt"),
    [
        ('<img alt="α" src="x">', "α"),
        ('<img src="x" alt="α">', "α"),
        ('<img src="x" title="y">', None),
        ('<img alt="1" src="a"><img src="x" title=" alt=&quot;2&quot;">', None),
        ('<img src="x"> alt="α"', None),
    ],
)
def test_alt_text_is_that_of_the_image(image: str, alt: str | None):
    """Whatever the order of attributes, and never the alt text of another image."""
    assert render(image, "el").references[-1].alt == alt


@pytest.mark.parametrize("forged", ["\0" + "0\0", "&#0;0&#0;", "&#x0;0&#x00;", '" \0'])
def test_no_text_can_forge_an_address(forged: str):
    """A NUL is what marks an address within; written by an author it is something else."""
    rendered = render(f'[{forged}]({forged}) <b title="{forged}">{forged}</b> [a](b)', "el")
    assert rendered.references[-1].address == "b"
    assert len(rendered.segments) == 2 * len(rendered.references) + 1
    assert "\0" not in joined(rendered)


def test_headings():
    """Ids are unique and Greek; a heading's text has neither tags nor the mark of a footnote."""
    assert render((FOLDER / "headings.el.md").read_text(encoding="utf-8"), "el").headings == (
        Heading(2, "ο-τίτλος-της-σελίδας", "Ο τίτλος της σελίδας"),
        Heading(2, "δρόμοι-της-αθήνας", "Δρόμοι της Αθήνας"),
        Heading(3, "δρόμοι-της-αθήνας_1", "Δρόμοι της Αθήνας"),
        Heading(2, "h-d-day-άλλα-κώδικας", "D-day & άλλα κώδικας"),
        Heading(2, "το-δικό-μας", "Δικό μας"),
        Heading(2, "τίτλος", "Τίτλος"),
    )


def test_heading_of_level_one_becomes_two():
    """Also one of raw HTML; the page has its own heading of level one."""
    assert html_of("# α\n\n<h1>β</h1>\n\n### γ") == ('<h2 id="α">α</h2>\n<h2>β</h2>\n\n<h3 id="γ">γ</h3>')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("μία *δύο*. **Τρεις** -- τέσσερις &amp; [πέντε](<a b>)", 5),
        ("- α\n- β\n\n## γ\n\n|δ|ε|\n|-|-|\n|ζ|η|", 7),
        ("![κανένα](a.jpg)\n\n<!-- όχι -->\n\n<style>όχι {}</style>", 0),
        ("α[^1]\n\n[^1]: β", 2),
    ],
)
def test_words(text: str, words: int):
    """Words that are read: no tags, addresses, dashes or comments."""
    assert render(text, "el").words == words


def test_text_is_nfc():
    """Decomposed Greek is composed."""
    assert html_of("α\u0301 [x](ο\u0301)") == '<p>ά <a href="ό">x</a></p>'


def test_line_ends_and_tabs_make_no_difference():
    """Files written on Windows give the same result."""
    text = "α\n\n- β\n\n    γ\n\n```\nδ\n```\n"
    assert render(text.replace("\n", "\r\n").replace("    ", "\t"), "el") == render(text, "el")


# What is dropped


@pytest.mark.parametrize(
    "probe",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//e/x.js></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        '<img src="x` `<script>alert(1)</script>"` `>',
        "<svg onload=alert(1)><animate attributeName=href values=javascript:alert(1) /></svg>",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#x09;script:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "<a href=' javascript:alert(1)'>a</a>",
        "<a href='\x01javascript:alert(1)'>a</a>",
        "[a](vbscript:x) [b](data:text/html;base64,PHNjcmlwdD4=) [c](file:///etc/passwd)",
        "![a](data:image/svg+xml;base64,PHN2Zz4=)",
        "<iframe src=https://e></iframe><object data=x></object><embed src=x>",
        "<form action=//e><input name=x autofocus onfocus=alert(1)><button formaction=javascript:x>y</button></form>",
        '<base href="//e/"><meta http-equiv=refresh content="0;url=//e"><link rel=stylesheet href=//e>',
        "<style>@import '//e';</style><p style='background:url(//e)'>a</p>",
        "<a href=x target=_blank rel=opener ping=//e>a</a>",
        "*a*{: onclick=alert(1) style=x }",
        "## a {: onmouseover=alert(1) }",
        '```{.x onclick="alert(1)" style="x"}\na\n```',
        '```"onclick=alert(1)\na\n```',
        '[a](x "\\"onclick=alert(1) \\"")',
        "<details ontoggle=alert(1) open><summary>a</summary></details>",
        "<video src=x onerror=alert(1)><source onerror=alert(1) src=javascript:x></video>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<b <script>alert(1)</script>",
        "<<script>alert(1)//<</script>",
        "<div markdown='1' onclick='alert(1)'>a</div>",
        "[a]\n\n[a]: javascript:alert(1)",
        "*[a]: <script>alert(1)</script>\n\na",
        "<javascript:alert(1)//x://>",
    ],
)
@pytest.mark.parametrize("lang", ["el", "en"])
def test_probe_is_made_harmless(probe: str, lang: str):
    """The usual attacks leave no element, attribute or address that does anything."""
    rendered = render(f"α {probe} β\n\n{probe}\n", lang)
    assert_harmless(rendered)


def assert_harmless(rendered: Rendered) -> None:
    """Look at the HTML as a browser does, with another parser than the sanitiser's."""
    root = lxml_html.fragment_fromstring(joined(rendered), create_parent="div")
    for element in root.iter():
        assert element.tag in TAGS, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"style", "name", "target", "rel", "srcset", "ping"}
            assert not (name == "id" and value.startswith("d-"))
    for reference in rendered.references:
        scheme = reference.address.partition(":")[0].lower()
        assert scheme not in {"javascript", "data", "vbscript", "file"}
        assert not reference.address.replace("\\", "/").lstrip().startswith("//")


ATTACKS = [
    *"<>\"'=/ \n&;`[]()!-",
    *("script", "<a href=", "<img src=", "javascript:", "//e", "onerror=", "<svg", "<math", "<style>", "</", "<!--"),
    *("-->", "<div markdown=1>", "</div>", "&#x", "0;", "](", "![", "<b ", "x", "α"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(ATTACKS), max_size=20).map("".join))
def test_no_fragments_make_harm(text: str):
    """Parts of attacks in any order."""
    assert_harmless(render(text, "en"))


@pytest.mark.parametrize("address", ["//e.org/x", "/\\e.org", "\\\\e.org", "&#x2f;/e.org", " //e.org"])
def test_address_of_another_host_without_scheme_is_dropped(address: str):
    """Browsers read a backslash as a slash; the text stays."""
    rendered = render(f'<a href="{address}">κείμενο</a>', "el")
    assert rendered.references == ()
    assert "κείμενο" in joined(rendered)


@pytest.mark.parametrize("address", ["x", "/x/", "../x", "#x", "?x", "{filename}/x.md", "{static}x:y", "HTTPS://e/"])
def test_other_addresses_stay(address: str):
    """Relative ones, and those of the schemes allowed."""
    assert [r.address for r in render(f"[a]({address})", "el").references] == [address]


def test_ids_of_the_theme_cannot_be_taken():
    """An id that begins with `d-` is the theme's; nor is an id given twice."""
    assert html_of('<ul><li id="d-menu">α</li><li id="x">β</li><li id="x">γ</li><li id="a b">δ</li></ul>') == (
        '<ul><li>α</li><li id="x">β</li><li>γ</li><li>δ</li></ul>'
    )


def test_control_characters_are_dropped():
    """No reference smuggles one in: one of them would stop every feed."""
    assert html_of("α&#2;β&#x1F;γ&#0;") == "<p>αβγ\ufffd</p>"
    assert render("<a href='x&#1;y'>α</a>", "el").references == ()


def test_classes_are_those_of_the_list():
    """A class that the theme does not know of goes; of code, only a language's stays."""
    assert html_of('<p class="note btn-danger d-x">α</p> <code class="language-py note">β</code>') == (
        '<p class="note">α</p> <code class="language-py">β</code>'
    )


# One post after another

LEAKS = {
    "abbreviations": ("*[ΟΗΕ]: Οργανισμός", "ΟΗΕ"),
    "footnotes": ("α[^1]\n\n[^1]: β", "γ[^1]"),
    "references": ("[a]: x\n", "[a] [b][a]"),
    "ids": ("## Τίτλος", "## Τίτλος"),
    "raw html": ("<div>α</div>\n\nα <b>β</b>", "γ <i>δ</i>\n\n<p>ε</p>"),
    "open emphasis": ("*α **β", "γ* δ**"),
    "open quotes": ('"α «β', 'γ" δ»'),
    "admonition": ("!!! note\n    α", "    β"),
    "list": ("7. α", "1. β"),
    "contents": ("[TOC]\n\n## α", "[TOC]"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_nothing_leaks_into_the_next_post(name: str):
    """The second post is what it is alone."""
    first, second = LEAKS[name]
    full._parsers.clear()
    alone = render(second, "el")
    render(first, "el")
    assert render(second, "el") == alone


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SYNTAX), min_size=1, max_size=4).map("\n\n".join), st.sampled_from(SYNTAX))
def test_no_post_changes_the_next(first: str, second: str):
    """For any two of the syntax cases."""
    full._parsers.pop("el", None)
    alone = render(second, "el")
    render(first, "el")
    assert render(second, "el") == alone


def test_nothing_leaks_after_a_post_that_failed(monkeypatch: pytest.MonkeyPatch):
    """A parser stopped at any step is as good as new."""
    text = "!!! note\n    - α\n\n        > β[^1] [a] ΟΗΕ\n\n*[ΟΗΕ]: x\n[a]: y\n\n[^1]: z\n\n<div markdown='1'>*δ*</div>"
    second = "[a] ΟΗΕ [^1] *ε* <b>ζ</b>\n\n    η\n\n- θ\n\n## ι"
    full._parsers.pop("el", None)
    alone = render(second, "el")
    parser = full._parsers["el"]
    parts = [*parser.preprocessors, *parser.parser.blockprocessors, *parser.treeprocessors, *parser.postprocessors]
    for part in parts:
        with monkeypatch.context() as patch:
            patch.setattr(part, "run", _fail)
            try:
                render(text, "el")
            except ZeroDivisionError:
                pass
        assert render(second, "el") == alone, type(part).__name__


def _fail(*_: object) -> None:
    raise ZeroDivisionError


def test_languages_do_not_mix():
    """Each language has its own quotes, whichever came first."""
    assert html_of('"α"', "en") == "<p>“α”</p>"
    assert html_of('"α"', "el") == "<p>«α»</p>"
    assert html_of('"α"', "en") == "<p>“α”</p>"


def test_depth_of_the_caller_makes_no_difference():
    """Nesting is given up at a depth counted from `render`, so the result is a function of the text alone."""
    text = "> " * 400 + "α"

    def deep(levels: int) -> object:
        return deep(levels - 1) if levels else outcome(text)

    assert deep(0) == deep(150)


def outcome(text: str) -> object:
    try:
        return render(text, "el")
    except TooComplex as error:
        return error.reason_key


# Hostile input

#: One unit a line, in which `_` stands for a space and `~` for a line end.
HOSTILE = (FOLDER / "hostile.txt").read_text(encoding="utf-8").split()
GEOMETRY = {
    "one wide table row": "|" + "a|" * 16_000 + "\n|" + "-|" * 16_000,
    "many narrow rows": "|" + "a|" * 190 + "\n|" + "-|" * 190 + "\n" + "|\n" * 100_000,
    "code in a row": "a|b\n-|-\n" + "`a|" * 16_000,
    "brackets in brackets": "[" * 100_000 + "]" * 100_000,
    "links in links": "[" * 40_000 + "a" + "](b)" * 40_000,
    "tags in tags": "<b>" * 20_000 + "</b>" * 20_000,
    "a note cited often": "[^r]: t\n\n" + "[^r] " * 40_000,
    "notes": "\n\n".join(f"[^{n}]: t [^{n + 1}]" for n in range(12_000)),
    "abbreviations": "".join(f"*[w{n}]: t\n" for n in range(9_000)) + " ".join(f"w{n}" for n in range(9_000)),
    "references": "".join(f"[r{n}]: t\n" for n in range(9_000)) + " ".join(f"[r{n}]" for n in range(9_000)),
    "open fences": "```\n" * 60_000,
    "open fences of the other kind": "~~~\n" * 60_000,
    "fences that close": "```\na\n```\n" * 25_000,
    "contents of many headings": "[TOC]\n\n" * 5 + "".join(f"# a{n}\n\n" for n in range(4_000)),
    "headings of one name": "# a\n\n" * 50_000,
    "lines of a quote": "> a\n" * 50_000,
    "quotes one after another": "> a\n\n" * 40_000,
    "images": "".join(f"![a](b{n}.jpg)\n\n" for n in range(8_000)),
    "brackets behind an address": "https://a.b/" + ")" * 200_000,
    "bare addresses": "https://a.b www.a.b a@b.c 210 123 4567 " * 6_000,
    "cards": "https://youtu.be/a\n\n" * 13_000,
    "boxes": "!!! a\n\n" * 30_000,
    "boxes in boxes": "".join("    " * n + "!!! a\n" for n in range(200)),
    "terms": "a\n: b\n\n" * 36_000,
    "escapes": '\\"' * 100_000,
    "lists in lists": "\n".join("    " * n + "- a" for n in range(300)),
    "fences of all lengths": "\n".join("`" * (n % 600 + 3) for n in range(800)),
}
CPU_SECONDS = 4  # a second each, and as much again for a machine that is busy; seldom more than half a second


@pytest.mark.parametrize("size", [4_000, 40_000, 250_000])
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_ends_soon(unit: str, size: int):
    """Repeated up to 256 KiB, each unit is parsed or refused in time."""
    unit = unit.replace("_", " ").replace("~", "\n")
    ends_soon((unit * (size // len(unit)))[: limits.LONGEST])


@pytest.mark.parametrize("name", GEOMETRY)
def test_hostile_structure_ends_soon(name: str):
    """As above, for what is not mere repetition."""
    ends_soon(GEOMETRY[name][: limits.LONGEST])


def ends_soon(text: str) -> None:
    start = time.process_time()
    outcome(text)
    assert time.process_time() - start < CPU_SECONDS


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("α" * (limits.LONGEST + 1), "size", 1),
        ("α\n\n" + "[α](β " * 5_000, "marks", 3),
        ("α\n\n" + "# α\n" * 20_000, "blocks", 3),
        ("α\n\n" + "<a " * 5_000, "tags", 3),
        ("α\n\nβ\n" + "<b>" * 2_000, "tags", 4),
        ("α\n\n" + "|" * 300, "table", 3),
        ("α\n\na|b\n-|-\n" + "c|d\n" * 12_000, "table", 3),
        ("[^1] " * 700, "footnotes", 1),
        ("*[a]: b\n" * 400, "abbreviations", 1),
        ("[TOC]\n\n" * 10, "contents", 1),
        ("α\n" + "\n".join(f"```a{n}" for n in range(1_000)), "fences", 22),
        ("α\n\n" + "# α\n\n" * 40_000, "elements", 64_001),
        ("- " * 2_000 + "α", "depth", 1),
        ("α\n\n" + "- " * 4_000 + "α", "depth", 3),
    ],
)
def test_reason_and_line_of_a_refusal(text: str, reason: str, line: int):
    """An editor is told what is too much, and where."""
    with pytest.raises(TooComplex) as refusal:
        render(text, "el")
    assert (refusal.value.reason_key, refusal.value.line) == (reason, line)


def test_long_ordinary_text_is_not_refused():
    """256 KiB of prose with links, emphasis, lists, tables, quotes, code and notes."""
    part = """## Τίτλος {n}

Μια *παράγραφος* με **λέξεις**, έναν [σύνδεσμο](https://example.org/{n}?a=b) κι άλλον ([εδώ](../guides/x.el.md)),
"εισαγωγικά", `κώδικα`, απόστροφο απ' εδώ και μία σημείωση[^{n}]. {prose}

- ένα [στοιχείο](x) με *έμφαση*
- δύο
    - τρία

| Έτος | Ποσό | Πηγή |
|---|---:|---|
{rows}

> Παράθεση με "λόγια" και [πηγή](y).

```python
values = [[1, 2], [3, 4]]; print(f"<a {{values[0]}}")
```

<figure><img src="a.jpg" alt="α"><figcaption>Λεζάντα</figcaption></figure>

[^{n}]: Η σημείωση.

"""
    rows = "\n".join(f"| {year} | 1.000 | [α](b{year}) |" for year in range(1990, 2030))
    text = "".join(part.format(n=n, rows=rows, prose="Λόγια του κόσμου. " * 60) for n in range(200))
    text = text[: limits.LONGEST - 1000]
    text = text[: text.rindex("## ")]
    assert len(text) > 240_000
    assert len(render(text, "el").headings) > 50


def test_long_table_is_not_refused():
    """A register of 1,500 rows and six columns with a link in each."""
    rows = "\n".join(f"| {n} | όνομα | [α](b{n}.pdf) | 1.000 | 2026 | ναι |" for n in range(1_500))
    assert len(render(f"|α|β|γ|δ|ε|ζ|\n|-|-|-|-|-|-|\n{rows}", "el").references) == 1_500


def test_long_list_is_not_refused():
    """A list of 1,500 links."""
    assert len(render("\n".join(f"- [σύνδεσμος {n}](x{n})" for n in range(1_500)), "el").references) == 1_500


def test_start_is_light():
    """Importing the module brings in neither Pelican nor Pygments nor the search for installed packages."""
    code = "import sys, plugins.markdown.render as m; m.render('a', 'el'); print(*sys.modules)"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=FOLDER.parents[2], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"pelican", "pygments", "importlib.metadata", "markdown.extensions.codehilite"}
