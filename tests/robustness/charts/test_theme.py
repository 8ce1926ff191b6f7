"""Fonts by language, and texts that all can be translated."""

from __future__ import annotations

import gettext
import subprocess
import sys

import pytest

from steelyard.i18n import set_language
from steelyard.robustness.charts.ranks import rank_values
from steelyard.robustness.charts.theme import fonts, text_width
from tests.robustness.charts import samples
from tests.robustness.charts.test_saving import CHARTS

each_chart = pytest.mark.parametrize("name", CHARTS)


class Marked(gettext.NullTranslations):
    """A language in which every text is known by its brackets."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"


def texts(spec: dict) -> list[str]:
    """Return what people read: titles of charts, axes, legends and tooltips, texts of marks."""
    found = [*samples.walk(spec, "title"), *samples.walk(spec, "text")]
    found += [line for lines in samples.walk(spec, "subtitle") for line in lines]
    found.append(spec["description"])
    return [text for text in found if isinstance(text, str)]


@each_chart
def test_every_text_can_be_translated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.i18n._catalogue", lambda _tag: Marked())
    found = texts(CHARTS[name]().to_dict())
    assert len(found) > 3
    assert [text for text in found if not text.startswith("[")] == []


@each_chart
def test_a_chart_has_the_font_of_its_language(name: str) -> None:
    named = {}
    for language in ("en", "zh-Hant", "zh-Hans"):
        set_language(language)
        named[language] = CHARTS[name]().to_dict()["config"]["font"].split(", ")
    assert named["zh-Hant"][0] == "Noto Sans CJK TC"
    assert named["zh-Hans"][0] == "Noto Sans CJK SC"
    assert "Liberation Sans" in named["en"]
    assert {families[-1] for families in named.values()} == {"sans-serif"}


@pytest.mark.parametrize(
    ("texts", "family"),
    [
        (["臺灣積體電路"], "Noto Sans CJK TC"),
        (["华为投资"], "Noto Sans CJK SC"),
        (["Finland"], "Helvetica Neue"),
        ([], "Helvetica Neue"),
    ],
)
def test_an_english_chart_takes_the_font_of_its_names(texts: list[str], family: str) -> None:
    assert fonts("en", texts)[0] == family


def test_a_chinese_chart_keeps_the_font_of_its_language() -> None:
    assert fonts("zh-Hant", ["华为投资"])[0] == "Noto Sans CJK TC"


def test_a_chinese_character_is_as_wide_as_high() -> None:
    assert text_width("名次", 11) == 22


@pytest.mark.parametrize("last", [1, 1.5, 2, 9, 10, 11, 23, 51, 200, 4096, 100_000])
def test_an_axis_of_ranks_begins_with_1_and_has_a_dozen_labels_at_most(last: float) -> None:
    values = rank_values(last)
    assert values[0] == 1
    assert values[-1] <= last
    assert len(values) <= 12
    assert values == sorted(set(values))


def test_charts_are_imported_without_what_draws_them() -> None:
    code = "import sys, steelyard.robustness.charts; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"altair", "vl_convert"} & set(done.stdout.split())
