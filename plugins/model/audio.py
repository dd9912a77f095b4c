"""What is known of a recording: the values that the media stage measures and the podcast and radio channels print."""

from __future__ import annotations

from plugins.model.file import Asset
from plugins.model.value import Value

REMOTE = "remote"
ENDINGS = ("mp3", "m4a", "opus", "ogg", "flac", "wav")  # of the files that editors give


class Sound(Value, frozen=True):
    """A recording as it lies there, measured once.

    `seconds` is its exact length, `bit_rate` in bits a second, `rate` in Hz. `loudness` is integrated (LUFS), `peak` is
    the true peak (dBTP), both by EBU R 128, one channel as two loudspeakers play it. `lead` and `tail` are the seconds
    below −60 dB at its ends. `waveform` holds peaks from 0 to 127, evenly spaced. `is_steady` is whether all of it has
    the same format; `tracks` how many it has, of which the first is heard.
    """

    sha256: str
    bytes: int
    type: str
    codec: str
    seconds: float
    rate: int
    channels: int
    bit_rate: int
    constant: bool
    loudness: float
    peak: float
    lead: float
    tail: float
    waveform: tuple[int, ...] = ()
    is_steady: bool = True
    tracks: int = 1


class Rendition(Value, frozen=True):
    """A published file made of a recording for one use ("mp3", "low", "opus", "wav", "flac", "mp2"), measured again.

    `path` is its place in the site, without a leading slash. A "remote" one lies elsewhere: its path is its whole
    address, and nobody has measured its loudness.
    """

    name: str
    path: str
    sha256: str
    bytes: int
    type: str
    seconds: float
    rate: int
    channels: int
    bit_rate: int
    loudness: float | None
    peak: float | None


class Recording(Value, frozen=True):
    """A recording with all files that are published of it.

    `stem` is where the texts that belong to it stand, without their endings; empty: beside its first file.
    """

    sound: Sound
    renditions: tuple[Rendition, ...]
    chapters: tuple[Chapter, ...] = ()
    transcript: Transcript | None = None
    stem: str = ""

    @property
    def main(self) -> Rendition:
        """The file that every app plays."""
        return self.rendition("mp3") or self.renditions[0]

    @property
    def is_remote(self) -> bool:
        """Whether the recording lies elsewhere, so that no file of it is ours."""
        return self.main.name == REMOTE

    def path(self, ending: str) -> str:
        """Return the site path of a text that belongs to it, by its ending: beside the files, under their name."""
        return f"{self.stem or self.renditions[0].path.rpartition('.')[0]}.{ending}"

    def rendition(self, name: str) -> Rendition | None:
        """Return the rendition of one use, or None where it isn't made."""
        return next((rendition for rendition in self.renditions if rendition.name == name), None)


class Transcript(Value, frozen=True):
    """The file of what is said, as its editor gave it, with its first and last words."""

    asset: Asset
    opening: str
    closing: str


class Chapter(Value, frozen=True):
    """A part of a recording that begins `start` seconds in."""

    start: float
    title: str
