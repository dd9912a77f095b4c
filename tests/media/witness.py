"""ffmpeg's own meter, the witness of ours."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from plugins.media.ffmpeg import program
from plugins.media.measure import METER, levels_in
from plugins.media.meter import Levels


def levels_of(words: Sequence[str], filters: Sequence[str] = ()) -> Levels:
    """What it says of what ffmpeg reads with these words, behind these filters."""
    command = [program(), "-hide_banner", *words, "-af", ",".join([*filters, METER]), "-f", "null", "-"]
    return levels_in(subprocess.run(command, capture_output=True, check=True).stderr.decode())
