"""Settings for the small sites of tests: as the project ships, without slates and their films.

Each would cost its site some seconds; tests/media/test_slides.py, tests/channels/screens and the site of
tests/engine/shipping.py have them.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pelicanconf import *  # noqa: F403

ADDRESSES = {"slate": None}
WRITING_OFF = ["spelling"]  # which dictionaries there are is another thing on every machine
