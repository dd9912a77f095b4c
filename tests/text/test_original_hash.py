"""How much of an original has changed since its translation, from what the translation remembers of it."""

from __future__ import annotations

import pytest

from plugins.model.document import Document
from plugins.read.document import body_of, parse
from plugins.read.fields import signature
from plugins.text import original_hash

HEAD = "---\ntitle: Τίτλος\nsummary: Περίληψη\n---\n"
WORDS = [f"λέξη{number % 70}" for number in range(200)]
TEXT = "## Αρχή\n\nΔείτε [τον οδηγό](https://example.org/a). " + " ".join(WORDS) + "\n\n## Τέλος\n\nΚαλή αρχή.\n"


def read(body: str) -> tuple[Document, str]:
    data = f"{HEAD}{body}".encode()
    return parse(data, "news", "el", "Europe/Athens")[0], body_of(data)


def changed_words(count: int) -> str:
    return TEXT.replace(" ".join(WORDS), " ".join([f"νέα{n}" for n in range(count)] + WORDS[count:]))


@pytest.mark.parametrize(
    ("body", "is_far"),
    [
        (TEXT.replace("Καλή", "Κακή"), False),
        (TEXT.replace("Καλή αρχή.", "Καλή αρχή!"), False),
        (changed_words(12), False),
        (changed_words(30), True),
        (TEXT + "\n" + "λόγια " * 30, True),
        (TEXT.replace(" ".join(WORDS[:40]), ""), True),
        (TEXT.replace("## Τέλος", "## Συνέχεια"), True),
        (TEXT.replace("## Τέλος", "### Τέλος"), True),
        (TEXT.replace("example.org/a", "example.org/b"), True),
        (TEXT.replace("[τον οδηγό](https://example.org/a)", "τον οδηγό"), True),
    ],
    ids=("word", "mark", "6 %", "15 %", "longer", "shorter", "heading", "level", "link", "no link"),
)
def test_readers_are_told_of_headings_links_or_a_tenth_of_the_words(body: str, is_far: bool) -> None:
    stated = original_hash.signature(*read(TEXT))
    document, text = read(body)

    assert not original_hash.is_of(stated, document.source_sha256)
    assert original_hash.is_far(stated, document, text) is is_far


@pytest.mark.parametrize("length", [40, 500, 5_000])
def test_texts_of_any_length_are_measured(length: int) -> None:
    words = [f"λέξη{number * number % 997}" for number in range(length)]
    stated = original_hash.signature(*read(" ".join(words)))
    few, many = ([f"άλλη{n}" for n in range(round(length * share))] for share in (0.05, 0.2))

    assert not original_hash.is_far(stated, *read(" ".join([*few, *words[len(few) :]])))
    assert original_hash.is_far(stated, *read(" ".join([*many, *words[len(many) :]])))


def test_a_signature_is_short_and_its_field_takes_it() -> None:
    stated = original_hash.signature(*read(TEXT))

    assert len(stated) < 80
    assert signature(stated) == stated
    assert original_hash.is_of(stated, read(TEXT)[0].source_sha256)


def test_a_hash_alone_is_still_read() -> None:
    """As older files have it; nobody can tell how much has changed, so readers are told."""
    stated = read(TEXT)[0].source_sha256

    assert signature(stated) == stated
    assert original_hash.is_of(stated, stated)
    assert original_hash.is_far(stated, *read(TEXT.replace("Καλή", "Κακή")))


def test_a_text_that_nobody_wrote_yet_says_nothing() -> None:
    begun = original_hash.signature(*read(original_hash.placeholder("el")))

    assert original_hash.is_begun(begun)
    assert not original_hash.is_begun(original_hash.signature(*read(TEXT)))
