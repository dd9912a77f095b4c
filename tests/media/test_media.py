"""Recordings are measured, refused, encoded and tagged as the real programs of apps and stations see them."""

from __future__ import annotations

import math
import re
import struct
import subprocess
import wave
from array import array
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from msgspec.structs import replace
from wavinfo import WavInfoReader

from plugins.i18n.messages import say
from plugins.media import recordings, renditions
from plugins.media.ffmpeg import Damaged, program, version
from plugins.media.measure import lost, measure
from plugins.media.recipes import BY_NAME, CEILING, RECIPES, Recipe, conforms, read_back
from plugins.media.renditions import Encoded, Unheard, _sum_of, encode
from plugins.media.shelf import MediaShelf, RecordingIndex
from plugins.media.tags import Tags, tagged
from plugins.media.wav import Cart, ascii_of, write_wav
from plugins.model.audio import Chapter
from tests.media.witness import levels_of
from tests.programs import needs

TITLE = "Αιμοδοσία στο λιμάνι της Ερμούπολης"
START = datetime(2026, 11, 17, 8, tzinfo=ZoneInfo("Europe/Athens"))
CART = Cart(TITLE, "Δίαυλος", "Δελτίο", "e9f7be0f", START, None, "Καλή εβδομάδα.", "https://a.example/x/", "«Λόγια»")
CHAPTERS = (Chapter(0.0, "Η αρχή"), Chapter(2.0, "Το «τέλος»"))
TAGS = Tags(
    TITLE,
    "Δελτίο",
    "Δίαυλος",
    "2026-11-17",
    3,
    "Περίληψη",
    "https://a.example/x/",
    "ell",
    b"",
    CHAPTERS,
    4.0,
    "Καλό απόγευμα.",
    None,
)


def tone(path: Path, seconds: float = 4.0, level: float = 0.1, channels: int = 1, rate: int = 44_100) -> Path:
    """A WAV of bursts of sound, as speech has them, with a peak of `level`."""
    samples = array("h")
    for number in range(int(seconds * rate)):
        loud = 0.4 + 0.6 * abs(math.sin(number / rate * 9))
        value = int(32767 * level * loud * math.sin(number * 2 * math.pi * 440 / rate))
        samples.extend([value] * channels)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def converted(source: Path, target: Path, *options: str) -> Path:
    subprocess.run([program(), "-loglevel", "error", "-i", str(source), *options, str(target)], check=True)
    return target


def encoded(original: Path, recipe: Recipe, target: Path) -> Encoded:
    """The rendition of one recipe."""
    made = encode(original, measure(original).sound, {recipe: target})[recipe.name]
    if isinstance(made, Unheard):
        raise made
    return made


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tone(tmp_path_factory.mktemp("original") / "speech.wav")


class Together(NamedTuple):
    """All renditions of one original, made in one go: where they lie, and what came of each."""

    places: dict[str, Path]
    came: dict[str, Any]


@pytest.fixture(scope="module")
def together(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Together:
    folder = tmp_path_factory.mktemp("together")
    places = {recipe.name: folder / f"{recipe.name}.{recipe.ending}" for recipe in RECIPES}
    came = encode(original, measure(original).sound, {BY_NAME[name]: path for name, path in places.items()})
    return Together(places, came)


# --- What is measured -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "type"),
    [
        ("a.wav", [], "audio/wav"),
        ("a.flac", [], "audio/flac"),
        ("a.mp3", ["-b:a", "128k"], "audio/mpeg"),
        ("a.m4a", [], "audio/mp4"),
        ("a.opus", ["-b:a", "32k"], "audio/ogg"),
    ],
)
def test_every_sort_is_measured(name: str, options: list[str], type: str, original: Path, tmp_path: Path):
    sound = measure(converted(original, tmp_path / name, *options)).sound
    assert sound.type == type
    assert sound.seconds == pytest.approx(4.0, abs=0.1)
    assert sound.channels == 1
    assert sound.loudness == pytest.approx(measure(original).sound.loudness, abs=0.6)
    assert len(sound.waveform) == 400 and max(sound.waveform) > 8


def test_constant_and_variable_rates_are_told_apart(original: Path, tmp_path: Path):
    assert measure(converted(original, tmp_path / "cbr.mp3", "-b:a", "128k")).sound.constant
    assert not measure(converted(original, tmp_path / "vbr.mp3", "-q:a", "4")).sound.constant


def test_silence_at_both_ends_is_measured(original: Path, tmp_path: Path):
    padded = converted(original, tmp_path / "padded.wav", "-af", "adelay=1200,apad=pad_dur=0.7")
    sound = measure(padded).sound
    assert (sound.lead, sound.tail) == (pytest.approx(1.2, abs=0.06), pytest.approx(0.7, abs=0.06))


@pytest.mark.parametrize(
    "fault", ["empty", "text", "silent", "short", "renamed", "cut-wav", "cut-flac", "cut-opus", "claims"]
)
def test_what_is_no_recording_is_refused(fault: str, original: Path, tmp_path: Path):
    """With a reason in both languages, and the way out."""
    path = tmp_path / "a.wav"
    if fault == "empty":
        path.write_bytes(b"")
    elif fault == "text":
        path.write_text("Καλημέρα" * 100, encoding="utf-8")
    elif fault == "silent":
        tone(path, level=0)
    elif fault == "short":
        tone(path, seconds=0.5)
    elif fault == "renamed":
        path = converted(original, tmp_path / "a.flac").rename(tmp_path / "a.mp3")
    elif fault == "claims":  # a header that promises three hours
        data = bytearray(original.read_bytes())
        struct.pack_into("<I", data, data.index(b"data") + 4, 950_000_000)
        path.write_bytes(data)
    else:
        whole = converted(original, tmp_path / f"whole.{fault[4:]}").read_bytes()
        path = tmp_path / f"a.{fault[4:]}"
        path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(Damaged) as error:
        measure(path)
    assert str(error.value.message) and str(error.value.hint)
    assert re.search("[α-ω]", say(error.value.message, "el")) and str(tmp_path) not in str(error.value.message)


# --- What is encoded --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_rendition_is_at_its_level(recipe: Recipe, together: Together):
    """Measured again by ffmpeg as it came out: within half a unit, and no true peak above its bound."""
    done = together.came[recipe.name]
    again = levels_of(read_back(together.places[recipe.name], recipe))
    assert again.loudness == pytest.approx(done.levels.loudness, abs=0.11) and done.note is None
    assert again.peak == pytest.approx(done.levels.peak, abs=0.11) and again.samples == done.levels.samples
    assert abs(again.loudness - recipe.target) <= 0.5
    assert again.peak <= CEILING
    assert again.samples / recipe.rate == pytest.approx(4.0, abs=0.06)


def test_two_channels_are_as_loud_as_one(tmp_path: Path):
    """A mono file measures 3 LU lower than its two-channel form: it is converted first."""
    for channels in (1, 2):
        path = tone(tmp_path / f"{channels}.wav", channels=channels)
        done = encoded(path, BY_NAME["mp3"], tmp_path / "a.mp3")
        assert done.levels.loudness == pytest.approx(-16, abs=0.5)


@pytest.mark.parametrize("name", ["low", "opus"])
def test_one_channel_is_heard_as_loud_as_two(name: str, together: Together):
    """By both loudspeakers: https://ffmpeg.org/ffmpeg-filters.html#ebur128-1, of `dualmono`."""
    both = "pan=stereo|c0=c0|c1=c0,ebur128=peak=true"
    heard = read_back(together.places[name], BY_NAME[name])
    words = [program(), "-hide_banner", *heard, "-af", both, "-f", "null", "-"]
    said = subprocess.run(words, capture_output=True, check=True).stderr.decode()
    assert float(re.findall(r"I: +(-[\d.]+) LUFS", said)[-1]) == pytest.approx(-16, abs=0.5)


MIXED = {
    "anti-phase": ("pan=stereo|c0=c0|c1=-1*c0", "difference"),
    "nearly anti-phase": ("pan=stereo|c0=c0|c1=-0.8*c0", "difference"),
    "anti-phase in its second half": ("pan=stereo|c0=c0|c1=c0,aeval=val(0)|if(lt(t\\,2)\\,1\\,-1)*val(1)", "left"),
    "one side alone": ("pan=stereo|c0=c0|c1=0*c0", ""),
    "both alike": ("pan=stereo|c0=c0|c1=c0", ""),
}


@pytest.mark.parametrize("name", MIXED)
def test_one_channel_is_made_of_what_is_heard(name: str, original: Path, tmp_path: Path):
    """Where two cancel each other, not of their sum, and the waveform of the page does not either."""
    filters, mix = MIXED[name]
    path = converted(original, tmp_path / "a.wav", "-af", filters)
    sound = measure(path).sound
    done = encoded(path, BY_NAME["low"], tmp_path / "a.mp3")
    assert done.mix == mix and done.levels.loudness == pytest.approx(-16, abs=0.5)
    assert min(sound.waveform[20:]) > 1


def test_what_is_silent_where_its_original_is_not_never_goes_out(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The finished file is heard, whatever made it silent."""
    whole = renditions._fit
    half = "aeval=if(lt(t\\,2)\\,1\\,0.001)*val(0):c=same"
    monkeypatch.setattr(renditions, "_fit", lambda *words: [half, *whole(*words)])
    with pytest.raises(Unheard) as error:
        encoded(original, BY_NAME["low"], tmp_path / "a.mp3")
    assert re.fullmatch(r"is not published: “low” would lack [12]\.\d seconds .*", str(error.value.message))
    assert re.search(r"[12],\d δευτερόλεπτα", say(error.value.message, "el"))


def test_what_is_soft_in_the_original_may_be_lost():
    """What counts is its foreground: ten units below the whole, as EBU R 128 has its gate."""
    before, after = np.tile((-19.0, -21.0, -35.0, -50.0), 5), np.full(20, -120.0)
    assert lost(before, after, -20.0, 20.0) == 1.0 and lost(before, before, -20.0, 20.0) == 0.0


@pytest.mark.parametrize("name", ["mp3", "low", "opus"])
def test_no_true_peak_is_above_the_ceiling(name: str, tmp_path: Path):
    """Clicks of full scale in a soft voice, which coders overshoot."""
    clicks = "sine=400:r=44100:d=4,aeval=0.05*val(0)+if(lt(mod(n\\,9973)\\,3)\\,0.99\\,0)"
    path = tmp_path / "a.wav"
    subprocess.run([program(), "-loglevel", "error", "-f", "lavfi", "-i", clicks, path], check=True)
    assert encoded(path, BY_NAME[name], tmp_path / "a").levels.peak <= CEILING


def test_speech_that_would_need_too_much_stays_quieter_with_a_note(tmp_path: Path):
    """A quiet voice with loud knocks: the limiter takes at most 6 dB."""
    path = tone(tmp_path / "knocks.wav", level=0.02)
    data = bytearray(path.read_bytes())
    for number in range(44 + 40_000, len(data) - 200, 60_000):
        data[number : number + 160] = struct.pack("<80h", *([30_000] * 40 + [-30_000] * 40))
    path.write_bytes(data)
    done = encoded(path, BY_NAME["mp3"], tmp_path / "a.mp3")
    assert done.note and "LUFS" in say(done.note, "el") and done.levels.loudness < -16.5
    assert done.levels.peak <= CEILING + 0.3


@pytest.mark.parametrize("name", [recipe.name for recipe in RECIPES if recipe.channels == 2 and recipe.has_like_sides])
def test_of_one_channel_both_are_the_same(name: str, together: Together):
    """Which is why one of them is measured."""
    words = [program(), "-loglevel", "error", *read_back(together.places[name], BY_NAME[name])]
    samples = array("i", subprocess.run([*words, "-f", "s32le", "-"], capture_output=True, check=True).stdout)
    assert len(samples) > 2 * 44_100 and samples[::2] == samples[1::2]


def test_files_that_lose_nothing_have_the_same_samples(together: Together):
    """Which is why one of them is measured: a FLAC says itself which samples it holds."""
    of_wav, of_flac = (_sum_of(together.places[name], BY_NAME[name]) for name in ("wav", "flac"))
    assert of_wav == of_flac != bytes(16) and not _sum_of(together.places["mp3"], BY_NAME["mp3"])


@pytest.mark.parametrize("name", BY_NAME)
def test_a_file_that_is_made_alone_has_the_same_bytes(name: str, original: Path, together: Together, tmp_path: Path):
    """As where a build was ended before it was there."""
    encoded(original, BY_NAME[name], tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == together.places[name].read_bytes()


def test_an_original_that_conforms_is_copied(together: Together, tmp_path: Path):
    """Its frames bit for bit, whatever its tags; the other renditions are made of it as of any other."""
    given, target = tmp_path / "given.mp3", tmp_path / "a.mp3"
    tagged(together.places["mp3"], given, "mp3", TAGS)
    sound = measure(given).sound
    assert conforms(sound, BY_NAME["mp3"]) and not any(
        conforms(sound, other) for other in RECIPES if other.name != "mp3"
    )
    assert not conforms(replace(sound, loudness=-14.0), BY_NAME["mp3"])
    encoded(given, BY_NAME["mp3"], target)
    assert frames_of(target) == frames_of(given)


def frames_of(path: Path) -> bytes:
    words = [program(), "-loglevel", "error", "-i", str(path), "-c", "copy", "-map", "0:a", "-f", "md5", "-"]
    return subprocess.run(words, capture_output=True, check=True).stdout


def test_the_program_has_a_version():
    assert re.match(r"[nN]?-?\d", version())


# --- What files say of themselves -------------------------------------------------------------------------------------


@pytest.fixture
def broadcast(together: Together, tmp_path: Path) -> Path:
    target = tmp_path / "a.wav"
    write_wav(together.places["wav"], target, 48_000, 2, CART, together.came["wav"].levels)
    return target


def test_wav_is_read_by_others(broadcast: Path):
    """wavinfo, Python and ffmpeg agree: format tag 1 with 16 bytes, bext 2 with the loudness, exact length."""
    found = WavInfoReader(str(broadcast))
    assert (found.fmt.audio_format, found.fmt.channel_count, found.fmt.bits_per_sample) == (1, 2, 24)
    assert broadcast.read_bytes()[16:20] == struct.pack("<I", 16)
    assert (found.bext.version, found.bext.originator, found.bext.originator_date) == (2, "Diavlos", "2026-11-17")
    assert found.bext.description == "Aimodosia sto limani tis Ermoupolis - Deltio"
    assert found.bext.loudness_value == pytest.approx(-23, abs=0.5)
    with wave.open(str(broadcast)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(4.0, abs=0.001)
    assert levels_of(["-i", str(broadcast)]).loudness == pytest.approx(found.bext.loudness_value, abs=0.11)


def test_what_riff_cannot_hold_is_refused(tmp_path: Path):
    """Four hours of samples, which take no room here: before a byte is written."""
    raw = tmp_path / "a.raw"
    with raw.open("wb") as file:
        file.truncate(2**32)
    with pytest.raises(Damaged, match="too long for WAV") as error:
        write_wav(raw, tmp_path / "a.wav", 48_000, 2, CART, levels_of(["-f", "lavfi", "-i", "sine=duration=1"]))
    assert "δύο επεισόδια" in say(error.value.hint, "el") and not (tmp_path / "a.wav").exists()


@needs("sndfile-info")
def test_cart_is_read_by_libsndfile(broadcast: Path):
    said = subprocess.run(["sndfile-info", "--cart", str(broadcast)], capture_output=True, check=True).stdout.decode()
    shown = dict(re.findall(r"^(.+?) *: (.*)$", said, re.MULTILINE))
    assert shown["Title"] == "Aimodosia sto limani tis Ermoupolis"
    assert shown["Classification"] == "Deltio" and shown["Out cue"] == "Kali evdomada."
    assert (shown["Start date"], shown["Start time"], shown["End date"]) == ("2026-11-17", "08:00:00", "2099-12-31")
    assert shown["Url"] == "https://a.example/x/" and shown["Tag text"].strip() == '"Logia"'


def test_a_field_is_ascii_and_of_its_size():
    assert ascii_of("Ψωμί & ελιές — «δωρεάν»", 12) == b"Psomi & elie"
    assert len(ascii_of("", 64)) == 64


@pytest.mark.parametrize("name", ["mp3", "low", "flac", "opus"])
def test_tags_are_read_by_ffmpeg(name: str, together: Together, tmp_path: Path):
    """Greek titles, the show as album, and for MP3 the chapters; the sound itself is untouched."""
    bare = together.places[name]
    target = tmp_path / bare.name
    for _ in range(2):
        tagged(bare, target, name, TAGS)
    first = target.read_bytes()
    tagged(bare, target, name, TAGS)
    assert target.read_bytes() == first
    said = subprocess.run(
        [program(), "-hide_banner", "-i", str(target)], capture_output=True, check=False
    ).stderr.decode()
    assert re.search(rf"title\s+: {TITLE}", said, re.IGNORECASE) and re.search(r"album\s+: Δελτίο", said, re.IGNORECASE)
    assert "Το «τέλος»" in said
    assert levels_of(["-i", str(target)]) == levels_of(["-i", str(bare)])


def test_id3_is_of_version_2_3_and_easy(together: Together, tmp_path: Path):
    """The version that all stations read; mutagen's easy tags are what LibreTime looks at."""
    from mutagen import File

    target = tmp_path / "a.mp3"
    tagged(together.places["mp3"], target, "mp3", TAGS)
    assert target.read_bytes()[:4] == b"ID3\x03"
    easy = File(target, easy=True)
    assert (easy["title"], easy["album"], easy["artist"]) == ([TITLE], ["Δελτίο"], ["Δίαυλος"])
    assert easy.info.bitrate == pytest.approx(128_000, abs=10) and easy.info.sample_rate == 44_100


@pytest.mark.parametrize(("preview", "drafts", "made"), [(False, False, 6), (True, False, 1), (False, True, 1)])
def test_a_preview_encodes_what_pages_play(
    preview: bool, drafts: bool, made: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """And nothing else; a build makes all that the newest episode gets."""
    monkeypatch.setattr(recordings, "is_withdrawn", lambda *_: False)
    asset = SimpleNamespace(path="shows/a/b.wav", bytes=9, sha256="0" * 64)
    entry = SimpleNamespace(files={"audio": SimpleNamespace(sort="asset", name="b")}, show="a")
    run = SimpleNamespace(preview=preview, drafts=drafts)
    media, read = SimpleNamespace(lossless=1), SimpleNamespace(content=tmp_path)
    site, edition = SimpleNamespace(assets={"b": asset}), SimpleNamespace(entries=[entry])
    settings: Any = SimpleNamespace(run=run, media=media, read=read)
    (wish,) = recordings._wishes(edition, site, settings)
    assert len(wish.recipes) == 6 and len(wish.made) == made and wish.made[0].name == "mp3"


def test_an_original_is_measured_once(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What was found then is what its renditions are reckoned from, in this build or a later one."""
    shelf = MediaShelf(tmp_path, "media", RecordingIndex)
    sound, *_ = recordings._measured(original, "name.wav", tmp_path, None, 60, shelf)
    assert sound
    shelf.index.sounds["name.wav"] = sound
    monkeypatch.setattr(recordings, "measured_again", None)
    recipes = {"key": BY_NAME["low"]}
    answers = recordings._encoded("name.wav", original, recipes, shelf, "", tmp_path / "a.new", None)
    made, *_ = answers["key"]
    assert made and made.levels.loudness == pytest.approx(-16, abs=0.5) and shelf.holds(made.sha256, made.bytes)
