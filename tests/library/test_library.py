"""What holds for every scheme of the library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from pydantic import BaseModel

from steelyard import Dataset, Scheme, UsageError, evaluate, verify
from steelyard.evaluation.figures import check_figures
from steelyard.i18n import LANGUAGES
from steelyard.library import find, names, readme, sample
from steelyard.scheme.base import Text
from tests.library.runs import of_sample, scheme
from tests.test_messages import BELONGS, han

REQUIRED = {
    "brand-list": {"rank", "brand", "sector", "city"},
    "enterprise-500": {"company", "country", "revenue", "profit"},
    "hdi": {
        *("country", "life_expectancy", "expected_schooling", "mean_schooling"),
        "gni_per_capita",
    },
    "tai": {
        *("country", "patents", "royalties", "internet", "tech_exports", "telephones_log10"),
        *("electricity_log10", "schooling", "university"),
    },
    "transnationality": {
        *("corporation", "foreign_assets", "total_assets", "foreign_sales", "total_sales"),
        *("foreign_employment", "total_employment"),
    },
}
"""The columns by which users hand in their own tables."""

each = pytest.mark.parametrize("name", names())
each_with_data = pytest.mark.parametrize("name", [name for name in names() if sample(name)])


def texts(part: object, where: str = "") -> Iterator[tuple[str, Text]]:
    """Yield every text for readers in a part of a scheme, with its place."""
    if isinstance(part, Text):
        yield where, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name), f"{where}.{name}".lstrip("."))
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from texts(inner, f"{where}.{name}")
    elif isinstance(part, tuple):
        for at, inner in enumerate(part):
            yield from texts(inner, f"{where}.{at}")


def readable(name: str) -> list[tuple[str, Text]]:
    """Return the texts that readers see; names of documents and places in them stay as printed."""
    return [
        (where, text)
        for where, text in texts(scheme(name))
        if not where.startswith("sources.") and not where.endswith(".at")
    ]


def test_the_library_has_the_schemes_of_the_press() -> None:
    assert {*REQUIRED, "fund-direction", "rd-scoreboard"} <= set(names())


@each
def test_a_scheme_is_called_like_its_folder(name: str) -> None:
    assert scheme(name).scheme == name


@each
def test_nothing_is_wrong_with_a_scheme(name: str) -> None:
    check_figures(scheme(name))


@each
def test_a_scheme_is_written_as_it_was_read(name: str) -> None:
    assert Scheme.parse(scheme(name).to_yaml()).model_dump() == scheme(name).model_dump()


@each_with_data
def test_the_sample_is_evaluated(name: str) -> None:
    ranking = of_sample(name).ranking
    assert ranking.height > 0
    assert ranking["rank"][0] == ranking["rank"].min()


@each_with_data
@pytest.mark.parametrize("height", [0, 1])
def test_a_list_may_be_empty_or_of_one_unit(name: str, height: int, tmp_path: Path) -> None:
    whole = of_sample(name).data.tables
    units = scheme(name).units.table
    columns = scheme(name).table.columns.values()
    named = {(column.references or "").partition(".")[0] for column in columns}
    short = {
        table: frame if table in named else frame.head(height * (table == units))
        for table, frame in whole.items()
    }
    found = evaluate(scheme(name), Dataset(short))
    assert found.ranking.height == height
    edition = found.write(tmp_path / "ed")
    assert edition.ranking.equals(found.ranking)
    assert verify(edition).verdict == "identical"


@each_with_data
def test_a_list_of_which_nothing_is_known_has_no_ranks(name: str) -> None:
    inputs, period = scheme(name).inputs, scheme(name).units.period
    empty = {
        table: frame.with_columns(
            pl.lit(None, frame.schema[column]).alias(column)
            for column, declared in inputs[table].columns.items()
            if declared.type in ("number", "integer") and column != period
        )
        for table, frame in of_sample(name).data.tables.items()
    }
    found = evaluate(scheme(name), Dataset(empty))
    assert found.ranking["rank"].null_count() == found.ranking.height
    codes = [finding.code for finding in found.findings]
    # Where units must be admitted, it is that which cannot be told.
    assert codes.count("unranked") + codes.count("admission-undecided") == found.ranking.height


@each
def test_a_readme_names_the_source(name: str) -> None:
    text = readme(name)
    assert text.startswith("# ")
    for source in scheme(name).sources.values():
        if source.by is not None:
            known = [source.number, str(source.by), *source.title.translations.values()]
            assert any(one in text for one in known if one), source.title


@each
def test_every_text_is_in_every_language(name: str) -> None:
    lacking = {
        where: set(LANGUAGES) - set(text.translations)
        for where, text in readable(name)
        if set(LANGUAGES) != set(text.translations)
    }
    assert lacking == {}


@each
@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_every_text_is_in_its_script(name: str, language: str) -> None:
    belongs = BELONGS[language.replace("-", "_")]
    foreign = {
        (where, character)
        for where, text in readable(name)
        for character in han(text.render(language))
        if not belongs(character)
    }
    assert foreign == set()


@each_with_data
def test_the_sample_has_a_file_for_every_required_table(name: str) -> None:
    inputs = scheme(name).inputs
    asked = {table for table, declared in inputs.items() if declared.required and not declared.file}
    assert asked <= set(sample(name))
    assert set(sample(name)) <= set(inputs)


@pytest.mark.parametrize("name", REQUIRED)
def test_the_columns_are_called_as_users_are_told(name: str) -> None:
    table = scheme(name).table
    assert {column for column, declared in table.columns.items() if declared.required} == (
        REQUIRED[name]
    )


@each
def test_every_rule_with_points_says_how_sure_it_is(name: str) -> None:
    declared = scheme(name)
    cited = {node.source.certainty for node in declared.nodes().values() if node.source}
    assert cited or declared.tree is None
    assert cited <= {"official", "press", "secondary", "own"}


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        find("brandlist")
    assert caught.value.problems[0].nearest == "brand-list"


def test_the_written_scheme_is_what_programs_read() -> None:
    dumped = scheme("tai").model_dump(mode="json", by_alias=True)
    assert json.loads(json.dumps(dumped, allow_nan=False))["scheme"] == "tai"
