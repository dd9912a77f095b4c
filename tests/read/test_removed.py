"""What sanitising takes away is told, where it would be missed."""

from __future__ import annotations

import pytest

from plugins.read.removed import removed


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('α\n\n<iframe src="https://www.youtube.com/embed/ab-C_1?x=1" width="560"></iframe>', 3, "https://www.youtube.com/watch?v=ab-C_1"),
        ('<iframe\n  src="//player.vimeo.com/video/123"></iframe>', 1, "https://vimeo.com/123"),
        ('<iframe src="https://tube.example.org/videos/embed/abc-1"></iframe>', 1, "https://tube.example.org/videos/watch/abc-1"),
        ('<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>', 1, "[what it is](https://www.google.com/maps/embed?pb=1)"),
        ("α\n<script>x()</script>", 2, "pages run no code"),
        ('<embed src="a.swf">', 1, "pages load nothing"),
        ('<object data="a.swf"></object>', 1, "pages load nothing"),
        ('<form action="x">\n<input name="a">\n</form>', 1, "a link to the form"),
        ("> <svg></svg>", 1, "PNG"),
        ("α <b onclick='x()'>β</b>", 1, "pages run no code"),
        ('<p style="text-align: center">α</p>', 1, "the look is the theme's"),
        ('α <span style="font-weight:700">β</span>', 1, "**bold**"),
        ("<center>α</center>", 1, "the look is the theme's"),
        ("- α\n\n  <audio></audio>", 3, "write its file"),
    ],
)  # fmt: skip
def test_told(text: str, line: int, says: str):
    """With its line and the way out."""
    problem = removed(text)[0]
    assert (problem.rule, problem.level, problem.line) == ("dropped", "warning", line)
    assert says in str(problem.hint)


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>α</summary>β</details>", "`<iframe src=x>`", "```\n<script>\n```", "    <iframe>",
        "α < β και γ > δ",
        '<audio src="a.mp3"></audio>', '<video><source src="a.mp4"></video>', '<span style="font-weight: 400">α</span>',
        '<video poster="p.jpg"><track src="v.vtt"><source src="v.mp4"></video>',
    ],
)  # fmt: skip
def test_nothing_is_told_of_what_stays(text: str):
    assert removed(text) == []
