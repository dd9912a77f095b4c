"""Videos are looked at, refused by name, and made into what stations and browsers take; ffprobe is the witness."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import imageio_ffmpeg
import pytest
from msgspec.structs import replace
from PIL import Image

import plugins.media.ffmpeg
from plugins.i18n.messages import say
from plugins.media import clips, film_remarks
from plugins.media.captions import checked
from plugins.media.clips import (
    POSTER,
    SOUNDS,
    FrameSize,
    StillMoment,
    can_tone,
    encode_pictures,
    encode_sounds,
    fragment,
    has_sound,
    pictures,
    stitch,
)
from plugins.media.ffmpeg import Damaged, program
from plugins.media.film_files import FilmFiles, size_in
from plugins.media.film_remarks import remarks
from plugins.media.footage import look
from plugins.media.ladder import parts_of
from plugins.media.recipes import Recipe
from plugins.media.renditions import Encoded
from plugins.media.shelf import FilmIndex
from plugins.media.wishes import FilmWish
from plugins.model.video import Footage
from tests.media.witness import levels_of

needs_ffprobe = pytest.mark.skipif(not shutil.which("ffprobe"), reason="needs ffprobe")
VOICE = "sine=300:r=48000:d=3,volume='1.6+1.2*sin(9*t)':eval=frame"  # loud and soft, as speech is
SMALL = ("-s", "320x180", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


def ffmpeg(*words: str | Path) -> None:
    subprocess.run([program(), "-loglevel", "error", "-y", *map(str, words)], check=True)


def filmed(path: Path, *options: str, picture: str = "testsrc2=s=320x180:r=25:d=3", voice: str = VOICE) -> Path:
    """A clip of three seconds."""
    sound = ["-f", "lavfi", "-i", voice] if voice else []
    ffmpeg("-f", "lavfi", "-i", picture, *sound, "-pix_fmt", "yuv420p", *(options or SMALL), path)
    return path


def encode_picture(original: Path, footage: Footage, picture: FrameSize, target: Path) -> int:
    return encode_pictures(original, footage, {picture: target}, {})


def encode_still(
    original: Path, footage: Footage, at: float, is_exact: bool, size: tuple[int, int], target: Path
) -> None:
    encode_pictures(original, footage, {}, {StillMoment(at, is_exact, *size): target})


def encode_sound(original: Path, footage: Footage, recipe: Recipe, target: Path) -> Encoded:
    (made,) = encode_sounds(original, footage, {recipe: target}).values()
    assert isinstance(made, Encoded)
    return made


def probed(path: Path) -> dict[str, dict[str, Any]]:
    """ffprobe's words of the picture and the sound."""
    words = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    said = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    return {stream["codec_type"]: stream for stream in said["streams"]}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed(tmp_path_factory.mktemp("film") / "clip.mp4")


@pytest.fixture(scope="module")
def footage(original: Path) -> Footage:
    return look(original)


# --- What is looked at ------------------------------------------------------------------------------------------------


def test_a_clip_is_measured(footage: Footage):
    assert (footage.width, footage.height, footage.rate, footage.codec) == (320, 180, 25.0, "h264")
    assert footage.seconds == pytest.approx(3, abs=0.05) and footage.channels == 1
    assert -30 < footage.loudness < -10 and not footage.is_variable and not footage.is_interlaced


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mov", ("-c:v", "mpeg4", "-c:a", "pcm_s16le")),
        ("a.mxf", ("-c:v", "mpeg2video", "-ar", "48000", "-c:a", "pcm_s16le")),
        ("a.m4v", SMALL),
    ],
)
def test_every_container_is_taken(name: str, options: tuple[str, ...], tmp_path: Path):
    assert look(filmed(tmp_path / name, *options)).seconds == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("empty", "is empty"),
        ("text", "is no video that we know"),
        ("playlist", "is a playlist and no video"),
        ("concat", "is a playlist and no video"),
        ("pointer", "is a Git LFS pointer"),
        ("audio", "has sound alone"),
        ("renamed", "is called .mxf but is MP4"),
        ("cut-end", "is cut off: its end is not there"),
        ("cut-middle", "is cut off: it claims 3.0 seconds"),
        ("short", "lasts less than a second"),
    ],
)
def test_what_is_no_video_is_refused(fault: str, said: str, original: Path, tmp_path: Path):
    """By name and reason in both languages, with the way out, and without a path of this machine."""
    path, whole = tmp_path / "a.mp4", original.read_bytes()
    texts = {
        "empty": "",
        "text": "Καλημέρα " * 50,
        "playlist": "\ufeff#EXTM3U\nhttp://127.0.0.1:9/secret.mp4\n",
        "concat": "ffconcat version 1.0\nfile /etc/passwd\n",
        "pointer": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
    }
    if fault in texts:
        path.write_text(texts[fault], encoding="utf-8")
    elif fault == "audio":
        ffmpeg("-i", original, "-vn", "-c", "copy", path)
    elif fault == "renamed":
        path = tmp_path / "a.mxf"
        path.write_bytes(whole)
    elif fault == "cut-end":
        path.write_bytes(whole[: len(whole) * 2 // 3])
    elif fault == "cut-middle":
        ffmpeg("-i", original, "-c", "copy", "-movflags", "+faststart", path)
        path.write_bytes(path.read_bytes()[: len(whole) * 2 // 3])
    else:
        filmed(path, *SMALL, "-t", "0.5")
    with pytest.raises(Damaged) as error:
        look(path)
    assert str(error.value.message).startswith(said)
    assert re.search("[α-ω]", say(error.value.message, "el")) and re.search("[α-ω]", say(error.value.hint, "el"))
    assert str(tmp_path) not in str(error.value.message) + say(error.value.message, "el")


def test_oddities_are_seen(tmp_path: Path):
    """An uneven pace, odd sides, half-pictures, stretched pixels, a telephone held upright, no sound."""
    uneven = "testsrc2=s=321x181:r=30:d=3,select='not(eq(mod(n,7),3))'"
    one = look(filmed(tmp_path / "a.mov", "-fps_mode", "vfr", "-c:v", "mpeg4", picture=uneven, voice=""))
    assert one.is_variable and one.channels == 0 and one.width in (320, 321)
    interlaced = ("-vf", "setfield=tff,setsar=4/3", "-flags", "+ilme+ildct", "-c:v", "mpeg2video", "-c:a", "aac")
    two = look(filmed(tmp_path / "b.mov", *interlaced))
    assert two.is_interlaced and two.is_stretched and (two.width, two.height) == (426, 180)
    upright = filmed(tmp_path / "c.mp4", *SMALL, "-metadata:s:v:0", "rotate=90")
    assert (look(upright).width, look(upright).height) in ((180, 320), (320, 180))  # ffmpeg 6 no longer writes it


def test_colours_of_what_does_not_say_so_are_those_of_its_size(original: Path, footage: Footage, tmp_path: Path):
    assert footage.matrix == "bt601"
    assert look(filmed(tmp_path / "a.mp4", *SMALL, "-colorspace", "bt709")).matrix == "auto"


@pytest.mark.parametrize(
    ("tracks", "taken", "loud"),
    [
        (("anullsrc=cl=mono", "sine=880"), (1,), (True, True)),  # the microphone that was plugged in
        (("sine=440", "sine=880", "anullsrc=cl=mono"), (0, 1), (False, True)),
        (("sine=440", "anullsrc=cl=mono", "sine=880"), (0,), (False, False)),
        (("anullsrc=cl=stereo", "anullsrc=cl=mono", "sine=880"), (2,), (True, True)),
    ],
)
def test_tracks_for_each_microphone(
    tracks: tuple[str, ...], taken: tuple[int, ...], loud: tuple[bool, bool], tmp_path: Path
):
    """Two of one channel are left and right, and none that is empty silences another; where 880 Hz are heard."""
    sounds = [word for track in tracks for word in ("-f", "lavfi", "-t", "2", "-i", track)]
    maps = [word for number in range(len(tracks) + 1) for word in ("-map", str(number))]
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", *sounds, *maps)
    ffmpeg(*picture, "-c:v", "mpeg2video", "-c:a", "pcm_s16le", "-ar", "48000", tmp_path / "a.mxf")
    found = look(tmp_path / "a.mxf")
    assert (found.sounds, found.taken, found.channels) == (len(tracks), taken, len(taken))
    assert has_sound(found) and f"the file a.mxf has {len(tracks)} sound tracks; " in told(found)
    encode_sound(tmp_path / "a.mxf", found, SOUNDS["web"], tmp_path / "s.m4a")
    for side, is_loud in enumerate(loud):
        tone = [f"pan=mono|c0=c{side}", "bandpass=f=880:width_type=h:w=40"]
        levels = levels_of(["-i", str(tmp_path / "s.m4a"), "-map", "0:a:0"], tone)
        assert (levels.loudness > -40) == is_loud


def told(footage: Footage) -> str:
    """What its editor is told of it, and the ways out."""
    entry = SimpleNamespace(places={}, source="a.el.md", lang="el", files={}, of=lambda fields: fields())
    wish = FilmWish(entry, Path("a.mxf"), "")  # type: ignore[arg-type]  # no more of an entry is asked for
    return "\n".join(f"{said.level} {said.message!s}: {said.hint!s}" for said in remarks(wish, footage, ()))


# --- What is made -----------------------------------------------------------------------------------------------------


@needs_ffprobe
def test_the_file_for_stations(original: Path, footage: Footage, tmp_path: Path):
    """H.264 High 1080p25, AAC stereo at 48 kHz, −23 LUFS ±0.5, the index first."""
    picture = pictures(footage, [360])[0]
    frames = encode_picture(original, footage, picture, tmp_path / "v.mp4")
    done = encode_sound(original, footage, SOUNDS["tv"], tmp_path / "s.m4a")
    stitch(tmp_path / "v.mp4", tmp_path / "s.m4a", "ell", tmp_path / "a.mp4")
    seen, heard = (probed(tmp_path / "a.mp4")[sort] for sort in ("video", "audio"))
    assert (seen["codec_name"], seen["profile"], seen["level"]) == ("h264", "High", 40)
    assert (seen["width"], seen["height"], seen["r_frame_rate"], seen["pix_fmt"]) == (1920, 1080, "25/1", "yuv420p")
    assert seen["field_order"] == "progressive" and seen["color_space"] == "bt709" and frames == 75
    assert (heard["codec_name"], heard["sample_rate"], heard["channels"]) == ("aac", "48000", 2)
    assert heard["tags"]["language"] == "ell" and float(heard["start_time"]) == pytest.approx(0, abs=0.001)
    levels = levels_of(["-i", str(tmp_path / "a.mp4"), "-map", "0:a:0"])
    assert abs(levels.loudness - -23) <= 0.5 and levels.loudness == done.levels.loudness and levels.peak <= -1
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat") and b"Lavf" not in data[:2000]


@needs_ffprobe
@pytest.mark.parametrize(
    ("size", "height", "wanted"),
    [("320x180", 360, (320, 180)), ("180x320", 240, (134, 240)), ("640x272", 144, (338, 144))],
)
def test_a_picture_for_the_web_keeps_its_proportions(
    size: str, height: int, wanted: tuple[int, int], footage: Footage, tmp_path: Path
):
    """None is larger than its original, all have even sides, and what we say is what ffprobe sees."""
    path = filmed(
        tmp_path / "a.mp4", "-c:v", "libx264", "-preset", "ultrafast", picture=f"testsrc2=s={size}:d=1", voice=""
    )
    found = look(path)
    picture = pictures(found, [height])[1]
    encode_picture(path, found, picture, tmp_path / "v.mp4")
    seen = probed(tmp_path / "v.mp4")["video"]
    assert (seen["width"], seen["height"]) == size_in(found, picture) == wanted


def test_sound_for_the_web_is_louder_and_silence_stays(original: Path, footage: Footage, tmp_path: Path):
    done = encode_sound(original, footage, SOUNDS["web"], tmp_path / "a.m4a")
    assert done.note is None and abs(done.levels.loudness - -16) <= 0.5 and done.levels.peak <= -1
    mute = replace(footage, channels=0)
    done = encode_sound(original, mute, SOUNDS["web"], tmp_path / "b.m4a")
    assert done.levels.samples == pytest.approx(footage.seconds * 48_000, abs=1)
    assert (tmp_path / "b.m4a").stat().st_size > 500


PROGRAMS = sorted({program(), imageio_ffmpeg.get_ffmpeg_exe()})


@pytest.fixture(params=PROGRAMS, ids=lambda path: Path(path).parent.name)
def any_ffmpeg(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The system's ffmpeg, and that of the packages."""
    monkeypatch.setattr(plugins.media.ffmpeg, "program", lambda: request.param)
    can_tone.cache_clear()
    yield request.param
    can_tone.cache_clear()


def colours_in(path: Path) -> str:
    said = subprocess.run([program(), "-i", path], capture_output=True, check=False).stderr.decode()
    return re.search(r"yuv420p\((.*?)[,)] (?:progressive|\d)", said)[1]  # type: ignore[index]


@pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
def test_what_a_telephone_films_in_hdr_is_white_where_it_is_white(transfer: str, any_ffmpeg: str, tmp_path: Path):
    """Reference white (203 cd/m²) of both sorts, in the video and in its stills; grey stays grey."""
    white = {"arib-std-b67": 721, "smpte2084": 573}[transfer]
    stated = f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    picture = f"color=s=320x180:r=5:d=2,format=yuv420p10le,geq=lum='if(lt(X,W/2),{white},64)':cb=512:cr=512,{stated}"
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-colorspace", "bt2020nc", "-color_primaries", "bt2020")
    words = ("-f", "lavfi", "-i", picture, *options, "-color_trc", transfer, "-pix_fmt", "yuv420p10le")
    ffmpeg(*words, tmp_path / "a.mov")
    found = look(tmp_path / "a.mov")
    assert found.is_hdr and can_tone() and "note the file a.mxf was filmed in HDR; its light" in told(found)
    encode_picture(tmp_path / "a.mov", found, pictures(found, [180])[1], tmp_path / "v.mp4")
    assert colours_in(tmp_path / "v.mp4") == "tv, bt709"
    ffmpeg("-i", tmp_path / "v.mp4", "-frames:v", "1", tmp_path / "v.png")
    encode_still(tmp_path / "a.mov", found, 0.5, True, (320, 180), tmp_path / "s.jpg")
    for name in ("v.png", "s.jpg"):
        with Image.open(tmp_path / name) as image:
            assert min(image.getpixel((80, 90))) > 243 and max(image.getpixel((240, 90))) < 8


def test_wide_colours_are_those_of_television(tmp_path: Path):
    """The red of BT.709, in the numbers that BT.2020 has for it, is red; it is no HDR, and nobody is told."""
    stated = "setparams=color_primaries=bt2020:color_trc=bt709:colorspace=bt2020nc:range=tv"
    picture = (
        f"color=0xca3b13:s=320x180:r=5:d=1.2,scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le,{stated}"
    )
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-colorspace", "bt2020nc", "-color_primaries", "bt2020")
    words = ("-f", "lavfi", "-i", picture, *options, "-color_trc", "bt709", "-pix_fmt", "yuv420p10le")
    ffmpeg(*words, tmp_path / "a.mov")
    found = look(tmp_path / "a.mov")
    assert found.is_wide and not found.is_hdr and "HDR" not in told(found)
    encode_still(tmp_path / "a.mov", found, 0.5, True, (320, 180), tmp_path / "s.jpg")
    with Image.open(tmp_path / "s.jpg") as image:
        assert image.getpixel((160, 90)) == pytest.approx((255, 0, 0), abs=12)


def test_hdr_that_a_machine_cannot_convert_is_told(footage: Footage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """And made all the same."""
    monkeypatch.setattr(film_remarks, "can_tone", lambda: False)
    monkeypatch.setattr(clips, "can_tone", lambda: False)
    hdr = replace(footage, colours=("bt2020nc", "bt2020", "arib-std-b67"))
    said = told(hdr)
    assert "warning the file a.mxf was filmed in HDR, which" in said and "export it in SDR (BT.709)" in said
    assert "tonemap" not in ",".join(clips.fitted(hdr, 320, 180, False, ""))


def test_colours_are_stated_whatever_the_original_says(
    original: Path, footage: Footage, any_ffmpeg: str, tmp_path: Path
):
    encode_picture(original, footage, pictures(footage, [180])[1], tmp_path / "v.mp4")
    assert footage.colours == () and colours_in(tmp_path / "v.mp4") == "tv, bt709"


def test_the_same_bytes_twice(original: Path, footage: Footage, tmp_path: Path):
    picture = pictures(footage, [180])[1]
    for name in ("1", "2"):
        encode_picture(original, footage, picture, tmp_path / f"v{name}")
        encode_sound(original, footage, SOUNDS["web"], tmp_path / f"s{name}")
        stitch(tmp_path / f"v{name}", tmp_path / f"s{name}", "ell", tmp_path / f"a{name}")
        encode_still(original, footage, 1.0, False, POSTER, tmp_path / f"p{name}")
    for sort in "vsap":
        assert (tmp_path / f"{sort}1").read_bytes() == (tmp_path / f"{sort}2").read_bytes() != b""


def test_all_pictures_of_one_pass_are_those_of_a_pass_each(original: Path, footage: Footage, tmp_path: Path):
    """A video of which all is missing, and one of which one file is, are made in one way."""
    sizes = pictures(footage, [180, 90])[1:]
    moments = [StillMoment(1.0, True, 320, 180), StillMoment(2.0, False, 320, 180)]
    places = {one: tmp_path / f"a{number}" for number, one in enumerate((*sizes, *moments))}
    frames = encode_pictures(original, footage, {s: places[s] for s in sizes}, {m: places[m] for m in moments})
    assert frames == 75
    for size in sizes:
        assert encode_picture(original, footage, size, tmp_path / "b") == frames
        assert (tmp_path / "b").read_bytes() == places[size].read_bytes()
    for moment in moments:
        encode_pictures(original, footage, {}, {moment: tmp_path / "b"})
        assert (tmp_path / "b").read_bytes() == places[moment].read_bytes()


@pytest.mark.parametrize("at", [0.0, 1.0, 2.99])
@pytest.mark.parametrize("is_exact", [True, False])
def test_a_still_of_any_moment(at: float, is_exact: bool, tmp_path: Path):
    """The grey of that second; the last ones too, after which there is sound alone."""
    steps = "color=black:s=320x180:r=25:d=3,geq=lum='60*floor(T)+30':cb=128:cr=128"
    path = filmed(tmp_path / "a.mp4", *SMALL, picture=steps, voice="sine=300:d=3.3")
    encode_still(path, look(path), at, is_exact, (320, 180), tmp_path / "s.jpg")
    with Image.open(tmp_path / "s.jpg") as image:
        assert round((image.convert("L").getpixel((160, 90)) / 255 * 219 + 16 - 30) / 60) == int(at)


def test_a_still_fills_its_frame_in_its_colours(tmp_path: Path):
    """Full range, as JPEG has it: a blue that is washed out would show."""
    path = filmed(tmp_path / "a.mp4", *SMALL, picture="color=c=0x0000ff:s=320x240:d=2", voice="")
    encode_still(path, look(path), 0.5, True, POSTER, tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.format == "JPEG" and image.size == POSTER
        middle, edge = image.getpixel((640, 360)), image.getpixel((5, 360))
    assert middle[2] > 235 and max(middle[:2]) < 25 and max(edge) < 10


@needs_ffprobe
def test_parts_begin_with_a_picture_that_stands_alone(original: Path, footage: Footage, tmp_path: Path):
    """Offsets, lengths and the end of each first picture are those that ffprobe finds."""
    picture = pictures(footage, [180])[1]
    encode_picture(original, footage, picture, tmp_path / "v.mp4")
    fragment(tmp_path / "v.mp4", tmp_path / "f.mp4", is_sound=False)
    head, segments, codecs = parts_of(tmp_path / "f.mp4")
    words = ["ffprobe", "-v", "error", "-show_entries", "packet=pos,size,flags", "-of", "csv=p=0", tmp_path / "f.mp4"]
    rows = subprocess.run(words, capture_output=True, check=True).stdout.decode().split()
    keys = [(int(size), int(pos)) for size, pos, flags in (row.split(",")[:3] for row in rows) if flags[0] == "K"]
    assert [part.offset + part.first for part in segments] == [size + pos for size, pos in keys]
    assert [part.seconds for part in segments] == [2.0, 1.0] and segments[0].offset == head
    assert segments[-1].offset + segments[-1].bytes == (tmp_path / "f.mp4").stat().st_size
    assert re.fullmatch(r"avc1\.64[0-9a-f]{4}", codecs)


@pytest.mark.parametrize("is_trial", [False, True])
def test_a_preview_makes_what_the_page_plays(is_trial: bool, footage: Footage, tmp_path: Path):
    """And nothing else; a build makes all sizes, both sounds, the stills and the ladder."""
    entry: Any = SimpleNamespace(lang="el", of=lambda fields: fields())
    wish = FilmWish(entry, Path("a.mp4"), "0" * 64)
    shelf: Any = SimpleNamespace(index=FilmIndex({wish.name: footage}), path=lambda sha256: tmp_path / sha256)
    settings: Any = SimpleNamespace(media=SimpleNamespace(video_heights=(180, 90), hls_ladder=True))
    files = FilmFiles(wish, shelf, settings, is_trial)
    made = {name for task in (*files.pieces(), *files.wholes()) for name in task.keys}
    played = {"picture-180", "poster", "sound-web", "whole-180"}
    others = {"picture-tv", "picture-90", "sound-tv", "still-1", "still-2", "still-3", "whole-tv", "whole-90"}
    ladder = {"track-180", "track-90", "track-sound"}
    assert made == (played if is_trial else played | others | ladder)


# --- Captions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("00:01.000 --> 00:05.000\n" + "α" * 43, "has a line of 43 letters; 42 fit"),
        ("00:01.000 --> 00:09.000\nα\nβ\nγ", "has 3 lines; 2 fit"),
        ("00:01.000 --> 00:02.000\nΕίκοσι γράμματα εδώ!", "asks for 20 letters a second; 17 can be read"),
        ("00:01.000 --> 00:04.000\nΈνα.\n\n00:03.500 --> 00:06.000\nΔύο.", "begins before the one above has ended"),
        ("00:01.000 --> 00:05.000\n<v A>Ένα.</v>\n<v B>Δύο.\nΤρία.</v>", "has 3 lines; 2 fit"),
        (
            "00:01.000 --> 00:04.000 line:50%,end\nΈνα.\n\n00:04.000 --> 00:06.000 line:50%\nΔύο.",
            "asks for a place on the picture (“line:50%,end”) that is not kept: captions stand below, in the middle",
        ),
        (
            "00:01.000 --> 00:04.000\n{\\an5}Ένα.",
            "asks for a place on the picture (“{\\an5}”) that is not kept: captions stand below, in the middle",
        ),
    ],
)
def test_captions_that_nobody_can_read_are_named(cue: str, said: str):
    found = checked(f"WEBVTT\n\n{cue}\n".encode())
    assert [str(note[1]) for note in found.notes] == [said] and not found.faults
    assert all(re.search("[α-ω]", say(text, "el")) for _, *texts in found.notes for text in texts)


def test_good_captions_are_not_named():
    cue = "00:01.000 --> 00:06.000\nΠριν δώσετε αίμα, φάτε κάτι\nελαφρύ και πιείτε νερό."
    assert checked(f"WEBVTT\n\n{cue}\n\n00:06.000 --> 00:07.000\nΝαι.\n".encode()).notes == ()
    assert checked("WEBVTT\n\n00:01.000 --> 00:06.000 line:0 align:center\nΝαι.\n".encode()).notes == ()
    assert "UTF-8" in str(checked("Καλημέρα".encode("iso-8859-7")).faults[0][1])
