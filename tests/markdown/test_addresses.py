"""Bare addresses and telephone numbers are links; captions, videos and maps get their form."""

from __future__ import annotations

import html

import pytest

from plugins.markdown.autolinks import telephone
from plugins.markdown.render import render


def made(text: str, lang: str = "el") -> str:
    segments = render(text, lang).segments
    return "".join(html.escape(part) if place % 2 else part for place, part in enumerate(segments))


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Δείτε https://example.org/α?β=1.", ["https://example.org/α?β=1"]),
        ("«https://example.org/» (http://a.gr/b_(c))·", ["https://example.org/", "http://a.gr/b_(c)"]),
        ("www.example.org, και awww.x", ["http://www.example.org"]),
        ("info@example.org, a.b-c@d.e.gr.", ["mailto:info@example.org", "mailto:a.b-c@d.e.gr"]),
        ("mailto:info@example.org", ["mailto:info@example.org"]),
        ("210 123 4567 ή 2101234567", ["tel:+302101234567", "tel:+302101234567"]),
        ("+30 210 1234567, 0030 6970123456", ["tel:+302101234567", "tel:+306970123456"]),
        ("(210) 1234567, 2310-123456, 697.012.3456", ["tel:+302101234567", "tel:+302310123456", "tel:+306970123456"]),
        ("22410 12345, 801 11 12345, 6970 123 456", ["tel:+302241012345", "tel:+308011112345", "tel:+306970123456"]),
        ("**210 123 4567**", ["tel:+302101234567"]),
        ("| Τηλ. | Ταχ. |\n|---|---|\n| 2101234567 | a@b.gr |", ["tel:+302101234567", "mailto:a@b.gr"]),
        ("`https://a.gr` [https://b.gr](x) <a href='y'>https://c.gr</a>", ["x", "y"]),
        ("GR16 0110 1250 0000 0001 2300 695, 2.101.234.567 €, 210.123.456, ΑΦΜ 123456789, 2101234567890", []),
        ("2026-11-28, 28.11.2026, 2020-2026, 6.970.123.456, 2801234567€, 12 210 123 4567", []),
        ("α@β, @όνομα, http://, www., a@b", []),
    ],
)  # fmt: skip
def test_bare_addresses(text: str, addresses: list[str]):
    assert [reference.address for reference in render(text, "el").references] == addresses


def test_the_text_of_a_bare_address_is_left_as_it_is():
    """No typography in it."""
    assert made("https://a.gr/x--y...z'") == '<p><a href="https://a.gr/x--y...z">https://a.gr/x--y...z</a>’</p>'


def test_a_number_of_other_digits_is_no_telephone():
    assert telephone("210 123 456") == ""


YOUTUBE = "https://www.youtube.com/watch?v=abc"


@pytest.mark.parametrize(
    "address",
    [
        YOUTUBE, "https://youtu.be/abc", "https://www.youtube.com/shorts/abc", "https://vimeo.com/123", "https://vimeo.com/123/abc",
        "https://tube.example.org/w/kkkkkkkkkkkkkkkkkkkkkk",
        "https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d",
        "https://www.openstreetmap.org/#map=15/37.94/23.64", "https://www.openstreetmap.org/node/123",
    ],
)  # fmt: skip
def test_lone_address_is_a_card(address: str):
    """A link with words and nothing that is loaded, in both languages."""
    for lang, words in (("el", ("Βίντεο στο", "Χάρτης στο")), ("en", ("Video on", "Map on"))):
        html_text = made(f"α\n\n{address}\n\nβ", lang)
        assert '<p class="embed"><a href="' in html_text
        assert any(word in html_text for word in words)
        assert "<iframe" not in html_text and "<img" not in html_text


def test_card_with_a_title_and_with_a_picture():
    assert made(f"[Το λιμάνι]({YOUTUBE})") == (
        f'<p class="embed"><a href="{YOUTUBE}"><span class="embed-title">Το λιμάνι</span> '
        '<span class="embed-place">Βίντεο στο YouTube</span></a></p>'
    )
    assert made(f"[![Δύτες](d.jpg)]({YOUTUBE})") == (
        f'<p class="embed"><a href="{YOUTUBE}"><img alt="Δύτες" src="d.jpg"> '
        '<span class="embed-place">Βίντεο στο YouTube</span></a></p>'
    )


@pytest.mark.parametrize(
    "text", [f"Δείτε {YOUTUBE}", f"- {YOUTUBE}", f"{YOUTUBE}\n{YOUTUBE}", "https://www.youtube.com/@a"]
)
def test_within_other_text_it_is_a_link(text: str):
    assert "embed" not in made(text)


def test_a_caption_makes_a_figure():
    """And has the typography of the text; a picture within text keeps its title."""
    assert made('![Λιμάνι](a.jpg "Το λιμάνι...")') == (
        '<figure><img alt="Λιμάνι" src="a.jpg"><figcaption>Το λιμάνι…</figcaption></figure>'
    )
    assert made('α ![Λιμάνι](a.jpg "Τίτλος")') == '<p>α <img alt="Λιμάνι" src="a.jpg" title="Τίτλος"></p>'


def test_tasks_have_boxes_with_a_name():
    assert made("- [ ] α\n- [x] β").count("<input ") == 2
    assert 'checked="" disabled="" aria-label="Done"' in made("- [x] β", "en")
