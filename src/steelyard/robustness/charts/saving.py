"""Writing charts: SVG, PNG, interactive HTML and Vega-Lite JSON, without network or browser.

JSON is the same bytes each time, and so are SVG and PNG on machines with the
same fonts, from which the places of texts follow. HTML carries the libraries
that draw it and forbids itself to load anything.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steelyard.errors import UsageError
from steelyard.i18n import message

if TYPE_CHECKING:
    import altair as alt

__all__ = ["SUFFIXES", "png", "png_of", "save", "svg", "vega_lite_version"]

Spec = dict[str, Any]

_SCALE = 2
_DRAW = 'vegaEmbed("#chart", JSON.parse(document.getElementById("spec").textContent));'
_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
body {{ margin: 0; background: white; overflow-x: auto; font-family: sans-serif; }}
</style>
</head>
<body>
<main id="chart"></main>
<script type="application/json" id="spec">{spec}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def save(chart: alt.TopLevelMixin, path: Path | str) -> Path:
    """Write a chart in the format that the file's suffix names.

    Parameters
    ----------
    chart
        An Altair chart.
    path
        Where to: ``.svg``, ``.png`` (two pixels for one), ``.html`` (with
        tooltips; it needs no network) or ``.json`` (Vega-Lite).

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        If the suffix is none of these.
    """
    path = Path(path)
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        raise UsageError(
            message(
                "A chart is written as {known}, by its file’s suffix; “{name}” has none of them.",
                known=", ".join(SUFFIXES),
                name=path.name,
            )
        )
    path.write_bytes(write(chart.to_dict()))
    return path


def svg(spec: Spec) -> bytes:
    """Return a chart as SVG, the same bytes each time; texts stay texts."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, vl_version=vega_lite_version(), allowed_base_urls=[])
    tagged = drawn.replace("<svg ", f'<svg xml:lang="{_language(spec)}" ', 1)
    return _renumbered(tagged).encode()


def _renumbered(svg: str) -> str:
    """Renumber the clips and gradients of a picture from 1.

    Vega counts them on from picture to picture, so that what is drawn second
    would differ from the same drawn first.

    >>> _renumbered('<clipPath id="clip7"></clipPath><g clip-path="url(#clip7)">clip7</g>')
    '<clipPath id="clip1"></clipPath><g clip-path="url(#clip1)">clip7</g>'
    """
    numbers: dict[str, int] = {}

    def renamed(found: re.Match[str]) -> str:
        number = numbers.setdefault(found[2] + found[3], len(numbers) + 1)
        return f"{found[1]}{found[2]}{number}"

    def in_tag(tag: re.Match[str]) -> str:
        return re.sub(r'(\bid="|url\(#)(clip|gradient_)(\d+)', renamed, tag[0])

    return re.sub(r"<[^>]+>", in_tag, svg)


def png(spec: Spec) -> bytes:
    """Return a chart as PNG, two pixels for one."""
    import vl_convert

    return vl_convert.vegalite_to_png(
        spec, vl_version=vega_lite_version(), scale=_SCALE, allowed_base_urls=[]
    )


def png_of(picture: bytes) -> bytes:
    """Return a chart that is drawn as SVG as PNG; the same bytes as :func:`png`, in half the time.

    Parameters
    ----------
    picture
        What :func:`svg` returned.
    """
    import vl_convert

    return vl_convert.svg_to_png(picture.decode(), scale=_SCALE)


def _html(spec: Spec) -> bytes:
    # No name of a unit may end the script that holds it.
    given = json.dumps(spec, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    page = _PAGE.format(
        language=_language(spec),
        title=html.escape(str(spec.get("description", ""))),
        spec=given,
        script=_libraries(vega_lite_version()),
    )
    return page.encode()


@cache
def _libraries(version: str) -> str:
    """Return Vega, Vega-Lite and Vega-Embed with the line that draws the chart of a page."""
    import vl_convert

    return vl_convert.javascript_bundle(_DRAW, vl_version=version)


def _json(spec: Spec) -> bytes:
    return (json.dumps(spec, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def vega_lite_version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it."""
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.split(".")[:2])


def _language(spec: Spec) -> str:
    return str(spec.get("usermeta", {}).get("steelyard", {}).get("language", "en"))


_FORMATS: dict[str, Callable[[Spec], bytes]] = {
    ".svg": svg,
    ".png": png,
    ".html": _html,
    ".json": _json,
}
SUFFIXES = tuple(_FORMATS)
