"""Every sentence that a person may read exists in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from tools.messages import LANGUAGES, calls, catalogue_file, template, translated

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def source() -> Catalog:
    return template()


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (entry for entry in catalogue if entry.id)


def sentences(catalogue: Catalog) -> set[str]:
    return {str(entry.id) for entry in entries(catalogue)}


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def han(text: str) -> set[str]:
    return set(re.findall(r"[\u4e00-\u9fff]", text))


def common_in_traditional(character: str) -> bool:
    """Tell whether Big5 has the character on its first plane, of those in common use.

    On the second stand rare characters that the simplified script took for others (价, 体, 万).
    """
    try:
        return 0xA4 <= character.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def known_in_simplified(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


BELONGS = {"zh_Hant": common_in_traditional, "zh_Hans": known_in_simplified}


def test_the_source_has_sentences(source: Catalog) -> None:
    assert "{problem} Did you mean “{name}”?" in sentences(source)


def test_a_sentence_is_written_where_it_is_said() -> None:
    hidden = [f"{call.file}:{call.line}" for call in calls() if not call.sentences]
    assert not hidden, "only a literal can be extracted and translated"


def test_every_gap_has_a_name(source: Catalog) -> None:
    assert not [text for text in sentences(source) if gaps(text) & {"", "0", "1"}]


@each_language
def test_every_sentence_is_in_the_catalogue(source: Catalog, language: str) -> None:
    absent = sentences(source) - sentences(translated(language))
    assert not absent, "run make messages and translate what it adds"


@each_language
def test_nothing_else_is_in_the_catalogue(source: Catalog, language: str) -> None:
    catalogue = translated(language)
    left_over = sentences(catalogue) - sentences(source)
    assert not left_over | set(catalogue.obsolete), "run make messages"


@each_language
def test_every_sentence_is_translated(language: str) -> None:
    catalogue = translated(language)
    assert not [entry.id for entry in entries(catalogue) if not entry.string]


@each_language
def test_no_translation_is_a_guess(language: str) -> None:
    assert not [entry.id for entry in entries(translated(language)) if entry.fuzzy]


@each_language
def test_a_translation_has_the_gaps_of_its_sentence(language: str) -> None:
    differing = [
        (entry.id, entry.string)
        for entry in entries(translated(language))
        if entry.string and gaps(str(entry.id)) != gaps(str(entry.string))
    ]
    assert not differing


@each_language
def test_a_translation_is_in_its_script(language: str) -> None:
    foreign = {
        (character, str(entry.string))
        for entry in entries(translated(language))
        for character in han(str(entry.string))
        if not BELONGS[language](character)
    }
    assert not foreign


@pytest.mark.parametrize(
    ("language", "own", "foreign"),
    [("zh_Hant", "國體價后", "国体价"), ("zh_Hans", "国体价后", "國體價")],
)
def test_the_script_of_a_character(language: str, own: str, foreign: str) -> None:
    belongs = [character for character in own + foreign if BELONGS[language](character)]
    assert belongs == list(own)


@each_language
def test_the_program_reads_what_the_catalogue_says(language: str) -> None:
    said = {
        entry.id: entry.string
        for entry in entries(translated(language))
        if entry.string and not entry.fuzzy
    }
    with catalogue_file(language, ".mo").open("rb") as file:
        compiled = {entry.id: entry.string for entry in entries(read_mo(file))}
    assert compiled == said, "run make messages"
