"""Newsreader scripts: what stands on the page, and nothing else, in the time that it takes to read."""

from __future__ import annotations

import re

from lxml import html

from plugins.channels.radio.script import LINE
from plugins.text.speech import seconds_to_read, spoken
from tests.conftest import SmallSite


def test_every_news_text_has_one(real_site: SmallSite):
    for lang, folder in (("el", "nea"), ("en", "en/news")):
        scripts = list((real_site.output / "radio" / lang / "scripts").glob("*.txt"))
        pages = [p for p in (real_site.output / folder).glob("*/index.html") if b"scripts/" in p.read_bytes()]
        assert len(scripts) == len(pages) > 10


def test_a_script_says_what_the_page_says(real_site: SmallSite):
    page = html.fromstring((next((real_site.output / "nea").glob("*aimodosia*/index.html"))).read_bytes())
    (address,) = page.xpath("//p[@class='entry__script']/a/@href")
    text = (real_site.output / address.removeprefix("/")).read_text(encoding="utf-8")
    said = re.sub(r"\s+", "", text)
    for part in page.xpath("//div[@class='prose']//p | //div[@class='prose']//li[not(.//p)]"):
        assert re.sub(r"\s+", "", part.text_content()) in said
    assert "Χρόνος ανάγνωσης: " in text and page.xpath("string(//link[@rel='canonical']/@href)") in text
    assert all(len(line) <= LINE or " " not in line for line in text.splitlines())


def test_markup_is_not_read_aloud():
    assert spoken(("<p>Α &amp; <b>Β</b></p><ul><li>Ένα</li><li>Δύο <a href=\"", "x", "\">εδώ</a></li></ul>",)) == [
        "Α & Β", "Ένα", "Δύο εδώ",
    ]  # fmt: skip


def test_marks_of_footnotes_are_not_read_aloud():
    text = '<p>Θητείες.<sup id="fnref:1"><a class="footnote-ref" href="|#fn:1|">1</a></sup> Τέλος.</p>'
    note = '<li><p>Από εκεί.&nbsp;<a class="footnote-backref" href="|#fnref:1|" title="Πίσω">↩︎</a></p></li>'
    body = (text + note).split("|")
    assert spoken(body) == ["Θητείες. Τέλος.", "Από εκεί."]


def test_time_is_told_to_five_seconds():
    assert [seconds_to_read(words) for words in (0, 25, 150, 400)] == [5, 10, 60, 160]
