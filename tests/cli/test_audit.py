"""``steelyard audit`` at the terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.claims.file.load import load
from tests.cli.conftest import Call

CLAIMS = """\
# Kept by hand.
title: Brands of a list
sources:
  piece: {title: A piece, text: piece.txt}
tables:
  cities: {file: cities.csv}
claims:
  list:
    title: Brands on the list
    source: piece
    words: a list of 500 brands
    printed: 500 brands
  china:
    title: Chinese brands
    source: piece
    words: 78 brands are Chinese
    printed: 78 brands
    query: SELECT sum(brands) FROM cities
  share:
    title: Share of the Chinese brands
    source: piece
    words: 15.7% of all
    printed: 15.7%
    formula: china / list
  cities: {title: Cities, printed: 20, query: SELECT count(*) FROM cities, status: proposed}
  # Of two pages.
  firms: {printed: 525 companies, quantity: firms}
  firms_below: {printed: 581 companies, quantity: firms, status: proposed, certainty: 0.5}
  growth: {title: Growth in a year, printed: 7.11%}
"""
TEXT = "It is a list of 500 brands; 78 brands are Chinese, 15.7% of all.\n"
ARTICLE = """\
World Brand 500, 2026

China has 78 brands, 15.6% of the 500 brands. The US has 180 brands, 38% of the 500 brands.
"""


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    file = tmp_path / "claims.yaml"
    file.write_text(CLAIMS, encoding="utf-8")
    (tmp_path / "piece.txt").write_text(TEXT, encoding="utf-8")
    cities = "city,brands\nBeijing,38\nShanghai,8\nShenzhen,7\nothers,25\n"
    (tmp_path / "cities.csv").write_text(cities, encoding="utf-8")
    return file


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_all_shows_the_notes_of_figures_that_nothing_gives(call: Call, claims: Path) -> None:
    noted = "growth: {title: Growth in a year, printed: 7.11%, note: Of the year before}"
    plain = "growth: {title: Growth in a year, printed: 7.11%}"
    claims.write_text(CLAIMS.replace(plain, noted), encoding="utf-8")
    assert "Of the year before" in call("audit", claims, "--all").out
    assert "Of the year before" not in call("audit", claims).out


def test_what_people_see_of_a_claims_file(
    call: Call, claims: Path, snapshot: SnapshotAssertion
) -> None:
    called = call("audit", claims, "--all")
    assert (called.status, called.err) == (1, "")
    assert called.out == snapshot


def test_an_article_needs_no_set_up(call: Call, article: Path) -> None:
    called = call("audit", article)
    assert (called.status, called.err) == (0, "")
    said = " ".join(called.out.split())
    assert "All were proposed by a machine, and no person has confirmed them." in said
    assert "It should be 36%. The figure is at least 1.5 percentage points too high." in said
    assert "180 brands ÷ 500 brands = 36% Proposed by a machine, certainty" in said
    assert "--draft FILE.yaml" in said


def test_what_holds_is_only_counted_unless_it_is_asked_for(call: Call, claims: Path) -> None:
    assert "Chinese brands: 78" not in call("audit", claims).out
    assert "Chinese brands: 78" in call("audit", claims, "--all").out


def test_a_contradiction_that_no_person_confirmed_is_no_no(call: Call, claims: Path) -> None:
    text = CLAIMS.replace("printed: 15.7%", "printed: 15.6%").replace("525", "581")
    claims.write_text(text, encoding="utf-8")
    called = call("audit", claims)
    assert called.status == 0
    assert "✗ Cities: 20" in called.out


def test_json_is_the_report(call: Call, claims: Path) -> None:
    called = call("audit", claims, "--json")
    assert called.status == 1
    assert called.answer["counts"]["contradicted"] == 4
    share = next(one for one in called.answer["claims"] if one["name"] == "share")
    assert (share["nominal"], share["span"]) == ("0.156", [51, 63])


def test_pages_and_report_are_written(call: Call, claims: Path, tmp_path: Path) -> None:
    called = call("audit", claims, "--out", tmp_path / "out", "--lang", "zh-Hant")
    assert f"{tmp_path / 'out' / 'index.html'}" in called.out
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {"index.html", "en.html", "zh-Hant.html", "zh-Hans.html", "audit.json"}
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hant">' in index
    report = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    assert report["contradicted"] is True


def test_pages_replace_those_of_an_earlier_audit(call: Call, claims: Path, tmp_path: Path) -> None:
    assert call("audit", claims, "--out", tmp_path / "out").status == 1
    assert call("audit", claims, "--out", tmp_path / "out").status == 1


def test_a_folder_with_other_files_is_refused(call: Call, claims: Path, tmp_path: Path) -> None:
    called = call("audit", claims, "--out", tmp_path)
    assert (called.status, called.out) == (2, "")
    assert "holds other files" in called.err
    assert not (tmp_path / "index.html").exists()


def test_a_file_is_no_folder(call: Call, claims: Path) -> None:
    called = call("audit", claims, "--out", claims)
    assert called.status == 2
    assert "is a file; expected a folder" in called.err


def test_claims_that_steelyard_carries_go_by_their_name(call: Call) -> None:
    called = call("audit", "factory-2026")
    assert (called.status, called.err) == (0, "")


def test_an_unknown_name_says_what_is_near(call: Call) -> None:
    called = call("audit", "factory-2025")
    assert (called.status, called.out) == (2, "")
    assert "Did you mean “factory-2026”?" in called.err


@pytest.mark.parametrize("name", ["absent.yaml", "absent.txt", "."])
def test_what_is_not_there_is_refused(call: Call, tmp_path: Path, name: str) -> None:
    called = call("audit", tmp_path / name)
    assert (called.status, called.out) == (2, "")
    assert called.err


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04", b"No figures here.\n"])
def test_an_article_without_figures_or_text_is_refused(
    call: Call, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "article.txt").write_bytes(content)
    called = call("audit", tmp_path / "article.txt")
    assert (called.status, called.out) == (2, "")
    assert "Traceback" not in called.err


def test_a_wrong_claims_file_is_told_with_its_place(call: Call, claims: Path) -> None:
    claims.write_text(CLAIMS.replace("china / list", "china / lists"), encoding="utf-8")
    called = call("audit", claims)
    assert called.status == 2
    assert f"{claims}:24:14: claims.share.formula: There is no claim “lists”." in called.err


def test_an_article_comes_from_the_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    assert "38%" in call("audit", "-").out


def test_a_draft_can_be_audited_again(call: Call, article: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft" / "claims.yaml"
    first = call("audit", article, "--draft", draft, "--json").answer
    again = call("audit", draft, "--json").answer
    assert again["claims"] == first["claims"]
    assert {claim.status for claim in load(draft).claims.values()} == {"proposed"}


def test_a_draft_overwrites_nothing(call: Call, article: Path, tmp_path: Path) -> None:
    draft = tmp_path / "claims.yaml"
    assert call("audit", article, "--draft", draft).status == 0
    before = draft.read_bytes()
    called = call("audit", article, "--draft", draft)
    assert (called.status, called.out) == (2, "")
    assert draft.read_bytes() == before


def test_a_draft_overwrites_no_text_beside_it(call: Call, article: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").rename(tmp_path / "given.txt")
    (tmp_path / "article.txt").write_text("Another text.", encoding="utf-8")
    article = tmp_path / "given.txt"
    called = call("audit", article, "--draft", tmp_path / "other.yaml")
    assert called.status == 2
    assert "exists already; nothing was written" in called.err
    assert not (tmp_path / "other.yaml").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--draft", "x.txt"], "ends in .yaml"),
        (["--review"], "The answers need a place"),
        (["--review", "--json", "--draft", "x.yaml"], "--json cannot go with it"),
    ],
)
def test_calls_on_an_article_that_make_no_sense_are_refused(
    call: Call, article: Path, options: list[str], said: str
) -> None:
    called = call("audit", article, *options)
    assert (called.status, called.out) == (2, "")
    assert said in called.err


@pytest.mark.parametrize(("option", "near"), [("--al", "--all"), ("--jsn", "--json")])
def test_an_unknown_option_is_no_source(call: Call, article: Path, option: str, near: str) -> None:
    called = call("audit", article, option)
    assert (called.status, called.out) == (2, "")
    assert f"Did you mean “{near}”?" in called.err


def test_an_unknown_option_alone_is_no_source(call: Call) -> None:
    called = call("audit", "--jsn")
    assert (called.status, called.out) == (2, "")
    assert "There is no option --jsn here. Did you mean “--json”?" in called.err


def test_answers_and_article_cannot_both_be_the_input(call: Call) -> None:
    called = call("audit", "-", "--review", "--draft", "x.yaml")
    assert called.status == 2
    assert "so the article cannot be" in called.err


def test_claims_make_no_draft(call: Call, claims: Path, tmp_path: Path) -> None:
    called = call("audit", claims, "--draft", tmp_path / "x.yaml")
    assert called.status == 2
    assert "these are claims already" in called.err


def test_claims_of_steelyard_are_not_reviewed(call: Call) -> None:
    called = call("audit", "factory-2026", "--review")
    assert called.status == 2
    assert "belong to Steelyard" in called.err


def test_a_review_changes_the_file_and_the_verdict(
    call: Call, claims: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "r", "what?", "c")
    called = call("audit", claims, "--review")
    # The most certain comes first: 581 companies is rejected, the cities confirmed.
    text = claims.read_text(encoding="utf-8")
    assert text == CLAIMS.replace("firms, status: proposed", "firms, status: rejected").replace(
        "FROM cities, status: proposed", "FROM cities, status: confirmed"
    )
    assert "Decided: 2; left open: 0." in called.out
    assert "581" not in called.out.split("Decided")[1]


@pytest.mark.parametrize("lines", [[], ["q"], ["s", "s"], ["s"]])
def test_a_review_without_decisions_leaves_the_file(
    call: Call, claims: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> None:
    answers(monkeypatch, *lines)
    called = call("audit", claims, "--review")
    assert called.status == 1
    assert claims.read_text(encoding="utf-8") == CLAIMS
    assert [file.name for file in claims.parent.iterdir() if file.name.startswith(".")] == []


def test_a_review_with_nothing_open_says_so(call: Call, claims: Path) -> None:
    claims.write_text(CLAIMS.replace("status: proposed", "status: confirmed"), encoding="utf-8")
    assert "No claim is open" in call("audit", claims, "--review").out


def test_a_review_of_an_article_is_kept_in_its_draft(
    call: Call, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "c", "r")
    draft = tmp_path / "claims.yaml"
    called = call("audit", article, "--review", "--draft", draft)
    kept = load(draft).claims
    assert called.status == 1
    assert [claim.printed for claim in kept.values() if claim.status == "confirmed"] == ["38%"]
    assert [claim.printed for claim in kept.values() if claim.status == "rejected"] == ["15.6%"]


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-Hans"])
def test_it_speaks_the_other_languages(call: Call, claims: Path, tag: str) -> None:
    assert call("audit", claims, "--lang", tag).status == 1
