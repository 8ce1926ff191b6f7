"""The whole edition as one file: its data package in a ZIP archive, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

from steelyard.evaluation.edition import Edition

__all__ = ["archive"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = "run.json"
"""When and where the edition was made: it differs from run to run, and nothing rests on it."""


def archive(edition: Edition) -> bytes:
    """Return the files of an edition in a ZIP archive."""
    buffer = io.BytesIO()
    files = sorted(path for path in edition.path.rglob("*") if path.is_file())
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for path in files:
            name = path.relative_to(edition.path).as_posix()
            if name != _LEFT_OUT:
                entry = zipfile.ZipInfo(f"edition/{name}", _EARLIEST)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                package.writestr(entry, path.read_bytes())
    return buffer.getvalue()
