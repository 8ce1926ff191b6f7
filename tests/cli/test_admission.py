"""Who is not admitted to the list, in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.evaluation.test_admission import FIRMS, SCHEME

WASTE = "Waste of the year: 0.5 above 8 (6.25%)"


@pytest.fixture
def park(tmp_path: Path) -> tuple[Path, Path]:
    """A scheme with thresholds, and its table."""
    scheme, table = tmp_path / "park.yaml", tmp_path / "firms.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    rows = zip(*FIRMS.values(), strict=True)
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    table.write_text("\n".join([",".join(FIRMS), *lines]), encoding="utf-8")
    return scheme, table


def test_run_tells_who_is_not_admitted_the_nearest_first(
    call: Call, park: tuple[Path, Path]
) -> None:
    scheme, table = park
    out = call("run", scheme, table, "--replications", "0").out
    told = out[out.index("Not admitted") :].splitlines()
    # C needs two: 2.5% and 4%; D needs one: 10%; E needs one of 12.5%.
    assert told[:5] == [
        "Not admitted: 3 of 5.",
        "Of 1 of them it cannot be told, since figures are not known.",
        "  C: Tax paid: 1 万元 short of 40 (2.5%); revenue: 20 万元 short of 500 (4%); " + WASTE,
        "  D: revenue: 50 万元 short of 500 (10%); Tax paid: 20 万元 short of 40 (50%)",
        "  E: cannot be told; Waste of the year: 1 above 8 (12.5%); Tax paid: not known",
    ]
    assert "Not admitted: thresholds met" not in out


def test_explain_and_place_tell_the_distance(
    call: Call, park: tuple[Path, Path], tmp_path: Path
) -> None:
    scheme, table = park
    edition = tmp_path / "edition"
    call("run", scheme, table, "--replications", "0", "--out", edition)
    told = call("explain", edition, "D").out
    assert "Admission: not admitted: thresholds met 1 of 3, needed 2" in told
    assert "  revenue: 50 万元 short of 500" in told
    answer = call("explain", edition, "D", "--json").answer
    assert [row["met"] for row in answer["thresholds"]] == [False, False, True]
    new = tmp_path / "new.csv"
    new.write_text("firm,zone,revenue,tax,waste\nX,east,900,30,9\n", encoding="utf-8")
    placed = call("place", edition, new).out
    assert (
        "  X: Waste of the year: 1 above 8 (12.5%); Tax paid: 10 万元 short of 40 (25%)" in placed
    )
    rows = call("place", edition, new, "--json").answer["admission"]
    assert {row["admission"] for row in rows} == {"not_admitted"}


def test_json_has_the_findings(call: Call, park: tuple[Path, Path]) -> None:
    answer = json.loads(call("run", *park, "--replications", "0", "--json").out)
    codes = [one["code"] for one in answer["findings"]]
    assert (codes.count("not-admitted"), codes.count("admission-undecided")) == (2, 1)
