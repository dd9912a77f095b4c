"""The charts of tables: what is as long as its amount, and what is a part of a whole."""

from __future__ import annotations

from msgspec.structs import fields

from plugins.channels.figures.chart import Chart
from plugins.channels.figures.shown import MOST_GROUPS, FigureWords, ShownTable, shown
from plugins.channels.shared.tables.reading import read
from plugins.model.kinds import TableSort

GRANTS = "id,description,date,funder,recipient,amount_eur\n"
BUDGET = "code,category,description,budget_2026_eur\n"


def words(locale: str = "el_GR") -> FigureWords:
    """Each word by its own name, and sentences with their values alone."""
    said = {field.name: field.name for field in fields(FigureWords)}
    said |= {"locale": locale, "shares_of": "shares_of %(name)s", "largest": "%(name)s %(amount)s"}
    return FigureWords(**said | {"most": "%(name)s %(share)s %(whole)s"})


def table(text: str, sort: TableSort) -> ShownTable:
    found, faults = read(text.encode(), sort)
    assert found and not faults, faults
    return shown(words(), "title", found)


def labels(chart: Chart) -> dict[str, str]:
    """What stands beside the bars, by the name above them."""
    texts = [text.words.replace("\u00a0", " ") for text in chart.texts]
    return dict(zip(texts[::2], texts[1::2], strict=True))


def test_who_was_given_which_part() -> None:
    """Of one who was given twice, both; each bar within the frame of the whole, as long as its part of that."""
    lines = [("a", "Άλφα", 100), ("b", "Βήτα", 500), ("c", "Άλφα", 400)]
    text = "".join(f"{id},Έργο,2026-01-31,Ταμείο,{who},{amount}\n" for id, who, amount in lines)
    main, parts = table(GRANTS + text, "grants").charts
    assert (main.key, parts.key, parts.title) == ("chart", "shares-1", "shares")
    assert labels(parts) == {"Άλφα": "50,0% · 500 €", "Βήτα": "50,0% · 500 €"}
    assert parts.finding.replace("\u00a0", " ") == "Άλφα 50,0% 1.000 €"
    frame, part, *others = parts.marks
    assert (frame.paint, part.paint, part.width) == ("hollow", "solid", round(frame.width / 2, 1))
    assert [mark.width for mark in others] == [frame.width, part.width]


def test_each_category_is_a_whole() -> None:
    """Income and expenses have none together; a single item is no part; what is below nought has none."""
    text = BUDGET + "1.1,income,Fees,300\n1.2,income,Gifts,100\n2.1,expense,Rent,50\n"
    _, parts = table(text, "budget").charts
    assert (parts.title, labels(parts)["Fees"]) == ("shares_of income", "75,0% · 300 €")
    assert len(table(text.replace("100", "-100"), "budget").charts) == 1


def test_the_smallest_are_one_part() -> None:
    text = BUDGET + "".join(f"1.{n},income,Item {n},{n}\n" for n in range(1, MOST_GROUPS + 3))
    parts = table(text, "budget").charts[1]
    assert next(iter(labels(parts))) == f"Item {MOST_GROUPS + 2}"
    assert (len(labels(parts)), labels(parts)["others"]) == (MOST_GROUPS + 1, "2,2% · 3 €")


def test_a_register_has_no_chart() -> None:
    assert table("name,since\nOne,2026-01-31\n", "register").charts == ()
