from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.weigh import Factor, WeighSpec

ADAPTER: TypeAdapter[Any] = TypeAdapter(WeighSpec)
BARE = ["given", "equal", "equal_within_parent", "pca", "factor"]


@pytest.mark.parametrize("method", BARE)
def test_a_bare_name_is_the_method_with_its_defaults(method: str) -> None:
    assert ADAPTER.validate_python(method) == ADAPTER.validate_python({"method": method})
    assert ADAPTER.validate_python(method).method == method


def test_factor_settings() -> None:
    found = ADAPTER.validate_python({"method": "factor", "factors": 4, "eigenvalue": 0.7})
    assert found == Factor(factors=4, eigenvalue=0.7)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("pcs", "union_tag_invalid"),
        ({"method": "factor", "factors": 0}, "greater_than_equal"),
        ({"method": "factor", "eigenvalue": -1}, "greater_than_equal"),
        ({"method": "equal", "factors": 2}, "extra_forbidden"),
    ],
)
def test_wrong_settings_are_refused(wrong: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ADAPTER.validate_python(wrong)
    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_the_json_schema_knows_bare_names() -> None:
    assert ADAPTER.json_schema()["anyOf"][0]["enum"] == BARE
