"""Run the command: `python -m virtfaq`."""

import sys

from virtfaq.command.cli import main

if __name__ == "__main__":
    sys.exit(main())
