"""What is looked into is recorded for whatever is being made, however it was come by."""

from __future__ import annotations

from plugins.model.document import NO_BODY, Body, BodyFacts, EntryBody
from plugins.model.file import Asset, AssetFacts, File
from plugins.model.reads import Memo, recorded


def body(source: str) -> EntryBody:
    return EntryBody(source, BodyFacts(Body(source), (), len(source)))


def test_to_look_is_recorded_and_to_hold_is_not() -> None:
    one, other = body("one"), body("other")
    with recorded() as reads:
        assert (one.words, other == body("other")) == (3, True)

    assert reads == {"one", "other"}, "to compare bodies is to look into both"
    with recorded() as reads:
        held = (one, other)
    assert (reads, len(held)) == (set(), 2)


def test_each_way_to_look_is_recorded() -> None:
    for name in ("facts", "sha256", "headings", "words", "digest"):
        with recorded() as reads:
            getattr(body("one"), name)
        assert reads == {"one"}, name


def test_a_file_is_looked_into_for_its_size_and_hash_alone() -> None:
    asset = Asset("plan.pdf", AssetFacts(12, "ab"))
    for name in ("facts", "bytes", "sha256", "digest"):
        with recorded() as reads:
            getattr(asset, name)
        assert reads == {"plan.pdf"}, name
    with recorded() as reads:
        file = File("/files/plan.pdf", asset, "application/pdf")
        assert (file.url, reads) == ("/files/plan.pdf", set())
        assert (file.bytes, reads) == (12, {"plan.pdf"})


def test_what_is_read_within_counts_for_what_is_around_it() -> None:
    with recorded() as around:
        with recorded() as within:
            assert body("one").words
        assert body("other").words

    assert (within, around) == ({"one"}, {"one", "other"})


def test_who_takes_what_is_there_has_read_what_it_is_made_of() -> None:
    memo, one = Memo(), body("one")
    made = []

    def make() -> int:
        made.append(1)
        return one.words

    found = []
    for _ in range(2):
        with recorded() as reads:
            assert memo.get("words", make) == 3
        found.append(reads)

    assert (found, made) == ([{"one"}, {"one"}], [1])


def test_nobody_reads_outside() -> None:
    assert body("one").words == 3
    assert NO_BODY.words == 0
