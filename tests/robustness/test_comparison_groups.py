"""Two editions by group: sums, shares, growth, who entered, left and moved, and what adds up."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Dataset, Edition, Evaluation, Scheme, evaluate
from steelyard.robustness.comparison import Comparison, compare
from steelyard.robustness.comparison.groups import TOTAL, GroupTable
from steelyard.robustness.comparison.movement import Movement
from steelyard.robustness.comparison.roster import KEY

SCHEME: dict[str, Any] = {
    "scheme": "companies",
    "title": "Companies",
    "units": {"table": "companies", "key": "company", "groups": ["region"]},
    "inputs": {
        "companies": {
            "columns": {
                "company": {"type": "text"},
                "region": {"type": "text", "required": False},
                "sector": {"type": "text", "required": False},
                "rd": {"required": False},
                "last": {"required": False},
            }
        }
    },
    "rank": {"by": "rd"},
    "steps": ["derive"],
    "tables": {
        "regions": {
            "title": "By region",
            "by": ["region"],
            "total": True,
            "order": {"by": "rd"},
            "measures": {
                "companies": {"count": {}},
                "rd": {"title": "R&D", "unit": "EUR million", "sum": "rd"},
                "share": {"unit": "%", "share": "rd"},
                "mean": {"mean": "rd"},
                "growth": {"unit": "%", "growth": {"of": "rd", "since": "last"}},
            },
        }
    },
}
BEFORE = {
    # company: region, sector, R&D, R&D of the year before
    "Alder": ("US", "cars", 100.0, 90.0),
    "Birch": ("US", "drugs", 50.0, 50.0),
    "Cedar": ("EU", "cars", 40.0, 30.0),
    "Dogwood": ("EU", "drugs", 20.0, 20.0),
    "Elm": ("Japan", "cars", 10.0, 10.0),
}
AFTER = {
    "Alder": ("US", "cars", 110.0, 98.0),  # its last year at another rate
    "Birch": ("US", "drugs", None, 50.0),  # not known any more
    "Cedar": ("US", "cars", 45.0, 40.0),  # moved its seat
    "Dogwood": ("EU", "drugs", 30.0, 20.0),
    # Elm left
    "Fir": ("EU", "cars", 25.0, None),  # entered
}
Companies = Mapping[str, tuple[Any, ...]]


def evaluated(companies: Companies, **settings: Any) -> Evaluation:
    scheme = Scheme.model_validate(SCHEME | settings)
    columns = list(scheme.inputs["companies"].columns)
    frame = pl.DataFrame(
        [(name, *values) for name, values in companies.items()],
        schema={name: pl.Float64 if name in ("rd", "last") else pl.String for name in columns},
        orient="row",
    )
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"companies": frame}))


def written(folder: Path, companies: Companies, **settings: Any) -> Edition:
    return evaluated(companies, **settings).write(folder)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("groups")
    return compare(written(folder / "before", BEFORE), written(folder / "after", AFTER))


def values(table: GroupTable, measure: str) -> dict[str | None, tuple[Any, ...]]:
    """Return before, after, change and growth by group, None for all."""
    rows = table.values.filter(measure=measure)
    return {
        None if row[TOTAL] else row[table.labels[0]]: (
            *(row[name] for name in ("before", "after", "change", "growth")),
        )
        for row in rows.iter_rows(named=True)
    }


def by_group(table: GroupTable, frame: pl.DataFrame | None) -> dict[str | None, dict[str, Any]]:
    assert frame is not None
    return {
        None if row[TOTAL] else row[table.labels[0]]: {
            name: row[name] for name in row if name not in (TOTAL, "measure", *table.labels)
        }
        for row in frame.iter_rows(named=True)
    }


def test_every_measure_before_and_now(found: Comparison) -> None:
    (table,) = found.tables
    assert list(table.measures) == ["companies", "rd", "share", "mean", "growth"]
    assert values(table, "companies") == {
        "US": (2.0, 3.0, 1.0, pytest.approx(50.0)),
        "EU": (2.0, 2.0, 0.0, 0.0),
        "Japan": (1.0, 0.0, -1.0, pytest.approx(-100.0)),
        None: (5.0, 5.0, 0.0, 0.0),
    }
    assert values(table, "rd") == {
        "US": (150.0, 155.0, 5.0, pytest.approx(100 * 5 / 150)),
        "EU": (60.0, 55.0, -5.0, pytest.approx(-100 * 5 / 60)),
        "Japan": (10.0, 0.0, -10.0, pytest.approx(-100.0)),
        None: (220.0, 210.0, -10.0, pytest.approx(-100 * 10 / 220)),
    }


def test_shares_change_in_points_and_do_not_grow(found: Comparison) -> None:
    (table,) = found.tables
    shares = values(table, "share")
    assert shares["US"][2] == pytest.approx(100 * (155 / 210 - 150 / 220))
    assert shares["Japan"][:2] == (pytest.approx(100 * 10 / 220), 0.0)
    assert {row[3] for row in shares.values()} == {None}


def test_what_is_not_defined_for_a_group_that_is_gone_is_missing(found: Comparison) -> None:
    (table,) = found.tables
    assert values(table, "mean")["Japan"] == (10.0, None, None, None)
    assert values(table, "growth")["Japan"][1] is None


def test_who_came_left_and_moved(found: Comparison) -> None:
    (table,) = found.tables
    names = ("before", "stayed", "entered", "left", "moved_in", "moved_out", "after")
    assert by_group(table, table.units) == {
        "US": dict(zip(names, (2, 2, 0, 0, 1, 0, 3), strict=True)),
        "EU": dict(zip(names, (2, 1, 1, 0, 0, 1, 2), strict=True)),
        "Japan": dict(zip(names, (1, 0, 0, 1, 0, 0, 0), strict=True)),
        None: dict(zip(names, (5, 4, 1, 1, 0, 0, 5), strict=True)),
    }


def test_of_what_a_change_consists(found: Comparison) -> None:
    """By hand: Alder +10 stayed, Birch's 50 is not known any more, Cedar came with 45."""
    (table,) = found.tables
    sums = by_group(table, table.sums)
    none = dict.fromkeys(("stayed", "known", "entered", "left", "moved_in", "moved_out"), 0.0)
    sides = {
        group: {k: row[k] for k in ("before", "after", "change")} for group, row in sums.items()
    }
    parts = {group: {k: row[k] for k in none} for group, row in sums.items()}
    assert sides["US"] == {"before": 150.0, "after": 155.0, "change": 5.0}
    assert parts == {
        "US": none | {"stayed": 10.0, "known": -50.0, "moved_in": 45.0},
        "EU": none | {"stayed": 10.0, "entered": 25.0, "moved_out": 40.0},
        "Japan": none | {"left": 10.0},
        None: none | {"stayed": 25.0, "known": -50.0, "entered": 25.0, "left": 10.0},
    }


def test_two_growths_are_kept_apart_in_words(found: Comparison) -> None:
    said = [str(sentence) for sentence in found.summary]
    assert "R&D (EUR million), sum of the list: 220 before, 210 now, −4.5%." in said
    assert (
        "Its change of −10: +25 from the 4 on both lists, +25 from the 1 that entered, −10 from "
        "the 1 that left." in said
    )
    assert "Besides, −50 from figures of those on both lists that only one edition knows." in said
    # Alder 110/98, Cedar 45/40, Dogwood 30/20: of those that have both.
    own = 100 * (185 / 158 - 1)
    assert (
        "Growth of the same units, from last year’s figures in the later edition: "
        f"+{own:.1f}%." in said
    )


def test_programs_read_all_of_it(found: Comparison) -> None:
    answer = found.to_json()
    (table,) = answer["tables"]
    assert table["units"][0]["group"] == {"region": "US"}
    assert table["units"][-1]["group"] is None
    (one,) = answer["sums"]
    assert (one["figure"], one["change"], one["units"]["entered"]) == ("rd", -10.0, 1)
    assert one["growth_of_the_same"] == pytest.approx(100 * (185 / 158 - 1))


def test_what_is_published_is_what_the_units_add_up_to(found: Comparison) -> None:
    (table,) = found.tables
    sums = by_group(table, table.sums)
    for group, (before, after, *_rest) in values(table, "rd").items():
        assert (sums[group]["before"], sums[group]["after"]) == (before, after)


def test_a_list_that_ends_counts_who_is_on_it(tmp_path: Path) -> None:
    """Of a list of three: Cedar comes from the candidates and Birch goes to them."""
    rule = {"rank": {"by": "rd", "first": 3}}
    after = {**AFTER, "Birch": ("US", "drugs", 28.0, 50.0)}
    found = compare(
        written(tmp_path / "a", {**BEFORE, "Dogwood": ("EU", "drugs", 45.0, 20.0)}, **rule),
        written(tmp_path / "b", {**after, "Dogwood": ("EU", "drugs", 20.0, 45.0)}, **rule),
    )
    (table,) = found.tables
    assert by_group(table, table.units)[None] == {
        "before": 3,
        "stayed": 2,
        "entered": 1,
        "left": 1,
        "moved_in": 0,
        "moved_out": 0,
        "after": 3,
    }
    assert found.summary[0].values == {"both": 2, "entered": 1, "left": 1}
    listed = {row["company"]: row["listed"] for row in found.frame.iter_rows(named=True)}
    assert [name for name, on in listed.items() if on] == ["Alder", "Cedar", "Birch"]
    assert "1 were candidates before" in str(found.summary[1])
    assert found.changed == ("data", "entrants")


def test_the_end_of_a_list_is_no_change_of_method(tmp_path: Path) -> None:
    found = compare(
        written(tmp_path / "a", BEFORE),
        written(tmp_path / "b", BEFORE, rank={"by": "rd", "first": 2}),
    )
    assert found.changed == ()
    (table,) = found.tables
    assert by_group(table, table.units)[None]["left"] == 3


def test_a_group_that_is_not_stated_is_a_group(tmp_path: Path) -> None:
    found = compare(
        written(tmp_path / "a", {**BEFORE, "Elm": (None, "cars", 10.0, 10.0)}),
        written(tmp_path / "b", BEFORE),
    )
    (table,) = found.tables
    assert by_group(table, table.units)[""]["moved_out"] == 1
    assert by_group(table, table.units)["Japan"]["moved_in"] == 1
    groups = [row["group"] for row in table.to_json()["units"]]
    assert groups == [
        {"region": "US"},
        {"region": "EU"},
        {"region": "Japan"},
        {"region": None},
        None,
    ]


def test_amounts_are_converted(tmp_path: Path) -> None:
    billion = {
        "inputs": {
            "companies": {
                "columns": SCHEME["inputs"]["companies"]["columns"]
                | {"rd": {"unit": "EUR billion", "required": False}}
            }
        },
        "tables": {
            "regions": {
                "by": ["region"],
                "total": True,
                "measures": {"rd": {"unit": "EUR billion", "sum": "rd"}},
            }
        },
    }
    small = {name: (*rest, rd / 1000, last) for name, (*rest, rd, last) in BEFORE.items()}
    found = compare(written(tmp_path / "a", small, **billion), written(tmp_path / "b", BEFORE))
    (table,) = found.tables
    whole = values(table, "rd")[None]
    assert whole == (pytest.approx(220.0), 220.0, pytest.approx(0.0, abs=1e-9), pytest.approx(0.0))
    assert found.sums[0].found["before"] == pytest.approx(220.0)


def test_what_does_not_compare_is_said(tmp_path: Path) -> None:
    regions = SCHEME["tables"]["regions"]
    other = {**regions["measures"], "rd": {"unit": "people", "sum": "rd"}, "mean": {"sum": "rd"}}
    tables = {
        "regions": {**regions, "measures": other, "order": None},
        "sectors": {"by": ["region"], "measures": {"n": {"count": {}}}},
    }
    now = {**SCHEME["tables"], "sectors": {"by": ["sector"], "measures": {"n": {"count": {}}}}}
    found = compare(
        written(tmp_path / "a", BEFORE, tables=tables), written(tmp_path / "b", AFTER, tables=now)
    )
    (table,) = found.tables
    assert list(table.measures) == ["companies", "share", "growth"]
    assert [note.values["measure"] for note in table.notes] == ["rd", "mean"]
    assert any("“sectors” is grouped otherwise" in str(note) for note in found.summary)


def test_without_inputs_the_published_values_are_there(tmp_path: Path) -> None:
    """The region stands in the ranking; the sector only in the input."""
    sectors = {"sectors": {"by": ["sector"], "measures": {"rd": {"sum": "rd"}}}}
    tables = {"tables": SCHEME["tables"] | sectors}
    editions = [
        evaluated(companies, **tables).write(tmp_path / name, inputs=False)
        for name, companies in (("a", BEFORE), ("b", AFTER))
    ]
    found = compare(*editions)
    regions, by_sector = found.tables
    assert by_group(regions, regions.units)["US"]["moved_in"] == 1
    assert by_sector.units is None
    assert "“sector”" in str(by_sector.notes[0])
    assert by_sector.values.filter(sector="cars")["after"].to_list() == [180.0]


def test_names_of_groups_may_be_those_of_columns_here(tmp_path: Path) -> None:
    """A group column called like what is counted stands under another name."""
    columns = {"company": {"type": "text"}, "left": {"type": "text"}, "rd": {}}
    declared = {
        "units": {"table": "companies", "key": "company", "groups": ["left"]},
        "inputs": {"companies": {"columns": columns}},
        "tables": {
            "t": {"by": ["left"], "measures": {"before": {"sum": "rd"}, "value": {"mean": "rd"}}}
        },
    }
    scheme = Scheme.model_validate(SCHEME | declared)
    frame = pl.DataFrame({"company": ["a", "b"], "left": ["x", "y"], "rd": [2.0, 1.0]})
    data = Dataset.from_frames(scheme.inputs, {"companies": frame})
    editions = [evaluate(scheme, data).write(tmp_path / name) for name in "ab"]
    (table,) = compare(*editions).tables
    assert table.labels == ("left_",)
    assert table.to_json()["values"][0]["group"] == {"left": "x"}


def test_from_nothing_or_less_nothing_grows(tmp_path: Path) -> None:
    """A sum may be negative, as of profits: its change is told, its growth is not."""
    loss = {**BEFORE, "Elm": ("Japan", "cars", -10.0, 10.0)}
    found = compare(written(tmp_path / "a", loss), written(tmp_path / "b", BEFORE))
    assert values(found.tables[0], "rd")["Japan"] == (-10.0, 10.0, 20.0, None)
    none = {name: (*rest, 0.0, 1.0) for name, (*rest, _rd, _last) in BEFORE.items()}
    found = compare(written(tmp_path / "c", none), written(tmp_path / "d", BEFORE))
    assert found.sums[0].growth is None
    assert "R&D (EUR million), sum of the list: 0 before, 220 now." in map(str, found.summary)


def test_with_periods_the_last_of_each_compares(tmp_path: Path) -> None:
    declared = {
        "units": {"table": "companies", "key": "company", "period": "year", "groups": ["region"]},
        "inputs": {
            "companies": {
                "key": ["company", "year"],
                "columns": {
                    "company": {"type": "text"},
                    "year": {"type": "integer"},
                    "region": {"type": "text"},
                    "rd": {},
                },
            }
        },
        "tables": {
            "years": {"by": ["year", "region"], "total": True, "measures": {"rd": {"sum": "rd"}}},
            "all": {"by": ["region"], "measures": {"rd": {"sum": "rd"}}},
        },
    }
    scheme = Scheme.model_validate(SCHEME | declared)

    def edition(name: str, rows: list[tuple[str, int, str, float]]) -> Edition:
        frame = pl.DataFrame(rows, schema=["company", "year", "region", "rd"], orient="row")
        data = Dataset.from_frames(scheme.inputs, {"companies": frame})
        return evaluate(scheme, data).write(tmp_path / name)

    first = [("a", 2023, "US", 5.0), ("a", 2024, "US", 7.0), ("b", 2024, "EU", 3.0)]
    found = compare(edition("x", first), edition("y", [*first, ("a", 2025, "US", 9.0)]))
    years, everything = found.tables
    assert years.by == ("region",)
    assert values(years, "rd")["US"][:3] == (7.0, 9.0, 2.0)
    assert values(years, "rd")["EU"][:3] == (3.0, 0.0, -3.0)
    assert None not in values(years, "rd")
    assert by_group(years, years.units)["EU"]["left"] == 1
    assert everything.units is None
    assert values(everything, "rd")["US"][:2] == (12.0, 21.0)


amounts = st.one_of(st.none(), st.floats(-1e12, 1e12, allow_subnormal=False), st.integers(-9, 9))
rosters = st.dictionaries(
    st.sampled_from("abcdefgh"), st.tuples(st.sampled_from(["", "x", "y"]), amounts), max_size=8
)


def roster(companies: Mapping[str, tuple[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(key, group, None if f is None else float(f)) for key, (group, f) in companies.items()],
        schema={KEY: pl.String, "group": pl.String, "f": pl.Float64},
        orient="row",
    )


def exact(value: Any) -> Fraction:
    return Fraction(0) if value is None else Fraction(float(value))


@settings(max_examples=150, deadline=None)
@given(rosters, rosters)
def test_the_parts_add_up_to_the_change(
    before: dict[str, tuple[str, Any]], after: dict[str, tuple[str, Any]]
) -> None:
    """Brute force in fractions: each part is its exact sum, rounded once; so they add up."""
    movement = Movement.of(roster(before), roster(after), ["group"])
    counts = {row["group"]: row for row in movement.counts().iter_rows(named=True)}
    sums = {row["group"]: row for row in movement.sums("f").iter_rows(named=True)}
    assert sums.keys() == {group for group, _f in (*before.values(), *after.values())}
    for group, row in sums.items():
        was = {key for key, (own, _f) in before.items() if own == group}
        now = {key for key, (own, _f) in after.items() if own == group}
        both = was & now
        told = {k for k in both if before[k][1] is not None and after[k][1] is not None}
        then, here = ({k: exact(v[1]) for k, v in side.items()} for side in (before, after))
        expected = {
            "before": sum(then[k] for k in was),
            "after": sum(here[k] for k in now),
            "change": sum(here[k] for k in now) - sum(then[k] for k in was),
            "stayed": sum(here[k] - then[k] for k in told),
            "known": sum(here[k] - then[k] for k in both - told),
            "entered": sum(here[k] for k in now - before.keys()),
            "left": sum(then[k] for k in was - after.keys()),
            "moved_in": sum(here[k] for k in (now - was) & before.keys()),
            "moved_out": sum(then[k] for k in (was - now) & after.keys()),
        }
        assert expected["change"] == (
            expected["stayed"] + expected["known"] + expected["entered"] - expected["left"]
            + expected["moved_in"] - expected["moved_out"]
        )  # fmt: skip
        assert {name: row[name] for name in expected} == {
            name: float(value) for name, value in expected.items()
        }
        one = counts[group]
        gained = one["entered"] + one["moved_in"] - one["left"] - one["moved_out"]
        assert (one["before"], one["stayed"], one["after"]) == (len(was), len(both), len(now))
        assert one["after"] == one["before"] + gained
    whole = movement.whole()
    assert whole.counts()["stayed"].item() == len(before.keys() & after.keys())
    assert whole.sums("f")["moved_in"].item() == 0.0
