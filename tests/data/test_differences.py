"""What changed from one version of a document to the next, by hand and by what must hold."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.data.checks import ROW
from steelyard.data.differences import Changed, Version, differences, entry_columns
from steelyard.scheme.inputs import Table

COLUMNS = {
    "province": {"type": "text"},
    "list": {"type": "text"},
    "from": {"type": "date"},
    "until": {"type": "date"},
    "section": {"type": "text"},
    "industry": {"type": "text"},
}
VERSIONS = {"of": ["province"], "version": "list", "from": "from", "until": "until"}
KEY = ("province", "list", "industry")


def table(key: Sequence[str] = KEY, versions: Mapping[str, Any] | None = None) -> Table:
    return Table.model_validate(
        {"columns": COLUMNS, "key": key, "versions": VERSIONS if versions is None else versions}
    )


def frame(*rows: tuple[str, str, str, str, str]) -> pl.DataFrame:
    """Return rows of province, list, first day, section and industry."""
    columns = ["province", "list", "from", "section", "industry"]
    made = pl.DataFrame(rows, dict.fromkeys(columns, pl.String), orient="row")
    return made.with_columns(
        pl.col("from").str.to_date(),
        pl.lit(None, pl.Date).alias("until"),
        (pl.int_range(pl.len()) + 2).alias(ROW),
    )


TWO = frame(
    ("440000", "2025", "2025-01-15", "C", "chips"),
    ("440000", "2025", "2025-01-15", "C", "steel"),
    ("440000", "2025", "2025-01-15", "I", "drones"),
    ("440000", "2024", "2024-03-01", "C", "drones"),
    ("440000", "2024", "2024-03-01", "C", "steel"),
    ("440000", "2024", "2024-03-01", "B", "coal"),
    ("440000", "2023", "2023-03-01", "X", "older"),
    ("510000", "first", "2025-06-01", "C", "drones"),
)


def entry(section: str, industry: str) -> dict[str, str]:
    return {"section": section, "industry": industry}


def test_the_newest_version_is_compared_with_the_one_before() -> None:
    guangdong, sichuan = differences(TWO, "lists", table())
    assert guangdong.owner == {"province": "440000"}
    assert guangdong.before == Version("2024", dt.date(2024, 3, 1))
    assert guangdong.after == Version("2025", dt.date(2025, 1, 15))
    assert guangdong.added == (entry("C", "chips"),)
    assert guangdong.removed == (entry("B", "coal"),)
    assert guangdong.changed == (Changed(entry("I", "drones"), {"section": "C"}),)
    assert (guangdong.entries, guangdong.unchanged) == (3, 1)
    assert (sichuan.before, sichuan.entries, sichuan.unchanged) == (None, 1, 0)
    assert (sichuan.added, sichuan.removed, sichuan.changed) == ((), (), ())


def test_a_former_list_may_be_a_file_of_its_own() -> None:
    draft = TWO.filter(list="2025")
    (found,) = differences(draft, "lists", table(), TWO.filter(pl.col("list") != "2025"))
    assert found == differences(TWO, "lists", table())[0]


def test_the_version_before_is_the_latest_of_both_files() -> None:
    own, former = TWO.filter(province="440000"), frame(("440000", "0", "2022-01-01", "C", "x"))
    (found,) = differences(own, "lists", table(), former)
    assert found.before == Version("2024", dt.date(2024, 3, 1))
    later = frame(("440000", "b", "2024-06-01", "C", "chips"))
    (found,) = differences(own, "lists", table(), later)
    assert found.before == Version("b", dt.date(2024, 6, 1))


def test_a_draft_that_does_not_begin_later_is_compared_with_the_newest_former() -> None:
    former = frame(("440000", "n", "2026-01-01", "C", "chips"))
    (found,) = differences(TWO.filter(list="2025"), "lists", table(), former)
    assert found.before == Version("n", dt.date(2026, 1, 1))
    assert len(found.added) == 2


def test_what_is_only_in_the_former_file_is_not_compared() -> None:
    (found,) = differences(TWO.filter(province="510000"), "lists", table(), TWO)
    assert found.owner == {"province": "510000"}


def test_entries_without_a_key_are_told_apart_by_all_columns() -> None:
    guangdong, _ = differences(TWO, "lists", table(key=()))
    assert entry("I", "drones") in guangdong.added
    assert entry("C", "drones") in guangdong.removed
    assert guangdong.changed == ()


def test_an_item_that_is_a_document_of_its_own_changes() -> None:
    items = table(
        key=("industry", "from"), versions={"of": ["industry"], "from": "from", "until": "until"}
    )
    rows = frame(
        ("p", "x", "2024-01-01", "encouraged", "1"),
        ("p", "x", "2025-01-01", "restricted", "1"),
        ("p", "x", "2024-01-01", "encouraged", "2"),
    )
    one, two = differences(rows, "catalogue", items)
    now = {"province": "p", "list": "x", "section": "restricted"}
    assert one.changed == (Changed(now, {"section": "encouraged"}),)
    assert one.before == Version("2024-01-01", dt.date(2024, 1, 1))
    assert two.before is None


def test_a_cell_that_was_empty_has_changed() -> None:
    rows = TWO.filter(list="2024").with_columns(section=pl.lit(None, pl.String))
    (found,) = differences(TWO.filter(list="2025"), "lists", table(), rows)
    assert found.changed[0].before == {"section": None}


def test_nothing_to_compare() -> None:
    assert differences(TWO.clear(), "lists", table()) == ()
    assert differences(TWO, "lists", Table.model_validate({"columns": COLUMNS})) == ()
    (found,) = differences(TWO.filter(list="2025"), "lists", table(), TWO.clear())
    assert found.before is None


def test_the_columns_of_an_entry_say_nothing_of_the_version() -> None:
    assert entry_columns(table()) == ["section", "industry"]
    assert entry_columns(Table.model_validate({"columns": COLUMNS})) == list(COLUMNS)


def test_programs_get_plain_values() -> None:
    answer = [found.to_json() for found in differences(TWO, "lists", table())]
    assert json.loads(json.dumps(answer)) == answer
    assert answer[0] == {
        "table": "lists",
        "owner": {"province": "440000"},
        "before": {"version": "2024", "from": "2024-03-01"},
        "after": {"version": "2025", "from": "2025-01-15"},
        "entries": 3,
        "added": [entry("C", "chips")],
        "removed": [entry("B", "coal")],
        "changed": [{"entry": entry("I", "drones"), "before": {"section": "C"}}],
        "unchanged": 1,
    }
    assert answer[1]["before"] is None


ENTRIES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("XYZ"), max_size=6)


@settings(max_examples=100, deadline=None)
@given(ENTRIES, ENTRIES)
def test_old_entries_and_differences_make_the_new_ones(
    old: dict[str, str], new: dict[str, str]
) -> None:
    rows = [("p", "1", "2024-01-01", section, name) for name, section in old.items()]
    rows += [("p", "2", "2025-01-01", section, name) for name, section in new.items()]
    if not old or not new:
        return
    (found,) = differences(frame(*rows), "lists", table())
    made = dict(old)
    for gone in found.removed:
        del made[gone["industry"]]
    for one in found.changed:
        assert one.before == {"section": made[one.entry["industry"]]}
        made[one.entry["industry"]] = one.entry["section"]
    for come in found.added:
        assert come["industry"] not in made
        made[come["industry"]] = come["section"]
    assert made == new
    assert found.unchanged == sum(old.get(name) == section for name, section in new.items())
