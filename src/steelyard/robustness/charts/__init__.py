"""Charts of how sure a ranking is, made from the frames of the analysis of robustness.

Each function takes a Polars frame and gives an Altair chart in the current
language; :func:`save` writes it as SVG, PNG, interactive HTML or Vega-Lite
JSON. Nothing is read from the network, neither when a chart is made nor when
it is opened.

Pictures (PNG) need the fonts of their text on the machine that makes them. For
Chinese that is Noto Sans CJK, in the packages ``fonts-noto-cjk`` (Debian,
Ubuntu) and ``google-noto-sans-cjk-fonts`` (Fedora); without it the picture has
empty boxes for characters. SVG and HTML keep text as text and name a list of
families for each language, so that they show what the reader's machine has.
"""

from steelyard.robustness.charts.acceptability import acceptability
from steelyard.robustness.charts.correlations import correlation_map
from steelyard.robustness.charts.importance import importance_dots
from steelyard.robustness.charts.intervals import rank_intervals
from steelyard.robustness.charts.plane import PlaneTitles, plane_chart
from steelyard.robustness.charts.saving import SUFFIXES, save
from steelyard.robustness.charts.scores import score_bars
from steelyard.robustness.charts.shifts import shift_histogram
from steelyard.robustness.charts.sobol import sobol_bars

__all__ = [
    "SUFFIXES",
    "PlaneTitles",
    "acceptability",
    "correlation_map",
    "importance_dots",
    "plane_chart",
    "rank_intervals",
    "save",
    "score_bars",
    "shift_histogram",
    "sobol_bars",
]
