"""Charts written beside the pages of a language: pictures for both colour schemes, and the data.

A chart is always drawn anew, although most publications draw what stands there already: whether
a picture would be the same depends on the fonts of the machine, and nobody writes those down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from steelyard.i18n import language
from steelyard.publish.figures.assets import figure_assets
from steelyard.publish.figures.dark import changes, darkened, has_ramp, recoloured
from steelyard.publish.figures.figure import Figure
from steelyard.publish.site import Site
from steelyard.publish.tables import as_csv
from steelyard.robustness.charts.saving import png_of, svg

if TYPE_CHECKING:
    import altair as alt

__all__ = ["SCRIPTS", "Drawing"]

SCRIPTS = ("figures.js",)
"""The scripts that a page with a chart names; Vega is loaded by them, when a chart comes near."""
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


class Drawing:
    """Draws the charts of a language's pages.

    Parameters
    ----------
    site
        Where they are written.

    Attributes
    ----------
    drawn
        What was returned for each chart so far.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.drawn: list[Mapping[str, Any]] = []

    def __call__(self, figure: Figure) -> Mapping[str, Any]:
        """Write a chart and return what a page needs of it.

        Returns
        -------
        Its ``name``, ``title`` and ``text``; its ``width`` and ``height`` in pixels; and the
        addresses of its files from the root of the site: ``svg``, ``dark`` (SVG for dark pages),
        ``png``, ``data`` (CSV), ``spec`` (Vega-Lite JSON), ``script`` (the same for
        ``figures.js``) and ``embed`` (the page that shows it alone). ``narrow`` is None, or has
        ``svg``, ``dark``, ``width`` and ``height`` of the form for narrow screens.
        """
        self._write_scripts()
        place = f"{language()}/charts/{figure.name}"
        spec = _quiet(figure.chart)
        light = svg(dict(spec))
        self.site.write(f"{place}.png", png_of(light))
        self.site.write(f"{place}.csv", as_csv(figure.data))
        self.site.write(f"{place}.json", _as_json(spec))
        self.site.write(f"{place}.js", _script(figure.name, spec))
        drawn = {
            "name": figure.name,
            "title": figure.title,
            "text": figure.text,
            **self._pictures(place, spec, light, figure.text),
            "narrow": None,
            "png": f"{place}.png",
            "data": f"{place}.csv",
            "spec": f"{place}.json",
            "script": f"{place}.js",
            "embed": f"{language()}/embed/{figure.name}.html",
        }
        if figure.narrow is not None:
            narrow = _quiet(figure.narrow)
            pictures = self._pictures(f"{place}-narrow", narrow, svg(narrow), figure.text)
            drawn["narrow"] = pictures
        self.drawn.append(drawn)
        return drawn

    def _write_scripts(self) -> None:
        """Write what draws charts in pages, once; a site without charts has none of it."""
        for name, content in figure_assets().items():
            if name not in self.site.files:
                self.site.write(name, content())

    def _pictures(
        self, place: str, spec: Mapping[str, Any], light: bytes, text: str
    ) -> dict[str, Any]:
        """Write a chart as SVG for light and for dark pages."""
        dark = svg(darkened(spec)) if has_ramp(spec) else recoloured(light.decode()).encode()
        self.site.write(f"{place}.svg", _described(light, text))
        self.site.write(f"{place}-dark.svg", _described(dark, text))
        width, height = _size(light)
        return {
            "svg": f"{place}.svg",
            "dark": f"{place}-dark.svg",
            "width": width,
            "height": height,
        }


def _quiet(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart as Vega-Lite, whose marks have no labels of their own for screen readers.

    The chart as a whole has a text, and a table beside it; a label on each of a thousand marks
    would make the picture three times as large and nobody wiser.
    """
    # Altair checked every part when it was made; to check the whole again takes as long as drawing.
    spec = chart.to_dict(validate=False)
    return {**spec, "config": {**spec.get("config", {}), "aria": False}}


def _described(picture: bytes, text: str) -> bytes:
    """Return an SVG that says what it shows."""
    label = f'<svg role="img" aria-label="{escape(text)}" '
    return picture.replace(b"<svg ", label.encode("utf-8", "replace"), 1)


def _size(picture: bytes) -> tuple[int, int]:
    found = _SIZE.search(picture.decode())
    if found is None:
        raise ValueError("an SVG without a size")
    return round(float(found[1])), round(float(found[2]))


def _as_json(spec: Mapping[str, Any]) -> bytes:
    text = json.dumps(spec, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode("utf-8", "replace")


def _script(name: str, spec: Mapping[str, Any]) -> bytes:
    """Return the classic script that hands a chart to ``figures.js``.

    A page opened by a double click may load a script, but read no other file.
    """
    given = {"spec": {**spec, "usermeta": {}}, "dark": changes(spec)}
    text = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Not as an object literal, where a name could stand for more than itself.
    quoted = json.dumps(text, ensure_ascii=False)
    line = f"(window.steelyardFigures ||= {{}})[{json.dumps(name)}] = JSON.parse({quoted});\n"
    return line.encode("utf-8", "replace")
