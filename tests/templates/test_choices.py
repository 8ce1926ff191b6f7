"""What a cell may say, in the language of the workbook."""

from __future__ import annotations

import pytest

from steelyard.i18n import set_language
from steelyard.scheme.inputs import Column
from steelyard.scheme.scheme import Scheme
from steelyard.templates.choices import Options, options, spoken


def test_labels_stand_for_choices(parks: Scheme) -> None:
    level = parks.inputs["parks"].columns["level"]
    assert spoken(level) == {"national": "National", "local": "Local"}
    set_language("zh-Hant")
    assert spoken(level) == {"national": "國家級", "local": "地方"}


@pytest.mark.parametrize(
    "labels",
    [
        {"a": "Same", "b": "Same"},
        {"a": "b", "b": "a"},
        {"a": {"en": "One", "zh-Hant": "二"}, "b": {"en": "二", "zh-Hant": "三"}},
    ],
)
def test_labels_that_could_be_another_choice_give_way_to_codes(labels: dict[str, object]) -> None:
    column = Column.model_validate({"type": "text", "choices": labels})
    assert spoken(column) == {code: code for code in labels}


def test_choices_without_labels_are_what_they_are() -> None:
    assert spoken(Column(type="text", choices=("b", "a"))) == {"b": "b", "a": "a"}


def test_a_column_that_takes_anything_says_nothing() -> None:
    assert spoken(Column(type="text")) == {}


@pytest.mark.parametrize(
    ("language", "meanings"),
    [
        ("en", ("Alpha", "Beta")),
        ("zh-Hant", ("甲省", "乙國")),
        ("zh-Hans", ("甲省", "乙国")),
    ],
)
def test_codes_of_a_reference_table_have_their_titles(
    parks: Scheme, language: str, meanings: tuple[str, ...]
) -> None:
    set_language(language)
    said = options(parks)["parks", "province"]
    assert (said.values, said.meanings) == (("010000", "020000"), meanings)


def test_only_columns_with_few_values_have_options(parks: Scheme) -> None:
    assert set(options(parks)) == {("parks", name) for name in ("level", "soil", "province", "lit")}


def test_numbers_among_choices_are_numbers() -> None:
    scheme = Scheme.parse(
        "scheme: s\ntitle: S\nunits: {table: t, key: k}\nsteps: []\nrank: {by: n}\n"
        'inputs: {t: {columns: {k: {type: text}, n: {type: integer, choices: ["1", "20"]}}}}\n'
    )
    assert options(scheme)["t", "n"] == Options("n", (1.0, 20.0))


def test_the_last_version_of_a_code_gives_its_title(parks: Scheme) -> None:
    path = parks.inputs["provinces"].bundled
    assert path is not None
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text + "010000,新,新,New\n", encoding="utf-8")
        declared = parks.inputs["provinces"].model_copy(update={"key": ()})
        changed = parks.model_copy(update={"inputs": {**parks.inputs, "provinces": declared}})
        said = options(changed)["parks", "province"]
    finally:
        path.write_text(text, encoding="utf-8")
    assert dict(zip(said.values, said.meanings, strict=True)) == {
        "010000": "New",
        "020000": "Beta",
    }


def test_a_self_assessment_names_the_criteria_of_the_tree() -> None:
    text = (
        "scheme: s\ntitle: S\nunits: {table: t, key: k}\n"
        "inputs:\n"
        "  t: {columns: {k: {type: text}, x: {}, y: {}}}\n"
        "  own:\n"
        "    key: [k, part]\n"
        "    columns: {k: {type: text, references: t.k}, part: {type: text}, points: {}}\n"
        "self_assessment: {table: own, criterion: part, points: points}\n"
        "tree: {parts: {x: {title: First}, y: {}}}\n"
    )
    assert options(Scheme.parse(text)) == {
        ("own", "part"): Options("part", ("x", "y"), ("First", ""))
    }
