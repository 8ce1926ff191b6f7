"""Claims files that are broken or hostile: a clear error, and no work without end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from steelyard.claims.audit import audit
from steelyard.claims.file.grammar import Claim, Claims
from steelyard.claims.file.load import load, parse
from steelyard.claims.outcome import Audit
from steelyard.errors import ClaimsError, DataError, SteelyardError, UsageError
from tests.claims.trial import FILE, TRIAL, mistaken, written

HEAD = "title: T\nclaims:\n"


def refusal(path: Path) -> str:
    with pytest.raises(SteelyardError) as caught:
        audit(path)
    assert caught.value.exit_status == 2
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "A claims file is a mapping"),
        (b"\n\n# nothing\n", "A claims file is a mapping"),
        (b"- a\n- b\n", "A claims file is a mapping"),
        (b"just words", "A claims file is a mapping"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "written in UTF-8"),
        (b"PK\x03\x04" + bytes(100), "not valid YAML"),
        ("title: 品牌\n".encode("big5"), "written in UTF-8"),
        (b"title: [1, 2", "not valid YAML"),
        (b"title: T\n\tclaims: {}", "not valid YAML"),
        (b"title: T\ntitle: U\nclaims: {a: {printed: 1}}", "stands twice"),
        (b"title: T\nclaims: {a: {printed: 1}, a: {printed: 2}}", "stands twice"),
        (b"title: T\nclaims: {}", "at least 1 entries"),
        (b"title: T", "“claims” is missing"),
        (b"title: T\nclaim: {}", "Did you mean “claims”?"),
        (b"title: T\nclaims: [1]", "mapping of names"),
        (b"title: T\nclaims: {a: 5}", "mapping of names"),
        (b"title: T\nclaims: {1: {printed: 5}}", "Expected a text"),
        (b"!!python/object/apply:os.system ['true']", "A claims file is a mapping"),
        (b"title: *nothing\n", "not valid YAML"),
        (b"\xff\xfet\0i\0t\0l\0e\0", "written in UTF-8"),
    ],
    ids=str,
)
def test_what_is_no_claims_file_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert said in refusal(tmp_path / FILE)


def test_a_folder_is_no_claims_file(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        audit(tmp_path / "folder.yaml")


def test_anchors_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    lines = ["x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"x{at}: &x{at} [{', '.join([f'*x{at - 1}'] * 10)}]" for at in range(1, 12)]
    (tmp_path / FILE).write_text("\n".join(lines))
    assert "too large or too deep" in refusal(tmp_path / FILE)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"# nothing\n" * 2_100_000)
    assert "too large" in refusal(tmp_path / FILE)


def test_a_file_that_is_too_deep_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("title: " + "[" * 5000)
    assert refusal(tmp_path / FILE)


@pytest.mark.parametrize(
    ("formulas", "said"),
    [
        ({"a": "a"}, "refers to itself"),
        ({"a": "a + 1"}, "refers to itself"),
        ({"a": "b", "b": "a"}, "a → b → a"),
        ({"a": "b < 1", "b": "a"}, "“a” is a comparison"),
    ],
)
def test_claims_that_go_round_are_refused(
    tmp_path: Path, formulas: dict[str, str], said: str
) -> None:
    lines = "".join(f"  {name}: {{formula: {text}}}\n" for name, text in formulas.items())
    (tmp_path / FILE).write_text(HEAD + lines)
    assert said in refusal(tmp_path / FILE)


def test_all_queries_that_fail_are_told_with_their_place(tmp_path: Path) -> None:
    text = (
        TRIAL + "  two: {query: SELECT brand FROM brands}\n  bad: {query: SELECT no FROM brands}\n"
    )
    with pytest.raises(ClaimsError) as caught:
        audit(written(tmp_path, text))
    found = [(one.field, one.line, one.column) for one in caught.value.problems]
    assert found == [("claims.two.query", 21, 16), ("claims.bad.query", 22, 16)]
    assert "78 rows" in str(caught.value.problems[0])


@pytest.mark.parametrize(
    "query",
    [
        *("DELETE FROM brands", "COPY brands TO 'x.csv'", "ATTACH 'x.db'", "PRAGMA version"),
        *("SELECT 1; SELECT 2", "SELECT count(*) FROM read_csv('brands.csv')", "INSTALL httpfs"),
        *("SELECT count(*) FROM ''news.txt''", "SELECT getenv('HOME')", "", "nonsense"),
    ],
)
def test_a_query_that_is_more_than_reading_is_refused_before_any_runs(
    tmp_path: Path, query: str
) -> None:
    text = mistaken("SELECT count(*) FROM brands", f'"{query}"')
    with pytest.raises(ClaimsError) as caught:
        load(written(tmp_path, text))
    assert caught.value.problems[0].field == "claims.china.query"
    assert {one.name for one in tmp_path.iterdir()} == {FILE, "news.txt", "brands.csv"}


def test_a_query_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x"
    file = written(tmp_path, mistaken("SELECT count(*) FROM brands", endless))
    with pytest.raises(ClaimsError, match=r"took longer than 0\.2 seconds"):
        audit(file, seconds=0.2)


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"%PDF-1.7"])
def test_a_table_that_is_none_is_told_by_its_name(tmp_path: Path, content: bytes) -> None:
    file = written(tmp_path)
    (tmp_path / "brands.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"brands\.csv"):
        audit(file)


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, mistaken("file: brands.csv", "file: brands.xlsx, sheet: nowhere"))
    pl.DataFrame({"a": [1]}).write_excel(tmp_path / "brands.xlsx", worksheet="list")
    with pytest.raises(DataError, match="nowhere"):
        audit(file)


def test_columns_that_sql_cannot_tell_apart_are_told_at_the_table(tmp_path: Path) -> None:
    file = written(tmp_path)
    (tmp_path / "brands.csv").write_text("a,A\n1,2\n")
    with pytest.raises(ClaimsError, match="differ only in case") as caught:
        audit(file)
    assert caught.value.problems[0].line == 5


def test_a_text_that_is_binary_is_told_at_the_source(tmp_path: Path) -> None:
    file = written(tmp_path)
    (tmp_path / "news.txt").write_bytes(bytes(range(256)) * 10)
    with pytest.raises(ClaimsError) as caught:
        audit(file)
    assert caught.value.problems[0].field == "sources.news.text"


def test_claims_of_a_program_are_checked_too() -> None:
    claims = Claims(title="T", claims={"a": Claim(formula="b + 1"), "c": Claim(printed="many")})
    with pytest.raises(ClaimsError) as caught:
        audit(claims)
    assert [one.field for one in caught.value.problems] == ["claims.c.printed", "claims.a.formula"]


def test_a_table_without_a_folder_is_told() -> None:
    with pytest.raises(ClaimsError, match="in which folder"):
        audit(parse(TRIAL), texts={})


def test_figures_without_end_are_unchecked() -> None:
    lines = ["  a0: {printed: 9億}\n"]
    lines += [f"  a{at}: {{formula: a{at - 1} ** 64}}\n" for at in range(1, 9)]
    found = audit(parse(HEAD + "".join(lines)))
    assert {one.verdict for one in found.checked} == {"unchecked"}


def chain(count: int) -> str:
    lines = (f"  a{at}: {{formula: a{at - 1} + 1}}\n" for at in range(1, count))
    return HEAD + "  a0: {printed: 5億}\n" + "".join(lines)


def one_quantity(count: int) -> str:
    lines = (f"  a{at}: {{printed: {at + 2_000}億元, quantity: q}}\n" for at in range(count))
    return HEAD + "".join(lines)


def all_wrong(count: int) -> str:
    lines = (f"  a{at}: {{printed: 7億元, formula: t * {at + 2}}}\n" for at in range(count))
    return HEAD + "  t: {printed: 7億元}\n" + "".join(lines)


def many_terms(count: int) -> str:
    lines = "".join(f"  a{at}: {{printed: 7億元}}\n" for at in range(count))
    names = " + ".join(f"a{at}" for at in range(min(count, 300)))
    return f"{HEAD}{lines}  t: {{printed: 9億元, formula: {names}}}\n"


@pytest.mark.parametrize("written_out", [chain, one_quantity, all_wrong, many_terms])
def test_time_grows_with_the_number_of_claims(written_out: Callable[[int], str]) -> None:
    """Four times the claims take about four times as long, not sixteen times."""

    def seconds(count: int) -> float:
        claims = parse(written_out(count))
        start = time.process_time()
        audit(claims)
        return time.process_time() - start

    seconds(50)
    assert seconds(1_200) < 10 * seconds(300) + 0.5


@pytest.mark.slow
def test_ten_thousand_claims_are_audited() -> None:
    found: Audit = audit(parse(chain(10_000)))
    assert len(found.checked) == 10_000
    assert found.findings == ()
