"""Names of sheets: any title becomes one that spreadsheet programs take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steelyard.reports.workbook.names import sheet_name


@given(st.lists(st.text(max_size=50), max_size=12))
def test_any_titles_become_names_that_differ(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        name = sheet_name(title, taken)
        assert 1 <= len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.lower() != "history"
        assert name.lower() not in {other.lower() for other in taken}
        taken.append(name)


def test_names_of_titles() -> None:
    assert sheet_name("Ranking: National") == "Ranking National"
    assert sheet_name("History") == "History –"
    assert sheet_name("'") == "–"
    assert sheet_name("長" * 40) == "長" * 31
    assert sheet_name("長" * 40, ["長" * 31]) == "長" * 27 + " (2)"
