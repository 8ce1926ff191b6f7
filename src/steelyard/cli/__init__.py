"""The command line: the door that people and scripts use.

Exit status 0: done; 1: the answer is no (a check failed, a verification
differs); 2: the call or the input is wrong. Results go to stdout, the rest to stderr.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    Parameters
    ----------
    arguments
        The words after ``steelyard``; those of this process if absent.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the terminal cannot show is spelled out; in JSON the escape means the same.
            stream.reconfigure(errors="backslashreplace")
    from steelyard.cli.app import run

    try:
        return run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, a pager, went away; what it did not read is not missed.
        sys.stderr.close()
        return 0


def entry() -> None:
    """Run as the program ``steelyard``."""
    sys.exit(main())
