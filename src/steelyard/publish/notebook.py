"""An evaluation as a notebook shows it: the first units as a table, and a chart beside it.

Everything is in the one piece of HTML; nothing is loaded, and no script runs.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.evaluation.labels import labels_of, with_labels
from steelyard.i18n import _, message
from steelyard.publish.layout.page import environment
from steelyard.publish.numbers import number, places_for, rank

if TYPE_CHECKING:
    import altair as alt

    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["in_html"]

FIRST = 15
"""How many units the table shows."""
_CHARTED = 20


def in_html(evaluation: Evaluation) -> str:
    """Return an evaluation as HTML: a table of the first units and a chart.

    Parameters
    ----------
    evaluation
        The evaluation; after :meth:`~steelyard.Evaluation.analysed` the chart shows how sure the
        ranks are, before that the scores.
    """
    ranking = with_labels(evaluation.ranking, labels_of(evaluation.scheme, evaluation.kept.tables))
    picture = _picture(evaluation)
    return (
        environment()
        .get_template("notebook.html.jinja")
        .render(
            title=evaluation.scheme.title.render(),
            caption=_caption(ranking.height),
            heads=_heads(evaluation),
            rows=_rows(ranking.head(FIRST)),
            picture=picture,
            alternative=_("A chart of the same."),
        )
    )


def _caption(count: int) -> str:
    if count <= FIRST:
        return str(message("All {count}", count=count))
    return str(message("The first {count} of {of}", count=FIRST, of=f"{count:,}"))


def _heads(evaluation: Evaluation) -> list[tuple[str, bool]]:
    """Return the headings with whether their columns hold numbers."""
    kinds, heads = evaluation.ranking.schema, evaluation.headings()
    return [(heads[name], kind.is_numeric()) for name, kind in kinds.items()]


def _rows(ranking: pl.DataFrame) -> list[list[tuple[str, bool]]]:
    columns = []
    for name, kind in ranking.schema.items():
        values = ranking[name].to_list()
        if name.startswith("rank") and kind.is_numeric():
            cells = [(rank(value), True) for value in values]
        elif kind.is_float():
            places = places_for(values)
            cells = [(number(value, places), True) for value in values]
        else:
            cells = [("–" if one is None else str(one), kind.is_numeric()) for one in values]
        columns.append(cells)
    return [list(row) for row in zip(*columns, strict=True)]


def _picture(evaluation: Evaluation) -> str | None:
    """Return the chart as the address of an image that holds itself; None without anything."""
    chart = _chart(evaluation)
    if chart is None:
        return None
    from steelyard.robustness.charts.saving import svg

    return "data:image/svg+xml;base64," + base64.b64encode(svg(chart.to_dict())).decode()


def _chart(evaluation: Evaluation) -> alt.TopLevelMixin | None:
    units, lists = evaluation.scheme.units, evaluation.lists()
    names = _names(evaluation)
    uncertainty = next(
        (one.frame for one in evaluation.attached if one.name == "uncertainty"), None
    )
    if uncertainty is not None and len(lists) == 1 and not evaluation.scheme.rank.given:
        from steelyard.robustness.charts import rank_intervals

        return rank_intervals(uncertainty, units.key, first=_CHARTED, names=names)
    known = evaluation.ranking.drop_nulls("rank")
    if "score" not in known.columns or known["score"].null_count() == known.height:
        return None
    from steelyard.robustness.charts.scores import score_bars

    return score_bars(
        known.head(_CHARTED), units.key, names=names, heading=evaluation.headings()["score"]
    )


def _names(evaluation: Evaluation) -> Mapping[str, str] | None:
    units: Any = evaluation.scheme.units
    if units.title is None:
        return None
    frame = evaluation.kept_frame
    pairs = zip(frame[units.key].to_list(), frame[units.title].to_list(), strict=True)
    return {str(key): str(title) for key, title in pairs if title is not None}
