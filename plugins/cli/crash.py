"""The last resort: what nobody foresaw ends with a sentence and status 3, and its traceback goes into a file."""

from __future__ import annotations

import sys
import tempfile
import traceback
from contextlib import suppress

from plugins.i18n.messages import say_in_each
from plugins.model.errors import MachineError
from plugins.model.problem import _

_SENTENCE = _(
    "diavlos: unforeseen error of the program, which is no fault of yours: {cause} — "
    "send {file} to those who look after it; CONTRIBUTING.md says where"
)


def report(error: Exception) -> int:
    """Tell of an error that nobody foresaw, and how to report it; return the exit status.

    In every language of ours: the settings, which know that of the reader, may be what could not be read.
    """
    cause = str(error).strip().rpartition("\n")[2] or type(error).__name__
    if not isinstance(error, RuntimeError | OSError):  # these say what they are
        cause = f"{type(error).__name__}: {cause}"
    file = _written(error)
    with suppress(OSError):  # nobody listens
        for sentence in say_in_each(_SENTENCE.format(cause=cause, file=file)).values():
            print(sentence, file=sys.stderr, flush=True)
    return MachineError.exitcode


def _written(error: Exception) -> str:
    """The file that holds the whole story; where it can't be written, the story itself."""
    story = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="diavlos-", suffix=".txt", delete=False
        ) as file:
            file.write(story)
        return file.name
    except OSError:
        return story
