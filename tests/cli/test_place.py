"""``steelyard place``: where a unit would stand that is not on the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.evaluation.edition import digests
from tests.cli.conftest import Call


@pytest.fixture
def newcomer(countries: Path, tmp_path: Path) -> Path:
    """A country with the figures of Norway."""
    header, *rows = countries.read_text(encoding="utf-8").splitlines()
    (norway,) = [row for row in rows if row.startswith("Norway")]
    file = tmp_path / "new.csv"
    file.write_text(f"{header}\n{norway.replace('Norway', 'Utopia')}\n", encoding="utf-8")
    return file


def test_a_newcomer_is_placed(call: Call, tai: Path, newcomer: Path) -> None:
    called = call("place", tai, newcomer)
    assert (called.status, called.err) == (0, "")
    assert "Utopia" in called.out
    assert "Germany" in called.out


def test_json_has_rank_and_neighbours(call: Call, tai: Path, newcomer: Path) -> None:
    (placed,) = call("place", tai, newcomer, "--json").answer["placed"]
    assert (placed["country"], placed["rank"]) == ("Utopia", 12)
    assert (placed["behind"], placed["ahead_of"]) == ("Germany", "Norway")


def test_figures_beyond_those_of_the_list_are_told(call: Call, tai: Path, newcomer: Path) -> None:
    newcomer.write_text(
        newcomer.read_text(encoding="utf-8").replace("193.6", "999"), encoding="utf-8"
    )
    findings = call("place", tai, newcomer, "--json").answer["findings"]
    assert any("999" in found["message"] and found["unit"] == "Utopia" for found in findings)


def test_the_edition_does_not_change(call: Call, tai: Path, newcomer: Path) -> None:
    before = digests(tai)
    call("place", tai, newcomer)
    assert digests(tai) == before


def test_the_table_may_be_named(call: Call, tai: Path, newcomer: Path) -> None:
    assert call("place", tai, f"countries={newcomer}").out == call("place", tai, newcomer).out


def test_a_list_whose_ranks_were_given_places_nobody(call: Call, tmp_path: Path) -> None:
    call("run", "brand-list", "--out", tmp_path / "ed")
    (tmp_path / "new.csv").write_text("rank,brand,sector,city\n1,x,y,z\n")
    called = call("place", tmp_path / "ed", tmp_path / "new.csv")
    assert called.status == 2
    assert "were given" in called.err


def test_without_a_table_there_is_nobody_to_place(call: Call, tai: Path) -> None:
    called = call("place", tai)
    assert called.status == 2
    assert "No file was given for countries" in called.err


def test_a_table_that_cannot_be_right_is_told(call: Call, tai: Path, newcomer: Path) -> None:
    newcomer.write_text(newcomer.read_text(encoding="utf-8").replace("193.6", "many"))
    called = call("place", tai, newcomer)
    assert called.status == 2
    assert called.err.startswith(f"{newcomer}:2:4: internet: “many” is not a number")


def test_a_folder_that_is_no_edition_is_told(call: Call, tmp_path: Path, newcomer: Path) -> None:
    called = call("place", tmp_path, newcomer)
    assert called.status == 2
    assert "is not an edition" in called.err


def test_a_newcomer_of_a_period_is_placed_within_it(call: Call, tmp_path: Path) -> None:
    call("run", "rd-regions", "--out", tmp_path / "ed")
    (tmp_path / "regions.csv").write_text(
        "edition,region,companies,share,growth,total\n2025,Atlantis,10,16.15,1,1446\n"
    )
    called = call("place", tmp_path / "ed", tmp_path / "regions.csv")
    assert called.status == 0
    assert "2025" in called.out
    assert "2,025" not in called.out
    (placed,) = call("place", tmp_path / "ed", tmp_path / "regions.csv", "--json").answer["placed"]
    assert (placed["rank"], placed["behind"], placed["ahead_of"]) == (3, "EU", "China")
