"""How fast claims are audited: 1,000 of them over a table of a million rows.

Half are queries (counts, sums, shares, ranks, with filters and groups), half are formulas over
these; one in fifty was misprinted. The floor is DuckDB as it comes, with the same queries over a
table of its own and no check of any kind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from bench.timing import alternating
from steelyard.claims.audit import audit
from steelyard.claims.file.grammar import Claim, Claims, ClaimTable
from steelyard.claims.file.load import dump
from steelyard.claims.tables import answers

__all__ = ["auditing"]

ROWS, QUERIES, FORMULAS = 1_000_000, 500, 500
CITIES, SECTORS = 200, 40
MISPRINTED = 50
"""One in so many figures is wrong."""
GOAL_SECONDS = 10


def auditing() -> dict[str, dict[str, object]]:
    """Audit a claims file, from reading it and its Parquet table to verdicts and repairs."""
    frame = _table()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        frame.write_parquet(folder / "firms.parquet")
        file = folder / "claims.yaml"
        claims, wrong = _claims(frame)
        file.write_text(dump(claims), encoding="utf-8")
        queries = [one.query for one in claims.claims.values() if one.query is not None]

        def ours() -> object:
            return audit(file)

        def floor() -> object:
            with duckdb.connect() as connection:
                connection.execute(
                    f"CREATE TABLE firms AS FROM read_parquet('{folder / 'firms.parquet'}')"
                )
                return [connection.execute(query).fetchall() for query in queries]

        found = audit(file)
        seconds, floor_seconds = alternating(ours, floor, runs=3)
    contradicted = {one.name for one in found.checked if one.verdict == "contradicted"}
    return {
        "audit of 1,000 claims over 1,000,000 rows": {
            "seconds": seconds,
            "floor_seconds": floor_seconds,
            "ratio": seconds / floor_seconds,
            "claims": len(found.checked),
            "misprinted": len(wrong),
            "misprinted_found": len(wrong & contradicted),
            "contradicted": len(contradicted),
            "repairs": len(found.repairs),
            "goal": f"under {GOAL_SECONDS} s",
        }
    }


def _table() -> pl.DataFrame:
    draws = np.random.default_rng(0)
    return pl.DataFrame(
        {
            "firm": np.char.add("firm ", np.arange(ROWS).astype(str)),
            "city": np.char.add("city ", draws.integers(0, CITIES, ROWS).astype(str)),
            "sector": np.char.add("sector ", draws.integers(0, SECTORS, ROWS).astype(str)),
            "year": draws.integers(2000, 2026, ROWS),
            "staff": draws.integers(1, 5_000, ROWS),
            "revenue": np.round(draws.lognormal(3, 1, ROWS), 2),
        }
    )


def _queries() -> Iterator[str]:
    """Yield queries of five kinds in turn."""
    for at in range(QUERIES // 5):
        city, sector, year = f"city {at % CITIES}", f"sector {at % SECTORS}", 2000 + at % 26
        yield f"SELECT count(*) FROM firms WHERE city = '{city}' AND year >= {year}"
        yield f"SELECT sum(staff) FROM firms WHERE sector = '{sector}' AND city <> '{city}'"
        yield (
            f"SELECT sum(revenue) FILTER (sector = '{sector}') / sum(revenue) FROM firms "
            f"WHERE year = {year}"
        )
        yield (
            "SELECT place FROM (SELECT city, rank() OVER (ORDER BY count(*) DESC) AS place "
            f"FROM firms WHERE year < {year + 1} GROUP BY city) WHERE city = '{city}'"
        )
        yield (
            "SELECT max(total) FROM (SELECT sector, sum(staff) AS total FROM firms "
            f"WHERE city = '{city}' GROUP BY sector)"
        )


def _claims(frame: pl.DataFrame) -> tuple[Claims, set[str]]:
    """Return claims with figures as they are, but for those misprinted, and the names of these."""
    queries = {f"q{at}": query for at, query in enumerate(_queries())}
    found = answers({"firms": frame}, queries).of
    figures = {name: answer.value or Fraction(0) for name, answer in found.items()}
    claims, wrong = dict[str, Claim](), set[str]()
    for at, (name, query) in enumerate(queries.items()):
        share = at % 5 == 2
        printed = f"{float(figures[name]):.2%}" if share else str(int(figures[name]))
        if at % MISPRINTED == MISPRINTED - 1:
            printed = f"1{printed}"
            wrong.add(name)
        claims[name] = Claim(printed=printed, query=query, exact=None if share else True)
    for at in range(FORMULAS):
        claims[f"f{at}"], misprinted = _formula(at, claims)
        wrong |= {f"f{at}"} if misprinted else set()
    declared = Claims(
        title="Firms", tables={"firms": ClaimTable(file="firms.parquet")}, claims=claims
    )
    return declared, wrong


def _formula(at: int, claims: Mapping[str, Claim]) -> tuple[Claim, bool]:
    """Return a claim of a ratio or a share of two counted figures, and whether it is wrong."""
    over, other = f"q{5 * at % QUERIES}", f"q{(5 * at + 1) % QUERIES}"
    first, second = (Fraction(claims[name].printed or "0") for name in (over, other))
    ratio, share = f"{over} / {other}", f"{other} / ({over} + {other})"
    formula, value = (ratio, first / second) if at % 5 == 0 else (share, second / (first + second))
    misprinted = at % MISPRINTED == MISPRINTED - 1
    printed = f"{'9' if misprinted else ''}{float(value):.2%}"
    return Claim(printed=printed, formula=formula), misprinted
