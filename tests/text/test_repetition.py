"""How often an event comes again: words of editors in each language, rules of iCalendar, and what is neither."""

from __future__ import annotations

from datetime import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.i18n.languages import facts_of, with_facts
from plugins.model.problem import Invalid
from plugins.text.repetition import DAYS, ORDINALS, UNITS, rule_of

TAKEN = {
    "every Tuesday": "FREQ=WEEKLY;BYDAY=TU",
    "Every Tuesday and Thursday.": "FREQ=WEEKLY;BYDAY=TU,TH",
    "every 2 weeks on Friday until 2026-12-15": "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261215;BYDAY=FR",
    "every other week on Monday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "every second week": "FREQ=WEEKLY;INTERVAL=2",
    "last Sunday of the month": "FREQ=MONTHLY;BYDAY=-1SU",
    "first and third Saturday of the month": "FREQ=MONTHLY;BYDAY=1SA,3SA",
    "every year 9 times": "FREQ=YEARLY;COUNT=9",
    "weekdays until 2026-12-15": "FREQ=WEEKLY;UNTIL=20261215;BYDAY=MO,TU,WE,TH,FR",
    "daily": "FREQ=DAILY",
    "κάθε Τρίτη": "FREQ=WEEKLY;BYDAY=TU",
    "κάθε Τρίτη και Πέμπτη έως 2026-12-15": "FREQ=WEEKLY;UNTIL=20261215;BYDAY=TU,TH",
    "ΚΑΘΕ ΤΡΙΤΗ, ΤΕΤΑΡΤΗ": "FREQ=WEEKLY;BYDAY=TU,WE",
    "κάθε τρίτη Τετάρτη του μήνα": "FREQ=MONTHLY;BYDAY=3WE",
    "την τελευταία Κυριακή του μήνα": "FREQ=MONTHLY;BYDAY=-1SU",
    "κάθε δεύτερη εβδομάδα, Δευτέρα": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "κάθε 2 εβδομάδες, Σάββατο, 10 φορές": "FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=SA",
    "κάθε χρόνο": "FREQ=YEARLY",
    "RRULE:freq=weekly;byday=tu": "FREQ=WEEKLY;BYDAY=TU",
    "BYDAY=TU;INTERVAL=1;FREQ=WEEKLY": "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=-1;BYMONTH=3,6;UNTIL=20261215T170000Z": (
        "FREQ=MONTHLY;UNTIL=20261215T170000Z;BYMONTHDAY=-1;BYMONTH=3,6"
    ),
}
REFUSED = {
    "": "how often",
    "5 times": "how often",
    "first": "how often",
    "every blue moon": "the word “blue”",
    "every 3": "the word “3”",
    "every 2026-12-12": "the word “2026-12-12”",
    "every week until": "the word “until”",
    "every week until Easter": "the word “Easter”",
    "every week until 2026-02-30": "“2026-02-30” does not exist",
    "every week until 2026-12-01 3 times": "twice until when",
    "every second Tuesday": "or every so many weeks",
    "every Tuesday of the month": "or every so many weeks",
    "every 0 weeks": "counts from 1 to 99",
    "every 12345678901234567890 weeks": "counts from 1 to 99",
    "every week 2000 times": "counts from 1 to 1000",
    "FREQ=HOURLY": "“FREQ=HOURLY”",
    "FREQ=WEEKLY;BYDAY=TUESDAY": "“BYDAY=TUESDAY”",
    "FREQ=WEEKLY;BYDAY=1TU": "“BYDAY=1TU”",
    "FREQ=WEEKLY;BYHOUR=9": "“BYHOUR=9”",
    "FREQ=WEEKLY;FREQ=DAILY": "“FREQ=WEEKLY”",
    "FREQ=WEEKLY;COUNT=3;UNTIL=20261215": "twice until when",
    "FREQ=WEEKLY;UNTIL=20261345": "“20261345” does not exist",
    "INTERVAL=2": "how often",
}


@pytest.mark.parametrize("text", TAKEN)
def test_what_editors_write(text: str) -> None:
    """Becomes a rule, which is taken again as it is."""
    assert rule_of(text) == TAKEN[text]
    assert rule_of(TAKEN[text]) == TAKEN[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_rule(text: str) -> None:
    """With the word that is not understood, and examples."""
    with pytest.raises(Invalid) as found:
        rule_of(text)
    assert REFUSED[text] in str(found.value.message) and str(found.value.hint)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(sorted({w for t in (*TAKEN, *REFUSED) for w in t.split()})), max_size=8))
def test_whatever_is_typed(words: list[str]) -> None:
    """Is refused, or a rule that others read."""
    try:
        rule = rule_of(" ".join(words))
    except Invalid:
        return
    rrulestr(rule.replace("Z", ""), dtstart=datetime(2026, 1, 1, 19))


def test_words_of_a_language_mean_what_is_known() -> None:
    """Each language that has such words has all of them."""
    known = {*DAYS, *ORDINALS, *UNITS, "every", "and", "other", "workday", "until", "times"}
    for lang in with_facts():
        assert facts_of(lang).repetition.keys() <= known and facts_of(lang).repetition.keys() >= known - {"other"}
