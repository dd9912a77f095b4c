"""Makes the demonstration's recordings from their scripts: `python -m tools.speech [SHOW/STEM.LANG …]`.

A script is a text of sentences; a line that begins with `# ` begins a chapter. espeak-ng speaks a sentence at a time,
so the chapters' times are exact: they are printed as the lists that the Markdown of the episodes holds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS, SHOWS = ROOT / "tools" / "scripts", ROOT / "content" / "shows"
VOICES = {"el": "el", "en": "en-gb"}
PAUSES = {"sentence": 0.35, "chapter": 0.9}  # seconds
#: One original of each sort of file that an editor may have; the others are Opus.
SORTS = {
    "deltio/2026-11-18.el": ("wav", ()),
    "deltio/2026-11-18.en": ("mp3", ("-b:a", "64k")),
    "odigos-tsepis/register-koinsep.el": ("flac", ()),
    "odigos-tsepis/volunteer-agreement.el": ("m4a", ("-b:a", "48k")),
}
OPUS = ("opus", ("-c:a", "libopus", "-b:a", "32k"))


def main(names: list[str]) -> None:
    """Make the named recordings, or all."""
    for path in sorted(SCRIPTS.glob("*/*.txt")):
        name = path.relative_to(SCRIPTS).as_posix().removesuffix(".txt")
        if not names or name in names:
            chapters, cues = record(name, path.read_text(encoding="utf-8").splitlines())
            (SHOWS / f"{name}.vtt").write_text(transcript(cues), encoding="utf-8")
            print(f"{name}\n" + "\n".join(f"- {stamp(start)} {title}" for start, title in chapters))


Times = list[tuple[float, str]]


def record(name: str, lines: list[str]) -> tuple[Times, list[tuple[float, float, str]]]:
    """Write one recording; its chapters, and its sentences from second to second."""
    voice, chapters, cues = VOICES[name.rpartition(".")[2]], [], []
    sound, rate = b"", 22_050
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("# "):
            sound += silence(PAUSES["chapter"], rate) if sound else b""
            chapters.append((len(sound) / 2 / rate, line[2:]))
        else:
            spoken, rate = speak(line, voice)
            start = len(sound) / 2 / rate
            cues.append((start, start + len(spoken) / 2 / rate, line))
            sound += spoken + silence(PAUSES["sentence"], rate)
    ending, options = SORTS.get(name, OPUS)
    encode(sound, rate, SHOWS / f"{name}.{ending}", options)
    return chapters, cues


def speak(sentence: str, voice: str) -> tuple[bytes, int]:
    """Samples of 16 bits, mono, and their rate."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        words = ["espeak-ng", "-v", voice, "-s", "150", "-w", file.name, sentence.replace("«", "").replace("»", "")]
        subprocess.run(words, check=True)
        with wave.open(file.name, "rb") as spoken:
            return spoken.readframes(spoken.getnframes()), spoken.getframerate()


def silence(seconds: float, rate: int) -> bytes:
    """As long as this."""
    return b"\0\0" * int(seconds * rate)


def encode(sound: bytes, rate: int, target: Path, options: tuple[str, ...]) -> None:
    """Write the samples in the format of the file's name, the same bytes each time."""
    source = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"]
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    words = ["ffmpeg", "-loglevel", "error", "-y", *source, *exact, *options, str(target)]
    subprocess.run(words, input=sound, check=True)


def transcript(cues: list[tuple[float, float, str]]) -> str:
    """WebVTT, a cue a sentence."""
    blocks = (f"{stamp(start, 3)} --> {stamp(end, 3)}\n{text}" for start, end, text in cues)
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def stamp(seconds: float, digits: int = 0) -> str:
    """06:50, or 06:50.250."""
    minutes, rest = divmod(int(seconds), 60)
    milli = f".{int(seconds * 1000) % 1000:03}" if digits else ""
    return f"{minutes:02}:{rest:02}{milli}"


if __name__ == "__main__":
    main(sys.argv[1:])
