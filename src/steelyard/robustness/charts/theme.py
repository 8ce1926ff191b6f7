"""How the charts look: colours, type, titles.

One accent colour on white; the rest is grey. Fonts are named per language, as
the characters that Chinese scripts share are drawn differently in each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from steelyard.i18n import _, language

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "ACCENT",
    "DIVERGING",
    "FAINT",
    "GRID",
    "INK",
    "LINE",
    "MARGIN",
    "MUTED",
    "NARROW",
    "PALE",
    "SEQUENTIAL",
    "SHADE",
    "fonts",
    "layered",
    "limited",
    "nothing_to_show",
    "styled",
    "text_width",
]

INK = "#1b2733"
MUTED = "#5c6873"
GRID = "#e6eaee"
SHADE = "#eff2f5"
LINE = "#7f8b97"
# 3:1 on white and on bands, as what is read off its ends must have (WCAG 2.2, 1.4.11).
PALE = "#5c91b8"
FAINT = "#dbe6ee"
ACCENT = "#1a5a8a"
# One hue from light to dark: read by lightness alone, so by every kind of colour vision.
SEQUENTIAL = ("#f1f5f8", "#c3d8e7", "#8ab3d0", "#4d89b3", "#1a5a8a", "#0a2f4e")
# Orange and blue stay apart in every common kind of colour blindness.
DIVERGING = ("#a8510b", "#e59a55", "#f6f6f4", "#6ea3c9", "#1a5a8a")

NARROW = 320
"""The width of a chart for a narrow screen in pixels, all in all."""
MARGIN = 16
"""What is free around a chart in pixels."""

_LATIN = ("Helvetica Neue", "Arial", "Liberation Sans")
_TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei")
_SIMPLIFIED = ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei")


def fonts(tag: str, texts: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the font families for a language, the best first.

    An English chart with Chinese names takes a Chinese family for all of its
    text: a picture's renderer would otherwise choose any font that has the
    characters.

    Parameters
    ----------
    tag
        The language: ``en``, ``zh-Hant`` or ``zh-Hans``.
    texts
        What will be written.

    >>> fonts("zh-Hant")[0], fonts("en")[0], fonts("en", ["Taipei 臺北"])[0]
    ('Noto Sans CJK TC', 'Helvetica Neue', 'Noto Sans CJK TC')
    """
    script = tag if tag != "en" else _script(texts)
    families = {"zh-Hant": _TRADITIONAL, "zh-Hans": _SIMPLIFIED}.get(script, _LATIN)
    return (*families, "sans-serif")


def _script(texts: Iterable[str]) -> str:
    han = {character for text in texts for character in text if _is_han(character)}
    if not han:
        return "en"
    return "zh-Hant" if all(_encodes(character, "big5") for character in han) else "zh-Hans"


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _encodes(character: str, encoding: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def text_width(text: str, size: float = 11) -> float:
    """Estimate the width of a text in pixels, of whatever font of ours it will be."""
    return size * sum(_width(character) for character in text)


def _width(character: str) -> float:
    """Return the width of a character as a share of its height; Chinese ones are square."""
    if character >= "\u2e80":
        return 1.0
    if character in " .,:;'()|-fijlrtI":
        return 0.32
    return 0.72 if character.isupper() or character in "mw%" else 0.56


def limited(axis: alt.Axis, names: float, beside: float = 0) -> alt.Axis:
    """Return an axis of names for a narrow screen, where they must not take all of the width.

    Parameters
    ----------
    axis
        The axis.
    names
        How wide a name may be in pixels.
    beside
        The width of what stands between the names and the plot.
    """
    axis.labelLimit = names
    axis.minExtent = axis.maxExtent = names + beside
    return axis


def layered(charts: Iterable[alt.Chart], *, width: Any, height: Any) -> alt.LayerChart:
    """Put charts over each other, the first lowest; sizes in pixels or as a step."""
    import altair as alt

    return alt.LayerChart(layer=list(charts), width=width, height=height)


def styled(
    chart: alt.LayerChart,
    title: str,
    *,
    subtitle: str | None = None,
    texts: Iterable[str] = (),
    offset: float = 14,
    narrow: bool = False,
) -> alt.LayerChart:
    """Give a chart its title and the style of the house.

    Parameters
    ----------
    chart
        The layers.
    title, subtitle
        What stands above them; the title also describes the chart to screen readers.
    texts
        What is written in the chart, from which its font follows.
    offset
        The distance of the title from the plot in pixels.
    narrow
        Whether it is for a narrow screen.
    """
    import altair as alt

    width = NARROW - 2 * MARGIN if narrow else _WIDE
    lines = _lines(title, width, _TITLE)
    above = alt.TitleParams(lines if len(lines) > 1 else title, offset=offset)
    if subtitle:
        above.subtitle = _lines(subtitle, width)
    titled: alt.LayerChart = chart.properties(title=above, description=title, usermeta=_usermeta())
    configured: alt.LayerChart = titled.configure(
        background="white",
        font=", ".join(fonts(language(), [title, *texts])),
        padding=MARGIN,
        axis=_axes(),
        legend=_legends(),
        title=_titles(),
        view=alt.ViewConfig(stroke=None),
    )
    return configured


def _lines(text: str, width: float, size: float = 11) -> list[str]:
    """Break a text into lines, at spaces or after any Chinese character."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and text_width(lines[-1] + piece, size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for previous, character in zip(" " + text, text, strict=False):
        closing = character in "，。；：、）」』"
        if previous == " " or (character >= "\u2e80" and not closing):
            pieces.append("")
        pieces[-1] += character
    return pieces


def nothing_to_show(title: str) -> alt.LayerChart:
    """Return the chart of an empty frame: its title and a line that says so."""
    import altair as alt

    line = alt.Chart(alt.InlineData(values=[{}])).mark_text(
        text=_("Nothing to show."), align="left", fontSize=12, color=MUTED
    )
    shown = line.encode(x=alt.value(0), y=alt.value(8))
    return styled(layered([shown], width=320, height=16), title)


def _usermeta() -> dict[str, object]:
    """Return what a page that shows the chart needs to know."""
    return {
        "steelyard": {"language": language()},
        "embedOptions": {
            "renderer": "svg",
            "actions": {"export": True, "source": False, "compiled": False, "editor": False},
            "i18n": {"SVG_ACTION": _("Save as SVG"), "PNG_ACTION": _("Save as PNG")},
        },
    }


def _axes() -> alt.AxisConfig:
    import altair as alt

    return alt.AxisConfig(
        domain=False,
        ticks=False,
        gridColor=GRID,
        labelColor=INK,
        labelFontSize=11,
        labelLimit=320,
        labelPadding=6,
        titleColor=MUTED,
        titleFontSize=11,
        titleFontWeight=_NORMAL,
        titlePadding=8,
    )


def _legends() -> alt.LegendConfig:
    import altair as alt

    return alt.LegendConfig(
        labelColor=INK,
        labelFontSize=11,
        titleColor=MUTED,
        titleFontSize=11,
        titleFontWeight=_NORMAL,
    )


def _titles() -> alt.TitleConfig:
    import altair as alt

    return alt.TitleConfig(
        anchor="start",
        frame="bounds",
        color=INK,
        fontSize=_TITLE,
        fontWeight="bold",
        subtitleColor=MUTED,
        subtitleFontSize=11,
        subtitlePadding=6,
        subtitleLineHeight=16,
    )


_TITLE = 15
_WIDE = 620
_NORMAL: Literal["normal"] = "normal"
