"""Which places values mean."""

from __future__ import annotations

import pytest

from steelyard.i18n import speaking
from steelyard.publish.maps.places import place_name, recognised


def code(value, about="country"):
    found = recognised([value], about)
    return None if found is None else found.codes[value]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("TW", "TW"),
        ("TWN", "TW"),
        ("Korea, Rep. of", "KR"),
        ("Republic of Korea", "KR"),
        ("South Korea", "KR"),
        ("Korea, Dem. People's Rep.", "KP"),
        ("United States", "US"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("UK", "GB"),
        ("Britain", "GB"),
        ("Hong Kong, China (SAR)", "HK"),
        ("Taiwan, China", "TW"),
        ("Macau", "MO"),
        ("Russian Federation", "RU"),
        ("Viet Nam", "VN"),
        ("Turkey", "TR"),
        ("Czech Republic", "CZ"),
        ("cote d'ivoire", "CI"),
        ("臺灣", "TW"),
        ("台湾", "TW"),
        ("美國", "US"),
        ("美国", "US"),
        ("韓國", "KR"),
        ("沙烏地阿拉伯", "SA"),
        ("沙特阿拉伯", "SA"),
        ("中國香港", "HK"),
    ],
)
def test_countries_are_known_by_codes_and_names(value, expected):
    assert code(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("440000", "440000"),
        ("44", "440000"),
        ("CN-GD", "440000"),
        ("廣東省", "440000"),
        ("广东", "440000"),
        ("Guangdong Province", "440000"),
        ("Shaanxi", "610000"),
        ("Shanxi", "140000"),
        ("内蒙古自治区", "150000"),
        ("广西壮族自治区", "450000"),
        ("新疆維吾爾自治區", "650000"),
        ("Guangxi Zhuang Autonomous Region", "450000"),
        ("上海市", "310000"),
        ("重慶", "500000"),
    ],
)
def test_provinces_are_known_by_codes_and_names(value, expected):
    assert code(value, "province") == expected


@pytest.mark.parametrize("value", ["Atlantis", "EU", "Rest of world", "", "<script>", "深圳"])
def test_what_is_no_place_stays_unknown(value):
    assert code(value) is None


def test_codes_are_places_only_where_the_column_speaks_of_places():
    assert recognised(["HR", "IT", "PR"], "department") is None
    assert recognised(["HR", "IT", "PR"], "Country of origin") is not None
    assert recognised(["Croatia", "Italy"], "x") is not None


def test_four_of_five_values_must_be_places():
    some = ["Japan", "France", "Chad", "Peru"]
    most = recognised([*some, "Atlantis"], "x")
    assert most is not None
    assert most.unknown == ("Atlantis",)
    assert recognised([*some, "Atlantis", "Mu"], "x") is None


def test_a_place_has_a_name_in_each_language():
    names = {}
    for tag in ("en", "zh-Hant", "zh-Hans"):
        with speaking(tag):
            names[tag] = (place_name("countries", "TW"), place_name("provinces", "440000"))
    assert names == {
        "en": ("Taiwan", "Guangdong"),
        "zh-Hant": ("臺灣", "廣東"),
        "zh-Hans": ("台湾", "广东"),
    }
