"""Legal forms at the end of a name, or in front, and nowhere else."""

from __future__ import annotations

import pytest

from steelyard.names.legal_forms import strip_forms
from steelyard.names.normal import normal
from steelyard.names.tables import rows_of


def core(name: str) -> str:
    return strip_forms(normal(name)).core


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("華為技術有限公司", "华为技术"),
        ("華潤（集團）有限公司", "华润"),
        ("中國平安保險（集團）股份有限公司", "中国平安保险"),
        ("北京汽車集團控股有限公司", "北京汽车"),
        ("株式会社日立製作所", "日立制作所"),
        ("㈱東芝", "东芝"),
        ("任天堂株式会社", "任天堂"),
        ("삼성전자 주식회사", "삼성전자"),
        ("京東方A", "京东方"),
        ("小米集團－Ｗ", "小米"),
        ("AB Volvo", "volvo"),
        ("Volvo AB", "volvo"),
        ("Enel S.p.A.", "enel"),
        ("Novo Nordisk A/S", "novo nordisk"),
        ("Grupo Bimbo, S.A.B. de C.V.", "bimbo"),
        ("Marks & Spencer Group plc", "marks and spencer"),
        ("BYD Co., Ltd.", "byd"),
        ("The Coca-Cola Company", "coca cola"),
        ("HUAWEI INVESTMENT & HOLDING CO., LTD.", "huawei investment"),
    ],
)
def test_forms_are_taken_off(name: str, expected: str) -> None:
    assert core(name) == expected


@pytest.mark.parametrize(
    "name", ["公司", "集團", "Group", "AG", "株式会社", "Holdings", "有限公司", "A"]
)
def test_a_form_alone_is_a_name(name: str) -> None:
    assert core(name) == normal(name)


def test_every_form_is_one_behind_a_name_or_in_front_of_it() -> None:
    for row in rows_of("legal_forms.csv"):
        form = row["form"]
        han = row["position"] == "han-end"
        name = "甲乙丙" if han or not form.isascii() else "acme works"
        whole = f"{form} {name}" if row["position"] == "front" else f"{name} {form}"
        assert core(whole) == normal(name), form


@pytest.mark.parametrize(
    "name",
    [
        "Inc Research Labs",
        "Group Dynamics Software",
        "公司法研究",
        "集團軍工坊",
        "Cohort",
        "Agnico",
    ],
)
def test_elsewhere_it_is_none(name: str) -> None:
    assert core(name) == normal(name)


def test_what_forms_say() -> None:
    assert strip_forms("华润 集团 有限公司").kinds == {"group", "company"}
    assert strip_forms(normal("SAP SE")).kinds == {"joint-stock"}
    assert strip_forms(normal("SAP SE")).registered
    assert not strip_forms(normal("Tata Group")).registered
