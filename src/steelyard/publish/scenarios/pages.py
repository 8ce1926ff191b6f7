"""The page of scenarios: payoffs and regrets, the rules, who is never best, how sure it is.

A scheme without scenarios has no such page. What is said is that of the edition's own tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import _
from steelyard.publish.figures.drawing import SCRIPTS, Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.scenarios.judged import Judged
from steelyard.publish.scenarios.rows import facts, matrix, ranges, rules, sureness
from steelyard.publish.scenarios.said import never, reading, senses, summary, sure, tipping
from steelyard.publish.scenarios.wording import wording
from steelyard.publish.source import Source

__all__ = ["assets", "links", "pages"]

_CHARTED = 40
"""So many units the chart shows, the best ranked."""


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation; none where the scheme has no scenarios."""
    if source.scheme.scenarios is not None and "strategies" in source.files:
        yield Link("scenarios", "scenarios", _("Scenarios"))


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are the same in all languages: none."""
    yield from ()


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the page, in the current language."""
    for link in links(source):
        found = Judged.of(source)
        declared = found.declared
        drawn = found.order and found.scenarios
        content = _content(found) | {"figure": draw(_figure(found)) if drawn else None}
        yield Page(
            address=link.address,
            title=link.title if declared.title is None else declared.title.render(),
            section="scenarios",
            template="scenarios/scenarios.html.jinja",
            content=content,
            said=wording(declared.best),
            scripts=SCRIPTS if drawn else (),
        )


def _content(found: Judged) -> dict[str, Any]:
    assessed = sure(found)
    return {
        "payoff": found.payoff,
        "unit_heading": found.heading,
        "facts": list(facts(found)),
        "summary": [str(one) for one in tipping(found)],
        "scenarios": found.scenario_heads(),
        "matrix": matrix(found),
        "rules": rules(found),
        "senses": [str(one) for one in senses(found)],
        "never": list(never(found)),
        "ranges": ranges(found),
        "sure": sureness(found),
        "sure_words": [str(one) for one in assessed],
        "reading": [str(one) for one in reading(found)],
        "count": found.strategies.height,
        "shown": len(found.order),
        "tables": [name for name in found.tables if name in found.source.files],
    }


def _figure(found: Judged) -> Figure:
    from steelyard.robustness.charts.scenarios import payoff_dots

    order = found.order[:_CHARTED]
    titles: Mapping[str, str] = {key: found.unit(key) for key in order}
    expected = found.strategies.select("unit", "expected")
    frame = (
        found.payoffs.filter(pl.col("unit").is_in(list(order)))
        .join(expected, on="unit", how="left", maintain_order="left")
        .with_columns(
            pl.col("scenario").replace({key: found.scenario(key) for key in found.scenarios})
        )
        .select("unit", "scenario", "probability", "payoff", "expected", "regret")
    )
    title = _("What each unit is worth in the scenarios")
    return Figure(
        name="scenarios",
        chart=payoff_dots(frame, found.payoff, order=order, names=titles, title=title),
        narrow=payoff_dots(
            frame, found.payoff, order=order, names=titles, title=title, narrow=True
        ),
        title=title,
        text=" ".join(str(one) for one in (title + ".", *summary(found))),
        data=frame,
    )
