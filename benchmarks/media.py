"""What sound and pictures cost, beside the programs that would be taken instead: `python -m benchmarks.media`.

The original is speech of espeak-ng, with loud and soft passages. `ffmpeg-normalize` makes the same files at the same
levels, in its two passes; a film is held against one plain `ffmpeg -preset medium` for each output.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.media.clips import POSTER, SOUNDS, StillMoment, encode_pictures, encode_sounds, pictures, stitch
from plugins.media.ffmpeg import program
from plugins.media.footage import look
from plugins.media.measure import measure
from plugins.media.recipes import RECIPES, Recipe, read_back
from plugins.media.renditions import encode

TEXT = "The storekeeper lends pumps to the members, and the neighbour lends drills to the house next door. "
RATE = 48_000


class Cost(NamedTuple):
    """Seconds by the clock and of processor time, of this process and its children."""

    wall: float
    cpu: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each case in turn, several rounds of it; print the medians and the levels of all that was made."""
    root = argparse.ArgumentParser(description=__doc__)
    root.add_argument("--minutes", type=float, default=30.0, help="of the recording")
    root.add_argument("--film", type=float, default=5.0, help="minutes of the film; 0: none")
    root.add_argument("--runs", type=int, default=3)
    root.add_argument("--peer", default="", help="the program ffmpeg-normalize; without it there is one column")
    options = root.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="diavlos-media.") as folder:
        place = Path(folder)
        cases = dict(_cases(place, options.minutes, options.film, options.peer))
        found: dict[str, list[Cost]] = {name: [] for name in cases}
        for _ in range(options.runs):
            for name, case in cases.items():
                found[name].append(timed(case))
        print("| case | wall | processor time |\n|---|---|---|")
        for name, costs in found.items():
            wall, cpu = (statistics.median(of) for of in zip(*costs, strict=True))
            print(f"| {name} | {wall:.1f} s | {cpu:.1f} s |")
        print("\n| file | loudness | true peak |\n|---|---|---|")
        for recipe in RECIPES:
            loudness, peak = witnessed(place / recipe.name, recipe)
            print(f"| {recipe.name} | {loudness} LUFS | {peak} dBTP |")
    return 0


def _cases(place: Path, minutes: float, film: float, peer: str) -> Iterator[tuple[str, Callable[[], object]]]:
    original = speech(place / "speech.wav", minutes)
    yield "measure", lambda: measure(original)
    targets = {recipe: place / recipe.name for recipe in RECIPES}
    yield "six renditions", lambda: rendered(original, targets)
    if peer:
        yield "six renditions, ffmpeg-normalize", lambda: [normalised(peer, original, place, r) for r in RECIPES]
    if film:
        seen = filmed(original, place / "film.mp4", film)
        yield "film", lambda: published(seen, place)
        yield "film, ffmpeg -preset medium", lambda: [plain(seen, place, height) for height in (1080, 720, 360)]


def rendered(original: Path, targets: Mapping[Recipe, Path]) -> None:
    sound, whole = measure(original)
    encode(original, sound, targets, whole)


def timed(case: Callable[[], object]) -> Cost:
    began, before = time.monotonic(), _cpu()
    case()
    return Cost(time.monotonic() - began, _cpu() - before)


def _cpu() -> float:
    both = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(of.ru_utime + of.ru_stime for of in both)


def speech(path: Path, minutes: float) -> Path:
    """Speech whose passages are up to 9 dB apart."""
    words = ["espeak-ng", "-v", "en-gb", "--stdout", TEXT * 6]
    spoken = subprocess.run(words, capture_output=True, check=True).stdout[44:]
    parts = [_scaled(spoken, 10 ** (-loud / 20)) for loud in (0, 9, 3, 6)]
    raw = path.with_suffix(".raw")
    with raw.open("wb") as file:
        left, number = int(minutes * 60 * 22_050) * 2, 0
        while left > 0:
            left -= file.write(parts[number % len(parts)][:left])
            number += 1
    read = ["-f", "s16le", "-ar", "22050", "-ac", "1", "-i", raw]
    _run(program(), *read, "-ar", RATE, path)
    return path


def _scaled(samples: bytes, factor: float) -> bytes:
    return array("h", (int(value * factor) for value in array("h", samples))).tobytes()


def normalised(peer: str, original: Path, place: Path, recipe: Recipe) -> None:
    """The same file by ffmpeg-normalize, in two passes."""
    coder, *options = recipe.encoder[1 : recipe.encoder.index("-f")]
    ending = "wav" if recipe.reader == "s24le" else recipe.ending
    target = place / f"peer-{recipe.name}.{ending}"
    more = " ".join(["-ac", str(recipe.channels), *options])
    words = ["-nt", "ebu", "-t", recipe.target, "-tp", "-1", "-ar", recipe.rate, "-c:a", coder, f"-e={more}"]
    _run(peer, original, "-q", "-f", *words, "-o", target)


def filmed(sound: Path, target: Path, minutes: float) -> Path:
    """A person before a wall, as far as a generated picture is one: mostly still, a little grain, a part that moves; at
    the rate of a camera."""
    seconds = str(minutes * 60)
    wall = "gradients=s=1920x1080:r=25:speed=0.00001:c0=gray:c1=darkblue,noise=alls=2:allf=t"
    head = "testsrc2=s=640x360:r=25"
    mixed = "[0][1]overlay=x=600+20*sin(t):y=300[seen]"
    inputs = ["-f", "lavfi", "-i", wall, "-f", "lavfi", "-i", head, "-i", sound]
    coder = ["-c:v", "libx264", "-preset", "superfast", "-b:v", "25M", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    _run(program(), *inputs, "-filter_complex", mixed, "-map", "[seen]", "-map", "2:a", "-t", seconds, *coder, target)
    return target


def published(film: Path, place: Path) -> None:
    """What a build makes of a film, with the usual sizes."""
    footage = look(film)
    sounds = {recipe: place / f"sound-{name}" for name, recipe in SOUNDS.items()}
    encode_sounds(film, footage, sounds)
    seen = {size: place / f"picture-{size.name}" for size in pictures(footage, (720, 360))}
    encode_pictures(film, footage, seen, {StillMoment(footage.seconds / 3, False, *POSTER): place / "poster"})
    for size, picture in seen.items():
        sound = sounds[SOUNDS.get(size.name, SOUNDS["web"])]
        stitch(picture, sound, "ell", place / f"whole-{size.name}")


def plain(film: Path, place: Path, height: int) -> None:
    coder = ["-c:v", "libx264", "-preset", "medium", "-c:a", "aac", "-b:a", "128k"]
    _run(program(), "-y", "-i", film, "-vf", f"scale=-2:{height}", *coder, place / f"plain-{height}.mp4")


def witnessed(path: Path, recipe: Recipe) -> tuple[float, float]:
    """Loudness and true peak by ffmpeg's own meter."""
    from plugins.media.measure import METER, levels_in

    words = [program(), *read_back(path, recipe), "-af", METER, "-f", "null", "-"]
    said = subprocess.run(words, capture_output=True, check=True).stderr.decode()
    return levels_in(said)[:2]


def _run(*words: object) -> None:
    subprocess.run([*map(str, words)], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
