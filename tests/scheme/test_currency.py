"""The scheme's currency: where it is put in, where it is missing, and another one of choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Scheme, SchemeError, UsageError
from steelyard.scheme.inputs import Header

SCHEME = """\
scheme: brands
title: Brands
currency: USD
units: {table: brands, key: brand, groups: [country]}
inputs:
  brands:
    columns:
      brand: {type: text}
      country: {type: text}
      unit: {type: text}
      day: {type: date}
      fee: {unit: "{currency} thousand", headers: [{header: Fee, unit: "{currency}"}]}
      value: {}
derived:
  rate: {exchange: {from: unit, day: day}}
  in_euro: {exchange: {from: unit, day: day, to: EUR}}
  worth: {unit: "{currency} million", sql: value * rate}
rank: {by: worth}
tables:
  countries:
    by: [country]
    measures:
      worth: {unit: "{currency} million", sum: worth}
"""


FEE = """fee: {unit: "{currency} thousand", headers: [{header: Fee, unit: "{currency}"}]}"""
RESULTS = SCHEME.replace(FEE, "fee: {unit: USD thousand}")
"""The scheme with the currency in its results only, and in no file."""


def test_figures_of_a_file_are_never_taken_for_those_in_another_currency() -> None:
    with pytest.raises(UsageError) as refused:
        Scheme.parse(SCHEME, currency="CNY")
    assert "The files hold figures in USD: brands.fee. In CNY they would be" in str(refused.value)
    assert Scheme.parse(SCHEME, currency="USD") == Scheme.parse(SCHEME)


def problem(old: str, new: str) -> str:
    assert SCHEME.count(old) == 1
    with pytest.raises(SchemeError) as refused:
        Scheme.parse(SCHEME.replace(old, new), "brands.yaml")
    return str(refused.value)


def test_units_and_exchanges_say_the_currency() -> None:
    scheme = Scheme.parse(SCHEME)
    fee = scheme.inputs["brands"].columns["fee"]
    assert fee.unit == "USD thousand"
    assert [h.unit for h in fee.headers if isinstance(h, Header)] == ["USD"]
    assert scheme.derived["worth"].unit == "USD million"
    assert scheme.tables["countries"].measures["worth"].unit == "USD million"
    wanted = {name: f.exchange.to for name, f in scheme.derived.items() if f.exchange}
    assert wanted == {"rate": "USD", "in_euro": "EUR"}


def test_another_currency_is_put_in_instead() -> None:
    assert Scheme.parse(RESULTS, currency="CNY") == Scheme.parse(
        RESULTS.replace("currency: USD", "currency: CNY")
    )
    without = SCHEME.replace("currency: USD\n", "")
    assert Scheme.parse(without, currency="CNY").derived["worth"].unit == "CNY million"


def test_a_scheme_is_loaded_in_a_currency_of_choice(tmp_path: Path) -> None:
    path = tmp_path / "brands.yaml"
    path.write_text(RESULTS, encoding="utf-8")
    assert Scheme.load(path).currency == "USD"
    assert Scheme.load(path, currency="TWD").derived["worth"].unit == "TWD million"


def test_what_an_edition_keeps_says_the_currency_and_cannot_be_turned_into_another() -> None:
    kept = Scheme.parse(RESULTS, currency="CNY").to_yaml()
    assert "{currency}" not in kept
    assert Scheme.parse(kept) == Scheme.parse(RESULTS, currency="CNY")
    assert Scheme.parse(kept, currency="CNY") == Scheme.parse(kept)
    with pytest.raises(UsageError, match=r"No unit of this scheme says \{currency\}"):
        Scheme.parse(kept, currency="EUR")


def test_a_scheme_without_money_has_no_currency_of_choice() -> None:
    with pytest.raises(UsageError, match="cannot be run in another currency"):
        Scheme.load("tai", currency="EUR")


@pytest.mark.parametrize(
    ("currency", "near"),
    [("CNX", "Did you mean “CNY”?"), ("usd", "Did you mean “USD”?"), ("VND", "")],
)
def test_a_currency_without_rates_is_refused(currency: str, near: str) -> None:
    with pytest.raises(UsageError) as refused:
        Scheme.parse(SCHEME, currency=currency)
    assert f"There are no exchange rates of “{currency}”. {near}".strip() in str(refused.value)


def place(of: str, text: str = SCHEME) -> str:
    """Return where something stands in a scheme."""
    assert text.count(of) == 1
    before = text.partition(of)[0]
    return f"brands.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def test_a_gap_that_nothing_fills_is_told_with_its_place() -> None:
    text = SCHEME.replace("currency: USD\n", "")
    told = problem("currency: USD\n", "").splitlines()
    gap = "The unit says {currency}, but the scheme has no `currency`."
    worth = '"{currency} million", s'
    fee = place('"{currency} thousand', text), "inputs.brands.columns.fee.unit"
    header = place('"{currency}"', text), "inputs.brands.columns.fee.headers.0.unit"
    figure = place(f"{worth}ql", text), "derived.worth.unit"
    measure = place(f"{worth}um", text), "tables.countries.measures.worth.unit"
    expected = [f"{where}: {field}: {gap}" for where, field in (fee, header, figure, measure)]
    assert [line for line in told if gap in line] == expected
    where = place("exchange: {from: unit, day: day}}", text)
    assert any(line.startswith(f"{where}: derived.rate.exchange: Say `to`") for line in told)
    assert not [line for line in told if "in_euro" in line]


def no_rates(of: str, near: str) -> str:
    return f"There are no exchange rates of “{of}”. Did you mean “{near}”?"


def test_a_wrong_currency_is_told_once_with_its_place() -> None:
    told = problem("currency: USD", "currency: USX")
    assert told == f"{place('USD')}: currency: {no_rates('USX', 'USD')}"
    told = problem("currency: USD", "currency: dollars")
    assert told.startswith(f"{place('USD')}: currency: “dollars” is not a currency: three capital")
    assert "\n" not in told
    told = problem("to: EUR", "to: EUX")
    assert told == f"{place('EUR')}: derived.in_euro.exchange.to: {no_rates('EUX', 'EUR')}"


def test_a_currency_that_is_no_text_is_told_too() -> None:
    assert f"{place('USD')}: currency:" in problem("currency: USD", "currency: [USD]")
