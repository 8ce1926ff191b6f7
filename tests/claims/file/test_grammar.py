"""The grammar of claims: what a claim may say, and that editors know it."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from steelyard.claims.file.grammar import Claim, Claims
from steelyard.claims.file.schema import json_schema

VALIDATOR = Draft202012Validator(json_schema())


def test_a_claim_is_checked_in_one_way() -> None:
    with pytest.raises(ValidationError, match="this one has query, names"):
        Claim(printed="3", query="SELECT 3", names=("甲",))


def test_a_claim_says_something() -> None:
    with pytest.raises(ValidationError, match="A claim needs “printed”"):
        Claim(quantity="brands")


def test_a_whole_number_may_stand_without_quotes() -> None:
    assert Claim.model_validate({"printed": 78}).printed == "78"


@pytest.mark.parametrize("value", [1.5, True, None, [78]])
def test_what_yaml_may_have_changed_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Claim.model_validate({"printed": value})


@pytest.mark.parametrize("name", ["brands", "中國", "b_2", "_b"])
def test_a_name_that_formulas_can_use_is_valid(name: str) -> None:
    declared = {"title": "T", "claims": {name: {"printed": "78"}}}
    assert list(Claims.model_validate(declared).claims) == [name]
    assert VALIDATOR.is_valid(declared)


@pytest.mark.parametrize("name", ["2b", "a-b", "a b", "a.b", ""])
def test_a_name_that_formulas_cannot_use_is_refused(name: str) -> None:
    declared = {"title": "T", "claims": {name: {"printed": "78"}}}
    with pytest.raises(ValidationError):
        Claims.model_validate(declared)
    assert not VALIDATOR.is_valid(declared)


@pytest.mark.parametrize(
    "declared",
    [
        {"claims": {"a": {"printed": "78"}}},
        {"title": "T", "claims": {}},
        {"title": "T", "claims": {"a": {"printd": "78"}}},
        {"title": "T", "claims": {"a": {"printed": "78", "status": "perhaps"}}},
        {"title": "T", "claims": {"a": {"printed": "78", "tolerance": 1}}},
        {"title": "T", "tables": {"t": {}}, "claims": {"a": {"printed": "78"}}},
    ],
)
def test_editors_and_program_refuse_the_same(declared: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(declared)
    with pytest.raises(ValidationError):
        Claims.model_validate(declared)


def test_all_that_the_grammar_has_is_valid_to_editors() -> None:
    declared = {
        "title": {"en": "Brands", "zh-Hant": "品牌"},
        "sources": {"news": {"title": "News", "date": "2026-01-20", "text": "news.txt"}},
        "tables": {"world": {"file": "world.csv", "sheet": "1"}},
        "tolerance": 0.1,
        "claims": {
            "china": {"source": "news", "words": "78個", "printed": "78個", "query": "SELECT 78"},
            "share": {"printed": "15.6%", "formula": "china / 500", "certainty": 0.5},
            "four": {"printed": "4", "names": ["甲", "乙"], "exact": True},
        },
    }
    VALIDATOR.validate(declared)
    Claims.model_validate(declared)
