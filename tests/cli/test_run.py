"""``steelyard run``: what it prints, what it writes, and what it refuses to overwrite."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from steelyard import Edition
from steelyard.evaluation.edition import digests
from steelyard.library import sample
from tests.cli.conftest import Call

DATED = """
scheme: dated
title: Dated
units: {table: units, key: unit}
inputs: {units: {columns: {unit: {type: text}, day: {type: date}, a: {}}}}
steps: []
rank: {by: a}
show: [day, a]
"""


def test_the_sample_of_a_scheme_needs_no_file(call: Call) -> None:
    called = call("run", "tai")
    assert (called.status, called.err) == (0, "")
    assert "Technology Achievement Index" in called.out
    assert "Finland" in called.out
    assert "--out FOLDER keeps the edition" in called.out


def test_json_is_all_that_is_printed(call: Call) -> None:
    called = call("run", "tai", "--json")
    assert (called.status, called.err) == (0, "")
    first = called.answer["ranking"][0]
    assert (first["rank"], first["country"]) == (1, "Finland")
    assert first["score"] == pytest.approx(0.7449033404939136, rel=1e-12)


def test_json_has_tables_and_findings(call: Call) -> None:
    answer = call("run", "fund-direction", "--json").answer
    assert {row["province"] for row in answer["tables"]["provinces"]} >= {"440000", None}
    assert "SAMPLE-ABSENT" in [found["unit"] for found in answer["findings"]]
    assert answer["scheme"] == "fund-direction"


def test_json_has_dates_as_texts(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dated.yaml").write_text(DATED)
    (tmp_path / "units.csv").write_text("unit,day,a\nx,2025-01-31,1\n")
    answer = call("run", tmp_path / "dated.yaml", tmp_path / "units.csv", "--json").answer
    assert answer["ranking"] == [
        {
            "rank": 1,
            "unit": "x",
            "score": 1.0,
            "rank_p05": None,
            "rank_median": None,
            "rank_p95": None,
            "day": "2025-01-31",
            "a": 1.0,
        }
    ]


def test_an_edition_is_written_and_said_where(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "new" / "edition"
    called = call("run", "tai", "--out", out)
    assert called.status == 0
    assert str(out) in called.out.replace("\n", "")
    assert Edition.open(out).ranking["country"][0] == "Finland"


def test_without_out_nothing_is_written(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("run", "tai").status == 0
    assert list(tmp_path.iterdir()) == []


def test_an_edition_without_inputs_has_none(call: Call, tmp_path: Path) -> None:
    assert call("run", "tai", "--out", tmp_path / "ed", "--without-inputs").status == 0
    assert not Edition.open(tmp_path / "ed").has_inputs


@pytest.mark.parametrize(("top", "more"), [(0, 23), (1, 22), (22, 1)])
def test_only_the_first_rows_are_shown(call: Call, top: int, more: int) -> None:
    out = call("run", "tai", "--top", top).out
    assert f"{more} " in out
    assert ("0.745" in out) == (top > 0)
    assert "Slovenia" not in out


def test_all_rows_are_shown_if_asked_for(call: Call) -> None:
    assert "Slovenia" in call("run", "tai", "--top", 1000).out


def test_a_file_is_the_table_that_it_is_named_after(call: Call, countries: Path) -> None:
    assert call("run", "tai", countries).out == call("run", "tai").out


def test_a_file_of_another_name_is_the_table_that_is_left(
    call: Call, countries: Path, tmp_path: Path
) -> None:
    shutil.copy(countries, tmp_path / "list of 2001.csv")
    assert call("run", "tai", tmp_path / "list of 2001.csv").out == call("run", "tai").out


def test_a_file_may_be_said_to_be_a_table(call: Call, countries: Path, tmp_path: Path) -> None:
    shutil.copy(countries, tmp_path / "x.csv")
    called = call("run", "tai", f"countries={tmp_path / 'x.csv'}")
    assert called.out == call("run", "tai").out


def test_a_folder_has_a_file_per_table(call: Call) -> None:
    called = call("run", "fund-direction", sample("fund-direction")["funds"].parent)
    assert (called.status, called.err) == (0, "")


def test_files_may_be_given_one_by_one_in_any_order(call: Call) -> None:
    files = list(sample("fund-direction").values())[::-1]
    called = call("run", "fund-direction", *files)
    assert (called.status, called.err) == (0, "")


WRONG_FILES = [
    (["country={file}"], "no table “country”; its tables are countries", "countries"),
    (["{file}", "countries={file}"], "The table “countries” is given twice", None),
    (["{file}", "{file}"], "given twice", None),
    (["{other}", "{other}"], "No table is left for {other}", None),
    (["{folder}"], "has no file named after a table of the scheme: countries", None),
    (["countries="], "This is a folder; name a file in it", None),
    (["{folder}/nothing.csv"], "{folder}/nothing.csv: There is no such file", None),
]


@pytest.mark.parametrize(("words", "said", "near"), WRONG_FILES)
def test_files_that_are_no_tables_are_told(
    call: Call, countries: Path, tmp_path: Path, words: list[str], said: str, near: str | None
) -> None:
    shutil.copy(countries, tmp_path / "other.csv")
    names = {"file": countries, "other": tmp_path / "other.csv", "folder": tmp_path}
    called = call("run", "tai", *(word.format(**names) for word in words))
    assert called.status == 2
    assert called.out == ""
    assert said.format(**names) in called.err
    assert (f"Did you mean “{near}”?" in called.err) == (near is not None)


def test_a_scheme_may_bring_the_sample_of_a_later_year(call: Call) -> None:
    first = call("run", "rd-scoreboard", "--json").answer["ranking"]
    later = call("run", "rd-scoreboard", "--sample", "later", "--json").answer["ranking"]
    assert {row["company"] for row in first} != {row["company"] for row in later}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tai", "--sample", "later"], "“tai” brings no sample “later”; it brings sample"),
        (["rd-scoreboard", "--sample", "latr"], "Did you mean “later”?"),
        (["rd-scoreboard", "file.csv", "--sample", "later"], "goes without files"),
    ],
)
def test_a_sample_that_is_not_there_is_refused(call: Call, words: list[str], said: str) -> None:
    called = call("run", *words)
    assert called.status == 2
    assert said in called.err


LIMITED = """
{scheme: brands, title: Brands, units: {table: brands, key: brand},
 inputs: {brands: {columns: {brand: {type: text}, value: {}}}},
 steps: [derive], rank: {by: value, first: 2}, tables: {all: {by: [], measures: {n: {count: {}}}}}}
"""


def test_it_says_where_a_list_ends(call: Call, tmp_path: Path) -> None:
    (tmp_path / "brands.yaml").write_text(LIMITED)
    (tmp_path / "brands.csv").write_text("brand,value\nA,9\nB,8\nC,7\nD,6\n")
    out = call("run", tmp_path / "brands.yaml", tmp_path / "brands.csv").out
    lines = [line.split() for line in out.splitlines()]
    # The candidates stand apart from the list.
    at = lines.index(["2", "B", "8"])
    assert lines[at + 1 : at + 4] == [[], ["3", "C", "7"], ["4", "D", "6"]]
    assert "The list of 2 ends at rank 2 (B); candidates behind it: 2." in out
    assert "2 candidates have a rank and are not on it" in out


def test_a_scheme_of_ones_own_asks_for_its_tables(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dated.yaml").write_text(DATED)
    called = call("run", tmp_path / "dated.yaml")
    assert called.status == 2
    assert "No file was given for units" in called.err


UNITS = [
    (["--unit", "patents"], "“patents” is not COLUMN=UNIT or TABLE.COLUMN=UNIT"),
    (["--unit", "patent=1"], "no column “patent”. Did you mean “patents”?"),
    (["--unit", "country.patents=1"], "no table “country”"),
    (["--unit", "patents=bananas"], "“bananas” is not a unit of measurement"),
    (["--encoding", "bananas"], "no encoding called “bananas”"),
    (["--encoding", "country=big5"], "no table “country”"),
]


@pytest.mark.parametrize(("words", "said"), UNITS)
def test_units_and_encodings_that_are_none_are_told(
    call: Call, countries: Path, words: list[str], said: str
) -> None:
    called = call("run", "tai", countries, *words)
    assert called.status == 2
    assert said in called.err


def test_a_unit_said_by_the_caller_converts(call: Call, tmp_path: Path) -> None:
    scheme = DATED.replace("a: {}", "a: {unit: 万元}")
    (tmp_path / "dated.yaml").write_text(scheme, encoding="utf-8")
    (tmp_path / "units.csv").write_text("unit,day,a\nx,2025-01-31,50000\n")
    called = call(
        "run", tmp_path / "dated.yaml", tmp_path / "units.csv", "--unit", "a=元", "--json"
    )
    assert called.answer["ranking"][0]["a"] == 5.0


@pytest.mark.parametrize("said", ["big5", "countries=big5"])
def test_an_encoding_said_by_the_caller_is_read(call: Call, tmp_path: Path, said: str) -> None:
    text = sample("tai")["countries"].read_text(encoding="utf-8").replace("Finland", "芬蘭")
    (tmp_path / "countries.csv").write_bytes(text.encode("big5"))
    called = call("run", "tai", tmp_path / "countries.csv", "--encoding", said, "--json")
    assert called.answer["ranking"][0]["country"] == "芬蘭"


def test_what_is_no_edition_is_not_replaced(call: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    called = call("run", "tai", "--out", tmp_path)
    assert called.status == 2
    assert "holds something else" in called.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_not_replaced(call: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    called = call("run", "tai", "--out", tmp_path / "letter.txt")
    assert called.status == 2
    assert "is a file" in called.err
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_an_occupied_place_is_told_before_anything_is_read(call: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    called = call("run", "tai", tmp_path / "nothing.csv", "--out", tmp_path)
    assert "holds something else" in called.err


def test_an_edition_is_replaced_by_an_edition(call: Call, tmp_path: Path) -> None:
    call("run", "hdi", "--out", tmp_path / "ed")
    assert call("run", "tai", "--out", tmp_path / "ed").status == 0
    assert Edition.open(tmp_path / "ed").scheme.scheme == "tai"


def test_an_error_leaves_the_edition_that_was_there(
    call: Call, countries: Path, tmp_path: Path
) -> None:
    call("run", "tai", "--out", tmp_path / "ed")
    before = digests(tmp_path / "ed")
    wrong = tmp_path / "countries.csv"
    wrong.write_text(countries.read_text(encoding="utf-8").replace("187", "many", 1))
    assert call("run", "tai", wrong, "--out", tmp_path / "ed").status == 2
    assert digests(tmp_path / "ed") == before


def test_the_edition_is_the_same_in_every_language(call: Call, tmp_path: Path) -> None:
    for language in ("en", "zh-Hant"):
        call("run", "hdi", "--out", tmp_path / language, "--lang", language)
    assert digests(tmp_path / "zh-Hant") == digests(tmp_path / "en")


def test_the_ranking_on_disk_is_the_one_printed(call: Call, tmp_path: Path) -> None:
    answer = call("run", "tai", "--out", tmp_path / "ed", "--json").answer
    written = pl.read_csv(tmp_path / "ed" / "data" / "ranking.csv").to_dicts()
    assert json.loads(json.dumps(written)) == answer["ranking"]


PERIODS = """
scheme: periods
title: Periods
units: {table: units, key: unit, period: year}
inputs: {units: {columns: {unit: {type: text}, year: {type: integer}, a: {}, b: {}}}}
tree: {parts: {a: {}, b: {normalise: z_score}}}
"""


def test_a_table_without_rows_gives_a_ranking_without_rows(call: Call, tmp_path: Path) -> None:
    for name, text in {"periods.yaml": PERIODS, "units.csv": "unit,year,a,b\n"}.items():
        (tmp_path / name).write_text(text)
    called = call("run", tmp_path / "periods.yaml", tmp_path / "units.csv", "--json")
    assert (called.status, called.err) == (0, "")
    assert called.answer["ranking"] == []


def test_a_base_period_that_is_not_there_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "periods.yaml").write_text(PERIODS + "calibrate: '2019'\n")
    (tmp_path / "units.csv").write_text("unit,year,a,b\nx,2020,1,2\nx,2021,2,3\n")
    words = [tmp_path / "periods.yaml", tmp_path / "units.csv", "--out", tmp_path / "ed"]
    called = call("run", *words)
    assert called.status == 2
    assert "The base period 2019 is not in the data; its periods are 2020, 2021" in called.err
    assert called.err.startswith(f"{tmp_path / 'periods.yaml'}:7:12: calibrate: ")
    assert not (tmp_path / "ed").exists()


def test_a_year_has_no_thousands(call: Call) -> None:
    out = call("run", "rd-regions").out
    assert "2025" in out
    assert "2,025" not in out


def test_a_column_without_figures_has_no_unit(call) -> None:
    found = call("run", "tai", "--unit", "country=元")
    assert found.status == 2
    assert "“country” holds no figures" in found.err


def test_every_rank_comes_with_its_interval(call: Call) -> None:
    out = call("run", "tai").out
    assert "Rank, 5–95%" in out
    assert "10,000 replications (seed 0), varied: weights ± 25%." in out
    finland = next(line for line in out.splitlines() if "Finland" in line)
    assert finland.split() == ["1", "Finland", "0.745", "1–2"]


def test_without_replications_there_are_no_intervals(call: Call, tmp_path: Path) -> None:
    called = call("run", "tai", "--replications", 0, "--out", tmp_path / "ed")
    assert (called.status, called.err) == (0, "")
    assert "5–95%" not in called.out
    assert "(seed" not in called.out
    edition = Edition.open(tmp_path / "ed")
    assert edition.ranking.columns == ["rank", "country", "score"]
    assert edition.uncertainty is None


def test_where_nothing_is_uncertain_no_certainty_is_shown(call: Call, tmp_path: Path) -> None:
    called = call("run", "brand-list", "--out", tmp_path / "ed")
    assert "5–95%" not in called.out
    assert "How sure the ranks are was not assessed." in called.out
    assert "The ranks are given; nothing in the scheme can change them." in called.out
    ranking = Edition.open(tmp_path / "ed").ranking
    assert ranking["rank_p05"].null_count() == ranking.height


def test_one_replication_is_a_replication(call: Call) -> None:
    answer = call("run", "tai", "--replications", 1, "--json").answer
    row = answer["ranking"][0]
    assert row["rank_p05"] == row["rank_median"] == row["rank_p95"]


def test_the_same_seed_gives_the_same_edition(call: Call, tmp_path: Path) -> None:
    for name in ("a", "b"):
        call("run", "tai", "--replications", 50, "--seed", 3, "--out", tmp_path / name)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_0_is_the_seed_that_is_taken_without_one(call: Call, tmp_path: Path) -> None:
    call("run", "tai", "--replications", 50, "--out", tmp_path / "a")
    call("run", "tai", "--replications", 50, "--seed", 0, "--out", tmp_path / "b")
    call("run", "tai", "--replications", 50, "--seed", 1, "--out", tmp_path / "c")
    found = [digests(tmp_path / name)["data/uncertainty.parquet"] for name in "abc"]
    assert found[0] == found[1] != found[2]


def test_the_largest_seed_is_a_seed(call: Call, tmp_path: Path) -> None:
    words = ["--seed", 2**64 - 1, "--replications", 10, "--out", tmp_path / "ed"]
    assert call("run", "tai", *words).status == 0
    assert Edition.open(tmp_path / "ed").manifest["analysis"]["seed"] == 2**64 - 1


def test_the_probabilities_asked_for_are_stated(call: Call, tmp_path: Path) -> None:
    words = ["--among", 7, "--among", 2, "--replications", 50, "--out", tmp_path / "ed"]
    assert call("run", "tai", *words).status == 0
    columns = Edition.open(tmp_path / "ed").table("uncertainty").columns
    assert [name for name in columns if name.startswith("top_")] == ["top_2", "top_7"]


def test_sensitivity_is_made_on_request(call: Call, tmp_path: Path) -> None:
    words = ["--replications", 10, "--sensitivity", 8, "--out", tmp_path / "ed"]
    assert call("run", "tai", *words).status == 0
    shift = Edition.open(tmp_path / "ed").table("sensitivity").filter(output="mean_rank_shift")
    assert shift["assumption"].to_list() == ["weights"]


ASKED_WRONGLY = [
    (["--replications", "-1"], "--replications: Must be at least 0, is -1."),
    (["--replications", "abc"], "“abc” is not what --replications takes."),
    (["--replications"], "--replications needs a value; see --help."),
    (["--sensitivity", "-1"], "--sensitivity: Must be at least 0, is -1."),
    (["--sensitivity", "8", "--replications", "0"], "--sensitivity: Sensitivity needs"),
    (["--seed", "-1"], "--seed: A seed lies between 0 and 2^64 − 1, this is -1."),
    (["--seed", str(2**64)], f"--seed: A seed lies between 0 and 2^64 − 1, this is {2**64}."),
    (["--among", "0"], "--among: Must be at least 1, is 0."),
    (["--among", "x"], "“x” is not what --among takes."),
]


@pytest.mark.parametrize(("words", "said"), ASKED_WRONGLY)
def test_settings_out_of_range_are_told_and_nothing_is_written(
    call: Call, tmp_path: Path, words: list[str], said: str
) -> None:
    called = call("run", "tai", "--out", tmp_path / "ed", *words)
    assert (called.status, called.out) == (2, "")
    assert called.err.startswith(said)
    assert list(tmp_path.iterdir()) == []
