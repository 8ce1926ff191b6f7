"""What charts of ranks share: the labels of their axis, and what is said of a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.i18n import _

if TYPE_CHECKING:
    import altair as alt

__all__ = ["rank_tooltips", "rank_values"]

_ROUND = [factor * 10**power for power in range(12) for factor in (1, 2, 5)]


def rank_values(last: float, most: int = 10) -> list[int]:
    """Return the ranks at which an axis has labels: 1, and others in round steps.

    Parameters
    ----------
    last
        The last rank of the axis.
    most
        About how many there may be.

    >>> rank_values(23)
    [1, 5, 10, 15, 20]
    >>> rank_values(15)
    [1, 3, 5, 7, 9, 11, 13, 15]
    >>> rank_values(1)
    [1]
    """
    step = next(step for step in _ROUND if last / step <= most)
    first = 1 if step <= 2 else step
    return sorted({1, *range(first, int(last) + 1, step)})


def rank_tooltips() -> list[alt.Tooltip]:
    """Return what is shown of a unit under the pointer."""
    import altair as alt

    titles = {
        "unit:N": _("Unit"),
        "nominal:N": _("Nominal rank"),
        "rank_median:Q": _("Median rank"),
        "rank_p05:Q": _("5th percentile"),
        "rank_p95:Q": _("95th percentile"),
        "rank_min:Q": _("Best rank"),
        "rank_max:Q": _("Worst rank"),
    }
    return [alt.Tooltip(field, title=title) for field, title in titles.items()]
