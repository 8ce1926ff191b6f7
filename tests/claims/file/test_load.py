"""Reading claims: every mistake is told with its place, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.file.grammar import Claim, Claims, Source
from steelyard.claims.file.load import dump, load, parse
from steelyard.errors import ClaimsError, UsageError
from steelyard.i18n import LANGUAGES, set_language
from tests.claims.trial import FILE, NEWS, TRIAL, marked, mistaken, problems, written

MISTAKES = [
    ("    printed: 500個", "    ‸printd: 500個", "“printd” is not known here", "printed"),
    ("title: Trial", "title: ‸''", "not empty", None),
    ("printed: 500個", "printed: ‸1.5", "Expected a text, found 1.5", None),
    ("printed: 500個", "printed: ‸many", "There is no figure in “many”", None),
    ("printed: 500個", "printed: ‸7 or 8 or 9", "several figures", None),
    ("source: news\n    words: 中", "source: ‸nws\n    words: 中", "no source “nws”", "news"),
    (
        "query: SELECT count(*) FROM brands",
        "query: ‸SELECT count(*) FROM brnds",
        "There is no table “brnds”",
        "brands",
    ),
    ("query: SELECT count(*)", "query: ‸DELETE", "not another statement", None),
    ("formula: china / list", "formula: ‸china / lst", "There is no claim “lst”", "list"),
    ("formula: china / list", "formula: ‸china /", "arithmetic was expected", None),
    ("formula: china / list", "formula: ‸share / list", "refers to itself", None),
    ("formula: china / list", "formula: ‸less / list", "“less” is a comparison", None),
    ("  list:", "  ‸li st:", "“li st” is not a name", None),
    ("file: brands.csv", "file: ‸/brands.csv", "does not lie beside", None),
    ("file: brands.csv", "file: ‸../brands.csv", "does not lie beside", None),
    ("file: brands.csv", "file: ‸..\\brands.csv", "does not lie beside", None),
    ("file: brands.csv", "file: ‸a/../../brands.csv", "does not lie beside", None),
    ("file: brands.csv", "file: ‸'C:brands.csv'", "does not lie beside", None),
    ("text: news.txt", "text: ‸/etc/passwd", "does not lie beside", None),
    ("formula: china < list", "formula: china < list\n    printed: ‸5個", "leave out", None),
]


@pytest.mark.parametrize(("old", "new", "said", "near"), MISTAKES)
def test_a_mistake_is_told_at_its_place(old: str, new: str, said: str, near: str | None) -> None:
    text, line, column = marked(mistaken(old, new))
    (problem,) = problems(text)
    assert (problem.file, problem.line, problem.column) == (FILE, line, column)
    assert said in str(problem.message)
    assert problem.nearest == near


def test_only_what_was_counted_is_exact() -> None:
    text = mistaken("printed: 500個", "printed: 78.5 km\n    exact: true")
    (problem,) = problems(text)
    assert problem.field == "claims.list.printed"
    assert "whole numbers that were counted" in str(problem.message)


def test_all_mistakes_are_told_at_once() -> None:
    text = TRIAL.replace("china / list", "chna / lst").replace("FROM brands", "FROM b")
    assert [one.line for one in problems(text)] == [11, 18, 18]


def test_a_circle_is_named() -> None:
    text = "title: T\nclaims:\n  a: {formula: b + 1}\n  b: {formula: c + 1}\n  c: {formula: a}\n"
    (problem,) = problems(text)
    assert str(problem.message).endswith("in a circle: a → b → c → a.")
    assert (problem.line, problem.column) == (3, 16)


def test_two_circles_are_named_each() -> None:
    pairs = (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))
    text = "title: T\nclaims:\n" + "".join(f"  {x}: {{formula: {y}}}\n" for x, y in pairs)
    assert [one.field for one in problems(text)] == ["claims.a.formula", "claims.c.formula"]


def test_a_file_is_read_with_what_lies_beside_it(tmp_path: Path) -> None:
    assert list(load(written(tmp_path)).claims) == ["china", "list", "share", "less"]


@pytest.mark.parametrize(
    ("missing", "field"), [("brands.csv", "tables.brands.file"), ("news.txt", "sources.news.text")]
)
def test_a_file_that_is_missing_is_told(tmp_path: Path, missing: str, field: str) -> None:
    file = written(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(ClaimsError) as caught:
        load(file)
    (problem,) = caught.value.problems
    assert (problem.field, problem.line is not None) == (field, True)
    assert f"no file “{missing}” beside" in str(problem)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    file = written(inner)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (inner / "brands.csv").unlink()
    (inner / "brands.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(ClaimsError, match="leads out of the folder"):
        load(file)


def test_a_quotation_is_word_for_word(tmp_path: Path) -> None:
    file = written(tmp_path, mistaken("words: 中國有78個品牌", "words: 中國有78個名牌"))
    with pytest.raises(
        ClaimsError, match="do not stand in the text of the source “news”"
    ) as caught:
        load(file)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (9, 12)


def test_space_and_width_do_not_count_in_a_quotation(tmp_path: Path) -> None:
    news = NEWS.replace("78個品牌", "７８個\n  品牌")
    assert load(written(tmp_path, news=news)).title == "Trial"


def test_a_name_without_a_file_is_one_that_steelyard_brings() -> None:
    with pytest.raises(UsageError, match="nothing-of-the-kind"):
        load("nothing-of-the-kind")


def test_a_file_that_is_not_there_is_called_a_claims_file() -> None:
    with pytest.raises(UsageError, match=r"There is no claims file nowhere\.yaml"):
        load("nowhere.yaml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_do_not_speak_of_schemes(language: str) -> None:
    set_language(language)
    try:
        texts = [str(problems(text)[0]) for text in ("- a", "a: [", "title: T\nclaims: 5")]
    finally:
        set_language(None)
    assert not [text for text in texts if "scheme" in text]


def test_what_is_written_is_read_again() -> None:
    claims = parse(TRIAL)
    assert parse(dump(claims)) == claims


def test_claims_are_written_in_their_order_and_without_what_is_not_said() -> None:
    claims = Claims(
        title="T",
        claims={
            "z": Claim(printed="78", source=None),
            "a": Claim(query="SELECT 1\nFROM t\n", status="proposed", certainty=0.5),
        },
    )
    assert dump(claims).splitlines() == [
        *("title: T", "claims:", "  z:", "    printed: '78'", "  a:", "    query: |"),
        *("      SELECT 1", "      FROM t", "    status: proposed", "    certainty: 0.5"),
    ]


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z一-龥][a-z0-9_]{0,5}", fullmatch=True),
        st.builds(
            Claim,
            title=texts,
            words=st.none() | texts,
            printed=st.sampled_from(["78", "15.6%", "over 14 trillion USD", "逾七成"]),
            quantity=st.none() | st.sampled_from(["brands", "no", "null"]),
            names=st.none() | st.lists(texts, max_size=3).map(tuple),
            exact=st.none() | st.just(False),
            tolerance=st.none() | st.just(0.25),
            status=st.sampled_from(["confirmed", "proposed", "rejected"]),
            note=st.none() | texts,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_claims_survive_writing_and_reading(found: dict[str, Claim]) -> None:
    claims = Claims(title="T", sources={"s": Source(title="S")}, claims=found)
    assert parse(dump(claims)) == claims
