"""A page for each unit, written in batches, so that several processes can share the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steelyard.i18n import LANGUAGES, set_language
from steelyard.publish.layout.page import Masthead, Page, files_of
from steelyard.publish.site import Written, put
from steelyard.publish.source import Source

__all__ = ["Batch", "Shared", "batches", "shared_of", "write_batch"]

_SIZE = 100
Batch = tuple[str, Sequence[Mapping[str, Any]]]
"""A language, and what is known of some units."""


@dataclass(frozen=True)
class Shared:
    """What every unit's page needs.

    Parameters
    ----------
    out
        The site.
    mastheads
        The frame in each language.
    """

    out: Path
    mastheads: Mapping[str, Masthead]


def batches(source: Source) -> list[Batch]:
    """Return what is known of the units, in batches for each language."""
    known = [{"key": key, "address": source.addresses[key]} for key in source.keys]
    return [
        (tag, known[at : at + _SIZE]) for at in range(0, len(known), _SIZE) for tag in LANGUAGES
    ]


def shared_of(source: Source, mastheads: Mapping[str, Masthead], out: Path) -> Shared:
    """Return what every unit's page needs."""
    return Shared(out, mastheads)


def write_batch(shared: Shared, batch: Batch) -> list[Written]:
    """Write the pages of a batch and return the files."""
    tag, units = batch
    set_language(tag)
    return [
        put(shared.out, name, content)
        for unit in units
        for name, content in files_of(_page(unit), shared.mastheads[tag])
    ]


def _page(unit: Mapping[str, Any]) -> Page:
    return Page(
        address=f"units/{unit['address']}",
        title=unit["key"],
        section="ranking",
        template="layout/page.html.jinja",
        content=unit,
    )
