"""What is known of a video: the values that the media stage makes, and the web, podcast and TV channels print."""

from __future__ import annotations

from plugins.model.audio import Chapter
from plugins.model.file import Asset
from plugins.model.value import Language, Value

ENDINGS = ("mp4", "m4v", "mov", "mxf")  # of the files that editors give
RATE = 25  # frames a second of everything that is made: that of European television


class Footage(Value, frozen=True):
    """A video as it lies there, measured once.

    `width` and `height` are what is seen, with square pixels, turned as a telephone asks. `rate` is what its header
    says, in frames a second; `matrix` how ffmpeg is to read its colours, `colours` what it says of them (matrix,
    primaries and transfer, as ffmpeg names them). `channels` is 0 where there is no sound; `loudness` (LUFS) and `peak`
    (dBTP) by EBU R 128. Of its `sounds` (tracks), `taken` are those that are heard, by their place: two are left and
    right. `looked` is the version of what measures, so that what an older one measured is measured again.
    """

    sha256: str
    bytes: int
    type: str
    codec: str
    seconds: float
    width: int
    height: int
    rate: float
    is_variable: bool
    is_interlaced: bool
    is_stretched: bool
    matrix: str
    channels: int
    loudness: float
    peak: float
    colours: tuple[str, ...] = ()
    sounds: int = 1
    taken: tuple[int, ...] = (0,)
    looked: int = 0

    @property
    def is_hdr(self) -> bool:
        """Whether it is brighter than a television shows: by hybrid log-gamma or PQ (ITU-R BT.2100)."""
        return self.colours[2:] in (("arib-std-b67",), ("smpte2084",))

    @property
    def is_wide(self) -> bool:
        """Whether it has colours that no television of today shows: of BT.2020, or the P3 of telephones."""
        return self.colours[1:2] in (("bt2020",), ("smpte432",))


class Clip(Value, frozen=True):
    """A published MP4: "tv" for stations, else the height of its picture ("720"). `bit_rate` in bits a second."""

    name: str
    path: str
    sha256: str
    sha1: str
    bytes: int
    seconds: float
    width: int
    height: int
    bit_rate: int
    loudness: float
    peak: float
    type: str = "video/mp4"


class Still(Value, frozen=True):
    """A picture out of a video, `at` seconds in."""

    path: str
    sha256: str
    bytes: int
    width: int
    height: int
    at: float
    type: str = "image/jpeg"


class Caption(Value, frozen=True):
    """What is said, as its editor gave it: in the video's own language, or translated."""

    lang: Language
    asset: Asset


class Segment(Value, frozen=True):
    """A part of a track that can be shown by itself; its first picture ends `first` bytes in (0: there is none)."""

    offset: int
    bytes: int
    seconds: float
    first: int = 0


class Track(Value, frozen=True):
    """A file of an HLS ladder, picture or sound alone; `head` are the bytes before its first segment."""

    name: str
    path: str
    sha256: str
    bytes: int
    codecs: str
    head: int
    segments: tuple[Segment, ...]
    width: int = 0
    height: int = 0


class Film(Value, frozen=True):
    """A video with all that is published of it. `stem` is what the addresses of its files begin with."""

    footage: Footage
    stem: str
    clips: tuple[Clip, ...]
    poster: Still
    stills: tuple[Still, ...]
    captions: tuple[Caption, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    tracks: tuple[Track, ...] = ()

    def path(self, ending: str) -> str:
        """Return the site path of a text that belongs to it, by its ending."""
        return f"{self.stem}.{ending}"

    @property
    def broadcast(self) -> Clip:
        """The file for stations."""
        return self.clips[0]

    @property
    def main(self) -> Clip:
        """The file that players take: the largest of those for the web."""
        return self.clips[1]
