"""`python -m core`: the command line."""

import signal
import sys

from core.doors.cli.main import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends a command as Ctrl+C does: an audit pauses
    sys.exit(main())
