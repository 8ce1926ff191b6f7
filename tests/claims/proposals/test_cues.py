"""The vocabularies and tables of proposals."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import steelyard.claims.proposals
from steelyard.claims.proposals.cues import cue, ends_with, has, starts_with
from steelyard.claims.proposals.places import places

FOLDER = Path(steelyard.claims.proposals.__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("cues.csv"), ids=lambda row: row["cue"])
def test_a_cue_has_words_of_both_scripts_or_of_none(row: dict[str, str]) -> None:
    assert bool(row["zh-Hant"]) == bool(row["zh-Hans"])


@pytest.mark.parametrize("row", rows("cues.csv"), ids=lambda row: row["cue"])
def test_each_word_of_a_cue_is_found(row: dict[str, str]) -> None:
    for language in ("en", "zh-Hant", "zh-Hans"):
        for word in filter(None, row[language].split("|")):
            assert cue(row["cue"]).search(f" {word} ")


def test_english_cues_are_whole_words() -> None:
    assert not has("Europe", "up")


def test_the_longest_word_of_a_cue_is_found() -> None:
    found = cue("share").search("占比為")
    assert found is not None
    assert found[0] == "占比"


def test_a_cue_near_the_end_is_in_its_own_clause() -> None:
    assert ends_with("研發佔總數的", "share", room=4)
    assert not ends_with("研發佔先，另", "share", room=4)


def test_a_cue_near_the_beginning() -> None:
    assert starts_with(" a day", "per_day", room=1)
    assert not starts_with(" in a day", "per_day", room=1)


@pytest.mark.parametrize("row", rows("relations.csv"), ids=lambda row: row["relation"])
def test_certainties_are_shares_and_words_that_bind_weigh_more(row: dict[str, str]) -> None:
    assert 0 < float(row["near"]) < float(row["bound"]) < 1
    assert 0 < float(row["against"]) < 1


@pytest.mark.parametrize("row", rows("relations.csv"), ids=lambda row: row["relation"])
def test_notes_have_the_same_gaps_in_all_languages(row: dict[str, str]) -> None:
    gaps = [set(re.findall(r"\{(\w+)\}", row[tag])) for tag in ("en", "zh-Hant", "zh-Hans")]
    assert gaps[0] == gaps[1] == gaps[2]


def test_no_thing_is_named_twice() -> None:
    names = [row["thing"] for row in rows("things.csv")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", rows("places.csv"), ids=lambda row: row["place"])
def test_a_place_is_known_in_all_writings(row: dict[str, str]) -> None:
    for column in ("en", "zh-Hant", "zh-Hans"):
        for word in row[column].split("|"):
            assert places(word) == {row["place"]}


def test_a_place_inside_another_word_is_none() -> None:
    assert places("business in Chinatown") == frozenset()
