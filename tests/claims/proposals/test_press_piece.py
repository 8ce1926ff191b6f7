"""The press piece of the 500 brands, in our own words: what the program must find by itself."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from steelyard.claims.outcome import Audit, Checked
from tests.claims.proposals.corpus import audited

PIECE = """2026年世界品牌五百強發布 中國78個品牌上榜

評估機構近日發布2026年世界品牌五百強。評估從四個維度進行：財務表現、品牌強度、品牌貢獻和可持續發展。今年的500個品牌來自33個國家的212個城市，總價值超過14兆美元，比上年增長7.11%，平均品牌價值285.44億美元。

美國以180個品牌居首，總價值66,283億美元，平均368億美元。中國（含香港、台灣）有78個品牌上榜，比上年多2個，佔榜單的15.6%，在33個國家中排第二；總價值22,764億美元，佔總值的15.9%，平均約292億美元。

五城佔比逾七成

78個中國品牌分布在20個城市。北京38個、上海8個、深圳7個、廣州4個、杭州3個，五城合計60個，佔78個的77%。香港有2個。另有15個城市各有1個：台北、東莞、珠海、佛山、南京、蘇州、無錫、寧波、合肥、青島、寧德、鄭州、貴陽、瀘州、宜賓、廈門。深圳以7個品牌位居全國第二，而且全部是民營企業。北京以數量和價值均居世界城市第一，總價值12,178億美元。

47個國有品牌中有30個總部在北京。傳統製造業品牌20個，佔78個的25.6%，2024年為18個。評估的三個維度分別是財務表現、品牌強度和品牌貢獻。
"""  # fmt: skip


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audited(PIECE)


def of(audit: Audit, printed: str) -> list[Checked]:
    return [one for one in audit.checked if one.claim.printed == printed]


def verdict(audit: Audit, printed: str) -> str:
    return min(one.verdict for one in of(audit, printed))


@pytest.mark.parametrize("printed", ["15.6%", "368億美元", "約292億美元", "77%", "60個", "25.6%"])
def test_the_arithmetic_that_is_right_holds(audit: Audit, printed: str) -> None:
    assert {one.verdict for one in of(audit, printed)} == {"holds"}


@pytest.mark.parametrize("printed", ["285.44億美元", "15.9%"])
def test_what_hangs_on_over_14_trillion_is_possible(audit: Audit, printed: str) -> None:
    assert {one.verdict for one in of(audit, printed)} == {"possible"}


def test_fifteen_cities_have_sixteen_names(audit: Audit) -> None:
    (claim,) = (one for one in of(audit, "15個") if one.verdict == "contradicted")
    assert claim.found is not None
    assert claim.found.low == 16


def test_shenzhen_is_not_second_with_seven_where_shanghai_has_eight(audit: Audit) -> None:
    (claim,) = (one for one in of(audit, "第二") if one.verdict == "contradicted")
    assert claim.found is not None
    assert claim.found.low == 3


def test_four_dimensions_and_three_exclude_each_other(audit: Audit) -> None:
    (pair,) = audit.disagreements
    words = {one.claim.printed for one in audit.checked if one.name in pair.claims}
    assert words == {"四個", "三個"}


def test_nothing_else_is_called_wrong(audit: Audit) -> None:
    wrong = {one.claim.printed for one in audit.checked if one.verdict == "contradicted"}
    assert wrong == {"15個", "第二", "四個", "三個"}


def test_twenty_cities_are_twenty_two_in_the_list(shared: Path) -> None:
    file = shared / "brands" / "world500_2026_china.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        lines = [
            f"{row['rank']}、{row['brand']}({row['sector']}),{row['city']}"
            for row in csv.DictReader(rows)
        ]
    audit = audited(PIECE + "\n上榜中國品牌名單如下：\n" + "\n".join(lines) + "\n")
    (claim,) = (one for one in of(audit, "20個") if one.verdict == "contradicted")
    assert claim.found is not None
    assert claim.found.low == 22
