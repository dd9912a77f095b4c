"""The meter gives what ffmpeg's own gives, for two channels and for each way to make one of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from plugins.media.ffmpeg import program
from plugins.media.measure import silences, waveform
from plugins.media.meter import MIXES, metered, packed, unpacked
from tests.media.witness import levels_of

SOUNDS = {
    "noise": "anoisesrc=r={rate}:d=5:seed=1:a=0.4|anoisesrc=r={rate}:d=5:seed=2:a=0.2",
    "tones between samples": "sine={rate}/4:r={rate}:d=5,aeval=4*val(0)|sine=997:r={rate}:d=5",
    "bursts": "sine=300:r={rate}:d=5,volume='3*gt(mod(t,1),0.6)':eval=frame|anoisesrc=r={rate}:d=5:a=0.01:seed=3",
    "clicks": "aevalsrc='0.9*lt(mod(n,9973),3)':s={rate}:d=5|sine=400:r={rate}:d=5",
}


def sound(path: Path, name: str, rate: int) -> Path:
    """A file of two channels that have little in common."""
    left, right = SOUNDS[name].format(rate=rate).split("|")
    inputs = ["-f", "lavfi", "-i", left, "-f", "lavfi", "-i", right]
    late = "[0][1]join=inputs=2:channel_layout=stereo,adelay=50|50"  # before the first sample ffmpeg sees a mirror
    mixed = ["-filter_complex", late, "-t", "5.05", "-c:a", "pcm_f32le"]
    subprocess.run([program(), "-loglevel", "error", *inputs, *mixed, str(path)], check=True)
    return path


@pytest.mark.parametrize("rate", [48_000, 44_100, 11_025])
@pytest.mark.parametrize("name", SOUNDS)
def test_it_agrees_with_ffmpeg(name: str, rate: int, tmp_path: Path):
    """To a tenth of loudness, at rates that have whole steps and at a low one that has none.

    Of a true peak to what EBU Tech 3341 allows a meter: at rates that do not divide its own, ffmpeg's says 0.1 to 0.2
    more of a tone than there is (https://tech.ebu.ch/docs/tech/tech3341.pdf).
    """
    words = ["-i", str(sound(tmp_path / "a.wav", name, rate))]
    higher = ["aresample=48000"] if rate < 44_100 else []  # for which BS.1770 gives its filters
    found, other = metered(words, rate, 2), levels_of(words, higher)
    assert found.both.loudness() == pytest.approx(other.loudness, abs=0.1)
    assert found.peak == pytest.approx(other.peak, abs=0.2)
    assert found.seconds == pytest.approx(5.05, abs=0.001) and found.is_steady
    for mix, (left, right) in MIXES.items():
        alone = levels_of(words, [*higher, f"pan=mono|c0={left}*c0+{right}*c1"])
        assert found.course(1, mix).loudness() == pytest.approx(alone.loudness, abs=0.1)


@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_a_peak_between_samples_is_found(rate: int, tmp_path: Path):
    """A tone of a quarter of the rate never shows its height, one half, in a sample."""
    words = ["-i", str(sound(tmp_path / "a.wav", "tones between samples", rate))]
    assert metered(words, rate, 2).peak == pytest.approx(-6.02, abs=0.05)


@pytest.mark.parametrize("channels", [1, 6])
def test_one_channel_and_more_than_two(channels: int, tmp_path: Path):
    """As two loudspeakers play them."""
    words = ["-f", "lavfi", "-i", f"anoisesrc=r=48000:d=3:a=0.1,aformat=channel_layouts={channels}c"]
    two = ["aformat=channel_layouts=stereo"] if channels > 1 else []
    assert metered(words, 48_000, channels).both.loudness() == pytest.approx(levels_of(words, two).loudness, abs=0.1)


@pytest.mark.parametrize("channels", [1, 2])
def test_what_was_measured_is_kept_bit_by_bit(channels: int):
    """Renditions that are made later are those that would have been made at once."""
    found = metered(
        ["-f", "lavfi", "-i", f"anoisesrc=r=48000:d=2:a=0.1,aformat=channel_layouts={channels}c"], 48_000, channels
    )
    again = unpacked(packed(found))
    assert again[:5] == found[:5] and again.both.loudness() == found.both.loudness()
    for mix in MIXES:
        assert np.array_equal(again.course(1, mix).power, found.course(1, mix).power)
        assert np.array_equal(again.course(1, mix).peaks, found.course(1, mix).peaks)


def test_what_the_limiter_takes_is_foreseen(tmp_path: Path):
    """Within a fifth, where it takes much: a soft voice with loud bursts."""
    words = ["-i", str(sound(tmp_path / "a.wav", "bursts", 48_000))]
    found = metered(words, 48_000, 2)
    limit = "volume=9dB,alimiter=limit=0.5:attack=2:release=60:level=disabled:latency=1"
    assert found.both.limited(9.0, -6.02) == pytest.approx(levels_of(words, [limit]).loudness, abs=0.2)
    assert found.both.limited(3.0, 12.0) == pytest.approx(found.both.loudness() + 3, abs=0.01)


def test_ends_and_waves_are_told():
    fine = np.concatenate([np.zeros(400), np.full(800, 0.5), np.zeros(8)]).astype(np.float32)
    assert silences(fine) == (1.0, 0.0)  # the second is too short to be a pause
    assert len(waveform(fine)) == 400 and set(waveform(fine)) == {0, 64}
    assert silences(np.zeros(9, np.float32)) == (0.0, 0.0)
