"""``steelyard check``: everything that is wrong with a scheme or its tables, with its place.

What only the SQL engine can tell (names in SQL, circles, functions that are refused) is told
with line and column like the rest.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.library import names, sample
from tests.cli.conftest import Call
from tests.scheme.trial import FILE, TRIAL, marked, mistaken

RATIO = "    ratio: {of: a, to: b}"
SQL = "    sql: ‸"
# What stands in the place of the ratio, and what is said of it.
WRONG_FIGURES = [
    ("    ratio: {of: ‸aa, to: b}", "no column or figure “aa”. Did you mean “a”?"),
    ("    ratio: {of: a, to: ‸region}", "“region” holds text; expected boolean, integer, number"),
    ("    sum: {of: ‸children.amont}", "no column or figure “amont”. Did you mean “amount”?"),
    ("    sum: {of: ‸childen.amount}", "no table “childen”; the scheme's tables are units, child"),
    (
        "    count: {of: children, where: {‸amont: 2}}",
        "no column or figure “amont”. Did you mean “amount”?",
    ),
    ("    count: {of: children, where: {amount: ‸many}}", "“amount” holds number; “many” is none"),
    (
        "    count: {of: children, where: {kind: ‸odl}}",
        "“kind” is never “odl”; its choices are old, new. Did you mean “old”?",
    ),
    (f"{SQL}a / bb", "no column or figure “bb”. Did you mean “b”?"),
    (f"{SQL}a / / b", "The SQL cannot be read: syntax error"),
    (f"{SQL}a / (b", "The SQL cannot be read: "),
    (f"{SQL}a * random()", "The function random is not allowed"),
    (f"{SQL}year(now())", "The function now is not allowed"),
    (f"{SQL}length(uuid()::VARCHAR)", "The function uuid is not allowed"),
    (f"{SQL}reed(a)", "no function reed"),
    (f"{SQL}SELECT unit, a AS value FROM unitz", "no table “unitz”"),
    (f"{SQL}SELECT 1; SELECT 2", "Expected one SELECT and nothing before or after it"),
    (f"{SQL}SELECT unit, 1 AS value FROM read_csv('x.csv')", "read_csv is not allowed"),
    (f"{SQL}SELECT unit, 1 AS value FROM read_text('x.csv')", "read_text is not allowed"),
    (f"{SQL}SELECT unit, 1 AS value FROM glob('*')", "glob is not allowed"),
    (f"{SQL}SELECT unit, 1 AS value FROM 'x.csv'", "no table “x.csv”"),
    (f"{SQL}SELECT unit, 1 AS value FROM duckdb_settings()", "duckdb_settings is not allowed"),
    *(
        (f"{SQL}{statement}", "not another statement")
        for statement in (
            "ATTACH 'x.db'",
            "COPY units TO 'x.csv'",
            "CREATE TABLE x AS SELECT 1",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET threads = 4",
            "PRAGMA database_list",
            "DROP TABLE units",
        )
    ),
]


def checked(call: Call, folder: Path, text: str, *words: object) -> tuple[int, list[str]]:
    """Check a scheme, and return the exit status and the lines with the file by its name alone."""
    (folder / FILE).write_text(text, encoding="utf-8")
    called = call("check", folder / FILE, *words)
    assert called.err == ""
    return called.status, called.out.replace(f"{folder}/", "").splitlines()


@pytest.mark.parametrize("name", names())
def test_nothing_is_wrong_with_the_library(call: Call, name: str) -> None:
    files = [f"{table}={file}" for table, file in sample(name).items()]
    called = call("check", name, *files, "--json")
    broken = [one for one in called.answer["findings"] if one["severity"] == "breach"]
    assert called.answer["problems"] == []
    assert called.answer["ok"] is not bool(broken)
    assert called.status == bool(broken)
    assert {one["code"] for one in broken} <= {"rule-broken"}


@pytest.mark.parametrize(("figure", "said"), WRONG_FIGURES)
def test_a_wrong_figure_is_told_with_its_place(
    call: Call, tmp_path: Path, figure: str, said: str
) -> None:
    text, where = mistaken(RATIO, figure)
    status, (line,) = checked(call, tmp_path, text)
    assert status == 1
    assert line.startswith(f"{where}: derived.ratio_ab")
    assert said in line


@pytest.mark.parametrize(
    ("figures", "circle"),
    [
        ("  ‸x: {ratio: {of: x, to: b}}\n", "x → x"),
        ("  ‸x: {sql: x + 1}\n", "x → x"),
        ("  ‸x: {ratio: {of: y, to: b}}\n  y: {difference: {of: x, less: b}}\n", "x → y → x"),
        ("  ‸x: {sql: y}\n  y: {sql: z}\n  z: {total: [x, a]}\n", "x → y → z → x"),
    ],
)
def test_figures_that_need_each_other_in_a_circle_are_told(
    call: Call, tmp_path: Path, figures: str, circle: str
) -> None:
    text, where = mistaken("derived:\n", f"derived:\n{figures}")
    status, lines = checked(call, tmp_path, text)
    assert status == 1
    assert lines == [f"{where}: derived.x: The figures need each other in a circle: {circle}."]


def test_a_name_taken_twice_is_told(call: Call, tmp_path: Path) -> None:
    text, where = mistaken("  total:\n", "  ‸size:\n")
    status, (line,) = checked(call, tmp_path, text)
    assert status == 1
    assert line == f"{where}: derived.size: “units” has a column or figure “size” already."


def test_rows_that_belong_to_no_unit_are_told(call: Call, tmp_path: Path) -> None:
    text, where = mistaken(
        "    sum: {of", "    ‸sum: {of", TRIAL.replace(", references: units.unit", "")
    )
    status, (line,) = checked(call, tmp_path, text)
    assert status == 1
    assert line.startswith(f"{where}: derived.total.sum: Which rows of “children” belong")


def test_a_condition_of_a_veto_is_told_where_the_veto_stands(call: Call, tmp_path: Path) -> None:
    text, where = mistaken("show:", "vetoes: {v: {when: {‸a: {below: x}}, effect: zero}}\nshow:")
    status, (line,) = checked(call, tmp_path, text)
    assert status == 1
    assert line == f"{where}: vetoes.v.when.a: “a” holds number; “x” is none."


def test_all_wrong_figures_are_told_at_once(call: Call, tmp_path: Path) -> None:
    text = TRIAL.replace("{of: a, to: b}", "{of: aa, to: b}").replace(
        "children.amount", "children.x"
    )
    status, lines = checked(call, tmp_path, text)
    assert status == 1
    assert [line.split(": ")[0] for line in lines] == [f"{FILE}:24:17", f"{FILE}:26:15"]


def test_mistakes_of_the_grammar_are_told(call: Call, tmp_path: Path) -> None:
    text, where = mistaken("weight: 2", "‸wieght: 2")
    status, (line,) = checked(call, tmp_path, text)
    assert status == 1
    assert line.startswith(f"{where}: tree.parts.left.wieght")


def test_json_says_whether_and_what(call: Call, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(TRIAL.replace("weight: 2", "weight: -2"), encoding="utf-8")
    called = call("check", tmp_path / FILE, "--json")
    assert called.status == 1
    assert called.answer["ok"] is False
    (problem,) = called.answer["problems"]
    assert f"{FILE}:34:15" in problem
    assert call("check", "tai", "--json").answer == {
        "ok": True,
        "problems": [],
        "findings": [],
        "differences": [],
    }


def test_a_scheme_by_itself_has_nothing_wrong(call: Call) -> None:
    assert call("check", "tai").out == "Nothing is wrong.\n"


def test_tables_that_do_not_fit_are_told(call: Call, countries: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "countries.csv"
    wrong.write_text(countries.read_text(encoding="utf-8").replace("187", "many", 1))
    called = call("check", "tai", wrong)
    assert called.status == 1
    assert called.out.startswith(f"{wrong}:2:2: patents: “many” is not a number")


def test_the_files_themselves_are_checked_and_not_written(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("check", "tai", *sample("tai").values()).status == 0
    assert list(tmp_path.iterdir()) == []


def test_a_call_that_is_wrong_is_no_answer(call: Call) -> None:
    called = call("check", "nothing.yaml")
    assert called.status == 2
    assert called.out == ""
    assert "no scheme file" in called.err


def test_run_tells_what_check_tells(call: Call, tmp_path: Path) -> None:
    text, where = marked(TRIAL.replace("ratio: {of: a", "ratio: {of: ‸aa"))
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    called = call("run", tmp_path / FILE, "nothing.csv", "--out", tmp_path / "out")
    assert called.status == 2
    assert called.err.startswith(f"{tmp_path}/{where}: derived.ratio_ab.ratio.of")
    assert not (tmp_path / "out").exists()
