"""`check --fix` in bodies: mends what was pasted (`plugins/read/pasted.py`), and shows each change as a diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from plugins.read import frontmatter
from plugins.read.decode import decode
from plugins.read.pasted import mended
from plugins.settings import Settings


def mend_bodies(settings: Settings, sources: Iterable[str]) -> None:
    """Mend the bodies of these files, and print what changed as a diff, with which it can be undone."""
    for source in sorted(sources):
        path = settings.read.content / source
        data = path.read_bytes()
        text, problems = decode(data, source, has_body=True)
        if problems:
            continue
        _, body, first_line = frontmatter.split(text, source)
        if not body.strip():
            continue
        written = data.decode("utf-8")  # as it is, but for what is mended: a byte-order mark, the ends of lines
        end = "\r\n" if "\r\n" in written else "\n"
        lines = written.replace("\r\n", "\n").split("\n")
        head, old = lines[: first_line - 1], lines[first_line - 1 :]
        new = mended("\n".join(old)).split("\n")
        if new != old:
            path.write_bytes(end.join([*head, *new]).encode())
            changes = difflib.unified_diff([*head, *old], [*head, *new], source, source, lineterm="", n=1)
            print("\n".join(changes))
