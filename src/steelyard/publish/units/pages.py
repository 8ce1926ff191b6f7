"""A page for each unit, written in batches, so that several processes can share the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.layout.page import Masthead, files_of
from steelyard.publish.site import Written, put
from steelyard.publish.units.known import Known
from steelyard.publish.units.outline import outline_of
from steelyard.publish.units.shared import Shared, Telling
from steelyard.publish.units.told.page import page_of
from steelyard.publish.units.unit import Unit
from steelyard.publish.units.wording import wording

__all__ = ["Batch", "Shared", "batches", "shared_of", "write_batch"]

_SIZE = 100
Batch = tuple[str, Sequence[Unit]]
"""A language, and what is known of some units."""


def batches(known: Known) -> list[Batch]:
    """Return what is known of the units, in batches for each language."""
    units = known.units
    return [
        (tag, units[at : at + _SIZE]) for at in range(0, len(units), _SIZE) for tag in LANGUAGES
    ]


def shared_of(known: Known, mastheads: Mapping[str, Masthead], out: Path) -> Shared:
    """Return what every unit's page needs."""
    source, outlines = known.source, {}
    for tag in LANGUAGES:
        with speaking(tag):
            outlines[tag] = outline_of(source)
    tree, report = source.scheme.tree, source.report
    return Shared(
        out=out,
        mastheads=mastheads,
        outlines=outlines,
        keys=source.keys,
        titles=tuple(source.titles[key] for key in source.keys),
        addresses=tuple(source.addresses[key] for key in source.keys),
        homes=known.homes,
        level=None if report is None else report.settings.get("level"),
        descending=source.scheme.rank.order == "descending",
        points=tree is not None and tree.points is not None,
        inputs=source.edition.has_inputs,
    )


def write_batch(shared: Shared, batch: Batch) -> list[Written]:
    """Write the pages of a batch and return the files."""
    tag, units = batch
    outline, masthead = shared.outlines[tag], shared.mastheads[tag]
    with speaking(tag):
        said = wording()
        return [
            put(shared.out, name, content)
            for unit in units
            for name, content in files_of(page_of(Telling(unit, shared, outline), said), masthead)
        ]
