"""The values that stages pass on: sentences that are said later."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any

import msgspec
import pytest

from plugins.model.problem import ENGLISH, Message, Voice, _, joined, plural


class Shouting(NullTranslations):
    """A language whose sentences are those of English in capitals; it has no word for “fine”."""

    def gettext(self, message: str) -> str:
        return message if message == "fine" else message.replace("is", "IS")

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number < 3 else many)

    def pgettext(self, context: str, message: str) -> str:
        return f"{self.gettext(message)} ({context})"


LOUD = Voice("xx", Shouting(), ",")


def test_a_sentence_is_said_in_the_language_of_whoever_reads() -> None:
    """By its catalogue; in English where that lacks it, and where none is asked for."""
    message = _("{name} is {state}").format(name="a", state=_("fine"))

    assert message.said(LOUD) == "a IS fine"
    assert str(message) == message.said(ENGLISH) == "a is fine"
    assert _("is", "a picture").said(LOUD) == "IS (a picture)"
    assert Message("").said(LOUD) == ""


def test_fractions_are_written_as_each_language_does() -> None:
    """Whatever form the sentence asks for; whole numbers and names stand."""
    message = _("{name}: {found} LUFS, not {wanted:.2f}, {count}")
    filled = message.format(name="v1.2.mp3", found=-16.7, wanted=-16.0, count=1000)

    assert filled.said(LOUD) == "v1.2.mp3: -16,7 LUFS, not -16,00, 1000"
    assert str(filled) == "v1.2.mp3: -16.7 LUFS, not -16.00, 1000"


def test_braces_are_names_only_where_there_are_values() -> None:
    assert str(_("write {el: …}")) == "write {el: …}"
    assert str(_("write {{el: {what}}}").format(what="…")) == "write {el: …}"
    assert str(_("{{filename}}").format()) == "{filename}"


def test_values_that_come_later_join_those_that_are_there() -> None:
    message = _("{file} comes out on {moment}").format(file="a {b}.md")

    assert str(message.format(moment="Monday")) == "a {b}.md comes out on Monday"


def test_plurals_are_those_of_the_language() -> None:
    found = plural("{count} is", "{count} are")

    assert [str(found.format(count=number)) for number in (1, 2)] == ["1 is", "2 are"]
    assert [found.format(count=number).said(LOUD) for number in (2, 3)] == ["2 IS", "3 are"]


def test_several_become_one() -> None:
    parts = [_("this is"), _("fine"), Message("{is}")]

    assert joined(parts, _(" or is ")).said(LOUD) == "thIS IS or IS fine or IS {IS}"
    assert str(joined(parts[:1])) == "this is"
    assert str(joined(())) == ""


def test_words_of_the_site_itself_are_said_before_the_catalogue() -> None:
    message = Message("key", own=(("xx", Message("own")),))

    assert (message.said(LOUD), str(message)) == ("own", "key")


@pytest.mark.parametrize("form", [msgspec.msgpack, msgspec.json])
def test_a_sentence_can_be_kept(form: Any) -> None:
    """What was found by one build is said by the next, in another language."""
    message = joined([_("{a} is {b}").format(a=1.0, b=_("fine")), plural("{count}", "{count}").format(count=2)])

    again = form.decode(form.encode(message), type=Message)
    assert again == message and again.said(LOUD) == message.said(LOUD) == "1,0 IS fine, 2"
    assert len({again, message}) == 1
