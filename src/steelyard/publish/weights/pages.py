"""The page on which a reader moves weights, and what its scripts compute with.

An edition in which nothing can be moved has no such page; what can be is left to ``plan``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from steelyard.i18n import _
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.source import Source
from steelyard.publish.weights.content import content_of
from steelyard.publish.weights.data import data_files, files_of_periods
from steelyard.publish.weights.plan import plan_of
from steelyard.publish.weights.wording import wording

__all__ = ["assets", "links", "pages"]

_FOLDER = Path(__file__).parent
_KERNEL, _SLIDERS, _PAGE = "weights-kernel.js", "weights-sliders.js", "weights.js"
_SCRIPTS = {_KERNEL: "kernel.js", _SLIDERS: "sliders.js", _PAGE: "weights.js"}


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation; none where nothing can be moved."""
    if plan_of(source) is not None:
        yield Link("weights", "weights", _("Your weights"))


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the page in the current language."""
    plan = plan_of(source)
    if plan is None:
        return
    yield Page(
        address="weights",
        title=_("Your weights"),
        section="weights",
        template="weights/weights.html.jinja",
        content=content_of(source, plan),
        said=wording(),
        scripts=(_KERNEL, files_of_periods(plan)[0], _SLIDERS, _PAGE),
    )


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the scripts and what they compute with."""
    plan = plan_of(source)
    if plan is None:
        return
    for name, file in _SCRIPTS.items():
        yield f"assets/{name}", (_FOLDER / file).read_bytes()
    yield from data_files(source, plan)
