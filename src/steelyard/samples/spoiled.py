"""What is wrong with made-up data, on purpose: forbidden investments, impossible rows.

Every kind of breach is there once at least where there are rows enough; nothing is so wrong
that reading would refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from steelyard.samples.draws import Places, some, stream
from steelyard.samples.funds import YEAR
from steelyard.samples.reference import Reference

__all__ = [
    "incomplete_reviews",
    "other_managers",
    "wrong_investments",
    "wrong_lists",
]

_FORMS = {
    "guaranteed_return": 0.004,
    "listed_shares": 0.003,
    "derivatives": 0.001,
    "guarantee": 0.001,
    "unlimited_liability": 0.001,
}
_PLACEMENTS = ("merger", "private_placement", "strategic_placement")
_NOT_IN_PLAN = 0.15
_FEW = 0.001
_ENOUGH = 100
"""Rows that a table has at least before some are made wrong."""


def wrong_investments(
    frame: pl.DataFrame, funds: pl.DataFrame, reference: Reference, seed: int
) -> pl.DataFrame:
    """Return investments of which some are forbidden and a few cannot be."""
    if frame.height < _ENOUGH:
        return frame
    generator = stream(seed, "wrong")
    deal = _Deal(generator.permutation(frame.height))
    frame = _forbidden(frame, generator, deal)
    frame = _closed(frame, generator, reference, deal)
    frame = _elsewhere(frame, reference, deal)
    frame = _overspent(frame, funds, generator)
    return _impossible(frame, funds, deal)


@dataclass
class _Deal:
    """Deals out rows, each once, so that a row is wrong in one way."""

    order: Places
    dealt: int = 0

    def rows(self, share: float) -> Places:
        """Return a share of all rows, at least one, in ascending order."""
        wanted = max(1, round(share * len(self.order)))
        self.dealt += wanted
        return np.sort(self.order[self.dealt - wanted : self.dealt])


def _forbidden(frame: pl.DataFrame, generator: np.random.Generator, deal: _Deal) -> pl.DataFrame:
    """Put money into what is prohibited, and into placements that no plan names."""
    form, named = frame["form"], frame["in_plan"]
    for kind, share in _FORMS.items():
        there = deal.rows(share)
        form, named = form.scatter(there, kind), named.scatter(there, None)
    placed = form.is_in(_PLACEMENTS).arg_true().to_numpy()
    if len(placed):
        named = named.scatter(placed[some(generator, _NOT_IN_PLAN, len(placed))], False)
    return frame.with_columns(form, named)


def _closed(
    frame: pl.DataFrame, generator: np.random.Generator, reference: Reference, deal: _Deal
) -> pl.DataFrame:
    """Put money into industries of the restricted and the eliminated class."""
    for kind in ("restricted", "eliminated"):
        rows = deal.rows(_FEW)
        known = np.flatnonzero(np.array(reference.classes) == kind)
        industry = known[generator.integers(len(known), size=len(rows))]
        there = {
            "section": reference.sections,
            "division": reference.divisions,
            "industry": reference.industries,
        }
        columns = [
            frame[name].scatter(rows, pl.Series(values).gather(industry))
            for name, values in there.items()
        ]
        unnamed = [frame[name].scatter(rows, None) for name in ("field", "catalogue_item")]
        frame = frame.with_columns(*columns, *unnamed, frame["declared_class"].scatter(rows, kind))
    return frame


def _elsewhere(frame: pl.DataFrame, reference: Reference, deal: _Deal) -> pl.DataFrame:
    """Claim strategies that do not cover the province, and sections of another industry."""
    covered = reference.covers.sum(axis=1)
    narrow = int(np.argmin(np.where(covered > 0, covered, covered.max() + 1)))
    inside = [
        p for p, here in zip(reference.provinces, reference.covers[narrow], strict=True) if here
    ]
    rows = deal.rows(4 * _FEW)
    rows = rows[(~frame["province"].gather(rows).is_in(inside)).to_numpy()]
    strategy = frame["strategy"].scatter(rows, reference.strategies[narrow])
    rows = deal.rows(_FEW)
    other = [_other(section, reference.sections) for section in frame["section"].gather(rows)]
    return frame.with_columns(strategy, frame["section"].scatter(rows, other))


def _other(section: str, sections: tuple[str, ...]) -> str:
    return next(each for each in sections if each != section)


def _overspent(
    frame: pl.DataFrame, funds: pl.DataFrame, generator: np.random.Generator
) -> pl.DataFrame:
    """Let a few funds invest more than was paid in, all of it in a supported field."""
    invests = funds.filter(pl.col("fund").is_in(frame["fund"].unique().implode()))["fund"]
    over = invests.gather(some(generator, 0.005, len(invests)))
    there = pl.col("fund").is_in(over.implode())
    paid_in = frame.filter(there).join(funds.select("fund", "paid_in"), on="fund")
    whole = paid_in.group_by("fund").agg(
        factor=1.04 * pl.col("paid_in").first() / pl.col("amount").sum()
    )
    factor = frame.join(whole, on="fund", how="left", maintain_order="left")["factor"]
    return frame.with_columns(
        amount=(pl.col("amount") * factor.fill_null(1.0)).ceil(),
        field=pl.when(there).then(pl.col("field").fill_null("emerging_it")).otherwise("field"),
    )


def _impossible(frame: pl.DataFrame, funds: pl.DataFrame, deal: _Deal) -> pl.DataFrame:
    """Exit before the entry, spend more than there is, enter too early or too late."""
    order, much, early, late = (deal.rows(_FEW) for _ in range(4))
    backwards = frame["entry"].gather(order).dt.offset_by("-40d")
    began = _of_fund(frame, funds, early, "established").dt.offset_by("-20d")
    after = pl.date_range(date(YEAR + 1, 1, 1), date(YEAR + 1, 3, 1), eager=True)
    entry = frame["entry"].scatter(early, began)
    exit_ = frame["exit"].scatter(order, backwards).scatter(late, None)
    return frame.with_columns(
        entry.scatter(late, after.gather(late % len(after))),
        exit_,
        frame["amount"].scatter(much, _of_fund(frame, funds, much, "paid_in") * 1.5),
    )


def _of_fund(frame: pl.DataFrame, funds: pl.DataFrame, rows: Places, name: str) -> pl.Series:
    """Return what the funds of some investments have."""
    there = frame["fund"].gather(rows).to_frame()
    return there.join(funds, on="fund", how="left", maintain_order="left")[name]


def wrong_lists(frame: pl.DataFrame, reference: Reference, seed: int) -> pl.DataFrame:
    """Return lists of which one names a closed industry and one another section.

    Both stand last in a list that is in force now, where a version names what the other has not.
    """
    last = frame.with_row_index("at").group_by("province", "from", maintain_order=True).last()
    now = last.filter(pl.col("from") == pl.col("from").max().over("province"))["at"]
    generator = stream(seed, "wrong lists")
    closed, elsewhere = (int(at) for at in generator.permutation(now.to_numpy())[:2])
    industry = reference.classes.index("restricted")
    section = _other(frame["section"][elsewhere], reference.sections)
    named = {
        "section": frame["section"]
        .scatter(closed, reference.sections[industry])
        .scatter(elsewhere, section),
        "division": frame["division"].scatter(closed, reference.divisions[industry]),
        "industry": frame["industry"].scatter(closed, reference.industries[industry]),
    }
    return frame.with_columns(**named)


def incomplete_reviews(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return judgements of which a few lack their reason."""
    if frame.height < _ENOUGH:
        return frame
    rows = some(stream(seed, "incomplete reviews"), 0.005, frame.height)
    return frame.with_columns(frame["reason"].scatter(rows, None))


def other_managers(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the register, with another manager for a fund that has changed hands."""
    known = frame["manager"].unique().sort()
    if len(known) < 2:
        return frame
    rows = some(stream(seed, "register"), 0.005, frame.height - 1)
    other = [str(known.filter(known != code)[0]) for code in frame["manager"].gather(rows)]
    return frame.with_columns(frame["manager"].scatter(rows, other))
