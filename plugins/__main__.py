"""The command line: `python -m plugins COMMAND`."""

from plugins.cli.main import program

program()
