"""Bad input, end to end: one clear message with its place, exit status 2, and nothing written.

What the reader of tables makes of each kind in depth is tested in ``tests/data``, the grammar in
``tests/scheme``; here each kind comes once, through the command line.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from steelyard import Edition
from steelyard.cli import main
from steelyard.i18n import set_language
from steelyard.library import sample

SCHEME = """\
scheme: towns
title: Towns
units: {table: towns, key: town, groups: [region]}
inputs:
  towns:
    key: [town]
    columns:
      town: {type: text}
      region: {type: text, choices: [north, south]}
      people: {type: integer}
      budget: {unit: 万元}
      share: {unit: "%", range: [0, 100]}
      founded: {type: date}
      coast: {type: boolean}
derived:
  per_head: {ratio: {of: budget, to: people}}
tree:
  parts:
    per_head: {weight: 2}
    share: {weight: 1}
"""
TABLE = """\
town,region,people,budget,share,founded,coast
Ada,north,1000,20,10.5,1901-01-31,yes
Bel,north,2000,50,20,1902-02-28,no
Cor,south,3000,30,30,1903-03-31,yes
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a scheme and a table, in which the program has its home and its place."""
    for name in ("home", "work", "tmp"):
        (tmp_path / name).mkdir()
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "towns.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "towns.csv").write_text(TABLE, encoding="utf-8")
    yield tmp_path
    set_language(None)


def listing(folder: Path) -> dict[str, int]:
    """Return every file and folder with its size."""
    return {str(path.relative_to(folder)): path.lstat().st_size for path in folder.rglob("*")}


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(world: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the scheme on a table: status, stdout, and stderr with files by their names."""

    def ran(file: str = "towns.csv", *words: str) -> tuple[int, str, str]:
        status = main(
            ["run", f"{world}/towns.yaml", f"{world}/{file}", "--out", f"{world}/out", *words]
        )
        captured = capsys.readouterr()
        return status, captured.out, captured.err.replace(f"{world}/", "")

    return ran


@pytest.fixture
def refused(run: Run, world: Path) -> Callable[..., str]:
    """Run, and return the message of a refusal that left nothing behind."""

    def ran(file: str = "towns.csv", *words: str) -> str:
        before = listing(world)
        status, out, err = run(file, *words)
        assert status == 2
        assert out == ""
        assert err.endswith("\n")
        assert "Traceback" not in err
        assert listing(world) == before
        return err.rstrip("\n")

    return ran


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_right_is_evaluated(run: Run, world: Path) -> None:
    status, _, err = run()
    assert (status, err) == (0, "")
    assert Edition.open(world / "out").ranking["town"].to_list() == ["Bel", "Ada", "Cor"]


WRONG_SCHEMES = {
    "wrong value": ("weight: 2", "weight: two", "towns.yaml:19:24: tree.parts.per_head.weight: "),
    "impossible weight": ("weight: 2", "weight: -2", "Must be at least 0, is -2"),
    "no number": ("weight: 2", "weight: .nan", "Expected a finite number, found nan"),
    "key twice": ("weight: 2", "weight: 2, weight: 3", "towns.yaml:19:27: This key stands twice"),
    "unknown key": (
        "weight: 2",
        "wait: 2",
        "towns.yaml:19:16: tree.parts.per_head.wait: “wait” is",
    ),
    "unknown column": ("to: people", "to: peeple", "towns.yaml:16:38: derived.per_head.ratio.to: "),
    "unknown indicator": ("share: {weight", "shares: {weight", "Did you mean “share”?"),
    "wrong type": ("{type: date}", "{type: dat}", "expected text, number, integer, date, boolean"),
    "circle": ("to: people", "to: per_head", "in a circle: per_head → per_head"),
    "no yaml": ("groups: [region]", "groups: [region", "towns.yaml:3:49: This is not valid YAML"),
    "tab": ("  parts:", "\tparts:", "towns.yaml:18:1: This is not valid YAML"),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_SCHEMES.values(), ids=WRONG_SCHEMES)
def test_a_wrong_scheme(
    refused: Callable[..., str], world: Path, old: str, new: str, said: str
) -> None:
    change(world / "towns.yaml", old, new)
    message = refused()
    assert said in message
    assert message.count("\n") == 0


WRONG_TABLES = {
    "text": ("Bel,north,2000,50", "Bel,north,2000,many", ":3:4: budget: “many” is not a number"),
    "infinite": ("2000,50,", "2000,inf,", ":3:4: budget: “inf” is not a finite number"),
    "minus infinite": ("2000,50,", "2000,-Infinity,", ":3:4: budget: “-Infinity” is not a finite"),
    "too large": ("2000,50,", "2000,1e999,", ":3:4: budget: “1e999” is not a finite number"),
    "not a number": ("2000,50,", "2000,NaN,", ":3:4: budget: “NaN” is not a finite number"),
    "fraction": (
        "Bel,north,2000",
        "Bel,north,2000.5",
        ":3:3: people: 2000.5 is not a whole number",
    ),
    "out of range": (
        ",20,1902",
        ",120,1902",
        ":3:5: share: 120 is outside the allowed range, 0 to",
    ),
    "choice": ("Bel,north", "Bel,nroth", ":3:2: region: “nroth” is not one of the values allowed"),
    "date": ("1902-02-28", "1902-02-30", ":3:6: founded: “1902-02-30” is not a date"),
    "yes or no": (",no\n", ",perhaps\n", ":3:7: coast: “perhaps” is neither yes nor no"),
    "percentage": ("2000,50,", "2000,50%,", ":3:4: budget: “50%” is a percentage in a column"),
    "currency": (",20,1902", ",€20,1902", ":3:5: share: “€20” has a currency sign"),
    "key twice": ("Bel,", "Ada,", ":3: town: “Ada” stands in row 2 already"),
    "no key": ("Bel,", ",", ":3: town: The key is empty"),
    "too few cells": ("Bel,north,2000,50,20,1902-02-28,no\n", "Bel,north,2000\n", ":3"),
    "too many cells": (",1902-02-28,no\n", ",1902-02-28,no,more\n", ":3"),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_a_wrong_cell(
    refused: Callable[..., str], world: Path, old: str, new: str, said: str
) -> None:
    change(world / "towns.csv", old, new)
    message = refused()
    assert message.startswith("towns.csv:3")
    assert said in message
    assert message.count("\n") == 0


def test_a_missing_column(refused: Callable[..., str], world: Path) -> None:
    change(world / "towns.csv", "budget", "bugdet")
    message = refused()
    assert "towns.csv: budget: The file has no column “budget”. Did you mean “bugdet”?" in message
    assert "The headers of the file are town, region, people, bugdet" in message


def test_a_header_that_stands_twice(refused: Callable[..., str], world: Path) -> None:
    change(world / "towns.csv", "share", "budget")
    change(world / "towns.yaml", 'share: {unit: "%"', 'share: {required: false, unit: "%"')
    message = refused()
    assert message.startswith("towns.csv:1: budget: Several columns of the file are this one")


def test_a_unit_that_cannot_be_converted(refused: Callable[..., str], world: Path) -> None:
    change(world / "towns.csv", "budget", "budget (ha)")
    message = refused()
    assert message.startswith("towns.csv:1:4: budget (budget (ha)): ")
    assert "万元" in message


def test_a_comma_of_two_meanings(refused: Callable[..., str], world: Path) -> None:
    text = TABLE.replace(",", ";").replace("2000;50;", "2000;1,500;").replace("10.5", "10")
    (world / "towns.csv").write_text(text, encoding="utf-8")
    message = refused()
    assert message.startswith("towns.csv:3:4: budget: “1,500” may have a thousands separator")


def test_all_wrong_cells_are_told_in_their_order(refused: Callable[..., str], world: Path) -> None:
    change(world / "towns.csv", "2000,50,20", "x,y,z")
    change(world / "towns.csv", "Cor,south", "Cor,west")
    lines = refused().splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        *("towns.csv:3:3", "towns.csv:3:4", "towns.csv:3:5", "towns.csv:4:2"),
    ]


def test_a_missing_file(refused: Callable[..., str]) -> None:
    assert refused("nothing.csv") == "nothing.csv: There is no such file."


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(refused: Callable[..., str], world: Path, content: bytes) -> None:
    (world / "towns.csv").write_bytes(content)
    message = refused()
    assert message == "towns.csv: The file is empty; a table has at least a row of headers."


def test_an_enormous_file(refused: Callable[..., str], world: Path) -> None:
    with (world / "towns.csv").open("r+b") as file:
        file.truncate(5_000_000_000)  # of which the disk holds nothing
    message = refused()
    assert message.startswith("towns.csv: The file has 5,000 MB; at most")


def test_bytes_that_are_no_text(refused: Callable[..., str], world: Path) -> None:
    (world / "towns.csv").write_bytes(bytes(range(256)) * 20)
    assert refused().startswith("towns.csv:1: There is a NUL byte in this line")


def test_text_of_an_encoding_that_it_is_not(refused: Callable[..., str], world: Path) -> None:
    (world / "towns.csv").write_bytes(TABLE.replace("Ada", "臺北").encode("big5"))
    message = refused("towns.csv", "--encoding", "utf-8")
    assert message.startswith("towns.csv")
    assert "utf-8" in message.lower()


ENCODED = [("gb18030", "广州市与深圳市", "gb18030"), ("big5", "臺北市與臺中市", "big5")]


@pytest.mark.parametrize(("encoding", "name", "said"), ENCODED)
def test_another_encoding_is_recognised_and_told(
    run: Run, world: Path, encoding: str, name: str, said: str
) -> None:
    (world / "towns.csv").write_bytes(TABLE.replace("Ada", name * 3).encode(encoding))
    status, _, err = run()
    assert (status, err) == (0, "")
    edition = Edition.open(world / "out")
    assert name * 3 in edition.ranking["town"].to_list()
    assert any(said in text.lower() for text in edition.findings["message_en"])


def workbook(file: Path) -> bytes:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(TABLE.splitlines()):
            for column, cell in enumerate(line.split(",")):
                sheet.write(row, column, cell)
    return file.read_bytes()


def test_a_workbook_is_read(run: Run, world: Path) -> None:
    workbook(world / "towns.xlsx")
    assert run("towns.xlsx")[0] == 0


@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_a_truncated_workbook(refused: Callable[..., str], world: Path, part: float) -> None:
    content = workbook(world / "towns.xlsx")
    (world / "towns.xlsx").write_bytes(content[: int(len(content) * part)])
    message = refused("towns.xlsx")
    assert message.startswith("towns.xlsx: ")
    assert message.count("\n") == 0


def test_a_truncated_parquet_file(refused: Callable[..., str], world: Path) -> None:
    pl.read_csv(io.StringIO(TABLE)).write_parquet(world / "towns.parquet")
    content = (world / "towns.parquet").read_bytes()
    (world / "towns.parquet").write_bytes(content[: len(content) // 2])
    message = refused("towns.parquet")
    assert message.startswith("towns.parquet: ")


def test_a_text_that_ends_within_a_quotation(refused: Callable[..., str], world: Path) -> None:
    change(world / "towns.csv", "Cor,", '"Cor,')
    assert refused().startswith("towns.csv")


def test_a_protected_workbook(refused: Callable[..., str], world: Path) -> None:
    plain = io.BytesIO(workbook(world / "plain.xlsx"))
    with (world / "towns.xlsx").open("wb") as out:
        OOXMLFile(plain).encrypt("secret", out)
    message = refused("towns.xlsx")
    assert message.startswith("towns.xlsx: ")
    assert "password" in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "This is a PDF file"),
        (b"<html><table></table></html>", "web page"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "gzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "PNG"),
    ],
)
def test_a_file_that_is_no_table(
    refused: Callable[..., str], world: Path, content: bytes, said: str
) -> None:
    (world / "towns.csv").write_bytes(content)
    message = refused()
    assert message.startswith("towns.csv: ")
    assert said in message


READ_ALL_THE_SAME = {
    "thousands": ("Bel,north,2000", 'Bel,north,"2,000"', "thousands-separators-read"),
    "percent": (",20,1902", ",20%,1902", None),
    "full width": ("Bel,north,2000", "Bel,north,２０００", None),
    "parentheses": ("2000,50,", "2000,(50),", "parentheses-read-as-negative"),
    "chinese date": ("1902-02-28", "1902年2月28日", None),
    "no value": ("2000,50,", "2000,n/a,", None),
    "empty row": ("Bel,", ",,,,,,\nBel,", "empty-rows-left-out"),
    "column more": ("coast\n", "coast,note\n", None),
}


@pytest.mark.parametrize(
    ("old", "new", "finding"), READ_ALL_THE_SAME.values(), ids=READ_ALL_THE_SAME
)
def test_what_has_one_meaning_is_read_and_told(
    run: Run, world: Path, old: str, new: str, finding: str | None
) -> None:
    change(world / "towns.csv", old, new)
    if "note" in new:
        text = (world / "towns.csv").read_text(encoding="utf-8")
        (world / "towns.csv").write_text(text.replace("yes\n", "yes,\n").replace("no\n", "no,\n"))
    status, _, err = run()
    assert (status, err) == (0, "")
    assert finding is None or finding in Edition.open(world / "out").findings["code"].to_list()


FORBIDDEN = {
    "read_csv": "SELECT town, 1 AS value FROM read_csv('{file}')",
    "read_csv_auto": "SELECT town, 1 AS value FROM read_csv_auto('{file}')",
    "read_parquet": "SELECT town, 1 AS value FROM read_parquet('{file}')",
    "read_json": "SELECT town, 1 AS value FROM read_json('{file}')",
    "read_text": "SELECT town, 1 AS value FROM read_text('{file}')",
    "read_blob": "SELECT town, 1 AS value FROM read_blob('{file}')",
    "glob": "SELECT town, 1 AS value FROM glob('{file}')",
    "file as table": "SELECT town, 1 AS value FROM '{file}'",
    "file quoted": 'SELECT town, 1 AS value FROM "{file}"',
    "inside": "(SELECT length(content) FROM read_text('{file}'))",
    "with": "WITH x AS (SELECT * FROM read_csv('{file}')) SELECT town, 1 AS value FROM towns",
    "attach": "ATTACH '{file}' AS other",
    "copy": "COPY towns TO '{folder}/stolen.csv'",
    "export": "EXPORT DATABASE '{folder}/stolen'",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "setting": "SET enable_external_access = true",
    "pragma": "PRAGMA database_list",
    "create": "CREATE TABLE x AS SELECT 1",
    "getenv": "getenv('HOME')",
    "settings": "SELECT town, 1 AS value FROM duckdb_settings()",
    "setting of": "current_setting('home_directory')",
    "python": "SELECT town, 1 AS value FROM frames",
    "chance": "random()",
    "clock": "epoch(now())",
}


@pytest.mark.parametrize("sql", FORBIDDEN.values(), ids=FORBIDDEN)
def test_sql_reaches_nothing_but_the_tables(
    refused: Callable[..., str], world: Path, sql: str
) -> None:
    (world / "secret.csv").write_text("town,value\nAda,42\n")
    text = sql.format(file=world / "secret.csv", folder=world)
    declared = f"per_head: {{sql: {json.dumps(text)}}}"
    change(world / "towns.yaml", "per_head: {ratio: {of: budget, to: people}}", declared)
    message = refused()
    assert message.startswith("towns.yaml:16:19: derived.per_head.sql: ")
    assert message.count("\n") == 0
    assert "42" not in message


@pytest.mark.parametrize("command", ["run", "verify", "place", "explain", "check", "schemes"])
def test_nothing_is_written_but_the_edition(
    world: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    table = str(sample("tai")["countries"])
    edition = str(world / "ed")
    calls = {
        "run": ["run", "fund-direction", "--out", edition],
        "verify": ["verify", edition],
        "place": ["place", edition, table],
        "explain": ["explain", edition, "Finland"],
        "check": ["check", "tai", table],
        "schemes": ["schemes"],
    }
    if command in ("verify", "place", "explain"):
        assert main(["run", "tai", "--out", edition]) == 0
    before = listing(world)
    assert main(calls[command]) == 0
    capsys.readouterr()
    added = {name for name in listing(world).keys() - before.keys() if not name.startswith("ed")}
    assert added == set()
    assert before.items() <= listing(world).items()


def test_nothing_is_left_in_the_folder_for_temporary_files(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", "tai", "--out", str(world / "ed")])
    main(["verify", str(world / "ed")])
    capsys.readouterr()
    assert list((world / "tmp").iterdir()) == []


ASSUMED = {
    "interval beyond 0": (
        "{weights: {method: uniform, spread: 1.5}}",
        "assumptions.x.weights.spread: Must be at most 1, is 1.5.",
    ),
    "no interval": (
        "{weights: {method: uniform, spread: 0}}",
        "assumptions.x.weights.spread: Must be greater than 0, is 0.",
    ),
    "interval of nothing": (
        "{weights: {method: uniform, spread: .nan}}",
        "assumptions.x.weights.spread: ",
    ),
    "no concentration": (
        "{weights: {method: dirichlet, concentration: 0}}",
        "assumptions.x.weights.concentration: Must be greater than 0, is 0.",
    ),
    "unknown distribution": ("{weights: unifrm}", "Did you mean “uniform”?"),
    "probabilities of weights": (
        (
            "{weights: {method: sets, sets: [{weights: {per_head: 1}, probability: 0.5}, "
            "{weights: {share: 1}, probability: 0.6}]}}"
        ),
        "assumptions.x.weights: The probabilities add up to 1.1, not to 1.",
    ),
    "some probabilities": (
        "{normalise: [{use: min_max, probability: 0.5}, z_score]}",
        "assumptions.x.normalise: Either all alternatives have a probability or none has one.",
    ),
    "probabilities of methods": (
        "{normalise: [{use: min_max, probability: 0.5}, {use: z_score, probability: 0.4}]}",
        "assumptions.x.normalise: The probabilities add up to 0.9, not to 1.",
    ),
    "probability above 1": (
        "{aggregate: [{use: arithmetic, probability: 1.2}]}",
        "assumptions.x.aggregate.0.probability: Must be at most 1, is 1.2.",
    ),
    "weights all 0": (
        "{weights: {method: sets, sets: [{weights: {per_head: 0, share: 0}}]}}",
        "The weights of the parts of “index” are all 0.",
    ),
    "unknown node": (
        "{weights: {method: sets, sets: [{weights: {shar: 1}}]}}",
        "There is no criterion or indicator “shar”. Did you mean “share”?",
    ),
    "an indicator's parts": (
        "{weights: uniform, of: [share]}",
        "assumptions.x.of.0: There is no criterion “share”.",
    ),
    "no alternatives": ("{normalise: []}", "Needs at least one alternative."),
    "unknown method": ("{aggregate: [arithmetic, geometrik]}", "Did you mean “geometric”?"),
    "step that is not there": (
        "{impute: [mean]}\nsteps: [derive, normalise]",
        "The list of steps has no “impute”, so this would do nothing.",
    ),
    "draws of no imputation": (
        "{imputed: donors}\nsteps: [derive, normalise]",
        "The list of steps has no “impute”, so this would do nothing.",
    ),
    "without the root": (
        "{leave_out: {nodes: [index]}}",
        "Without the root there is nothing to rank.",
    ),
    "leave out what is not there": (
        "{leave_out: {nodes: [chare]}}",
        "There is no criterion or indicator “chare”. Did you mean “share”?",
    ),
    "leave out all": (
        "{leave_out: {probability: 1}}",
        "assumptions.x.leave_out.probability: Must be less than 1, is 1.",
    ),
    "error of a text": ("{data: {region: {relative: 0.1}}}", "There is no number “region”."),
    "two errors at once": (
        "{data: {share: {relative: 0.1, rounding: 1}}}",
        "An error has one of standard_error, relative, between, half_width and rounding, not 2.",
    ),
    "bounds that descend": (
        "{rule: {node: share, setting: upper, between: [2, 1]}}",
        "The first number must be smaller than the second",
    ),
    "points of what has none": (
        "{rule: {node: share, setting: points, between: [1, 2]}}",
        "assumptions.x.rule.node: “share” has no points.",
    ),
    "setting that is none": (
        "{rule: {node: share, setting: upper, between: [1, 2]}}",
        "“upper” is no number of the normalisation “min_max” of “share”.",
    ),
    "nothing": ("{}", "An assumption has one of weights, normalise, aggregate, impute, treat,"),
    "no assumption": (
        "3",
        "An assumption has one of weights, normalise, aggregate, impute, treat,",
    ),
    "the same twice": (
        "{weights: uniform}\n  y: {weights: simplex}",
        "towns.yaml:23:3: assumptions.y: “x” varies this already (index).",
    ),
}


@pytest.mark.parametrize(("assumed", "said"), ASSUMED.values(), ids=ASSUMED)
def test_assumptions_that_contradict_the_scheme_or_themselves(
    refused: Callable[..., str], world: Path, assumed: str, said: str
) -> None:
    scheme = f"{SCHEME}assumptions:\n  x: {assumed}\n"
    (world / "towns.yaml").write_text(scheme, encoding="utf-8")
    message = refused()
    assert message.startswith("towns.yaml:2")
    assert message.count("\n") == 0
    assert said in message


@pytest.mark.parametrize("setting", [["--seed", "-1"], ["--replications", "-1"], ["--among", "0"]])
def test_settings_of_the_replications_out_of_range(
    refused: Callable[..., str], setting: list[str]
) -> None:
    assert refused("towns.csv", *setting).startswith(setting[0])


HEADER = TABLE.partition("\n")[0]
SMALL = {
    "one unit": (["Ada,north,1000,20,10.5,1901-01-31,yes"], [(1, 1.0, 1.0)]),
    "all units equal": (
        [f"{name},north,1000,20,10.5,1901-01-31,yes" for name in ("Ada", "Bel", "Cor")],
        [(1, 1.0, 1.0)] * 3,
    ),
    "all missing": ([f"{name},north,,,,," for name in ("Ada", "Bel")], [(None, None, None)] * 2),
    "no unit": ([], []),
}


@pytest.mark.parametrize(("rows", "ranks"), SMALL.values(), ids=SMALL)
def test_how_sure_the_ranks_of_a_small_table_are(
    run: Run, world: Path, rows: list[str], ranks: list[tuple[float | None, ...]]
) -> None:
    (world / "towns.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    status, _, err = run("towns.csv", "--replications", "20", "--sensitivity", "8")
    assert (status, err) == (0, "")
    found = Edition.open(world / "out").ranking.select("rank", "rank_p05", "rank_p95")
    assert found.rows() == ranks


def test_how_sure_the_ranks_of_one_indicator_are(run: Run, world: Path) -> None:
    change(world / "towns.yaml", "    per_head: {weight: 2}\n", "")
    status, out, err = run()
    assert (status, err) == (0, "")
    assert "How sure the ranks are was not assessed." in out
    assert "there is nothing to weigh" in out
    assert Edition.open(world / "out").ranking["rank_p05"].to_list() == [None] * 3


@pytest.mark.parametrize("rows", [rows for rows, _ in SMALL.values()], ids=SMALL)
def test_the_analysis_of_a_small_table_is_shown_and_drawn(
    run: Run, world: Path, capsys: pytest.CaptureFixture[str], rows: list[str]
) -> None:
    (world / "towns.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    run("towns.csv", "--replications", "20", "--sensitivity", "8")
    charts = ["--charts", str(world / "charts"), "--format", "svg"]
    assert main(["robustness", str(world / "out"), *charts]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "nan" not in captured.out.lower().replace(str(world).lower(), "")
