"""What a recording says, and when."""

from __future__ import annotations

from plugins.model.value import Value


class Cue(Value, frozen=True):
    """What is said from `start` to `end`, in seconds; `voice` is who says it, where that is known.

    `turn` counts the other voices that began at the same moment before it. A caption that `is_above` stands at the top
    of the picture; `unheeded` is what its editor asked of its place beside that.
    """

    start: float
    end: float
    voice: str
    text: str
    turn: int = 0
    is_above: bool = False
    unheeded: str = ""

    @property
    def anchor(self) -> str:
        """Its id on the episode's page."""
        return f"t-{self.start:g}" + (f"-{self.turn + 1}" if self.turn else "")


class Paragraph(Cue, frozen=True):
    """Cues that are read together; each begins at a moment of its own."""

    cues: tuple[Cue, ...] = ()
