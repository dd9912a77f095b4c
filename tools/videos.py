"""Makes the demonstration's videos from their storyboards: `python -m tools.videos [STEM …]`.

Each scene is a drawn slate with a synthetic voice; captions in both languages have the times of the sentences. Words on
the slates are headings, in large type; what is said is never burnt in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from PIL import Image, ImageDraw, ImageFont

from tools.speech import VOICES, silence, speak, stamp

ROOT = Path(__file__).resolve().parents[1]
SHOW = ROOT / "content" / "shows" / "dekapente"
BOARDS = ROOT / "tools" / "storyboards.yaml"
SIZE = (1920, 1080)
BEFORE, AFTER = 0.2, 0.3  # seconds around each sentence
LINE = 42  # letters of a caption
#: Those that have captions in a language, but no voice.
SILENT = {"before-you-give-blood": ("en",)}
NAMES = {"el": "Δίαυλος", "en": "Diavlos"}
GROUND, INK, LIGHT = "#123b3a", "#ffffff", "#f6c453"


class Scene(NamedTuple):
    """What is drawn, and in each language what is said and shown."""

    shape: str
    words: dict[str, dict[str, str]]


def main(stems: list[str]) -> None:
    """Make the named videos, or all."""
    boards = yaml.safe_load(BOARDS.read_text(encoding="utf-8"))
    for stem, rows in boards.items():
        if not stems or stem in stems:
            scenes = [Scene(row.pop("draw"), row) for row in rows]
            for lang in VOICES:
                if lang not in SILENT.get(stem, ()):
                    make(stem, scenes, lang)


def make(stem: str, scenes: Sequence[Scene], lang: str) -> None:
    """One video in one language, and its captions in all."""
    with tempfile.TemporaryDirectory() as folder:
        work, sound, rate = Path(folder), b"", 22_050
        times: list[tuple[float, float]] = []
        slates = ["ffconcat version 1.0"]
        for number, scene in enumerate(scenes):
            slate = work / f"{number}.png"
            draw(scene, scene.words[lang]["show"], NAMES[lang]).save(slate)
            spoken, rate = speak(scene.words[lang]["say"], VOICES[lang])
            start = len(sound) / 2 / rate + BEFORE
            length = len(spoken) / 2 / rate
            sound += silence(BEFORE, rate) + spoken + silence(AFTER, rate)
            times.append((start, start + length + 0.2))
            slates += [f"file {slate.name}", f"duration {BEFORE + length + AFTER:.3f}"]
        slates.append(slates[-2])  # the last one needs an end
        (work / "slates").write_text("\n".join(slates) + "\n", encoding="ascii")
        with wave.open(str(work / "voice.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(sound)
        encode(work, len(sound) / 2 / rate, SHOW / f"{stem}.{lang}.mp4")
    for other in VOICES:
        cues = [(*time, scene.words[other]["say"]) for time, scene in zip(times, scenes, strict=True)]
        name = f"{stem}.{lang}.vtt" if other == lang else f"{stem}.{lang}-{other}.vtt"
        (SHOW / name).write_text(captions(cues), encoding="utf-8")


def encode(work: Path, seconds: float, target: Path) -> None:
    """25 pictures a second, small, the same bytes each time."""
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    colours = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    picture = [
        "-vf",
        "scale=out_color_matrix=bt709:out_range=tv",
        *colours,
        "-r",
        "25",
        "-c:v",
        "libx264",
        "-preset",
        "slow",
        "-crf",
        "30",
        "-pix_fmt",
        "yuv420p",
        "-threads",
        "1",
    ]
    words = ["ffmpeg", "-loglevel", "error", "-y", "-f", "concat", "-i", str(work / "slates")]
    words += ["-i", str(work / "voice.wav"), "-t", f"{seconds:.3f}", *exact, *picture, "-c:a", "aac", "-b:a", "48k"]
    subprocess.run([*words, "-movflags", "+faststart", str(target)], check=True)


def captions(cues: Sequence[tuple[float, float, str]]) -> str:
    """WebVTT of one cue a sentence, broken near its middle where it is too long for a line."""
    return "WEBVTT\n\n" + "\n\n".join(f"{stamp(a, 3)} --> {stamp(b, 3)}\n{broken(text)}" for a, b, text in cues) + "\n"


def broken(text: str) -> str:
    """One line, or two of about the same length."""
    if len(text) <= LINE:
        return text
    cuts = [place for place, letter in enumerate(text) if letter == " "]
    middle = min(cuts, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def draw(scene: Scene, words: str, name: str) -> Image.Image:
    """A slate: a shape above, words below, all within the safe area (EBU R 95: 5 % from the edges)."""
    image = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(image)
    SHAPES[scene.shape](Pen(pen))
    font = ImageFont.truetype(bold(), 126)
    while font.getlength(words) > SIZE[0] * 0.86:
        font = font.font_variant(size=font.size - 6)
    pen.text((SIZE[0] / 2, 878), words, font=font, fill=INK, anchor="mm")
    pen.text((SIZE[0] - 120, 90), name, font=ImageFont.truetype(bold(), 51), fill=LIGHT, anchor="rt")
    return image


class Pen:
    """Draws shapes whose measures are those of a picture of 1280 × 720."""

    def __init__(self, pen: ImageDraw.ImageDraw):
        self.pen = pen

    def __getattr__(self, name: str) -> Callable[..., None]:
        def draw(places: Any, *more: Any, width: float = 1, **options: Any) -> None:
            getattr(self.pen, name)(larger(places), *more, width=round(width * 1.5), **options)

        return draw


def larger(places: Any) -> Any:
    """Numbers, or pairs of them."""
    return tuple(map(larger, places)) if isinstance(places, tuple) else places * 1.5


def bold() -> str:
    """A typeface with Greek."""
    found = subprocess.run(["fc-match", "-f", "%{file}", "Noto Sans:bold:lang=el"], capture_output=True, check=True)
    return found.stdout.decode()


def people(pen: Pen) -> None:
    """Five that stand together."""
    for x in range(320, 961, 160):
        pen.ellipse((x - 45, 170, x + 45, 260), fill=LIGHT)
        pen.pieslice((x - 75, 280, x + 75, 560), 180, 360, fill=LIGHT)


def ballot(pen: Pen) -> None:
    """A box with one paper in its slot."""
    pen.polygon(((560, 150), (720, 150), (720, 300), (560, 300)), fill=INK)
    pen.rectangle((440, 280, 840, 470), fill=LIGHT)
    pen.rectangle((520, 280, 760, 296), fill=GROUND)


def circle(pen: Pen) -> None:
    """What goes round."""
    pen.arc((490, 160, 790, 460), 30, 330, fill=LIGHT, width=44)
    pen.polygon(((800, 300), (700, 300), (780, 400)), fill=LIGHT)


def glass(pen: Pen) -> None:
    """A glass of water."""
    pen.polygon(((520, 150), (760, 150), (720, 470), (560, 470)), outline=INK, width=14)
    pen.polygon(((536, 270), (744, 270), (716, 458), (564, 458)), fill=LIGHT)


def card(pen: Pen) -> None:
    """A card with a face."""
    pen.rounded_rectangle((440, 180, 840, 450), 24, fill=INK)
    pen.ellipse((490, 230, 590, 330), fill=GROUND)
    pen.pieslice((470, 345, 610, 485), 180, 360, fill=GROUND)
    for y in (240, 300, 360):
        pen.rectangle((650, y, 790, y + 22), fill=LIGHT)


def drop(pen: Pen) -> None:
    """A drop."""
    pen.polygon(((640, 140), (536, 340), (744, 340)), fill=LIGHT)
    pen.ellipse((520, 250, 760, 490), fill=LIGHT)


def sheet(pen: Pen) -> None:
    """A sheet that is signed."""
    pen.rectangle((510, 140, 770, 480), fill=INK)
    for y in (190, 240, 290, 340):
        pen.rectangle((550, y, 730, y + 16), fill=GROUND)
    pen.line(((560, 430), (600, 400), (630, 440), (670, 400), (720, 420)), fill=LIGHT, width=14, joint="curve")


def clock(pen: Pen) -> None:
    """Ten past ten."""
    pen.ellipse((470, 140, 810, 480), outline=INK, width=20)
    pen.line(((640, 310), (550, 250)), fill=LIGHT, width=20)
    pen.line(((640, 310), (750, 220)), fill=LIGHT, width=20)


def umbrella(pen: Pen) -> None:
    """Cover from the rain."""
    pen.pieslice((440, 160, 840, 560), 180, 360, fill=LIGHT)
    pen.line(((640, 350), (640, 480)), fill=INK, width=16)
    pen.arc((588, 440, 648, 510), 0, 180, fill=INK, width=16)


SHAPES: dict[str, Callable[[Pen], None]] = {
    "people": people,
    "ballot": ballot,
    "circle": circle,
    "glass": glass,
    "card": card,
    "drop": drop,
    "sheet": sheet,
    "clock": clock,
    "umbrella": umbrella,
}


if __name__ == "__main__":
    main(sys.argv[1:])
