"""Brands that two methods value, and of which it is known by construction what parts these."""

from __future__ import annotations

from typing import Any

import polars as pl

from steelyard import Dataset, Evaluation, Scheme, evaluate

__all__ = ["BRANDS", "SCHEME", "scheme", "valued"]

SCHEME: dict[str, Any] = {
    "scheme": "worth",
    "title": {"en": "Worth", "zh-Hant": "價值", "zh-Hans": "价值"},
    "units": {"table": "brands", "key": "brand", "groups": ["sector"]},
    "inputs": {
        "brands": {
            "columns": {
                "brand": {"type": "text"},
                "sector": {
                    "type": "text",
                    "title": {"en": "sector", "zh-Hant": "產業", "zh-Hans": "行业"},
                },
                "revenue": {"unit": "m"},
                "royalty": {"unit": "%"},
                "profit": {"unit": "m"},
                "multiple": {},
            }
        }
    },
    "derived": {
        "saved": {
            "unit": "m",
            "title": {"en": "Royalty saved", "zh-Hant": "節省的權利金", "zh-Hans": "节省的许可费"},
            "sql": "revenue * royalty / 100",
        },
        "earned": {
            "unit": "m",
            "title": {"en": "Profit times multiple", "zh-Hant": "利潤倍數", "zh-Hans": "利润倍数"},
            "sql": "profit * multiple",
        },
    },
    "rank": {"by": "saved"},
    "estimates": {
        "value": {
            "title": {"en": "brand value", "zh-Hant": "品牌價值", "zh-Hans": "品牌价值"},
            "of": ["saved", "earned"],
            "inputs": ["royalty", "multiple"],
            "within": "sector",
        }
    },
}

BRANDS = pl.DataFrame(
    {
        "brand": ["A", "B", "C", "D"],
        "sector": ["drinks", "drinks", "drinks", "cars"],
        "revenue": [1000.0, 1000.0, 1000.0, 500.0],
        "royalty": [5.0, 20.0, 5.0, 4.0],
        "profit": [10.0, 10.0, 10.0, 4.0],
        "multiple": [5.0, 5.0, 15.0, 5.0],
    }
)
"""Of A both methods say 50. B has four times the royalty of its sector, C three times the multiple:
200 against 50, and 50 against 150. D is alone in its sector: 20 by both."""


def scheme(**changes: Any) -> Scheme:
    return Scheme.model_validate(SCHEME | changes)


def valued(
    table: pl.DataFrame = BRANDS, estimate: dict[str, Any] | None = None, **changes: Any
) -> Evaluation:
    declared = SCHEME["estimates"]["value"] | (estimate or {})
    made = scheme(**({"estimates": {"value": declared}} | changes))
    return evaluate(made, Dataset.from_frames(made.inputs, {"brands": table}))
