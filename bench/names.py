"""How well and how fast names are matched across lists.

How well: on the pairs of ``tests/names/pairs.csv``, halved by a fixed hash into those that the
tables and costs were tuned on and those held out, and again without the table of brands. How
fast: two lists of 100,000 made-up names, variants of each other for the most part, in a process
of its own whose peak memory is told.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from steelyard.names.match import match
from steelyard.names.normal import normal_forms
from steelyard.names.parts import Parts, Reader
from steelyard.names.score import CERTAIN, UNSURE, compare_faces
from steelyard.names.spelling import pinyin
from steelyard.names.tables import rows_of
from steelyard.names.vocabulary import vocabulary

__all__ = ["half", "made_up", "measured", "names", "pairs"]

PAIRS = Path(__file__).parent.parent / "tests" / "names" / "pairs.csv"
ENTRIES, SEED = 100_000, 1
SAMPLE = 2_000
_SYLLABLES = (
    "安邦博昌成达德鼎东方飞富光国海汉恒宏华辉惠嘉健金锦景凯康科利联龙隆美明茂宁鹏普齐"
    "庆仁荣瑞润三森盛顺泰腾天通同威伟文祥欣信兴旭亚阳益永裕源远云泽展正志中众卓"
)
_SOUNDS = (
    *("ba", "cor", "den", "el", "fa", "gar", "hol", "im", "jo", "ken", "lu", "mar", "nor"),
    *("or", "pel", "qua", "ris", "sol", "tan", "ul", "ver", "wes", "xan", "yor", "zet"),
)


def pairs() -> list[dict[str, str]]:
    """Return the measuring set: ``name_a``, ``name_b``, ``same``, ``note``."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half(row: dict[str, str]) -> str:
    """Return in which half of the measuring set a pair is, by a hash of its names."""
    digest = hashlib.sha256(f"{row['name_a']}\t{row['name_b']}".encode()).digest()
    return "held-out" if digest[0] % 2 else "tuning"


def measured(rows: Sequence[dict[str, str]], reader: Reader) -> dict[str, object]:
    """Return precision and recall of what is taken without asking, and what is asked about."""
    found = {(same, verdict): 0 for same in (True, False) for verdict in ("same", "unsure", "no")}
    for row in rows:
        one, two = reader.read([row["name_a"], row["name_b"]])
        score = compare_faces(one, two).score
        verdict = "same" if score >= CERTAIN else "unsure" if score >= UNSURE else "no"
        found[row["same"] == "1", verdict] += 1
    right, wrong = found[True, "same"], found[False, "same"]
    all_same = right + found[True, "unsure"] + found[True, "no"]
    return {
        "pairs": len(rows),
        "same": all_same,
        "precision": right / max(right + wrong, 1),
        "recall": right / max(all_same, 1),
        "wrongly_same": wrong,
        "same_but_asked": found[True, "unsure"],
        "different_but_asked": found[False, "unsure"],
        "missed": found[True, "no"],
    }


def names(count: int = ENTRIES) -> dict[str, dict[str, object]]:
    """Measure both."""
    rows = pairs()
    usual, bare = Reader.usual(), Reader(vocabulary(brands=False))
    parts = {name: [row for row in rows if half(row) == name] for name in ("tuning", "held-out")}
    found: dict[str, dict[str, object]] = {}
    for name, some in parts.items():
        found[f"names, {name} half"] = measured(some, usual)
        found[f"names, {name} half, without the brand table"] = measured(some, bare)
    found["names, whole set"] = measured(rows, usual) | _in_tables(rows)
    found[f"names, made up {count:,} × {count:,}"] = _alone(count) | {
        "goal": "under 60 s and 2 GB",
    }
    return found


def _in_tables(rows: Sequence[dict[str, str]]) -> dict[str, object]:
    """Return how many of the pairs are in the table of brands, with both names or with one."""
    reader = Reader.usual()
    spelled = {
        text.strip()
        for row in rows_of("transliterations.csv")
        for column in ("han", "latin", "whole")
        for text in row[column].split("|")
        if text.strip()
    }
    known = {core for name in reader.read(sorted(spelled)) for core in _cores(name)}
    same = [row for row in rows if row["same"] == "1"]
    both = one = 0
    for row in same:
        sides = [bool(known & _cores(name)) for name in reader.read([row["name_a"], row["name_b"]])]
        both += all(sides)
        one += any(sides) and not all(sides)
    return {"same_pairs_in_brand_table": both, "same_pairs_with_one_name_there": one}


def _cores(name: Sequence[Parts]) -> set[str]:
    return {parts.core for parts in name}


def made_up(count: int, seed: int = SEED) -> tuple[list[str], list[str], dict[str, str]]:
    """Make up two lists of names, different within each, and say which are the same.

    Three of five enterprises are in both lists: in the other script, in English with the name
    in pinyin, in another case or width, with another legal form or none, without the place in
    front, or with a slip of the pen.
    """
    from opencc import OpenCC

    draw = random.Random(seed)
    traditional = OpenCC("s2t")
    words = [
        (row["han"].split("|")[0], row["latin"].split("|")[0])
        for row in rows_of("words.csv")
        if row["weight"] == "sector" and row["han"] and row["latin"]
    ]
    places = [
        (row["han"].split("|")[0], row["latin"].split("|")[0])
        for row in rows_of("places.csv")[5:60]
        if row["latin"]
    ]
    one: list[str] = []
    two: list[str] = []
    same: dict[str, str] = {}
    shared = count * 3 // 5
    for name, variants in _distinct(draw, words, places, 2 * count - shared):
        if len(one) == count:
            two.append(name)
            continue
        one.append(name)
        if len(same) < shared:
            variant = draw.choice(variants)
            same[name] = traditional.convert(variant) if draw.random() < 0.3 else variant
            two.append(same[name])
    draw.shuffle(one)
    draw.shuffle(two)
    return one, two, same


def _distinct(
    draw: random.Random,
    words: Sequence[tuple[str, str]],
    places: Sequence[tuple[str, str]],
    count: int,
) -> Iterator[tuple[str, list[str]]]:
    """Yield names with their variants; no two share what names them."""
    seen: set[str] = set()
    while len(seen) < count:
        sector, business = draw.choice(words)
        if draw.random() < 0.6:
            core = "".join(draw.choices(_SYLLABLES, k=draw.choice((2, 3, 3))))
            read = pinyin(core)
            if read in seen:
                continue
            seen.add(read)
            place, seat = draw.choice(places)
            yield (
                f"{place}{core}{sector}股份有限公司",
                [
                    f"{place}{core}{sector}",
                    f"{core}{sector}",
                    f"{core}{sector}有限公司",
                    f"{seat.title()} {read.capitalize()} {business.title()} Co., Ltd.",
                    f"{place}{core}{sector}（集團）股份有限公司",
                ],
            )
        else:
            core = "".join(draw.choices(_SOUNDS, k=draw.choice((3, 3, 4))))
            if core in seen:
                continue
            seen.add(core)
            at = draw.randrange(1, len(core) - 1)
            slip = core[:at] + core[at + 1 :]
            yield (
                f"{core.capitalize()} {business.title()} Inc.",
                [
                    f"{core.upper()} {business.upper()}",
                    f"{core.capitalize()} {business} Corporation",
                    f"{core.capitalize()} {business.title()} Holdings plc",
                    f"{slip.capitalize()} {business.title()}",
                    f"{core[:3].capitalize()}-{core[3:]} {business.title()}",
                ],
            )


def _alone(count: int) -> dict[str, object]:
    """Match made-up lists in a process of its own, and tell its time and peak memory."""
    code = f"from bench.names import _tell; _tell({count})"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    answer = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    told: dict[str, object] = json.loads(answer)
    return told | {"peak_memory_gb": used.ru_maxrss / 2**20}


def _tell(count: int) -> None:
    """Print what matching made-up lists takes, and how well it goes."""
    one, two, same = made_up(count)
    start, used = time.perf_counter(), time.process_time()
    found = match(one, two)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    taken = found.pairs.filter(verdict="same")
    right = sum(same.get(a) == b for a, b in taken.select("a", "b").iter_rows())
    asked = found.unsure
    well_asked = sum(same.get(a) == b for a, b in asked.select("a", "b").iter_rows())
    floor = _all_pairs(one, two)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor_seconds": processor,
                "precision": right / max(taken.height, 1),
                "recall": right / len(same),
                "asked": asked.height,
                "recall_with_asked": (right + well_asked) / len(same),
                "floor_seconds": floor,
                "floor": f"all pairs by rapidfuzz, extrapolated from {SAMPLE:,} × {SAMPLE:,}",
                "ratio": seconds / floor,
            }
        )
    )


def _all_pairs(one: Sequence[str], two: Sequence[str]) -> float:
    """Return how long one score of all pairs would take, from a sample of them, on one core."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cdist

    few = [normal_forms(some[:SAMPLE]) for some in (one, two)]
    start = time.perf_counter()
    cdist(*few, scorer=ratio, score_cutoff=80, workers=1)
    seconds = time.perf_counter() - start
    return seconds * (len(one) / len(few[0])) * (len(two) / len(few[1]))
