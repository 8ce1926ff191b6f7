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
    "GRID",
    "INK",
    "MUTED",
    "PALE",
    "SEQUENTIAL",
    "SHADE",
    "fonts",
    "layered",
    "nothing_to_show",
    "styled",
    "text_width",
]

INK = "#1b2733"
MUTED = "#5c6873"
GRID = "#e6eaee"
SHADE = "#eff2f5"
PALE = "#9dbfd8"
ACCENT = "#1a5a8a"
# One hue from light to dark: read by lightness alone, so by every kind of colour vision.
SEQUENTIAL = ("#f1f5f8", "#c3d8e7", "#8ab3d0", "#4d89b3", "#1a5a8a", "#0a2f4e")
# Orange and blue stay apart in every common kind of colour blindness.
DIVERGING = ("#a8510b", "#e59a55", "#f6f6f4", "#6ea3c9", "#1a5a8a")

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
    """
    import altair as alt

    above = alt.TitleParams(title, offset=offset)
    if subtitle:
        above = alt.TitleParams(title, subtitle=_lines(subtitle), offset=offset)
    titled: alt.LayerChart = chart.properties(title=above, description=title, usermeta=_usermeta())
    configured: alt.LayerChart = titled.configure(
        background="white",
        font=", ".join(fonts(language(), [title, *texts])),
        padding=16,
        axis=_axes(),
        legend=_legends(),
        title=_titles(),
        view=alt.ViewConfig(stroke=None),
    )
    return configured


def _lines(text: str, width: float = 620) -> list[str]:
    """Break a text into lines, at spaces or after any Chinese character."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and text_width(lines[-1] + piece) > width:
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
        fontSize=15,
        fontWeight="bold",
        subtitleColor=MUTED,
        subtitleFontSize=11,
        subtitlePadding=6,
        subtitleLineHeight=16,
    )


_NORMAL: Literal["normal"] = "normal"
