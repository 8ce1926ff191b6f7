"""Charts written beside the pages of a language: pictures for both colour schemes, and the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.i18n import language
from steelyard.publish.figures.figure import Figure
from steelyard.publish.site import Site
from steelyard.robustness.charts.saving import png, svg

__all__ = ["SCRIPTS", "Drawing"]

SCRIPTS = ("vega.js", "figures.js")
"""The scripts that a page with a chart needs."""


class Drawing:
    """Draws the charts of a language's pages.

    Parameters
    ----------
    site
        Where they are written.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.drawn: list[Mapping[str, Any]] = []

    def __call__(self, figure: Figure) -> Mapping[str, Any]:
        """Write a chart and return what a page needs of it.

        Returns
        -------
        Its ``name``, ``title`` and ``text``, and the addresses of its files from the root of
        the site: ``svg``, ``dark``, ``png``, ``data`` (CSV) and ``spec`` (a script).
        """
        place = f"{language()}/charts/{figure.name}"
        spec = figure.chart.to_dict()
        self.site.write(f"{place}.svg", svg(spec))
        self.site.write(f"{place}.png", png(spec))
        self.site.write(f"{place}.csv", figure.data.write_csv())
        drawn = {
            "name": figure.name,
            "title": figure.title,
            "text": figure.text,
            "svg": f"{place}.svg",
            "png": f"{place}.png",
            "data": f"{place}.csv",
        }
        self.drawn.append(drawn)
        return drawn
