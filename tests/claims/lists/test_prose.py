"""What is no list: numbered prose, dates, enumerations in sentences, figures in lines."""

from __future__ import annotations

import pytest

from steelyard.claims.lists.find import lists


@pytest.mark.parametrize(
    "text",
    [
        "",
        "沒有名單。",
        (
            "1. First, we went to the market and bought apples. Then we left.\n"
            "2. Second, we saw the king. He was old and tired.\n"
            "3. Third, we slept for a very long time, and nobody woke us.\n"
        ),
        (
            "1、公司將進一步加強對核心技術的研究與開發，並在今後三年裡擴大投入。\n"
            "2、公司將在海外市場設立更多的分支機構，以便更好地服務當地的客戶。\n"
            "3、公司將優化管理，降低成本。各部門須於月底前提出方案。\n"
        ),
        "主要有三點：1、加強研發；2、擴大市場；3、降低成本。",
        "主要有三点：（1）加强研发；（2）扩大市场；（3）降低成本。",
        "日期為2024.1.5、2024.2.6、2024.3.7。",
        "在2023、2024、2025年，公司分別開店10、20、30家。",
        "第1、2、3名分別領獎。",
        "中國排名第8位，比上年上升2位；德國排第6位，下降了一位。美國仍居第1位，占47.1%。",
        "第二名日輝半導體為498億元，第三名康訊通訊為505億元，第四名友寧光電為297億元。",
        "The top 5 companies hold 11.2% of the R&D, the top 10 17.7%, the top 50 39.1%.",
        "Growth was 11.6, 12.6; the EU had 13.1 and 13.6. The US had 14.0 and 12.6 per cent.",
        "180 brands are American,\n78 are Chinese,\n33 are French.\n",
        "會議8:30 開始，9:30 休息，10:30 結束。",
        (
            "一、總體情況\n今年以來，全市經濟運行總體平穩，主要指標穩中有升，發展質量不斷提高。\n"
            "二、主要問題\n一些企業經營困難，需求不足，外部環境的不確定性仍然較大，必須高度重視。\n"
            "三、下一步\n加強調度，促進消費，擴大投資，落實各項政策，全力完成全年的目標任務。\n"
        ),
        "- We must do more for the poor, and do it now.\n- Nobody should wait.\n- Act.\n",
        "Version 1.2.3 follows 1.2.2; see 4.5.6 and 7.8.9 for others.",
        "a | b\nno table",
        "\tAn indented paragraph.\n\tAnother one.\n\tAnd a third.\n",
    ],
)
def test_no_list_is_found(text: str) -> None:
    assert lists(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1. 華為\n2. 騰訊\n3. 百度\n", ["華為", "騰訊", "百度"]),
        ("第一名是華為，第二名是騰訊，第三名是百度。", ["華為", "騰訊", "百度"]),
        ("第1名：華為\n第2名：騰訊\n", ["華為", "騰訊"]),
        ("No. 1 Apple\nNo. 2 General Motors\n", ["Apple", "General Motors"]),
        ("前三名依次為：①華為②騰訊③百度。", ["華為", "騰訊", "百度"]),
        (
            "1.華為 2.騰訊 3.百度 4.阿里 5.京東 6.美團",
            ["華為", "騰訊", "百度", "阿里", "京東", "美團"],
        ),
        ("1st Apple\n2nd Shell\n3rd Sony\n", ["Apple", "Shell", "Sony"]),
        ("排行榜 一、華為 二、騰訊 三、百度", ["華為", "騰訊", "百度"]),
    ],
)
def test_short_names_with_ranks_are_a_list(text: str, names: list[str]) -> None:
    (found,) = lists(text)
    assert [row[1].text for row in found.rows if row[1] is not None] == names
