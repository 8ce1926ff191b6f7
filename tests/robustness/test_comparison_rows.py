"""Whose rows are in a world: child tables, lists that units refer to, and other schemes' tables."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from steelyard import DataError, Dataset, Scheme
from steelyard.robustness.comparison.part import Part
from steelyard.robustness.comparison.population import owned, repopulated
from steelyard.robustness.comparison.reading import as_read, only_in, renamed
from steelyard.robustness.comparison.worlds import split

TEXT: dict[str, Any] = {"type": "text"}
FUNDS: dict[str, Any] = {
    "scheme": "funds",
    "title": "Funds",
    "units": {"table": "funds", "key": "fund"},
    "inputs": {
        "managers": {"key": ["manager"], "columns": {"manager": TEXT, "skill": {}}},
        "funds": {"columns": {"fund": TEXT, "manager": {**TEXT, "references": "managers.manager"}}},
        "deals": {
            "key": ["deal"],
            "columns": {
                "deal": TEXT,
                "fund": {**TEXT, "references": "funds.fund"},
                "amount": {"unit": "EUR million"},
            },
        },
        "patents": {
            "columns": {"deal": {**TEXT, "references": "deals.deal"}, "cited": {}},
        },
        "fields": {"columns": {"field": TEXT, "weight": {}}},
    },
    "derived": {
        "amount": {"sum": {"of": "deals.amount"}},
        "cited": {"on": "deals", "sum": {"of": "patents.cited"}},
        "all_cited": {"sum": {"of": "deals.cited"}},
        "skill": {"lookup": {"of": "managers.skill"}},
    },
    "tree": {"parts": {"amount": {}, "skill": {}, "all_cited": {}}},
}

Rows = dict[str, list[dict[str, Any]]]


def part(rows: Rows, bundled: frozenset[str] = frozenset(), **settings: Any) -> Part:
    declared = Scheme.model_validate({**FUNDS, **settings})
    tables = {
        name: pl.DataFrame(
            {column: [row.get(column) for row in rows.get(name, [])] for column in table.columns},
            strict=False,
        )
        for name, table in declared.inputs.items()
    }
    data = Dataset.from_frames(declared.inputs, tables)
    return Part(declared, data.tables, bundled)


def told(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(columns).rows()


BEFORE: Rows = {
    "managers": [{"manager": "m", "skill": 1.0}, {"manager": "old", "skill": 2.0}],
    "funds": [{"fund": "A", "manager": "m"}, {"fund": "L", "manager": "old"}],
    "deals": [
        {"deal": "1", "fund": "A", "amount": 10.0},
        {"deal": "2", "fund": "L", "amount": 20.0},
        {"deal": "3", "fund": "L", "amount": 30.0},
    ],
    "patents": [{"deal": "1", "cited": 1.0}, {"deal": "2", "cited": 2.0}],
    "fields": [{"field": "chips", "weight": 1.0}],
}
AFTER: Rows = {
    "managers": [{"manager": "m", "skill": 5.0}, {"manager": "new", "skill": 6.0}],
    "funds": [{"fund": "A", "manager": "m"}, {"fund": "N", "manager": "new"}],
    "deals": [
        {"deal": "1", "fund": "A", "amount": 11.0},
        {"deal": "2", "fund": "N", "amount": 22.0},
        {"deal": "4", "fund": "A", "amount": 44.0},
    ],
    "patents": [{"deal": "2", "cited": 7.0}, {"deal": "4", "cited": 8.0}],
    "fields": [{"field": "chips", "weight": 2.0}],
}


def test_rows_belong_to_units_through_any_number_of_tables() -> None:
    assert owned(part(BEFORE).scheme) == ("funds", "deals", "patents")


def test_the_same_list_is_the_same_tables() -> None:
    before, after = part(BEFORE), part(AFTER)
    assert repopulated(before, after, before.listed) is before.frames


def test_units_leave_with_all_their_rows_and_others_come_with_theirs() -> None:
    """Old figures, new list: L is gone with its deals, N is there with its own."""
    before, after = part(BEFORE), part(AFTER)
    found = repopulated(before, after, after.listed)
    assert told(found["funds"], "fund", "manager") == [("A", "m"), ("N", "new")]
    # What N refers to is added; what L referred to is nobody's and stays.
    assert told(found["managers"], "manager", "skill") == [("m", 1), ("old", 2), ("new", 6)]
    assert told(found["deals"], "deal", "fund", "amount") == [("1", "A", 10), ("2", "N", 22)]
    assert told(found["patents"], "deal", "cited") == [("1", 1), ("2", 7)]
    assert found["fields"].equals(before.frames["fields"])
    for frame in found.values():
        assert frame["_row"].n_unique() == frame.height


def test_it_works_the_other_way_round() -> None:
    before, after = part(BEFORE), part(AFTER)
    found = repopulated(after, before, before.listed)
    assert told(found["funds"], "fund") == [("A",), ("L",)]
    assert told(found["deals"], "deal", "fund", "amount") == [
        ("1", "A", 11),
        ("4", "A", 44),
        ("2", "L", 20),
        ("3", "L", 30),
    ]
    assert told(found["patents"], "deal", "cited") == [("4", 8), ("2", 2)]


def test_what_an_entrant_refers_to_comes_with_what_that_refers_to() -> None:
    inputs = {
        **FUNDS["inputs"],
        "cities": {"columns": {"city": TEXT}},
        "managers": {
            "columns": {
                **FUNDS["inputs"]["managers"]["columns"],
                "city": {**TEXT, "references": "cities.city"},
            }
        },
    }
    homes = {"m": "Taipei", "old": "Taipei", "new": "Tainan"}
    sides = []
    for rows in (BEFORE, AFTER):
        managers = [{**row, "city": homes[row["manager"]]} for row in rows["managers"]]
        cities = [{"city": city} for city in sorted({row["city"] for row in managers})]
        sides.append(part({**rows, "managers": managers, "cities": cities}, inputs=inputs))
    before, after = sides
    found = repopulated(before, after, after.listed)
    assert told(found["managers"], "manager", "city")[-1] == ("new", "Tainan")
    assert told(found["cities"], "city") == [("Taipei",), ("Tainan",)]


def test_what_two_units_share_stays_while_one_of_them_does() -> None:
    shared = changed(
        deals={"key": ["deal", "fund"], "columns": FUNDS["inputs"]["deals"]["columns"]}
    )
    deals = [{"deal": "1", "fund": fund, "amount": 1.0} for fund in "AL"]
    before = part({**BEFORE, "deals": deals, "patents": [{"deal": "1", "cited": 1.0}]}, **shared)
    after = part({**AFTER, "deals": [], "patents": []}, **shared)
    found = repopulated(before, after, after.listed)
    assert told(found["deals"], "deal", "fund") == [("1", "A")]
    assert told(found["patents"], "deal") == [("1",)]


def test_rows_whose_keys_are_taken_get_others() -> None:
    """Deals are counted from 1 in each edition: L's first is not A's."""
    before = {
        **BEFORE,
        "deals": [{"deal": "1", "fund": "L", "amount": 20.0}],
        "patents": [{"deal": "1", "cited": 2.0}],
    }
    after = {
        **AFTER,
        "deals": [{"deal": "1", "fund": "A", "amount": 11.0}],
        "patents": [{"deal": "1", "cited": 7.0}],
    }
    one, other = part(before), part(after)
    found = repopulated(other, one, one.listed)
    assert told(found["deals"], "deal", "fund", "amount") == [("1", "A", 11), ("1′", "L", 20)]
    assert told(found["patents"], "deal", "cited") == [("1", 7), ("1′", 2)]


def test_numbers_that_are_taken_go_on_after_the_last() -> None:
    inputs = FUNDS["inputs"]
    numbered = {
        **inputs,
        "deals": {
            **inputs["deals"],
            "columns": {**inputs["deals"]["columns"], "deal": {"type": "integer"}},
        },
        "patents": {
            "columns": {
                **inputs["patents"]["columns"],
                "deal": {"type": "integer", "references": "deals.deal"},
            }
        },
    }
    one = part(
        {
            **BEFORE,
            "deals": [{"deal": 1, "fund": "L", "amount": 1.0}],
            "patents": [{"deal": 1, "cited": 1.0}],
        },
        inputs=numbered,
    )
    other = part(
        {
            **AFTER,
            "deals": [{"deal": at, "fund": "A", "amount": 1.0} for at in (1, 2)],
            "patents": [],
        },
        inputs=numbered,
    )
    found = repopulated(other, one, one.listed)
    assert told(found["deals"], "deal", "fund") == [(1, "A"), (2, "A"), (3, "L")]
    assert told(found["patents"], "deal") == [(3,)]


def test_a_unit_that_refers_to_another_stays_when_that_leaves() -> None:
    inputs = {"units": {"columns": {"unit": TEXT, "parent": {**TEXT, "references": "units.unit"}}}}
    settings: dict[str, Any] = {
        "units": {"table": "units", "key": "unit"},
        "inputs": inputs,
        "derived": {},
        "tree": {"parts": {"x": {"indicator": "unit"}}},
    }
    before = part({"units": [{"unit": "p"}, {"unit": "c", "parent": "p"}]}, **settings)
    after = part({"units": [{"unit": "c"}]}, **settings)
    found = repopulated(before, after, after.listed)
    assert told(found["units"], "unit", "parent") == [("c", "p")]


YEARS: dict[str, Any] = {
    "units": {"table": "units", "key": "unit", "period": "year"},
    "derived": {},
    "tree": {"parts": {"a": {}}},
    "inputs": {
        "units": {"columns": {"unit": TEXT, "year": {"type": "integer"}, "a": {}}},
        "sales": {
            "columns": {
                "unit": {**TEXT, "references": "units.unit"},
                "to": {**TEXT, "references": "units.unit"},
                "year": {"type": "integer"},
            }
        },
    },
}


def years(rows: dict[int, list[str]], to: str | None = None, **settings: Any) -> Part:
    """Return units with a figure, their year, and a sale in each year, to one of them."""
    units = [
        {"unit": unit, "year": year, "a": float(year), "b": float(year)}
        for year, own in rows.items()
        for unit in own
    ]
    sales = [{"unit": row["unit"], "to": to, "year": row["year"]} for row in units]
    return part({"units": units, "sales": sales, "prizes": sales}, **{**YEARS, **settings})


def test_units_come_with_the_periods_counted_from_the_last() -> None:
    before = years({2021: ["A", "L"], 2022: ["A", "L"]})
    after = years({2020: ["N"], 2021: ["A", "N"], 2022: ["A", "N"], 2023: ["A", "N"]})
    found = repopulated(before, after, after.listed)
    assert told(found["units"], "unit", "year", "a") == [
        ("A", 2021, 2021),
        ("A", 2022, 2022),
        ("N", 2021, 2022),
        ("N", 2022, 2023),
    ]
    assert told(found["sales"], "unit", "year") == told(found["units"], "unit", "year")


def test_a_unit_of_the_past_alone_comes_with_its_rows_of_the_other_edition() -> None:
    """Back on the list after a gap: its old rows give way to the ones that it has now."""
    before = years({2021: ["A", "N"], 2022: ["A"]})
    after = years({2022: ["A"], 2023: ["A", "N"]})
    assert before.listed == {"A"}
    found = repopulated(before, after, after.listed)
    assert told(found["units"], "unit", "year", "a") == [
        ("A", 2021, 2021),
        ("A", 2022, 2022),
        ("N", 2022, 2023),
    ]
    assert told(found["sales"], "unit", "year")[-1] == ("N", 2022)


def test_a_row_that_refers_to_who_is_not_there_does_not_come() -> None:
    """H is of the past alone in the later edition, and not in the earlier at all."""
    before = years({2022: ["A"]})
    after = years({2022: ["H"], 2023: ["A", "N"]}, to="H")
    found = repopulated(before, after, after.listed)
    assert told(found["units"], "unit") == [("A",), ("N",)]
    assert told(found["sales"], "unit", "to") == [("A", None)]


def test_what_one_edition_has_stands_in_the_periods_of_the_other() -> None:
    """A figure and a table of 2022 and 2023 beside figures of 2021 and 2022."""
    inputs = YEARS["inputs"]
    more = {
        **inputs,
        "units": {"columns": {**inputs["units"]["columns"], "b": {}}},
        "prizes": {
            "columns": {
                "unit": {**TEXT, "references": "units.unit"},
                "year": {"type": "integer"},
            }
        },
    }
    before = years({2021: ["A"], 2022: ["A"]})
    after = years({2022: ["A"], 2023: ["A"]}, inputs=more)
    found = as_read(after, before).frames
    assert told(found["units"], "unit", "year", "b") == [("A", 2021, 2022), ("A", 2022, 2023)]
    assert told(found["prizes"], "unit", "year") == [("A", 2021), ("A", 2022)]


def changed(**tables: dict[str, Any]) -> dict[str, Any]:
    return {"inputs": {**FUNDS["inputs"], **tables}}


def test_figures_of_one_edition_only_are_taken_from_there() -> None:
    more = changed(
        deals={
            "key": ["deal"],
            "columns": {**FUNDS["inputs"]["deals"]["columns"], "green": {}},
        }
    )
    later: Rows = {**AFTER, "deals": [{**row, "green": 3.0} for row in AFTER["deals"]]}
    before, after = part(BEFORE), part(later, **more)
    assert only_in(after, before) == ("deals.green",)
    assert only_in(before, after) == ()
    found = as_read(after, before)
    # Of the deal that only the earlier has nothing is known; 2 is another's, but the same deal.
    assert told(found.frames["deals"], "deal", "amount", "green") == [
        ("1", 10, 3),
        ("2", 20, 3),
        ("3", 30, None),
    ]
    back = as_read(before, after)
    assert "green" not in back.frames["deals"].columns


def test_without_a_key_nobody_knows_which_rows_are_the_same() -> None:
    more = changed(patents={"columns": {**FUNDS["inputs"]["patents"]["columns"], "filed": {}}})
    later: Rows = {**AFTER, "patents": [{"deal": "1", "filed": 1.0}]}
    with pytest.raises(DataError, match="no key"):
        as_read(part(later, **more), part(BEFORE))


def test_a_table_of_one_edition_only_is_taken_from_there() -> None:
    more = changed(
        prizes={"columns": {"fund": {**TEXT, "references": "funds.fund"}, "prize": TEXT}}
    )
    prizes = [{"fund": "A", "prize": "x"}, {"fund": "N", "prize": "y"}]
    before, after = part(BEFORE), part({**AFTER, "prizes": prizes}, **more)
    assert only_in(after, before) == ("prizes",)
    found = as_read(after, before)
    # N is not among the units of the earlier edition; it brings its prize when it enters.
    assert told(found.frames["prizes"], "fund", "prize") == [("A", "x")]
    entered = repopulated(found, after, after.listed)
    assert told(entered["prizes"], "fund", "prize") == [("A", "x"), ("N", "y")]


def test_tables_that_came_with_a_scheme_go_with_it() -> None:
    bundled = frozenset({"fields"})
    before, after = part(BEFORE, bundled), part(AFTER, bundled)
    assert told(as_read(after, before).frames["fields"], "weight") == [(2,)]
    assert told(as_read(part(AFTER), part(BEFORE)).frames["fields"], "weight") == [(1,)]


def test_figures_are_read_in_the_unit_of_the_scheme_that_reads() -> None:
    columns = FUNDS["inputs"]["deals"]["columns"]
    thousands = changed(
        deals={"key": ["deal"], "columns": {**columns, "amount": {"unit": "EUR thousand"}}}
    )
    after = part(AFTER, **thousands)
    found = as_read(after, part(BEFORE))
    assert found.frames["deals"]["amount"].to_list() == [10_000, 20_000, 30_000]


def test_money_is_not_converted_without_a_rate() -> None:
    columns = FUNDS["inputs"]["deals"]["columns"]
    yen = changed(
        deals={"key": ["deal"], "columns": {**columns, "amount": {"unit": "JPY million"}}}
    )
    with pytest.raises(DataError, match="exchange rate"):
        as_read(part(AFTER, **yen), part(BEFORE))


def test_a_column_of_another_type_is_told() -> None:
    dated = changed(fields={"columns": {"field": {"type": "date"}, "weight": {}}})
    with pytest.raises(DataError, match="not of the type date"):
        as_read(part({**AFTER, "fields": []}, **dated), part(BEFORE))


def test_what_was_renamed_and_what_is_only_new() -> None:
    own = Scheme.model_validate(FUNDS)
    more = Scheme.model_validate({**FUNDS, **changed(prizes={"columns": {"prize": TEXT}})})
    fewer = {name: table for name, table in FUNDS["inputs"].items() if name != "fields"}
    other = {**fewer, "areas": FUNDS["inputs"]["fields"]}
    assert renamed(own, more) is None
    assert renamed(more, own) is None
    assert renamed(own, Scheme.model_validate({**FUNDS, "inputs": other})) == ("fields", "areas")


def shares_of(before: Part, after: Part) -> dict[str, list[float]]:
    """Return data, method and entrants of the units on both lists."""
    common = pl.DataFrame({"key": sorted(before.listed & after.listed), "list": ""})
    found = split(before, after, common)
    return dict(zip(common["key"], found.shares.T.tolist(), strict=True))


BY_AMOUNT: dict[str, Any] = {"tree": {"parts": {"amount": {}}}}


def test_an_entrant_brings_its_rows_into_the_world_of_old_figures() -> None:
    """By hand, totals of deals: B gains 40 and would be first, but C comes with 100."""
    deals = [("1", "A", 30.0), ("2", "B", 10.0)]
    before: Rows = {
        "managers": [{"manager": "m"}],
        "funds": [{"fund": name, "manager": "m"} for name in "AB"],
        "deals": [dict(zip(("deal", "fund", "amount"), row, strict=True)) for row in deals],
    }
    after: Rows = {
        **before,
        "funds": [*before["funds"], {"fund": "C", "manager": "m"}],
        "deals": [
            *before["deals"],
            {"deal": "3", "fund": "B", "amount": 40.0},
            {"deal": "4", "fund": "C", "amount": 60.0},
            {"deal": "5", "fund": "C", "amount": 40.0},
        ],
    }
    found = shares_of(part(before, **BY_AMOUNT), part(after, **BY_AMOUNT))
    assert found == {"A": [-1, 0, -1], "B": [1, 0, -1]}


def test_a_list_that_comes_with_the_scheme_and_changes_is_the_method() -> None:
    """The list gives chips 1 and ships 2, then 2 and 1; handed in, it would be the data."""
    inputs = {
        "units": {"columns": {"unit": TEXT, "field": {**TEXT, "references": "fields.field"}}},
        "fields": {"key": ["field"], "columns": {"field": TEXT, "worth": {}}},
    }
    settings: dict[str, Any] = {
        "units": {"table": "units", "key": "unit"},
        "inputs": inputs,
        "derived": {"worth": {"lookup": {"of": "fields.worth"}}},
        "tree": {"parts": {"worth": {}}},
    }
    units = [{"unit": "A", "field": "chips"}, {"unit": "B", "field": "ships"}]
    sides: list[Rows] = [
        {
            "units": units,
            "fields": [{"field": "chips", "worth": one}, {"field": "ships", "worth": 3.0 - one}],
        }
        for one in (1.0, 2.0)
    ]
    bundled = frozenset({"fields"})
    assert shares_of(*(part(rows, bundled, **settings) for rows in sides)) == {
        "A": [0, 1, 0],
        "B": [0, -1, 0],
    }
    assert shares_of(*(part(rows, **settings) for rows in sides)) == {
        "A": [1, 0, 0],
        "B": [-1, 0, 0],
    }


def test_an_indicator_that_is_new_counts_as_method() -> None:
    """By hand: a alone A, B, C; with b, which only the later edition has, B, C, A."""
    columns = {"unit": TEXT, "a": {}}
    own: dict[str, Any] = {
        "units": {"table": "units", "key": "unit"},
        "inputs": {"units": {"columns": columns}},
        "derived": {},
        "tree": {"parts": {"a": {}}},
    }
    more = {
        **own,
        "inputs": {"units": {"columns": {**columns, "b": {}}}},
        "tree": {"parts": {"a": {}, "b": {"weight": 3}}},
    }
    figures = {"A": (3.0, 0.0), "B": (2.0, 2.0), "C": (1.0, 1.5)}
    before = part({"units": [{"unit": n, "a": a} for n, (a, _) in figures.items()]}, **own)
    after = part({"units": [{"unit": n, "a": a, "b": b} for n, (a, b) in figures.items()]}, **more)
    assert shares_of(before, after) == {"A": [0, -2, 0], "B": [0, 1, 0], "C": [0, 1, 0]}
    assert shares_of(after, before) == {"A": [0, 2, 0], "B": [0, -1, 0], "C": [0, -1, 0]}
