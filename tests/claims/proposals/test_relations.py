"""Each relation on sentences of three languages: what is tied, and what is left alone."""

from __future__ import annotations

import pytest

from steelyard.claims.outcome import Checked
from tests.claims.proposals.corpus import audited


def verdicts(text: str) -> dict[str, str]:
    """Return the verdict of each figure that was checked, contradictions before others."""
    found: dict[str, str] = {}
    for one in audited(text).checked:
        if one.verdict != "unchecked" and one.claim.printed is not None:
            found.setdefault(one.claim.printed, one.verdict)
    return found


def checked(text: str, printed: str) -> Checked:
    return next(
        one
        for one in audited(text).checked
        if one.claim.printed == printed and one.verdict != "unchecked"
    )


# In each the figure is right as first given and wrong as given second.
PAIRS = [
    ("share", "Of the 46 projects, 23 ({}) are new.", "50%", "60%"),
    ("share", "It has 840 staff, of whom 504, or {}, live in town.", "60%", "66%"),
    ("share", "On the list, 78 of the 500 brands, or {}, are Chinese.", "15.6%", "16.5%"),
    ("share", "公司有員工24,000人，其中研發人員9,600人，佔{}。", "40%", "45%"),
    ("share", "研發支出183.6億元，占營收1,530億元的{}。", "12%", "14%"),
    ("share", "全年专利1800件，其中发明专利1350件，占{}。", "75%", "85%"),
    (
        "mean",
        "The fund gave 1,840 million dollars to 46 projects, {} each.",
        "40 million dollars",
        "45 million dollars",
    ),
    ("mean", "二百個品牌總值3.2兆美元，平均每個{}。", "160億美元", "190億美元"),
    ("mean", "园区企业共25000家，服务100个园区，平均每个园区{}。", "250家", "290家"),
    (
        "sum",
        "China took 13.8 billion euros, Japan 6.9 billion and Korea 3.3 billion: together {}.",
        "24.0 billion euros",
        "26.0 billion euros",
    ),
    ("sum", "東京41個、首爾35個、北京24個，合共{}。", "100個", "110個"),
    ("sum", "出口前三位分别为9.0万辆、7.2万辆和5.4万辆，合计{}。", "21.6万辆", "26.1万辆"),
    ("growth", "Exports rose {} to 69.0 billion dollars from 60.0 billion dollars.", "15%", "12%"),
    ("growth", "營收由2023年的400億元增至500億元，增幅{}。", "25%", "30%"),
    ("growth", "全年收入420亿元，同比增长{}，上年为400亿元。", "5%", "8%"),
    ("growth", "Fares fell from 23.10 pounds to 21.00 pounds, or {}.", "9.1%", "10.1%"),
    (
        "difference",
        "It employs 1,320 people, {} more than the 1,200 of a year before.",
        "120",
        "220",
    ),
    ("difference", "企業3,600家，比去年底的3,200家增加{}。", "400家", "500家"),
    ("difference", "入选品牌120个，比上年增加{}，上年为105个。", "15个", "25个"),
    ("difference", "出口1638亿元，进口1092亿元，贸易顺差{}。", "546亿元", "564亿元"),
    (
        "per_day",
        "In the first half it spent 144.8 million euros, or {} a day.",
        "0.8 million euros",
        "0.9 million euros",
    ),
    ("per_day", "2025年上半年研發支出90.5億元，平均每天{}。", "5,000萬元", "6,000萬元"),
    ("per_day", "去年工厂生产家电292万台，日均{}。", "8000台", "9000台"),
    (
        "multiple",
        "Investors added 2.30 billion dollars, {} the 1.84 billion dollars of the fund.",
        "1.25 times",
        "1.75 times",
    ),
    ("multiple", "社會資本投入240億元，是基金投入96億元的{}。", "2.5倍", "3.5倍"),
    ("order", "北京38個、上海8個、深圳7個。深圳以7個位居全國{}。", "第三", "第二"),
    ("names", "It has {}: stamping, turning, grinding and assembly.", "four lines", "five lines"),
    ("names", "評選分{}維度：財務表現、品牌力量、永續發展。", "三個", "四個"),
    ("names", "公司设有{}实验室，分别是芯片、数据库、人工智能和通信实验室。", "四大", "五大"),
    ("age", "It was founded in 1976 and celebrates its {} anniversary in 2026.", "50th", "60th"),
    ("age", "公司成立於1995年，2025年迎來{}。", "30週年", "40週年"),
]


@pytest.mark.parametrize(("relation", "sentence", "right", "wrong"), PAIRS)
def test_a_right_figure_holds(relation: str, sentence: str, right: str, wrong: str) -> None:
    assert verdicts(sentence.format(right))[right] in {"holds", "truncated", "possible"}


@pytest.mark.parametrize(("relation", "sentence", "right", "wrong"), PAIRS)
def test_a_wrong_figure_is_contradicted(
    relation: str, sentence: str, right: str, wrong: str
) -> None:
    assert verdicts(sentence.format(wrong))[wrong] == "contradicted"


# True or not, these say nothing that the other figures of the text could contradict.
LEFT_ALONE = [
    "Sales rose 11% in Poland, where it has 61 shops; in Spain, with 130 shops, they were flat.",
    "Cargo fell 3% to 1.9 million tonnes. Jets made up 71% of all movements.",
    "Its 5 largest airlines have 62% of its slots, the largest alone 31%.",
    "It runs shops in 14 countries including Spain, Poland and Chile.",
    "海外收入佔遊戲收入的27%，三季度遊戲收入214億元。",
    "優果率從65%提高到80%，畝產由1.7噸提高到2.5噸。",
    "公司在美國、日本等9個國家設有據點。",
    "沿线规划开发地块23宗，面积约480公顷，已出让9宗，收入87亿元。",
    "蝕刻設備26.4億元，清洗設備19.8億元，其餘為零件與服務，合計19.8億元。",
    "The margin came to 5.2% on sales of 7.9 billion euros and a profit of 500 million euros.",
    "票价68元，较普速列车的31元高出一倍多。",
    "Northgate is 12th in Europe with 33.1 million, Saltham has 17.2 million, Whitby 11.1 million.",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_words_do_not_tie_is_not_contradicted(text: str) -> None:
    assert "contradicted" not in verdicts(text).values()


def test_another_reading_that_agrees_excuses_a_figure() -> None:
    text = "It has 200 staff. Of the 150 engineers, 50, or 25%, work abroad."
    assert verdicts(text).get("25%") != "contradicted"


def test_two_statements_of_one_quantity_that_differ_exclude_each_other() -> None:
    text = (
        "Of the brands on the list, 525 Chinese companies spent more than ever.\n\n"
        "In all, 581 Chinese companies spent more than ever, the list says.\n"
    )
    assert len(audited(text).disagreements) == 1


def test_statements_of_different_years_are_two_quantities() -> None:
    text = (
        "In 2024, 525 Chinese companies were on the list of spenders.\n\n"
        "In 2025, 581 Chinese companies were on the list of spenders.\n"
    )
    assert audited(text).disagreements == ()


def test_china_with_and_without_hong_kong_is_not_one_quantity() -> None:
    text = "大陸上榜企業共有525家企業入圍。\n\n上榜企業共有581家企業入圍。\n"
    assert audited(text).disagreements == ()


def test_a_heading_is_held_against_the_text_below() -> None:
    text = (
        "Sunmark to hire {} people for its plant\n\n"
        "Sunmark will hire 1,200 people for its plant in Teruel.\n"
    )
    assert audited(text.format("1,500")).disagreements
    assert not audited(text.format("1,200")).disagreements


LIST = """
1、南粵(飲料),廣州
2、海皇(調味),佛山
3、金葉(糖果),香港
4、白雲(乳品),廣州
5、珠記(糕餅),中山
6、深豐(糧油),深圳
"""


@pytest.mark.parametrize(
    ("sentence", "printed", "verdict"),
    [
        ("六強名單如下,分布在五個城市。", "五個", "holds"),
        ("六強名單如下,分布在四個城市。", "四個", "contradicted"),
        ("六強名單如下,廣州有兩個。", "兩個", "holds"),
        ("六強名單如下,廣州有三個。", "三個", "contradicted"),
        ("七強名單如下。", "七強", "contradicted"),
    ],
)
def test_counts_are_held_against_the_list(sentence: str, printed: str, verdict: str) -> None:
    assert verdicts(sentence + "\n" + LIST)[printed] == verdict


def test_a_list_that_is_only_a_part_contradicts_no_count() -> None:
    gapped = LIST.replace("2、", "12、").replace("3、", "31、")
    assert "contradicted" not in verdicts("百強在廣州有四個,分布在31個城市。\n" + gapped).values()


def test_a_top_100_has_no_1709_members() -> None:
    text = (
        "全球研發百強榜出爐。\n\n各地上榜的企業如下：美國674家，中國525家，歐盟318家，日本192家。\n"
    )
    (claim,) = (one for one in audited(text).checked if one.verdict == "contradicted")
    assert claim.printed is None
    assert set(claim.against) == {"f1", "f2", "f3", "f4", "f5"}


def test_a_top_2000_may_have_1709_members() -> None:
    text = (
        "全球研發2,000強榜出爐。\n\n"
        "各地上榜的企業如下：美國674家，中國525家，歐盟318家，日本192家。\n"
    )
    assert "contradicted" not in {one.verdict for one in audited(text).checked}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("各地上榜的企業如下：美國674家，中國525家。", "文中又說中國上榜企業是581家。"),
        ("上榜的中国企业共有525家。", "中国有581家企业上榜。"),
        ("On the list are 525 Chinese companies.", "China has 581 companies on the list."),
    ],
)
def test_the_members_of_one_country_are_counted_once(one: str, other: str) -> None:
    (pair,) = audited(f"{one}\n\n{other}\n").disagreements
    assert len(pair.claims) == 2


def test_the_members_of_a_part_are_another_quantity() -> None:
    text = "上榜的中國企業共有525家。\n\n上榜的中國民營企業有181家。\n"
    assert audited(text).disagreements == ()
