"""Everything that a person reads is in the language that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard import Edition, Scheme
from steelyard.cli import main
from steelyard.cli.app import COMMANDS
from steelyard.evaluation.descriptions import heading
from steelyard.i18n import set_language
from steelyard.library import names, sample
from tests.library.runs import scheme

CHINESE = ("zh-Hant", "zh-Hans")
each_chinese = pytest.mark.parametrize("language", CHINESE)
Capture = pytest.CaptureFixture[str]

# Three words of English one after the other are a sentence; names of files, tables and options
# stand alone or carry signs.
_SENTENCE = re.compile(r"(?<![\w=/.-])[A-Za-z]?[a-z]+(?: [a-z]+){2,}(?![\w=/-]|\.\w)")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def no_language_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    yield
    set_language(None)


def english_in(text: str) -> list[str]:
    """Return what looks like sentences in English; broken lines are joined first."""
    whole = re.sub(r"[\s│╭╰╮╯─]+", " ", text)
    return _SENTENCE.findall(whole)


def said(capsys: Capture, *words: object) -> str:
    """Return all that a command line prints."""
    capsys.readouterr()
    main([str(word) for word in words])
    captured = capsys.readouterr()
    return captured.out + captured.err


def headings(scheme: Scheme) -> dict[str, str]:
    """Return all headings of a scheme's ranking, tables and criteria in the current language."""
    units = scheme.units
    found = {
        name: heading(scheme, name)
        for name in ("rank", "score", units.key, units.title, units.period, *units.groups)
        if name is not None
    }
    found |= {name: heading(scheme, name) for name in scheme.show}
    for name, node in scheme.nodes().items():
        found[name] = node.title.render() if node.title else heading(scheme, node.indicator or name)
    for table_name, table in scheme.tables.items():
        found[f"tables.{table_name}"] = table.title.render() if table.title else table_name
        for name, measure in table.measures.items():
            title = measure.title.render() if measure.title else name
            found[f"tables.{table_name}.{name}"] = title
    return found


@pytest.mark.parametrize("text", ["Nothing is wrong.", "the table is, as it were, empty"])
def test_english_is_recognised(text: str) -> None:
    assert english_in(text)


@pytest.mark.parametrize(
    "text", ["總分：12 (USD million)", "SCHEME [[TABLE=]FILE]...", "run, check, new", "a b.csv"]
)
def test_names_and_units_are_no_english(text: str) -> None:
    assert english_in(text) == []


@each_chinese
@pytest.mark.parametrize("name", names())
def test_every_heading_of_the_library_is_in_chinese(name: str, language: str) -> None:
    set_language(language)
    found = headings(scheme(name))
    assert {column: text for column, text in found.items() if not _HAN.search(text)} == {}


@pytest.mark.parametrize("name", names())
def test_every_heading_of_the_library_is_in_english(name: str) -> None:
    set_language("en")
    found = headings(scheme(name))
    assert {column: t for column, t in found.items() if _HAN.search(t.replace("万元", ""))} == {}


@each_chinese
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_english_is_left_in_the_help(capsys: Capture, command: str, language: str) -> None:
    shown = said(capsys, *command.split(), "--help", "--lang", language)
    assert _HAN.search(shown)
    assert english_in(shown) == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_is_in_english_by_default(capsys: Capture, command: str) -> None:
    shown = said(capsys, *command.split(), "--help")
    assert not _HAN.search(shown.replace("元", ""))
    assert english_in(shown)


@each_chinese
@pytest.mark.parametrize("name", [name for name in names() if sample(name)])
def test_no_english_is_left_in_what_a_run_prints(capsys: Capture, name: str, language: str) -> None:
    few = ("--replications", "200")
    shown = said(capsys, "run", name, "--lang", language, "--top", "0", *few)
    assert _HAN.search(shown)
    data = sample(name).values()
    printed = " ".join(path.read_text(encoding="utf-8") for path in data)
    assert [words for words in english_in(shown) if words not in printed] == []


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with a unit that is not ranked."""
    folder = tmp_path_factory.mktemp("editions")
    table = sample("hdi")["countries"].read_text(encoding="utf-8") + "Utopia,80,12,,9000\n"
    (folder / "countries.csv").write_text(table, encoding="utf-8")
    words = ["run", "hdi", str(folder / "countries.csv"), "--out", str(folder / "ed")]
    assert main(words) == 0
    return folder / "ed"


@each_chinese
@pytest.mark.parametrize(
    "words",
    [
        ["verify", "{edition}"],
        ["explain", "{edition}", "Norway"],
        ["explain", "{edition}", "Utopia"],
        ["place", "{edition}", "{table}"],
        ["check", "tai"],
    ],
)
def test_no_english_is_left_in_what_the_other_commands_print(
    capsys: Capture, edition: Path, words: list[str], language: str
) -> None:
    table = edition.with_name("countries.csv")
    given = [word.format(edition=edition, table=table) for word in words]
    shown = said(capsys, *given, "--lang", language)
    assert _HAN.search(shown)
    assert english_in(shown) == []


@each_chinese
@pytest.mark.parametrize(
    "words",
    [
        ["rnu"],
        ["run"],
        ["run", "tai", "--ot"],
        ["run", "tai", "--out"],
        ["run", "tai", "--top", "x"],
        ["run", "tia"],
        ["run", "tai", "nothing.csv"],
        ["run", "tai", "x=y.csv"],
        ["run", "tai", "--sample", "later"],
        ["run", "tai", "x.csv", "--sample", "later"],
        ["verify", "."],
        ["explain", ".", "x"],
        ["schemes", "a", "b"],
    ],
)
def test_no_english_is_left_in_what_is_refused(
    capsys: Capture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    language: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = said(capsys, *words, "--lang", language)
    assert _HAN.search(shown)
    assert english_in(shown) == []


WRONG_SCHEME = """\
scheme: wrong
units: {table: units, key: unit}
inputs: {units: {columns: {unit: {type: txt}, a: {range: [1, 0]}}}}
derived: {r: {ratio: {of: a}}, s: {}}
steps: [normalize]
tree: {parts: {a: {weight: -1, points: 0}, b: {normalise: {method: bands, bands: []}}}}
rank: {by: a, given: a}
"""


@each_chinese
def test_no_english_is_left_in_what_is_wrong_with_a_scheme(
    capsys: Capture, tmp_path: Path, language: str
) -> None:
    (tmp_path / "wrong.yaml").write_text(WRONG_SCHEME)
    shown = said(capsys, "check", tmp_path / "wrong.yaml", "--lang", language)
    assert shown.count("\n") >= 8
    for line in shown.splitlines():
        assert _HAN.search(line), line
        assert english_in(line) == [], line


@each_chinese
def test_no_english_is_left_in_what_is_wrong_with_a_table(
    capsys: Capture, tmp_path: Path, language: str
) -> None:
    header, first, *rest = sample("tai")["countries"].read_text(encoding="utf-8").splitlines()
    wrong = tmp_path / "countries.csv"
    wrong.write_text("\n".join([header, "Finland,many,inf,1,999,1,1,1,1", first, *rest]))
    shown = said(capsys, "run", "tai", wrong, "--lang", language)
    assert shown.count("\n") == 3
    for line in shown.splitlines():
        assert _HAN.search(line), line
        assert english_in(line) == [], line


def test_the_findings_of_an_edition_are_in_every_language(tmp_path: Path, capsys: Capture) -> None:
    said(capsys, "run", "hdi", "--out", tmp_path / "ed")
    findings = Edition.open(tmp_path / "ed").findings
    assert findings.height == 2
    for language in CHINESE:
        for english, chinese in findings.select("message_en", f"message_{language}").iter_rows():
            assert not _HAN.search(english)
            assert _HAN.search(chinese)
            assert "values of" not in chinese


def test_findings_are_said_in_the_language_asked_for(capsys: Capture) -> None:
    messages = {}
    for language in ("en", *CHINESE):
        answer = json.loads(said(capsys, "run", "hdi", "--json", "--lang", language))
        messages[language] = [found["message"] for found in answer["findings"]]
    assert messages["en"]
    assert not any(_HAN.search(text) for text in messages["en"])
    for language in CHINESE:
        assert len(messages[language]) == len(messages["en"])
        assert all(_HAN.search(text) for text in messages[language])
    assert messages["zh-Hant"] != messages["zh-Hans"]
