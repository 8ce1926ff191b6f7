"""The workbook of an edition: read back, it says what the edition says, in three languages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard import Edition, Scheme
from steelyard.errors import EditionError, UsageError
from steelyard.i18n import LANGUAGES, set_language
from steelyard.reports.workbook import write_workbook
from tests.evaluation.crowds import CROWD, FUNDS, INVESTMENTS, crowd
from tests.library.runs import of_sample

POINTS = (
    CROWD.replace(
        "tree: {parts: {size: {}}}",
        """
sources: {law: {title: A law, number: No 1}}
rules:
  huge:
    title: {en: Huge, zh-Hant: 巨額, zh-Hans: 巨额}
    on: investments
    when: {amount: {above: 60}}
    source: {ref: law, at: Article 5, certainty: press}
  zero: {title: Nothing in it, on: investments, when: {amount: 0}, then: set_aside}
steps: [derive, normalise]
tree:
  points: 10
  source: {ref: law}
  parts:
    size:
      points: 10
      title: {en: Size, zh-Hant: 規模, zh-Hans: 规模}
      normalise:
        method: bands
        bands: [{at_least: 4, gives: 10}, {at_least: 2, gives: 5}]
        otherwise: 0
rank: {within: [level]}
""",
    )
    .replace("groups: [province]", "groups: [province, level]")
    .replace(
        "      size: {unit: 万元}",
        """      level:
        type: text
        choices:
          high: {en: High, zh-Hant: 高級, zh-Hans: 高级}
          low: {en: Low, zh-Hant: 低級, zh-Hans: 低级}
      size: {unit: 万元}""",
    )
)
LEVELLED = FUNDS.with_columns(level=pl.Series(["high", "low", "low", "high", "low"]))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    out = tmp_path_factory.mktemp("editions") / "crowd"
    return crowd(LEVELLED, INVESTMENTS, POINTS).write(out)


@pytest.fixture(scope="module")
def tai(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return of_sample("tai").write(tmp_path_factory.mktemp("editions") / "tai")


def sheets(path: Path) -> list[str]:
    return fastexcel.read_excel(path).sheet_names


def sheet(path: Path, name: str) -> pl.DataFrame:
    return fastexcel.read_excel(path).load_sheet(name).to_polars()


def cells(path: Path) -> dict[str, str]:
    """Return the XML of each worksheet by its file."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return {name: archive.read(name).decode() for name in names}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_names_and_headings_of_sheets(
    edition: Edition, tmp_path: Path, tag: str, snapshot: SnapshotAssertion
) -> None:
    set_language(tag)
    path = write_workbook(edition, tmp_path / "book.xlsx", ["A"])
    assert snapshot == [[name, *sheet(path, name).columns] for name in sheets(path)]


def test_the_lists_hold_the_ranking(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx")
    for level, name in (("high", "Ranking High"), ("low", "Ranking Low")):
        expected = edition.ranking.filter(level=level)
        found = sheet(path, name)
        assert found["Fund"].to_list() == expected["fund"].to_list()
        assert found["Rank"].to_list() == expected["rank"].to_list()
        assert found["Score"].to_list() == expected["score"].to_list()
        assert set(found["level"]) == {level.capitalize()}


def test_the_points_are_those_of_the_edition(tai: Edition, tmp_path: Path) -> None:
    path = write_workbook(tai, tmp_path / "book.xlsx")
    found = sheet(path, "Scores")
    scores = tai.ranking.select("country").join(tai.scores, on="country", maintain_order="left")
    columns = [name for name in Scheme.load("tai").nodes() if name in scores.columns]
    assert found.height == 23
    assert found["Country"].to_list() == scores["country"].to_list()
    for at, name in enumerate(columns, start=2):
        assert found.to_series(at).to_list() == pytest.approx(scores[name].to_list(), rel=1e-15)


def test_totals_homogeneity_and_the_account_are_those_of_the_edition(
    edition: Edition, tmp_path: Path
) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx")
    totals = sheet(path, "By division")
    assert totals["Division"].to_list() == ["none", "x", "y", "All"]
    assert totals["money (万元)"].to_list() == [7, 135, 175, 317]
    alike = sheet(path, "Homogeneity")
    assert alike["Province"].to_list() == ["11", "12", "Without: Province"]
    assert alike["Mean overlap"].to_list() == [0.5, None, None]
    breaches = sheet(path, "Breaches")
    assert breaches["Rule"].to_list() == ["Huge", "Huge"]
    assert breaches["Amount"].to_list() == [75, 100]
    assert set(breaches["Where the rule comes from"]) == {"No 1, Article 5"}
    assert set(breaches["How sure it is"]) == {"press"}
    assert sheet(path, "Set aside")["Rule"].to_list() == ["Nothing in it"]
    account = sheet(path, "Account").filter(Table="investments").row(0, named=True)
    assert (account["Rows delivered"], account["Rows set aside"]) == (9, 1)


def test_the_method_says_each_rule_in_words(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx")
    method = sheet(path, "Method")
    assert method["Criterion"].to_list() == ["Score", "    Size"]
    assert method["Rule"][1] == "at least 4 万元: 10; at least 2 万元: 5; otherwise 0"
    assert method["Points"].to_list() == [10, 10]
    assert method["How sure it is"].to_list() == ["official", "official"]
    rules = sheet(path, "Rules")
    assert rules["Broken by"].to_list() == ["amount more than 60 万元", "amount: 0 万元"]
    assert rules["What follows"].to_list() == ["reported", "set aside"]


def test_a_scorecard_for_each_unit_asked_for(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx", ["A", "=cmd", "A"])
    assert [name for name in sheets(path) if name.startswith(("A ", "C "))] == ["A Alpha", "C =cmd"]
    assert "at least 2 万元" in cells(path)["xl/worksheets/sheet5.xml"]


def test_what_it_would_take_is_not_cut_off(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx", ["A"])
    at = 1 + sheets(path).index("A Alpha")
    text = cells(path)[f"xl/worksheets/sheet{at}.xml"]
    said = re.findall(r'<c r="A(\d+)"[^>]*><is><t[^>]*>[^<]*at least[^<]*', text)
    merged = re.findall(r'<mergeCell ref="A(\d+):[B-Z]\d+"', text)
    assert said
    assert set(said) <= set(merged)


def test_each_figure_of_a_scorecard_has_its_own_decimals(tmp_path: Path) -> None:
    edition = of_sample("hdi").write(tmp_path / "edition")
    unit = str(edition.ranking[edition.scheme.units.key][0])
    path = write_workbook(edition, tmp_path / "book.xlsx", [unit])
    at = 1 + next(at for at, name in enumerate(sheets(path)) if name.startswith(unit[:20]))
    text = cells(path)[f"xl/worksheets/sheet{at}.xml"]
    (head,) = re.findall(r'<c r="([A-Z])\d+"[^>]*><is><t>Its value<', text)
    styles = re.findall(rf'<c r="{head}\d+" s="(\d+)"><v>', text)
    assert len(set(styles)) > 1


def test_no_text_becomes_a_formula(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx", ["C"])
    assert "=cmd" in sheet(path, "Ranking Low")["name"].to_list()
    assert [name for name, text in cells(path).items() if "<f>" in text or "<f " in text] == []
    with zipfile.ZipFile(path) as archive:
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()


def test_numbers_are_numbers(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx")
    found = sheet(path, "Ranking Low")
    assert found["Score"].dtype == pl.Float64
    assert found["Fund"].dtype == pl.String


def test_tables_can_be_filtered_and_printed(edition: Edition, tmp_path: Path) -> None:
    path = write_workbook(edition, tmp_path / "book.xlsx")
    at = 1 + sheets(path).index("Ranking Low")
    text = cells(path)[f"xl/worksheets/sheet{at}.xml"]
    assert '<autoFilter ref="A1:' in text
    assert 'state="frozen"' in text
    assert re.search(r'<pageSetup [^>]*orientation="landscape"', text)
    assert 'fitToHeight="0"' in text
    with zipfile.ZipFile(path) as archive:
        assert "_xlnm.Print_Titles" in archive.read("xl/workbook.xml").decode()


def test_two_runs_give_the_same_bytes(edition: Edition, tmp_path: Path) -> None:
    first = write_workbook(edition, tmp_path / "one.xlsx", ["A"]).read_bytes()
    assert write_workbook(edition, tmp_path / "other.xlsx", ["A"]).read_bytes() == first


def test_rows_beyond_the_most_are_counted_in_the_last_line(tai: Edition, tmp_path: Path) -> None:
    path = write_workbook(tai, tmp_path / "book.xlsx", most=20)
    found = sheet(path, "Ranking")
    assert found.height == 21
    assert found.row(-1)[0] == "… and 3 more rows; all are in data/ranking.csv of the edition."
    whole = sheet(write_workbook(tai, tmp_path / "book.xlsx", most=23), "Ranking")
    assert whole.height == 23
    assert whole["Country"][-1] == "Slovenia"


def test_a_cell_holds_what_a_cell_can(tmp_path: Path) -> None:
    funds = FUNDS.with_columns(name=pl.lit("長" * 40_000))
    edition = crowd(funds).write(tmp_path / "edition")
    path = write_workbook(edition, tmp_path / "book.xlsx")
    assert sheet(path, "Ranking")["name"][0] == "長" * 32_767


@pytest.mark.parametrize("scheme", ["brand-list", "hdi", "rd-regions", "transnationality"])
def test_every_scheme_has_a_workbook(scheme: str, tmp_path: Path) -> None:
    edition = of_sample(scheme).write(tmp_path / "edition")
    path = write_workbook(edition, tmp_path / "book.xlsx")
    assert sheets(path)[:2] == ["About", "Ranking"]
    assert sheet(path, "Ranking").height == edition.ranking.height


def test_an_empty_edition_has_a_workbook(tmp_path: Path) -> None:
    edition = crowd(FUNDS.clear(), INVESTMENTS.clear()).write(tmp_path / "edition")
    path = write_workbook(edition, tmp_path / "book.xlsx")
    assert sheet(path, "Ranking").is_empty()


def test_what_cannot_be_written_is_refused(edition: Edition, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ends in \.xlsx"):
        write_workbook(edition, tmp_path / "book.pdf")
    with pytest.raises(UsageError, match="no unit “Q”"):
        write_workbook(edition, tmp_path / "book.xlsx", ["Q"])
    assert list(tmp_path.iterdir()) == []


def test_a_scorecard_needs_the_inputs(tmp_path: Path) -> None:
    edition = crowd().write(tmp_path / "edition", inputs=False)
    write_workbook(edition, tmp_path / "book.xlsx")
    with pytest.raises(EditionError, match="without its inputs"):
        write_workbook(edition, tmp_path / "book.xlsx", ["A"])
