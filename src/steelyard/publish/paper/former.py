"""Papers of the publication before that are still right, so that they need not be set again.

Setting a paper takes most of the time. What one is made of has a digest that stands among the
keywords of the PDF; where it is the same, and the file is as the site lists it, it stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from steelyard.publish.site import MANIFEST, Written, put

__all__ = ["Listed", "listed", "put_paper"]


Listed = Mapping[str, str]
"""The files of a publication by name, with their SHA-256."""


def listed(folder: Path) -> Listed:
    """Return the files of the publication that stands in a folder; none where there is none."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    papers = files.items() if isinstance(files, dict) else ()
    return {name: digest for name, digest in papers if name.endswith(".pdf")}


def put_paper(
    folder: Path, former: Listed, name: str, digest: str, make: Callable[[], bytes]
) -> Written:
    """Write a paper into a site, unless it stands there made of the same.

    Parameters
    ----------
    folder
        The site.
    former
        The papers of the publication before.
    name
        The paper's place in the site.
    digest
        What it is made of; see :meth:`steelyard.publish.paper.typesetting.Typesetter.digest`.
    make
        Makes it.
    """
    if name in former:
        try:
            there = (folder / name).read_bytes()
        except OSError:
            there = b""
        if digest.encode() in there and hashlib.sha256(there).hexdigest() == former[name]:
            return name, former[name], False
    return put(folder, name, make())
