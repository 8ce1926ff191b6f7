"""What the scheme asks for: its tables, columns, labels, and how sure each rule is."""

from __future__ import annotations

from collections import Counter

import pytest

from steelyard.data.headers import fold
from steelyard.i18n import LANGUAGES
from steelyard.scheme.inputs import Column, Header
from tests.library.runs import scheme

SCHEME = scheme("fund-direction")
REFERENCE = ("sections", "divisions", "fields", "strategies", "strategy_provinces", "provinces")
COLUMNS = {
    "managers": {"manager", "name", "licence", "senior_managers", "loss_events"},
    "funds": {
        *("fund", "name", "manager", "level", "kind", "province", "established", "year"),
        *("committed", "paid_in", "idle", "irr", "net_assets", "net_assets_last"),
        *("reinvestment", "bottlenecks", "key_livelihood"),
    },
    "investments": {
        *("fund", "investment", "project", "enterprise", "section", "division", "industry"),
        *("field", "strategy", "province", "form", "in_plan", "declared_class"),
        *("catalogue_item", "amount", "entry", "exit", "stage", "small", "ownership", "stake"),
        *("green", "patents", "transferred", "carbon_cut", "utilisation"),
        *("industry_utilisation", "revenue", "assets", "jobs", "tax"),
    },
    "contributions": {"fund", "investor", "amount"},
    "fund_fields": {"fund", "division", "industry"},
    "commitments": {"fund", "signatory", "date", "statement"},
    "self_assessment": {"fund", "criterion", "points", "note"},
    "reviews": {"fund", "rule", "met", "office", "date", "reason"},
    "register": {"fund", "name", "manager"},
    "provincial_lists": {"province", "list", "from", "until", "section", "division", "industry"},
    "catalogue": {"item", "division", "activity", "class", "from", "until"},
}
SUPPLIED = {
    **dict.fromkeys(("managers", "funds", "investments", "contributions"), "manager"),
    **dict.fromkeys(("fund_fields", "commitments", "self_assessment"), "manager"),
    **dict.fromkeys(("reviews", "register", "provincial_lists", "catalogue"), "office"),
}
MONEY = {
    "funds": {"committed", "paid_in", "idle", "net_assets", "net_assets_last"},
    "investments": {"amount", "revenue", "assets", "tax"},
    "contributions": {"amount"},
}
CERTAINTY = {
    # the table of the facts: first level, then the 13
    **dict.fromkeys(("policy", "layout", "execution"), "press"),
    **dict.fromkeys(("new_quality", "regional_strategy"), "press"),
    **dict.fromkeys(("science", "unified_market", "green", "private_economy"), "secondary"),
    **dict.fromkeys(("patient_capital", "social_capital", "livelihood"), "secondary"),
    **dict.fromkeys(("key_fields", "capacity", "use_of_money"), "secondary"),
    "manager_competence": "secondary",
}
EVERY = [(table, name) for table, one in SCHEME.inputs.items() for name in one.columns]


def column(table: str, name: str) -> Column:
    return SCHEME.inputs[table].columns[name]


def test_the_tables_are_those_of_the_suppliers_and_the_reference_data() -> None:
    assert list(SCHEME.inputs) == [*COLUMNS, *REFERENCE]


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_asks_for_its_columns(table: str) -> None:
    assert set(SCHEME.inputs[table].columns) == COLUMNS[table]


def test_every_table_has_a_supplier_or_comes_with_the_scheme() -> None:
    assert {n: t.supplier for n, t in SCHEME.inputs.items() if t.supplier} == SUPPLIED
    for name in REFERENCE:
        assert SCHEME.inputs[name].bundled is not None, name


def test_managers_deliver_and_the_office_keeps_the_lists() -> None:
    assert {name: one.several for name, one in SCHEME.suppliers.items()} == {
        "manager": True,
        "office": False,
    }


def test_only_what_managers_must_deliver_is_required() -> None:
    assert {name for name, table in SCHEME.inputs.items() if table.required} == {
        *("managers", "funds", "investments", "contributions")
    }


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_a_column_is_named_in_every_language(table: str, name: str) -> None:
    title = column(table, name).title
    assert title is not None
    assert set(title.translations) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("table", "name"), [(table, name) for table, name in EVERY if column(table, name).choices]
)
def test_a_choice_is_labelled_without_ambiguity(table: str, name: str) -> None:
    one = column(table, name)
    assert one.choices is not None
    assert set(one.labels) == set(one.choices)
    for language in LANGUAGES:
        labels = [label.render(language) for label in one.labels.values()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("table", SCHEME.inputs)
def test_a_header_names_one_column(table: str) -> None:
    names = Counter[str]()
    for name, one in SCHEME.inputs[table].columns.items():
        printed = [h.header if isinstance(h, Header) else h for h in one.headers]
        names.update({fold(text) for text in (name, *printed)})
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_a_title_is_read_as_a_header(table: str, name: str) -> None:
    one = column(table, name)
    assert one.title is not None
    printed = {fold(h.header if isinstance(h, Header) else h) for h in one.headers} | {fold(name)}
    assert {fold(text) for text in one.title.translations.values()} <= printed


def test_money_is_in_ten_thousand_yuan() -> None:
    found = {
        table: {name for name, one in declared.columns.items() if one.unit == "万元"}
        for table, declared in SCHEME.inputs.items()
    }
    assert {table: names for table, names in found.items() if names} == MONEY


def test_the_lists_change_at_most_once_a_year() -> None:
    versions = SCHEME.inputs["provincial_lists"].versions
    assert versions is not None
    assert versions.changes_a_year == 1
    assert versions.of == ("province",)


def test_how_sure_a_rule_is_stands_as_in_the_facts() -> None:
    found = {name: node.source.certainty for name, node in SCHEME.nodes().items() if node.source}
    assert {name: found.get(name) for name in CERTAINTY} == CERTAINTY
    assert "official" not in found.values()


def test_national_and_local_funds_are_ranked_apart() -> None:
    assert (SCHEME.rank.within, SCHEME.rank.also) == (("level",), ("province",))


def test_the_ways_to_strike_a_score_are_off() -> None:
    assert {name: veto.enabled for name, veto in SCHEME.vetoes.items()} == {
        "prohibited_activity": False,
        "closed_class": False,
    }
    broken = {rule for veto in SCHEME.vetoes.values() for rule in veto.breaks or ()}
    regulated = {name for name, rule in SCHEME.rules.items() if rule.severity == "breach"}
    of_offices = {"manager_differs", "list_section", "list_closed_class"}
    assert broken == regulated - of_offices
