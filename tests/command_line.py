"""The command line as a function call, with no more imported than it needs itself."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence


def command_line(words: Sequence[str]) -> int:
    """The status that the interpreter would end with."""
    from plugins.cli.main import main

    try:
        return main(words)
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1


def run_here(words: Sequence[str]) -> int:
    """The same; work is dealt out to processes although the site is small."""
    from plugins.cache import parsed
    from plugins.engine import execute, pipeline
    from plugins.output import writer

    parsed.LEAST = execute.LEAST = writer.LEAST = pipeline.MANY = 3
    sys.dont_write_bytecode = True  # a .pyc is trusted when size and second are the same, which our edits may be
    return command_line(words)
