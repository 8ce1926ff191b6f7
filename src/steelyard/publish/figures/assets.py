"""The scripts that draw charts in a page: the one bundle of Vega for the site, and who loads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

__all__ = ["figure_assets"]

_FOLDER = Path(__file__).parent
_START = "window.vegaEmbed = vegaEmbed;"


def figure_assets() -> Mapping[str, Callable[[], bytes]]:
    """Return the scripts by their places in the site, each made when it is called."""
    return {"assets/figures.js": (_FOLDER / "figures.js").read_bytes, "assets/vega.js": _bundle}


@cache
def _bundle() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed as one classic script.

    What vl-convert bundles is a module without imports and exports; in a function of its own it
    is a classic script, which a page opened by a double click may load, unlike a module.
    """
    import vl_convert

    from steelyard.robustness.charts.saving import vega_lite_version

    bundle = vl_convert.javascript_bundle(_START, vl_version=vega_lite_version())
    return f"(function () {{\n{bundle}\n}})();\n".encode()
