"""A site shown to this machine alone: a small server on the loopback address.

For a look at a publication and for tests; a site is static files, which any web server hands out.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

from steelyard.errors import Problem, UsageError
from steelyard.i18n import message
from steelyard.publish.layout.policy import POLICY
from steelyard.publish.site import MANIFEST

__all__ = ["LOOPBACK", "server"]

LOOPBACK = "127.0.0.1"
_TYPES = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".parquet": "application/vnd.apache.parquet",
    }
)


class _Handler(SimpleHTTPRequestHandler):
    """Hands out files, with the headers that a careful server sends."""

    def guess_type(self, path: object) -> str:
        """Return the type of a file, with its encoding."""
        return _TYPES.get(Path(str(path)).suffix) or super().guess_type(str(path))

    def end_headers(self) -> None:
        """Add what keeps pages to themselves."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        """Refuse to list a folder."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_words: object) -> None:
        """Say nothing of single requests."""


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a site, which listens on the loopback address and does not run yet.

    Parameters
    ----------
    site
        The folder of the site.
    port
        Where it listens; 0 takes any port that is free.

    Raises
    ------
    UsageError
        If the folder is not a site, or the port cannot be had.
    """
    if not (site / MANIFEST).is_file():
        raise UsageError(
            message("{folder} is not a site: it has no {file}.", folder=str(site), file=MANIFEST)
        )
    try:
        return ThreadingHTTPServer((LOOPBACK, port), partial(_Handler, directory=str(site)))
    except (OSError, OverflowError):
        text = message("Port {port} cannot be had; 0 takes any that is free.", port=port)
        raise UsageError(Problem(text, field="--port")) from None
