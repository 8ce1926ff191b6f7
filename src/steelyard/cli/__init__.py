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
    except KeyboardInterrupt as error:
        _say_how_far(error)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, a pager, went away; what it did not read is not missed.
        sys.stderr.close()
        return 0


def _say_how_far(error: KeyboardInterrupt) -> None:
    """Say how far a long analysis was; whatever was to be written is not there."""
    done, total = getattr(error, "done", None), getattr(error, "total", None)
    if done is not None:
        from steelyard.i18n import message

        counts = {"done": f"{done:,}", "total": f"{total:,}"}
        text = (
            message(
                "Interrupted after {done} of {total} base samples; nothing was written.", **counts
            )
            if getattr(error, "samples", False)
            else message(
                "Interrupted after {done} of {total} replications; nothing was written.", **counts
            )
        )
        print(text, file=sys.stderr)


def entry() -> None:
    """Run as the program ``steelyard``."""
    sys.exit(main())
