"""What sound and pictures cost, beside the programs that would be taken instead: `python -m benchmarks.media`.

The original is speech of espeak-ng, with loud and soft passages. `ffmpeg-normalize` makes the same files at the same
levels, in its two passes; a film is held against one plain `ffmpeg -preset medium` for each output.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.levels import is_beyond, witnessed
from plugins.cache.blobs import sha256_of
from plugins.media.clips import POSTER, SOUNDS, StillMoment, encode_pictures, encode_sounds, pictures, stitch
from plugins.media.ffmpeg import program
from plugins.media.footage import look
from plugins.media.measure import measure
from plugins.media.meter import Levels
from plugins.media.recipes import RECIPES, Recipe
from plugins.media.renditions import encode
from plugins.media.tags import Tags, tagged
from plugins.media.wav import Cart, write_wav

TEXT = "The storekeeper lends pumps to the members, and the neighbour lends drills to the house next door. "
RATE = 48_000


class Cost(NamedTuple):
    """Seconds by the clock and of processor time, of this process and its children."""

    wall: float
    cpu: float


class Case(NamedTuple):
    """What is measured: by what share is counted ("wall" or "cpu"), what we do, what the peer does; or else how many
    seconds its sound lasts."""

    name: str
    counts: str
    ours: Callable[[], object]
    peer: Callable[[], object] | None = None
    lasts: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each case and its peer in turn, several rounds of it; print the medians, and the levels of all that was
    made. The status is 1 where one is outside its limits."""
    root = argparse.ArgumentParser(description=__doc__)
    root.add_argument(
        "--minutes", type=float, default=30.0, help="of the recording, of which a stereo one has twice as many"
    )
    root.add_argument("--film", type=float, default=5.0, help="minutes of the film")
    root.add_argument("--cases", default="", help="names of cases, with commas between them; all unless given")
    root.add_argument("--runs", type=int, default=3)
    root.add_argument("--peer", default="", help="the program ffmpeg-normalize; without it, what it would make is not")
    options = root.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="diavlos-media.") as folder:
        place = Path(folder)
        chosen = options.cases.split(",") if options.cases else [*CASES]
        cases = [CASES[name](place, options) for name in chosen]
        found: list[tuple[list[Cost], list[Cost]]] = [([], []) for _ in cases]
        for _ in range(options.runs):
            for case, (ours, peers) in zip(cases, found, strict=True):
                ours.append(timed(case.ours))
                if case.peer:
                    peers.append(timed(case.peer))
        print("| case | ours: wall, processor | peer: wall, processor | share |\n|---|---|---|---|")
        for case, costs in zip(cases, found, strict=True):
            print(row(case, *costs))
        print(f"\nload of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
        return report_levels(place)


def row(case: Case, ours: Sequence[Cost], peers: Sequence[Cost]) -> str:
    """A line of the table: medians, and the median of the shares of each round."""
    cells = [case.name]
    for costs in (ours, peers):
        wall, cpu = (statistics.median(of) for of in zip(*costs, strict=True)) if costs else (0.0, 0.0)
        cells.append(f"{wall:.1f} s, {cpu:.1f} s" if costs else "")
    if peers:
        shares = [
            getattr(our, case.counts) / getattr(their, case.counts) for our, their in zip(ours, peers, strict=True)
        ]
        cells.append(f"{statistics.median(shares):.2f} × {case.counts}")
    elif case.lasts:
        cells.append(f"{statistics.median(cost.wall for cost in ours) / case.lasts:.3f} × its length")
    return f"| {' | '.join(cells)} |"


def report_levels(place: Path) -> int:
    """Print the levels of the files that were made; 1 where one is beyond its limits."""
    made = [(folder, recipe) for folder in sorted(place.glob("made-*")) for recipe in RECIPES]
    found = [(folder, recipe, witnessed(folder / recipe.name, recipe)) for folder, recipe in made]
    if found:
        print("| of | file | loudness | true peak | |\n|---|---|---|---|---|")
    for folder, recipe, level in found:
        note = "beyond its limits" if is_beyond(level, recipe) else ""
        of = folder.name.removeprefix("made-")
        print(f"| {of} | {recipe.name} | {level.loudness} LUFS | {level.peak} dBTP | {note} |")
    return 1 if any(is_beyond(level, recipe) for _, recipe, level in found) else 0


def _measuring(place: Path, options: argparse.Namespace) -> Case:
    original = speech(place / "speech.wav", options.minutes)
    return Case(f"measure {options.minutes:g} minutes of one channel", "cpu", lambda: measure(original))


def _rendering(place: Path, options: argparse.Namespace) -> Case:
    original, targets = speech(place / "speech.wav", options.minutes), targets_in(place / "made-mono")
    peer = (lambda: [normalised(options.peer, original, place, recipe) for recipe in RECIPES]) if options.peer else None
    return Case("its six renditions; ffmpeg-normalize", "cpu", lambda: rendered(original, targets), peer)


def _stereo(place: Path, options: argparse.Namespace) -> Case:
    original = stereo(speech(place / "speech.wav", options.minutes), place / "stereo.wav")
    targets = targets_in(place / "made-stereo")
    name = f"six renditions of {options.minutes * 2:g} minutes of stereo"
    return Case(name, "wall", lambda: rendered(original, targets), lasts=options.minutes * 120)


def _tagging(place: Path, options: argparse.Namespace) -> Case:
    original, targets = speech(place / "speech.wav", options.minutes), targets_in(place / "bare")
    rendered(original, targets)
    return Case("tags of the six, anew", "cpu", lambda: [tag(recipe, path, place) for recipe, path in targets.items()])


def _filming(place: Path, options: argparse.Namespace) -> Case:
    seen = filmed(speech(place / "speech.wav", options.minutes), place / "film.mp4", options.film)
    name = f"film of {options.film:g} minutes: 1080, 720, 360 lines, poster; ffmpeg -preset medium for each size"
    return Case(name, "wall", lambda: published(seen, place), lambda: [plain(seen, place, h) for h in (1080, 720, 360)])


CASES = {"measure": _measuring, "six": _rendering, "stereo": _stereo, "tags": _tagging, "film": _filming}


def targets_in(folder: Path) -> dict[Recipe, Path]:
    folder.mkdir()
    return {recipe: folder / recipe.name for recipe in RECIPES}


def tag(recipe: Recipe, bare: Path, place: Path) -> None:
    """What a corrected title costs: a copy with other tags, its bytes looked at before and after."""
    sha256_of(bare)
    words = Tags("Title", "Show", "Station", "2026-11-20", 1, "", "https://a.example/", "ell", b"", (), 1.0, "", None)
    if recipe.name == "wav":
        when = datetime(2026, 11, 20, tzinfo=UTC)
        cart = Cart("Title", "Station", "Show", "id", when, None, "", words.address, "")
        write_wav(bare, place / "tagged", recipe.rate, recipe.channels, cart, Levels(-23.0, -5.0, 0))
    else:
        tagged(bare, place / "tagged", recipe.name, words)
    sha256_of(place / "tagged")


def stereo(original: Path, target: Path) -> Path:
    """Twice the length, in two channels that differ."""
    sides = "[0]asplit[l][r];[r]adelay=20,volume=0.8[s];[l][s]join=inputs=2:channel_layout=stereo"
    _run(program(), "-stream_loop", "1", "-i", original, "-filter_complex", sides, target)
    return target


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
    if path.exists():
        return path
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


def _run(*words: object) -> None:
    subprocess.run([*map(str, words)], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
