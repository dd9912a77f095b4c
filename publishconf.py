"""What differs in production: the address. CI builds with `-s publishconf.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403 (Pelican's way to extend settings)

SITEURL = PUBLISHED_URL  # noqa: F405 (it comes from pelicanconf)
