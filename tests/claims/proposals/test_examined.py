"""Faults and gaps that an examination of the proposals brought to light, one example of each."""

from __future__ import annotations

import pytest

from tests.claims.proposals.test_relations import verdicts

_LIST = "\n1、南粵(飲料),廣州\n2、海皇(調味),佛山\n3、金葉(糖果),香港\n4、白雲(乳品),廣州\n"
_ENGLISH_LIST = (
    "\n1. Foley (drinks), Alder\n2. Barley (tools), Birch\n3. Bazin (cars), Alder\n"
    "4. Quarto (ships), Birch\n"
)

NOT_WRONG = {
    "a session is no place, Simplified": (
        "第一届有120家企业、第二届有160家、第三届有210家。第三届210家企业来自八个国家。"
    ),
    "a session is no place, Traditional": (
        "第一屆有120家企業、第二屆有160家、第三屆有210家。第三屆的210家企業來自八國。"
    ),
    "a phase is no place": (
        "The first phase has 40 presses, the second phase has 65 presses and the third phase 30."
    ),
    "working days, English": (
        "In 2025 the line made 500,000 cars, 2,000 cars a day on 250 working days."
    ),
    "working days, Simplified": "全年生产250个工作日，2025年产量50万辆，日均2000辆。",
    "days of a fair": "2025年展覽共20天，門票收入3,650萬元，平均每天收入182.5萬元。",
    "two companies' amounts": "甲骨公司營收90億元，乙醇集團去年為60億元，增加25億元。",
    "two companies' amounts, Simplified": (
        "甲骨公司营收90亿元，乙醇集团去年为60亿元，增加25亿元。"
    ),
    "two companies' amounts, English": (
        "Alder earned 900 million dollars, while Birch had 600 million dollars a year earlier, "
        "an increase of 250 million dollars."
    ),
    "some of this year, all of last": (
        "On the list are 450 firms that export, up 20% from 500 firms a year earlier."
    ),
    "the first few of a list": f"60個品牌中，24個來自廣州，分布在四個城市。前四名：{_LIST}",
    "a part of a list": f"廣州有三個品牌，分布在四個城市。部分名單如下：{_LIST}",
    "the first few of a list, English": (
        f"Of the 60 brands 24 come from Alder. The first four:{_ENGLISH_LIST}"
    ),
    "clauses of a heading": "四家車廠：為什麼越賣越虧，誰能活下去，誰會退場\n\n今年銷量下滑。",
    "clauses of a heading, English": (
        "Three carmakers: who sells, who loses, who stays, who goes\n\nSales fell this year."
    ),
    "a run-together list": "七家企業：1甲骨，2乙醇，3丙酮，4丁香，5戊糖，6己烷。",
    "a third of a share": "全廠900人，研發人員占40%，其中120人，約三分之一，在海外。",
    "a third of a share, English": (
        "Of its 900 staff, engineers make up 40%, and 120, or about a third, work abroad."
    ),
    "twice as many of one as of the other": (
        "The 1,200 patients of 30 clinics were no equals: twice as many women as men."
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", NOT_WRONG.values(), ids=NOT_WRONG.keys())
def test_what_is_not_wrong_is_not_contradicted(text: str) -> None:
    assert "contradicted" not in verdicts(text).values()


# In each the figure is right as first given and wrong as given second.
PAIRS = [
    ("500個品牌中有78個中國品牌，占{}。", "15.6%", "16.5%"),
    ("500个品牌中，中国有78个，占{}。", "15.6%", "16.5%"),
    ("Revenue totalled 40 billion euros. Cars earned 24 billion, {} of the total.", "60%", "66%"),
    ("Alder has 38 shops and Birch 12. Together they have {}.", "50 shops", "60 shops"),
    ("北京38家，上海8家。兩地合計{}。", "46家", "64家"),
    ("两市共{}，其中北京38家，上海8家。", "46家", "64家"),
    ("Cars make up 45% of sales, parts 30%, and services the remaining {}.", "25%", "35%"),
    ("汽車占45%，零件占30%，其餘{}為服務。", "25%", "35%"),
    ("汽车占45%，零件占30%，其余{}为服务。", "25%", "35%"),
    ("銷量由30萬輛增至90萬輛，為原來的{}。", "3倍", "4倍"),
    ("甲厂有90台，乙厂有30台，前者是后者的{}。", "3倍", "4倍"),
    ("Alder has 90 shops and Birch 30: {} as many.", "three times", "four times"),
    ("Sales {} to 60 million euros from 30 million euros.", "doubled", "quadrupled"),
    ("Rent is 12,000 euros a year, or {} a month.", "1,000 euros", "1,200 euros"),
    ("It pays {} a month, or 6,000 euros a year.", "500 euros", "590 euros"),
    ("租金每月{}，一年60.0萬元。", "5.0萬元", "6.0萬元"),
    ("英國{}(12家)，法國第二(20家)，德國第一(30家)。", "第三", "第二"),
    ("北京有38個，上海有8個，相差{}。", "30個", "40個"),
    ("甲有6,500台，比乙的5,700台多{}。", "800台", "900台"),
    ("上半年收入210亿元，下半年收入250亿元，全年收入{}。", "460亿元", "480亿元"),
    ("員工學歷：博士10%，碩士30%，學士45%，其他{}。", "15%", "25%"),
    ("2020年产量30万辆，2025年产量90万辆，是2020年的{}。", "3倍", "4倍"),
    ("榜單有300家企業，來自35個城市。製造業120家，占{}。", "40%", "45%"),
    ("The staff rose by {} to 640 from 600.", "40", "60"),
    ("2025年展期20天，門票收入3,650萬元，平均每天{}。", "182.5萬元", "192.5萬元"),
]


@pytest.mark.parametrize(("sentence", "right", "wrong"), PAIRS)
def test_a_right_figure_holds(sentence: str, right: str, wrong: str) -> None:
    assert "contradicted" not in verdicts(sentence.format(right)).values()
    assert verdicts(sentence.format(right)) != {}


@pytest.mark.parametrize(("sentence", "right", "wrong"), PAIRS)
def test_a_wrong_figure_is_contradicted(sentence: str, right: str, wrong: str) -> None:
    assert "contradicted" in verdicts(sentence.format(wrong)).values()


def test_the_rest_of_the_rest_is_not_the_rest() -> None:
    text = "汽车占45%，零件占30%，服务占其余的35%。"
    assert "contradicted" not in verdicts(text).values()
