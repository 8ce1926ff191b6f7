"""Money that varies is exchanged at rates that do not; a currency that varies varies its rate."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from steelyard import Scheme
from steelyard.robustness.varying.rederive import Rederivation
from tests.robustness.varying.trial import assert_same_as_rebuilt, drawn, errors, evaluated


def scheme(currency: dict[str, Any]) -> Scheme:
    """Values in currencies of their own, in dollars."""
    columns = {"unit": {"type": "text"}, "money": {"type": "text"}, "day": {"type": "date"}}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "currency": "USD",
            "units": {"table": "units", "key": "unit"},
            "inputs": {"units": {"columns": {**columns, "value": {}}}},
            "derived": {
                "currency": {"type": "text", **currency},
                "rate": {"exchange": {"from": "currency", "day": "day"}},
                "worth": {"unit": "{currency} million", "sql": "value * rate"},
            },
            "steps": ["derive", "normalise"],
            "tree": {"parts": {"worth": {}, "rate": {"normalise": "identity"}}},
        }
    )


TABLE = pl.DataFrame(
    {
        "unit": ["a", "b", "c", "d", "e"],
        "money": ["EUR", "CNY", "JPY", "XYZ", "USD"],
        "day": ["2025-12-31", "2024-12-31", "2025-12-28", "2025-12-31", "2025-12-31"],
        "value": [100.0, 900.0, 14_000.0, 50.0, None],
    }
).with_columns(pl.col("day").str.to_date())
ERRORS = {"value": errors(value={"relative": 0.3})}


def test_values_vary_and_their_rates_do_not() -> None:
    evaluation = evaluated(scheme({"sql": "money"}), TABLE)
    found = assert_same_as_rebuilt(evaluation, ERRORS, 4)
    assert set(found.figures) == {"worth"}


def test_a_currency_that_depends_on_a_value_varies_the_rate() -> None:
    declared = scheme({"sql": "CASE WHEN value > 120 THEN money ELSE 'CNY' END"})
    found = assert_same_as_rebuilt(evaluated(declared, TABLE), ERRORS, 6)
    assert set(found.figures) == {"worth", "rate"}
    rates = found.figures["rate"][:, 0]
    assert len(set(rates.tolist())) == 2, "in euros now, in yuan then"


def test_replications_stand_on_top_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(*_: Any) -> None:
        raise AssertionError("a rate looks at its own row only")

    monkeypatch.setattr(Rederivation, "_one_by_one", alone)
    declared = scheme({"sql": "CASE WHEN value > 120 THEN money ELSE 'CNY' END"})
    _varying, _numbers, found = drawn(evaluated(declared, TABLE), ERRORS)
    assert set(found.figures) == {"worth", "rate"}
