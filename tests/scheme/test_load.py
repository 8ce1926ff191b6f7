"""Reading schemes: every mistake is told with its line and column, and all of them at once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard import Scheme, SchemeError, UsageError
from steelyard.i18n import LANGUAGES, set_language
from tests.scheme.trial import FILE, TRIAL, marked, mistaken, place, problems

LONG = "9" * 400
DIGITS = "9" * 5000

WRONG_VALUES = [
    ("weight: 2", "weight: ‸heavy", "Expected a number, found “heavy”"),
    ("weight: 2", "weight: ‸[2]", "Expected a number, found […]"),
    ("weight: 2", "weight: ‸{of: 2}", "Expected a number, found {…}"),
    ("weight: 2", "weight: ‸-2", "at least 0, is -2"),
    ("weight: 2", "weight: ‸.nan", "finite number"),
    ("weight: 2", "weight: ‸.inf", "finite number"),
    ("weight: 2", "weight: ‸1e400", "finite number"),
    ("weight: 2", f"weight: ‸{LONG}", "Expected a number, found 999"),
    ("weight: 2", f"weight: ‸{DIGITS}", "5000 digits"),
    ("weight: 2", "points: ‸0", "greater than 0, is 0"),
    ("weight: 2", "points: ‸-1", "greater than 0, is -1"),
    ("weight: 2", "points: ‸.nan", "finite number"),
    ("weight: 2", "fixed: ‸perhaps", "Expected true or false, found “perhaps”"),
    ("weight: 2", "title: ‸''", "not empty"),
    ("weight: 2", "title: ‸5", "Expected a text, found 5"),
    ("weight: 2", "title: ‸2024-01-31", "Expected a text, found 2024-01-31"),
    ("weight: 2", "title: ‸2024-02-30", "day is out of range for month"),
    ("weight: 2", "title: ‸[left]", "Expected a text, found […]"),
    ("weight: 2", "title: ‸true", "Expected a text, found true"),
    ("[0, 10]", "‸[0, 10, 20]", "at most 2 entries, has 3"),
    ("[0, 10]", "‸0-10", "Expected a list, found “0-10”"),
    ("[region]", "‸region", "Expected a list, found “region”"),
    ("{unit: ha}", "‸ha", "Expected a mapping of names to values, found “ha”"),
    ("{method: mean}", "{method: nearest, neighbours: ‸some}", "whole number, found “some”"),
    ("scheme: trial", "steelyard: ‸2\nscheme: trial", "2 is not allowed; expected 1"),
    ("scheme: trial", "scheme: trial\nversion: ‸2001", "Expected a text, found 2001"),
    ("scheme: trial", "scheme: ‸a trial", "“a trial” is not a name"),
    ("    left:", "    ‸left side:", "“left side” is not a name"),
    ("    left:", "    ‸2:", "Expected a text, found 2"),
    ("unit: ha", f"unit: ‸{LONG}", "Expected a text, found 999"),
]
UNKNOWN_KEYS = [
    ("rank: {by: score}", "rank: {by: score}\n‸shw: [a]", "show"),
    ("weight: 2", "‸wieght: 2", "weight"),
    ("{unit: ha}", "{‸units: ha}", "unit"),
    ("ratio: {of: a", "ratio: {‸off: a, of: a", "of"),
    ("{title: The book}", "{title: The book, ‸yr: 1}", None),
    ("title: Trial", "title: {en: Trial, ‸zh-Hand: 試}", "zh-Hant"),
    ("    ratio: {of: a, to: b}", "    ‸rato: {of: a, to: b}", "ratio"),
    ("{method: mean}", "{method: mean, ‸bye: region}", "by"),
    ("  - impute: {method: mean}", "  - impute: mean\n    ‸witin: region", "within"),
    ("  - normalise", "  - normalise: {method: min_max, ‸rang: [0, 1]}", "range"),
    ("weight: 2", "aggregate: {method: power, exponent: 2, ‸coverge: 1}", "coverage"),
    ("{of: children.amount}", "{of: children.amount, where: {amount: {‸abov: 1}}}", "above"),
    (
        "a: {weight: 1}",
        "a: {normalise: {method: bands, bands: [{at_least: 1, gives: 1, ‸givs: 1}], otherwise: 0}}",
        "gives",
    ),
    (
        "a: {weight: 1}",
        "a: {normalise: {method: bands, bands: [{above: 1, gives: 1}], otherwise: 0, ‸else: 1}}",
        None,
    ),
]
MISSING_KEYS = [
    ("title: Trial\n", "", f"{FILE}:1:1", "title"),
    ("  key: unit\n", "", f"{FILE}:6:3", "key"),
    ("  book: {title: The book}", "  book: {by: Me}", f"{FILE}:4:9", "title"),
    ("{of: a, to: b}", "{of: a}", f"{FILE}:24:12", "to"),
    ("{method: mean}", "{within: region}", f"{FILE}:29:13", "method"),
    (
        "b: {weight: 3}",
        "b: {normalise: {method: bands, bands: [{at_least: 1, gives: 1}]}}",
        f"{FILE}:38:24",
        "otherwise",
    ),
]
UNKNOWN_METHODS = [
    ("- normalise", "- normalise: ‸minmax", "min_max"),
    ("- normalise", "- normalise: ‸{method: min-max}", "min_max"),
    ("{method: mean}", "‸maen", "mean"),
    ("weight: 2", "aggregate: ‸geometrical", "geometric"),
    ("weight: 2", "weigh: ‸{method: equals}", "equal"),
    ("  - normalise", "  - ‸normalize", "normalise"),
    ("  - normalise", "  - ‸normalize: min_max", "normalise"),
]
OWN_RULES = [
    ("ratio: {of: a, to: b}", "‸ratio: {of: a, to: b}\n    sql: a / b", "found ratio, sql"),
    ("ratio: {of: a, to: b}", "‸unit: ha", "exactly one of ratio, growth"),
    ("ratio: {of: a, to: b}", "‸type: text\n    ratio: {of: a, to: b}", "cannot be of type text"),
    ("show:", "tables: {t: {by: [], measures: ‸{}}}\nshow:", "at least 1 entries"),
    ("b: {weight: 3}", "b: ‸{weight: 3, points: 3}", "weight or points, not both"),
    ("b: {weight: 3}", "b: ‸{aggregate: geometric}", "“aggregate” does not belong on an indicator"),
    ("weight: 2", "‸weight: 2\n      indicator: a", "“indicator” does not belong on a criterion"),
    ("{by: score}", "‸{by: size, given: a}", "not both"),
    (
        "show:",
        "grades: ‸[{at_least: 10, grade: A}, {at_least: 20, grade: B}]\nshow:",
        "from the best down",
    ),
    (
        "show:",
        "grades: ‸[{at_least: null, grade: A}, {at_least: 20, grade: B}]\nshow:",
        "Only the last grade",
    ),
    (
        "show:",
        "tables: {t: ‸{by: [], measures: {n: {count: {}}}, order: {by: m}}}\nshow:",
        "no measure “m”",
    ),
    ("show:", "tables: {t: {by: [], measures: {n: ‸{}}}}\nshow:", "exactly one of count"),
    (
        "a: {weight: 1}",
        "a: {normalise: ‸{method: goalposts, lower: 2, upper: 1}}",
        "2",
    ),
]
DOCUMENTS = {
    "empty": ("‸", "A scheme is a mapping"),
    "comments": ("‸# nothing\n", "A scheme is a mapping"),
    "list": ("‸- scheme\n- title\n", "A scheme is a mapping"),
    "text": ("‸scheme\n", "A scheme is a mapping"),
    "bracket": ("title: [1, 2\nunits‸: 3\n", "not valid YAML: expected ',' or ']'"),
    "tab": ("units:\n‸\ttable: a\n", "cannot start any token"),
    "indentation": ("units:\n    table: a\n   ‸key: b\n", "not valid YAML"),
    "two documents": ("title: a\n‸---\ntitle: b\n", "another document"),
    "no anchor": ("title: ‸*nobody\n", "undefined alias"),
    "key twice": ("title: a\n‸title: b\n", "stands twice"),
    "key twice below": ("units:\n  key: a\n  table: b\n  ‸key: a\n", "stands twice"),
    "key twice in a line": ("units: {key: a, ‸key: a}\n", "stands twice"),
}


def laughs(depth: int) -> str:
    """Return a document of few lines that unfolds to 9 ** depth texts."""
    names = [f"n{at}" for at in range(depth)]
    lines = [f"{names[0]}: &{names[0]} [{', '.join('x' * 9)}]"]
    for below, name in pairwise(names):
        lines.append(f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]")
    return "\n".join(lines)


ENDLESS = {
    "unfolds": laughs(9),
    "deep": "title: " + "{a: " * 100 + "1" + "}" * 100,
    "deeper": "title: " + "[" * 500 + "1" + "]" * 500,
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG_VALUES)
def test_a_wrong_value_is_told_with_its_place(old: str, new: str, words: str) -> None:
    text, where = mistaken(old, new)
    (found,) = problems(text)
    assert place(found) == where
    assert words in str(found)


@pytest.mark.parametrize(("old", "new", "near"), UNKNOWN_KEYS)
def test_an_unknown_key_is_told_with_its_place_and_the_nearest(
    old: str, new: str, near: str | None
) -> None:
    text, where = mistaken(old, new)
    (found,) = problems(text)
    assert place(found) == where
    assert "not known here; expected one of: " in str(found)
    assert found.nearest == near


@pytest.mark.parametrize(("old", "new", "where", "key"), MISSING_KEYS)
def test_a_missing_key_is_told_with_the_place_that_lacks_it(
    old: str, new: str, where: str, key: str
) -> None:
    assert TRIAL.count(old) == 1
    (found,) = problems(TRIAL.replace(old, new))
    assert place(found) == where
    assert f"“{key}” is missing" in str(found)


@pytest.mark.parametrize(("old", "new", "near"), UNKNOWN_METHODS)
def test_an_unknown_method_or_step_is_told_with_the_nearest(old: str, new: str, near: str) -> None:
    text, where = mistaken(old, new)
    (found,) = problems(text)
    assert place(found) == where
    assert near in str(found.message)
    assert found.nearest == near


@pytest.mark.parametrize(("old", "new", "words"), OWN_RULES)
def test_what_cannot_be_within_a_part_is_told_with_its_place(
    old: str, new: str, words: str
) -> None:
    text, where = mistaken(old, new)
    found = [found for found in problems(text) if place(found) == where]
    assert [words for problem in found if words in str(problem)] == [words]


@pytest.mark.parametrize(("text", "words"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_no_yaml_mapping_is_told_with_its_place(text: str, words: str) -> None:
    text, where = marked(text)
    (found,) = problems(text)
    assert where.startswith(place(found))
    assert found.line is not None
    assert words in str(found)


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_what_unfolds_without_end_is_refused(text: str) -> None:
    assert "too large or too deep" in " ".join(str(found.message) for found in problems(text))


def test_a_tag_of_python_makes_nothing() -> None:
    text, _ = mistaken("{by: score}", "{by: ‸!!python/name:os.system a}")
    (found,) = problems(text)
    assert "Expected a text" in str(found)


def test_a_part_that_holds_itself_is_refused() -> None:
    text, where = mistaken("title: Trial", "title: ‸&again\n  en: *again")
    assert [place(found) for found in problems(text)] == [where]


def test_the_trial_is_right() -> None:
    assert problems(TRIAL) == ()


SEVERAL = """\
scheme: several
titel: Several
units: {table: cities, key: citty, groups: [region]}
inputs:
  cities:
    columns:
      city: {type: txt}
      size: {range: large}
derived:
  density: {ratoi: {of: people, to: area}}
  both: {ratio: {of: people, to: area}, sql: people / area}
steps:
  - normalize
  - impute: {method: maen}
tree:
  parts:
    size: {weight: -1, points: many, direction: upwards}
    density: {normalise: {method: bands, bands: [{at_least: 1, givs: 1}]}}
rank: {ties: none, tolerance: 2}
vetoes:
  none at all: {when: {size: {abov: 1}}, effect: strike}
"""


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    found = problems(SEVERAL)
    places = [(problem.line, problem.column) for problem in found]
    assert places == sorted(places, key=lambda place: (place[0] or 0, place[1] or 0))
    assert {line for line, _ in places} == {1, 2, 7, 8, 10, 11, 13, 14, 17, 18, 19, 21}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_report(language: str, snapshot: SnapshotAssertion) -> None:
    set_language(language)
    try:
        report = str(SchemeError(problems(SEVERAL)))
    finally:
        set_language(None)
    english = [words for words in ("not known here", "is missing", "Expected") if words in report]
    assert bool(english) == (language == "en")
    assert report == snapshot


def test_a_text_may_be_in_one_language_or_several() -> None:
    text = TRIAL.replace("title: Trial", "title: {en: Trial, zh-Hant: 試, zh-Hans: 试}")
    title = Scheme.parse(text).title
    assert (title.render("en"), title.render("zh-Hant"), title.render("zh-Hans")) == (
        *("Trial", "試", "试"),
    )
    assert Scheme.parse(TRIAL).title.render("zh-Hant") == "Trial"


def test_a_text_in_one_chinese_script_stands_in_for_the_other() -> None:
    text = TRIAL.replace("title: Trial", "title: {en: Trial, zh-Hans: 试}")
    assert Scheme.parse(text).title.render("zh-Hant") == "试"


def test_what_is_written_is_read_as_the_same() -> None:
    scheme = Scheme.parse(TRIAL)
    assert Scheme.parse(scheme.to_yaml()) == scheme


def test_what_is_written_says_every_default() -> None:
    written = Scheme.parse(TRIAL).to_yaml()
    assert "tolerance: 1e-12" in written
    assert "order: descending" in written


def test_a_scheme_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(TRIAL, encoding="utf-8")
    assert Scheme.load(tmp_path / "trial.yaml") == Scheme.parse(TRIAL)


def test_a_byte_order_mark_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(TRIAL, encoding="utf-8-sig")
    assert Scheme.load(tmp_path / "trial.yaml") == Scheme.parse(TRIAL)


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    file.write_bytes(TRIAL.replace("The book", "測試").encode("big5"))
    with pytest.raises(SchemeError, match="UTF-8") as caught:
        Scheme.load(file)
    assert place(caught.value.problems[0]) == f"{file}:4"


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no scheme file .*nothing\.yaml"):
        Scheme.load(tmp_path / "nothing.yaml")


def test_a_folder_is_no_scheme(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        Scheme.load(tmp_path / "folder.yaml")


def test_a_name_that_the_library_does_not_have_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        Scheme.load("rd-scorebord")
    assert caught.value.problems[0].nearest == "rd-scoreboard"
