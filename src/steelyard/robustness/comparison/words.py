"""What a comparison says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from steelyard.i18n import Message, _, message

__all__ = [
    "about_ranks_that_differ",
    "about_schemes",
    "about_unsplit",
    "borrowed_in_words",
    "places",
    "summary_in_words",
]

_MOST = 5


def places(change: float) -> str:
    """Return a number of ranks with its sign.

    >>> places(3), places(-2.5), places(0)
    ('+3', '−2.5', '0')
    """
    if not change:
        return "0"
    return f"{'+' if change > 0 else '−'}{_figure(abs(change))}"


def _figure(rank: float) -> str:
    """Return a rank, which may be half of one, with thousands apart."""
    return f"{rank:,.1f}".removesuffix(".0")


def summary_in_words(
    frame: pl.DataFrame,
    titles: Mapping[str, str],
    shares: Mapping[str, float] | None,
    changed: Sequence[str] | None,
) -> Iterator[Message]:
    """Yield what a reader should know first.

    Parameters
    ----------
    frame
        The comparison's frame.
    titles
        What each unit is called, by key.
    shares
        The share of each cause in all movement, None where nothing moved or was split.
    changed
        The causes that differ; None where nothing was split.
    """
    named = frame.with_columns(
        pl.col(frame.columns[0]).cast(pl.String).replace(titles).alias("_title")
    )
    yield from _of_lists(named)
    yield from _of_changes(named)
    yield from _of_causes(shares, changed)
    yield from _of_intervals(frame)


def _of_lists(named: pl.DataFrame) -> Iterator[Message]:
    """Say who is on the lists: how many, and the highest of those who came and left."""
    if "listed" in named.columns:
        yield from _of_ends(named)
        return
    counts = {str(status): count for status, count in named["status"].value_counts().iter_rows()}
    entered, left = counts.pop("entered", 0), counts.pop("left", 0)
    yield message(
        "On both lists: {both}; entered: {entered}; left: {left}.",
        both=sum(counts.values()),
        entered=entered,
        left=left,
    )
    for status, rank in (("entered", "rank"), ("left", "rank_before")):
        yield from _highest(named.filter(pl.col("status") == status), rank)
    if counts.get("moved"):
        yield message(
            "On another list than before, so that their ranks do not compare: {count}.",
            count=counts["moved"],
        )
    if counts.get("ranked"):
        yield message(
            "Listed before without a rank, now with one: {count}.", count=counts["ranked"]
        )
    if counts.get("unranked"):
        yield message("Listed now without a rank: {count}.", count=counts["unranked"])


def _of_ends(named: pl.DataFrame) -> Iterator[Message]:
    """Say who is on lists that end; who came may have been a candidate before."""
    before, now = pl.col("listed_before"), pl.col("listed")
    entered, left = named.filter(now & ~before), named.filter(before & ~now)
    yield message(
        "On both lists: {both}; entered: {entered}; left: {left}.",
        both=named.filter(before & now).height,
        entered=entered.height,
        left=left.height,
    )
    promoted = entered.filter(pl.col("rank_before").is_not_null()).height
    demoted = left.filter(pl.col("rank").is_not_null()).height
    if promoted or demoted:
        yield message(
            "Of those that entered {promoted} were candidates before; of those that left {demoted} "
            "are candidates now.",
            promoted=promoted,
            demoted=demoted,
        )
    yield from _highest(entered, "rank")
    yield from _highest(left, "rank_before")


def _highest(frame: pl.DataFrame, rank: str) -> Iterator[Message]:
    """Name the first of those who came, by their rank now, or of those who left, by that before."""
    ranked = frame.filter(pl.col(rank).is_not_null())
    if ranked.is_empty():
        return
    first = ranked.sort(rank, maintain_order=True).head(_MOST)
    units = _joined(
        message("{unit} ({rank})", unit=unit, rank=_figure(rank))
        for unit, rank in first.select("_title", rank).iter_rows()
    )
    yield (
        message("Highest of those that entered: {units}.", units=units)
        if rank == "rank"
        else message("Highest of those that left: {units}.", units=units)
    )


def _of_changes(named: pl.DataFrame) -> Iterator[Message]:
    """Say how far ranks moved, and whose most."""
    moved = named.filter(pl.col("change").is_not_null())
    if moved.is_empty():
        return
    yield message(
        "On average a rank changed by {mean}; {same} of {count} are what they were.",
        mean=f"{abs(moved['change'].to_numpy()).mean():,.2f}",
        same=int((moved["change"] == 0).sum()),
        count=moved.height,
    )
    rose = moved.filter(pl.col("change") > 0).sort("change", descending=True, maintain_order=True)
    fell = moved.filter(pl.col("change") < 0).sort("change", maintain_order=True)
    if not rose.is_empty():
        yield message("Rose most: {units}.", units=_moves(rose))
    if not fell.is_empty():
        yield message("Fell most: {units}.", units=_moves(fell))


def _moves(frame: pl.DataFrame) -> str:
    return _joined(
        message("{unit} ({change})", unit=unit, change=places(change))
        for unit, change in frame.head(_MOST).select("_title", "change").iter_rows()
    )


def _joined(parts: Iterator[Message]) -> str:
    return _(", ").join(str(part) for part in parts)


def _of_causes(
    shares: Mapping[str, float] | None, changed: Sequence[str] | None
) -> Iterator[Message]:
    """Say what the causes have in all movement, and which are none."""
    if shares is not None:
        yield message(
            "Of all movement {data} comes from the data, {method} from the method and {entrants} "
            "from who entered and left.",
            **{cause: f"{share:.0%}" for cause, share in shares.items()},
        )
    if changed is None:
        return
    if "data" not in changed:
        yield message("The figures that both editions have are the same.")
    if "method" not in changed:
        yield message("The method is the same.")
    if "entrants" not in changed:
        yield message("The same units are on both lists.")


def _of_intervals(frame: pl.DataFrame) -> Iterator[Message]:
    """Say how many changes are larger than what is uncertain in the two editions."""
    moved = frame.filter((pl.col("change") != 0) & pl.col("sure").is_not_null())
    if not moved.is_empty():
        yield message(
            "Of {count} changes {sure} are beyond what the editions leave open: the intervals of "
            "both ranks lie apart.",
            count=moved.height,
            sure=int(moved["sure"].sum()),
        )


def about_schemes(one: str, other: str) -> Iterator[Message]:
    """Yield that two editions are of different schemes, where they are."""
    if one != other:
        yield message(
            "The editions are of different schemes: “{one}” and “{other}”.", one=one, other=other
        )


def borrowed_in_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Message]:
    """Yield which figures only one edition has; what they change counts as the method's.

    Parameters
    ----------
    before, after
        The figures, TABLE.COLUMN, and whole tables, that only the earlier and only the later has.
    """
    if before:
        yield message(
            "Only the earlier edition has {figures}; that they are gone counts as method.",
            figures=_(", ").join(before),
        )
    if after:
        yield message(
            "Only the later edition has {figures}; that they are there counts as method.",
            figures=_(", ").join(after),
        )


def about_ranks_that_differ(count: int) -> Iterator[Message]:
    """Yield how many units get another rank than the published one when evaluated again."""
    if count:
        yield message(
            "Not split, since they get another rank than the published one when evaluated again: "
            "{count}; “steelyard verify” tells more.",
            count=count,
        )


def about_unsplit(count: int) -> Iterator[Message]:
    """Yield how many units have no rank where one of the causes changes without the others."""
    if count:
        yield message(
            "Not split, since they have no rank, or one on another list, where data, method and "
            "entrants change one by one: {count}.",
            count=count,
        )
