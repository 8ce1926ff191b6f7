"""Where a unit stands: rank, score, grade, groups, neighbours, periods, the edition before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from steelyard.i18n import Message, _, language, message
from steelyard.publish.numbers import number, percent, places_for, rank
from steelyard.publish.units.shared import Telling

__all__ = ["before", "neighbours", "periods", "place"]


def place(telling: Telling) -> dict[str, Any]:
    """Return where the unit stands in its list."""
    unit, home, outline = telling.unit, telling.home, telling.outline
    own = known(home.ranks[unit.row])
    score = known(home.score[unit.row])
    address, title, period = outline.lists[home.list]
    return {
        "rank": own,
        "of": home.ranked,
        "of_longer": home.of_longer,
        "listed": None if home.length is None else bool(home.on[unit.row]),
        "length": home.length,
        "chance": _chance(telling),
        "score": score,
        "score_decimals": home.decimals,
        "measure": outline.measure,
        "median": home.median,
        "grade": unit.grade,
        "list": title,
        "list_address": address,
        "period": period,
        "sentence": _joined(_sentence(telling, own, score), _on_list(telling, own)),
        "groups": list(_groups(telling)),
    }


def _sentence(telling: Telling, own: float | None, score: float | None) -> str:
    said = _standing(telling, own, score)
    period = telling.outline.lists[telling.home.list][2]
    if period is not None:
        said = message("{period}: {sentence}", period=period, sentence=said)
    return str(said)


def _joined(*sentences: str) -> str:
    return (" " if language() == "en" else "").join(one for one in sentences if one)


def _chance(telling: Telling) -> float | None:
    """Return the probability of being on the list; None where nobody looked."""
    found, length = telling.unit.sure, telling.home.length
    return None if found is None else dict(found.among).get(length or 0)


def _on_list(telling: Telling, own: float | None) -> str:
    """Say whether a unit is on a list that ends, and how sure that is; empty where all are."""
    length, chance = telling.home.length, _chance(telling)
    if length is None or own is None:
        return ""
    first = number(length)
    if telling.home.on[telling.unit.row]:
        said = message("On the list of {first}.", first=first)
        if chance is not None:
            said = message(
                "On the list of {first}; probability of being on it {share}.",
                first=first,
                share=percent(chance, 0),
            )
        return str(said)
    if chance is None:
        return str(message("Not on the list of {first}.", first=first))
    return str(
        message(
            "Not on the list of {first}; probability of being on it {share}.",
            first=first,
            share=percent(chance, 0),
        )
    )


def _standing(telling: Telling, own: float | None, score: float | None) -> Message:
    of = number(telling.home.ranked)
    if own is None:
        return (
            message("Not ranked; {of} are.", of=of)
            if telling.home.ranked
            else message("Not ranked; no unit of the list is.")
        )
    if telling.home.of_longer:
        return message(
            "Rank {rank} in a longer list, of which {of} units are here.", rank=rank(own), of=of
        )
    if score is None:
        return message("Rank {rank} of {of}.", rank=rank(own), of=of)
    said = number(score, telling.home.decimals)
    if telling.outline.by_score:
        return message(
            "Rank {rank} of {of}, with a score of {score}.", rank=rank(own), of=of, score=said
        )
    return message(
        "Rank {rank} of {of}; {measure}: {score}.",
        rank=rank(own),
        of=of,
        measure=telling.outline.measure,
        score=said,
    )


def _groups(telling: Telling) -> Iterator[dict[str, Any]]:
    for (column, title), (value, own) in zip(
        telling.outline.groups, telling.unit.groups, strict=True
    ):
        label = None if value is None else telling.outline.labels[column].get(value, value)
        yield {"column": column, "title": title, "value": value, "label": label, "rank": own}


def neighbours(telling: Telling) -> dict[str, Any]:
    """Return the ways to the units before and after it in the list."""
    row = telling.unit.row
    return {
        "previous": telling.link(row - 1) if row > 0 else None,
        "following": telling.link(row + 1) if row + 1 < len(telling.home.units) else None,
    }


def periods(telling: Telling) -> dict[str, Any] | None:
    """Return where the unit stood in each period, the last first; None with fewer than two."""
    unit, outline = telling.unit, telling.outline
    if len(unit.periods) < 2:
        return None
    rows = [
        {
            "period": outline.lists[one.list][2],
            "address": outline.lists[one.list][0],
            "rank": one.rank,
            "of": one.of,
            "score": one.score,
            "change": one.change,
        }
        for one in unit.periods
    ]
    return {
        "rows": rows,
        "score_decimals": places_for(one.score for one in unit.periods),
        "sentence": _over_time(telling),
    }


def _over_time(telling: Telling) -> str:
    ranked = [one for one in telling.unit.periods if one.rank is not None]
    if not ranked:
        return _("It was not ranked in any period.")
    first, last = ranked[-1], ranked[0]
    if len(ranked) == 1:
        return str(
            message(
                "Ranked only in {period}: rank {rank}.",
                period=telling.outline.lists[last.list][2],
                rank=rank(last.rank),
            )
        )
    if first.rank == last.rank:
        return str(
            message(
                "Rank {rank} in {start} and in {end}.",
                rank=rank(last.rank),
                start=telling.outline.lists[first.list][2],
                end=telling.outline.lists[last.list][2],
            )
        )
    return str(
        message(
            "From rank {first} in {start} to rank {last} in {end}.",
            first=rank(first.rank),
            start=telling.outline.lists[first.list][2],
            last=rank(last.rank),
            end=telling.outline.lists[last.list][2],
        )
    )


def before(telling: Telling) -> dict[str, Any] | None:
    """Return where the unit stood in the previous edition, and why it moved."""
    known_before, edition = telling.unit.before, telling.outline.previous
    if edition is None:
        return None
    if known_before is None or known_before.rank is None:
        return {"edition": edition, "rank": None, "change": None, "parts": [], "sentence": None}
    parts = [
        # Shares of a change are sums of floating point; 0.9999999999 of a rank is one.
        {"title": title, "change": round(change, 6)}
        for title, change in (
            (_("Data"), known_before.data),
            (_("Method"), known_before.method),
            (_("Entrants and leavers"), known_before.entrants),
        )
        if change is not None
    ]
    return {
        "edition": edition,
        "rank": known_before.rank,
        "change": known_before.change,
        "parts": parts,
        "sentence": _moved(known_before.change),
    }


def _moved(change: float | None) -> str | None:
    if change is None:
        return None
    if change == 0:
        return _("unchanged")
    text = message("up by {count}") if change > 0 else message("down by {count}")
    return str(Message(text.template, {"count": rank(abs(change))}))


def known(value: float) -> float | None:
    """Return a number, None for NaN."""
    return None if math.isnan(value) else float(value)
