"""The review file: nothing that a person wrote is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.errors import DataError
from steelyard.names.decisions import COLUMNS, Decisions, ReviewFile

NEW = [("華為", "華潤", 0.75, "因為“如此”,而且"), ("Acme", "Acme Motors", 0.84, "One, two.")]


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    kept = ReviewFile.read(tmp_path / "review.csv")
    assert kept.rows == ()
    assert kept.decisions() == Decisions()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "review.csv"
    ReviewFile.read(file).with_new(NEW).write()
    kept = ReviewFile.read(file)
    assert kept.header == COLUMNS
    assert [row[:2] for row in kept.rows] == [("華為", "華潤"), ("Acme", "Acme Motors")]
    assert [path.name for path in file.parent.iterdir()] == ["review.csv"]


def test_lines_that_stand_in_it_are_kept_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "review.csv"
    text = (
        "decision,a,b,my note,why\n"
        'same,"華為",華潤,"two\nlines, and a ""quote""",x\n'
        "  Different ,Acme , Zeta,,\n"
        "\n"
        "maybe later,Quux,Foo,,"
    )
    file.write_text(text, encoding="utf-8")
    kept = ReviewFile.read(file)
    kept.with_new(NEW).write()
    written = file.read_text(encoding="utf-8-sig")
    assert written == f'{text}\n,Acme,Acme Motors,,"One, two."\n'
    assert kept.decisions().different == (("Acme", "Zeta"),)
    assert [finding.code for finding in kept.decisions().findings] == ["decision-not-read"]


def test_a_pair_is_proposed_once_in_whatever_direction(tmp_path: Path) -> None:
    kept = ReviewFile.read(tmp_path / "review.csv").with_new(NEW)
    turned = [(b, a, score, why) for a, b, score, why in NEW]
    assert kept.with_new(turned) == kept


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "big5", "gb18030"])
def test_a_file_that_a_spreadsheet_wrote_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "review.csv"
    names = "中國銀行和中國工商銀行,中國農業銀行和中國建設銀行"
    file.write_bytes(f"a;b;decision\r\n{names.replace(',', ';')};same\r\n".encode(encoding))
    decisions = ReviewFile.read(file).decisions()
    assert decisions.same == (tuple(sorted(names.split(","))),)


@pytest.mark.parametrize("word", ["same", " SAME ", "相同", "同"])
def test_words_for_the_same(word: str) -> None:
    assert Decisions.of([("a", "b", word)]).same == (("a", "b"),)


@pytest.mark.parametrize("word", ["different", "不同", "異"])
def test_words_for_different(word: str) -> None:
    assert Decisions.of([("b", "a", word)]).different == (("a", "b"),)


def test_decisions_both_ways_count_for_nothing_and_are_told() -> None:
    decisions = Decisions.of([("a", "b", "same"), ("b", "a", "different")])
    assert decisions.same == decisions.different == ()
    assert [finding.code for finding in decisions.findings] == ["decisions-contradict"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("x,y\n1,2\n", "no column a, b, decision"), ('a,b,decision\n"1,2,3', "quotation mark")],
)
def test_what_is_no_review_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "review.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        ReviewFile.read(file)
    with pytest.raises(DataError, match="folder"):
        ReviewFile.read(tmp_path)


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85\ufeff"),
    min_size=1,
    max_size=8,
).filter(str.strip)


@given(st.lists(st.tuples(texts, texts), max_size=5), st.lists(st.tuples(texts, texts), max_size=5))
def test_later_runs_only_add_below(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    kept = ReviewFile(Path("review.csv")).with_new((a, b, 0.8, "") for a, b in first)
    later = kept.with_new((a, b, 0.8, "") for a, b in second)
    assert later.text.startswith(kept.text)
    assert later.rows[: len(kept.rows)] == kept.rows
