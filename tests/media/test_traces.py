"""What files that are published as they are tell of places and persons, and that none of them can hold a build."""

from __future__ import annotations

import io
import struct
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.cli.commands import examine_all
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.i18n.messages import say
from plugins.media.ffmpeg import program
from plugins.media.traces import traces_in
from plugins.settings import Settings
from tests.check.test_cases import NEWS, lay_out
from tests.conftest import ROOT
from tests.media.test_pictures import exif_of_a_telephone

STAGES = our_stages()
WHO, WHERE = ("person", "Μαρία Π."), ("place", "37.9715, 23.7264")
CORE = (
    "<cp:coreProperties><dc:creator>Μαρία Π.</dc:creator><cp:lastModifiedBy>{}</cp:lastModifiedBy></cp:coreProperties>"
)
SOUND = ("-f", "lavfi", "-i", "sine=440:d=1")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x36:d=1", "-pix_fmt", "yuv420p")
PLACED = ("-metadata", "location=+37.9715+023.7264/")
NAMED = ("-metadata", "artist=Μαρία Π.")


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif_of_a_telephone())
    return out.getvalue()


def archive(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def pdf(information: bytes, is_packed: bool = False) -> bytes:
    if is_packed:
        packed = zlib.compress(information)
        information = b"2 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\r\n" + packed + b"\nendstream endobj"
    return b"%PDF-1.7\n1 0 obj " + information + b" endobj\ntrailer <<>>\n%%EOF\n"


TELLING = {
    "core.docx": (archive({"docProps/core.xml": CORE.format("Κ. &amp; Σία")}), [WHO, ("person", "Κ. & Σία")]),
    "same.xlsx": (archive({"docProps/core.xml": CORE.format("openpyxl")}), [WHO]),
    "changes.docx": (archive({"word/document.xml": '<w:ins w:id="1" w:author="Μαρία Π."/>' * 9}), [WHO]),
    "meta.odt": (archive({"meta.xml": "<meta:initial-creator>Μαρία Π.</meta:initial-creator>"}), [WHO]),
    "photographs.pptx": (archive({"ppt/media/image1.jpeg": photograph()}), [("place", "37.9715, 23.7264")]),
    "photographs.zip": (archive({"δύο/1.JPG": photograph()}), [("place", "37.9715, 23.7264")]),
    "latin.pdf": (pdf(rb"<</Author (Maria \(P.\) \116.)>>"), [("person", "Maria (P.) N.")]),
    "wide.pdf": (pdf(b"<</Author <" + ("\ufeff" + WHO[1]).encode("utf-16-be").hex().encode() + b">>>"), [WHO]),
    "packed.pdf": (pdf(b"<</Author(Maria P.)>>", is_packed=True), [("person", "Maria P.")]),
    "xmp.pdf": (pdf("<dc:creator><rdf:Seq><rdf:li>Μαρία Π.</rdf:li></rdf:Seq></dc:creator>".encode()), [WHO]),
    "photograph.pdf": (pdf(photograph()), [("place", "37.9715, 23.7264")]),
    "nobody.pdf": (pdf(b"<</Author ()/Title (37.9715, 23.7264)>>"), []),
    "damaged.docx": (b"PK\3\4", []),
    "table.csv": ("Author,Μαρία\n".encode(), []),
}


@pytest.mark.parametrize("name", TELLING)
def test_documents(name: str, tmp_path: Path):
    """Who made or changed them, and where their pictures were taken; what no person wrote is no name."""
    data, expected = TELLING[name]
    (tmp_path / name).write_bytes(data)
    assert list(traces_in(tmp_path / name)) == expected


@pytest.mark.parametrize(
    ("name", "options", "places"),
    [
        ("a.mp4", (*SOUND, *PICTURE, "-c:v", "mpeg4", "-c:a", "aac"), True),
        ("b.mov", (*PICTURE, "-c:v", "mpeg4"), True),
        ("c.m4a", (*SOUND, "-c:a", "aac"), False),
        ("d.mp3", SOUND, False),
        ("e.opus", (*SOUND, "-c:a", "libopus"), True),
        ("f.flac", SOUND, True),
        ("g.wav", SOUND, False),
        ("h.webm", (*PICTURE, "-c:v", "libvpx"), True),
    ],
)
def test_sound_and_video(name: str, options: tuple[str, ...], places: bool, tmp_path: Path):
    command = [program(), "-loglevel", "error", *options, *NAMED, *(PLACED if places else ()), str(tmp_path / name)]
    subprocess.run(command, check=True)
    found = dict(traces_in(tmp_path / name))
    assert found.pop("person") == WHO[1]
    place = found.get("place", "").lstrip("+").replace("+0", ", ").rstrip("/")
    assert [round(float(part), 3) for part in place.split(", ") if part] == [37.971, 23.726] * places or (
        place == "37.9715, 23.7264"
    )


def test_a_telephone_of_apple(tmp_path: Path):
    """Its words stand in a table of keys: com.apple.quicktime.location.ISO6709."""
    name = "com.apple.quicktime."
    words = ("-metadata", f"{name}location.ISO6709=+37.9715+023.7264+120.000/", "-metadata", f"{name}author=Μαρία Π.")
    command = [program(), "-loglevel", "error", *PICTURE, *words, "-movflags", "use_metadata_tags", "-c:v", "mpeg4"]
    subprocess.run([*command, str(tmp_path / "a.mov")], check=True)
    assert set(traces_in(tmp_path / "a.mov")) == {WHO, WHERE}


BOMBS = {
    "author.pdf": b"/Author(",
    "space.pdf": b"/Author   <",
    "packed.pdf": b"/ObjStm stream\n" + zlib.compress(bytes(8 << 20)),
    "xmp.pdf": b"<dc:creator>",
    "place.pdf": b'exif:GPSLatitude="',
    "exif.pdf": b"Exif\0\0II*\0\x08\0\0\0\xff\xff",
    "boxes.mp4": b"\0\0\0\x08moov",
    "comments.opus": b" ARTIST=",
    "tags.webm": b"\x45\xa3\x80ARTIST\x44\x87\xff",
    "frames.mp3": b"ID3\x03\0\0\x7f\x7f\x7f\x7fTPE1\0\0\0\x01\0",
    "end.zip": b"PK\5\6" + b"\0" * 6 + b"\xff\xff",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_holds_a_build(name: str, tmp_path: Path):
    (tmp_path / name).write_bytes(BOMBS[name] * (8_000_000 // len(BOMBS[name])))
    before = time.process_time()
    traces_in(tmp_path / name)
    assert time.process_time() - before < 1


def test_boxes_within_boxes_have_an_end(tmp_path: Path):
    data = b""
    for _ in range(5000):
        data = struct.pack(">I4s", len(data) + 8, b"moov") + data
    (tmp_path / "a.mp4").write_bytes(data)
    (tmp_path / "b.docx").write_bytes(archive({"docProps/core.xml": b"<dc:creator>" * 10_000_000}))
    assert traces_in(tmp_path / "a.mp4") == traces_in(tmp_path / "b.docx") == ()


def test_an_editor_is_told(make_settings: Callable[..., Settings]):
    """Once a file, where it is named, with the way out; a name that the page says too is no secret."""
    settings, result = make_settings(ADDRESSES={"slate": None}), Result()
    content = settings.read.content
    lay_out("", content)
    (content / "news/minutes.docx").write_bytes(TELLING["core.docx"][0])
    (content / "news/pier.zip").write_bytes(TELLING["photographs.zip"][0])
    (content / "news/call.pdf").write_bytes(TELLING["wide.pdf"][0])
    text = (content / NEWS).read_text(encoding="utf-8").replace("member: volos", "member: volos\nauthor: ΜΑΡΙΑ Π.")
    (content / NEWS).write_text(
        f"{text}\n[α](minutes.docx) [β](pier.zip)\n[γ](call.pdf) [δ](pier.zip)", encoding="utf-8"
    )
    examine_all(settings, STAGES, result)
    found = [problem for problem in result.problems if problem.rule == "traces"]
    assert [(problem.level, problem.file, str(problem.message)) for problem in found] == [
        ("warning", NEWS, "the file minutes.docx is published as it is, and tells the name “Κ. & Σία”"),
        ("warning", NEWS, "the file pier.zip is published as it is, and tells where it was taken (37.9715, 23.7264)"),
    ]
    assert {problem.line for problem in found} == {text.count("\n") + 2}
    assert "File › Info" in str(found[0].hint) and "φωτογραφίες" in say(found[1].hint, "el")


def test_the_demonstration_tells_nothing():
    files = [
        path for path in sorted((ROOT / "content").rglob("*.*")) if path.suffix in (".pdf", ".odt", ".csv", ".xlsx")
    ]
    assert files and not [path for path in files if traces_in(path)]
