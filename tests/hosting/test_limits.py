"""What hosts that cost nothing take of a site."""

from __future__ import annotations

from plugins.hosting.limits import MB, exceeded


def said(sizes: dict[str, int], host: str) -> list[tuple[str, str]]:
    return [(level, str(message)) for level, message in exceeded(sizes, host)]


def test_a_small_site_fits_everywhere() -> None:
    for host in ("github", "gitlab", "codeberg", "cloudflare"):
        assert not said({"index.html": 9000}, host)


def test_what_is_nearly_too_much_is_told() -> None:
    """With what of it may lie elsewhere."""
    assert said({"audio/one.mp3": 60 * MB, "video/two.mp4": 50 * MB}, "codeberg") == [
        ("warning", "110 MB, of which codeberg takes 128; recordings and films are 110 MB of it")
    ]
    assert [level for level, _ in said({"audio/one.mp3": 129 * MB}, "codeberg")] == ["error"]
    assert said({str(number): 1 for number in range(20_001)}, "cloudflare") == [
        ("error", "20001 files, of which cloudflare takes 20000")
    ]


def test_large_files_are_named() -> None:
    """The largest first, and not all of a thousand."""
    found = said({f"audio/{number}.mp3": 58 * MB + number for number in range(12)}, "cloudflare")
    assert found[0] == ("error", "audio/11.mp3 has 58 MB, and cloudflare takes files of 26")
    assert found[-1] == ("error", "and 2 more files that are as large")
    assert len(found) == 11
