"""The plane in the terminal and as JSON."""

from __future__ import annotations

import json

import pytest

from steelyard.cli import main

RUN = ["--lang", "en", "run", "innovation-path", "--replications", "100"]


def test_a_short_table_stands_behind_the_ranking(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--top", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Plane: The two paths")
    assert lines[start + 2].split() == ["Name", "Quadrant", "Probability"]
    rows = lines[start + 4 : start + 7]
    assert all(row.rstrip().endswith("%") for row in rows)
    assert any("Pioneers who scale" in row for row in rows)
    assert "… and 21 more rows." in lines[start:]


def test_without_replications_there_are_quadrants_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "zh-Hant", "run", "innovation-path", "--replications", "0"]) == 0
    out = capsys.readouterr().out
    assert "原創且擴張" in out
    assert "%" not in out.partition("兩條路徑")[2].partition("\n\n")[0]


def test_json_has_each_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    places = answer["plane"]
    assert len(places) == 24
    known = [one for one in places if one["quadrant"] is not None]
    for one in known:
        assert one["quadrant_probability"] == one[f"p_{one['quadrant']}"]
    assert len(known) == 23


def test_a_scheme_without_a_plane_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "run", "tai", "--replications", "0", "--json"]) == 0
    assert "plane" not in json.loads(capsys.readouterr().out)
