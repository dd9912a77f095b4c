"""Bodies as people write them, for the comparison kit: code, nested lists, notes, tables, HTML between paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from types import ModuleType

SIZES = {"el": 9_000, "en": 4_000}  # bytes of a body, on average
CODE = {
    "python": (
        "def {a}({b}, {c}=None):",
        "    if {b} and not {c}:",
        "        return {b}.{a}()",
        "",
        "    yield {c}  # {a}",
    ),
    "yaml": ("{a}:", "  {b}: [{c}, {a}]", "  - {c}: '{b}'", "", "# {a}"),
    "sh": ("for {a} in {b}/*.md; do", '  {c} "$' + '{a}" > /dev/null', "done", "", "{b} --{c} | {a}"),
}
HTML = (
    "<details>\n<summary>{a}</summary>\n\n{text}\n\n</details>",
    "<div>\n<p>{text} <kbd>{a}</kbd></p>\n</div>",
    "<figure><blockquote>{text}</blockquote><figcaption>{a}</figcaption></figure>",
)


def body(rng: Random, lang: str, i: int, slugs: Sequence[str], corpus: ModuleType) -> str:
    """Return the body of an article, in the words of the kit."""
    words = corpus.EL if lang == "el" else corpus.EN
    size = rng.uniform(0.25, 1.2) * SIZES[lang]  # a section goes beyond it
    parts, notes = [_paragraph(rng, words, corpus)], [f"[^{i}]: {corpus.sentence(rng, words)}"]
    parts[0] += f"[^{i}] [{corpus.title_of(rng, words)}](/{lang}/posts/{slugs[rng.randrange(len(slugs))]}/)."
    while sum(len(part.encode()) for part in parts) < size:
        parts += _section(rng, words, corpus)
        notes.append(f"[^{i}-{len(notes)}]: {corpus.sentence(rng, words)}\n\n    {corpus.sentence(rng, words)}")
        parts.append(f"{corpus.sentence(rng, words)}[^{i}-{len(notes) - 1}]")
    return "\n\n".join((*parts, *notes)) + "\n"


def _section(rng: Random, words: Sequence[str], corpus: ModuleType) -> Iterator[str]:
    yield f"{'#' * rng.choice((2, 2, 3))} {corpus.title_of(rng, words)}"
    yield _paragraph(rng, words, corpus)
    yield rng.choice((_code, _list, _list, _table, _quote, _html))(rng, words, corpus)
    yield _paragraph(rng, words, corpus)


def _paragraph(rng: Random, words: Sequence[str], corpus: ModuleType) -> str:
    """Three sentences over several lines, with code, emphasis, an address and a break."""
    one, two, three = (corpus.sentence(rng, words) for _ in range(3))
    said = f"`{rng.choice(corpus.EN)}_{rng.choice(corpus.EN)}`, **{rng.choice(words)}** *{rng.choice(words)}*"
    return f"{one} {said}:\n{two}\n[{rng.choice(words)}](https://example.org/{rng.randrange(999)}) ~~{three}~~"


def _code(rng: Random, words: Sequence[str], corpus: ModuleType) -> str:
    language, lines = rng.choice(list(CODE.items()))
    names = [{name: rng.choice(corpus.EN) for name in "abc"} for _ in range(rng.randint(2, 4))]
    return "\n".join((f"```{language}", *(line.format(**own) for own in names for line in lines), "```"))


def _list(rng: Random, words: Sequence[str], corpus: ModuleType) -> str:
    """A list of three levels, now and then of tasks, with a paragraph or code within."""
    mark = rng.choice(("-", "*", "1.", "- [ ]"))
    inside = "   " if mark == "1." else "  "

    def item() -> Iterator[str]:
        yield f"{mark} {corpus.sentence(rng, words, 4, 9)}"
        for _ in range(rng.randint(0, 3)):
            yield f"{inside}- {corpus.sentence(rng, words, 4, 9)} `{rng.choice(corpus.EN)}`"
            yield f"{inside}  1. {corpus.sentence(rng, words, 3, 6)}"
        if rng.random() < 0.2:
            yield f"\n{inside}{corpus.sentence(rng, words)}\n"

    return "\n".join(line for _ in range(rng.randint(3, 6)) for line in item())


def _table(rng: Random, words: Sequence[str], corpus: ModuleType) -> str:
    rows = [
        [rng.choice(words), f"`{rng.choice(corpus.EN)}`", str(rng.randint(1, 9_999))] for _ in range(rng.randint(3, 8))
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ("---", ":-:", "--:"), *rows[1:]))


def _quote(rng: Random, words: Sequence[str], corpus: ModuleType) -> str:
    return f"> {corpus.sentence(rng, words, 12, 20)}\n>\n" + "\n".join(
        f"> - {corpus.sentence(rng, words)}" for _ in range(2)
    )


def _html(rng: Random, words: Sequence[str], corpus: ModuleType) -> str:
    return str(rng.choice(HTML)).format(a=rng.choice(words), text=corpus.sentence(rng, words))


@contextmanager
def bodies_in(corpus: ModuleType) -> Iterator[None]:
    """Have the kit write these bodies meanwhile in place of its own."""
    own: Callable[..., str] = corpus.body

    def ours(rng: Random, lang: str, i: int, slugs: Sequence[str]) -> str:
        return body(rng, lang, i, slugs, corpus)

    corpus.body = ours  # type: ignore[attr-defined]  # the kit is a file that is loaded by its path
    try:
        yield
    finally:
        corpus.body = own  # type: ignore[attr-defined]  # as above
