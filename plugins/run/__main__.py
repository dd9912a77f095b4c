"""`python -m plugins COMMAND`, which scripts use: the same as `python -m plugins`."""

from plugins.cli.main import program

program()
