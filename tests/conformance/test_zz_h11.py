"""The fund evaluation of made-up funds, computed again with plain loops over the CSV files.

The points and thresholds are typed in from accounts of the regulations of 2025-12-31, not read
from the scheme; of the package only the command line is used.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from steelyard.cli import main

Row = dict[str, str]
Tables = dict[str, list[Row]]
Figure = Fraction | None
Part = tuple[str, int, Figure | str]
"""A part of a criterion: its name, its points, its score or that it does not apply."""

NOT_APPLICABLE = "inapplicable"
REFERENCE = Path(__file__).parents[2] / "src/steelyard/library/fund-direction/reference"


def read(folder: Path, names: Iterable[str]) -> Tables:
    """Return the rows of CSV files as texts, each with the line it stands on."""
    tables = {}
    for name in names:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            tables[name] = [
                row | {"_row": str(at)} for at, row in enumerate(csv.DictReader(file), start=2)
            ]
    return tables


def number(text: str) -> Figure:
    return Fraction(text) if text else None


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def ratio(part: Figure, whole: Figure) -> Figure:
    return None if part is None or not whole else part / whole


def total(rows: Iterable[Row], column: str) -> Figure:
    """Return the sum, unknown where one of the rows does not tell."""
    figures = [number(row[column]) for row in rows]
    known = [figure for figure in figures if figure is not None]
    return sum(known, Fraction()) if len(known) == len(figures) else None


def mean(pairs: Iterable[tuple[Figure, Figure]]) -> Figure:
    """Return the mean of figures by weight, over those that are known."""
    known = [(x, w) for x, w in pairs if x is not None and w is not None]
    return ratio(
        sum((x * w for x, w in known), Fraction()), sum((w for _x, w in known), Fraction())
    )


def steps(figure: Figure, *thresholds: tuple[str, str]) -> Figure:
    """Return the points of the first threshold that is reached, else 0."""
    if figure is None:
        return None
    for threshold, points in thresholds:
        if figure >= Fraction(threshold):
            return Fraction(points)
    return Fraction()


def tenths(share: Figure) -> Figure:
    return steps(share, ("0.5", "5"), ("0.4", "4"), ("0.3", "3"), ("0.2", "2"), ("0.1", "1"))


def tell(judged: str | None, points: int) -> Figure:
    return None if judged in (None, "") else Fraction(points if judged == "true" else 0)


def added(parts: Sequence[Part], least: str, points: int) -> Figure | str:
    """Return the parts' sum; if enough of it is known, what is known stands for all."""
    applies = [part for part in parts if part[2] != NOT_APPLICABLE]
    if not applies:
        return NOT_APPLICABLE
    known = [(of, score) for _name, of, score in applies if isinstance(score, Fraction)]
    there = sum(of for of, _score in known)
    if not known or Fraction(there, sum(of for _name, of, _score in applies)) < Fraction(least):
        return None
    return sum((score for _of, score in known), Fraction()) * points / there


class ByHand:
    """All that is computed of a folder of made-up tables."""

    def __init__(self, folder: Path) -> None:
        given = read(folder, (path.stem for path in folder.glob("*.csv")))
        known = read(REFERENCE, ("divisions", "strategy_provinces"))
        self.funds = {row["fund"]: row for row in given["funds"]}
        self.managers = {row["manager"]: row for row in given["managers"]}
        self.plans = {
            (row["fund"], row["division"], row["industry"]) for row in given["fund_fields"]
        }
        self.planned = {row["fund"] for row in given["fund_fields"]}
        self.section_of = {row["division"]: row["section"] for row in known["divisions"]}
        self.places: dict[str, set[str]] = defaultdict(set)
        for row in known["strategy_provinces"]:
            self.places[row["strategy"]].add(row["province"])
        self.tables = given
        self.aside: Counter[str] = Counter()
        self.investments: dict[str, list[Row]] = {fund: [] for fund in self.funds}
        for row in given["investments"]:
            fund = self.funds[row["fund"]]
            if Fraction(row["amount"]) > Fraction(fund["paid_in"]):
                self.aside["amount_above_paid_in"] += 1
            elif row["exit"] and row["exit"] < row["entry"]:
                self.aside["exit_before_entry"] += 1
            else:
                self.investments[row["fund"]].append(row)
        self.judged: dict[tuple[str, str], str] = {}
        for row in given["reviews"]:
            if row["office"] and row["date"] and row["reason"]:
                self.judged[row["fund"], row["rule"]] = row["met"]
            else:
                self.aside["incomplete_review"] += 1
        direct = [fund for fund, own in self.funds.items() if own["kind"] == "direct"]
        self.lived = {fund: self.livelihood(fund) for fund in direct}
        self.scores = {fund: self.points(fund) for fund in self.funds}

    def version(self, rows: Iterable[Row], on: str) -> list[Row]:
        """Return the rows of the version in force on a day."""
        begun = [row for row in rows if row["from"] <= on]
        last = max((row["from"] for row in begun), default="")
        return [r for r in begun if r["from"] == last and (not r["until"] or on <= r["until"])]

    def on_provincial_list(self, row: Row) -> bool | None:
        province = self.funds[row["fund"]]["province"]
        lists = (r for r in self.tables["provincial_lists"] if r["province"] == province)
        version = self.version(lists, row["entry"])
        if not version or not row["industry"] or not row["division"]:
            return None
        here = (row["division"], row["industry"])
        return any((r["division"], r["industry"]) == here for r in version)

    def in_key_fields(self, row: Row) -> bool | None:
        fund = row["fund"]
        if self.funds[fund]["level"] == "local":
            return self.on_provincial_list(row)
        if fund not in self.planned or not row["division"] or not row["industry"]:
            return None
        return (fund, row["division"], row["industry"]) in self.plans

    def catalogue_class(self, row: Row) -> str:
        items = (r for r in self.tables["catalogue"] if r["item"] == row["catalogue_item"])
        return next((r["class"] for r in self.version(items, row["entry"])), "")

    def held(self, fund: str) -> list[Row]:
        """Return the investments not exited before the first day of the accounting year."""
        first = f"{self.funds[fund]['year']}-01-01"
        return [r for r in self.investments[fund] if not r["exit"] or r["exit"] >= "2024-06-01"]

    def years(self, row: Row) -> Figure:
        """Return how long it was held: anniversaries, months, days of 31 to a month."""
        entry = day(row["entry"])
        end = dt.date(int(self.funds[row["fund"]]["year"]) + 1, 1, 1)
        end = min(end, day(row["exit"]) or end)
        if entry is None or entry > end:
            return None
        months = 12 * (end.year - entry.year) + end.month - entry.month
        return Fraction(months, 12) + Fraction(end.day - entry.day, 372)

    def livelihood(self, fund: str) -> dict[str, Figure]:
        held = self.held(fund)
        return {column: total(held, column) for column in ("jobs", "tax", "revenue")}

    def livelihood_rank(self, fund: str) -> Figure:
        """Return the mean of the shares of the other funds that the fund is above."""
        ranks = []
        for column, own in self.lived.get(fund, {}).items():
            if own is not None:
                all_ = [x for f in self.lived.values() if (x := f[column]) is not None]
                below = Fraction(sum(own > other for other in all_), max(1, len(all_) - 1))
                ranks.append(below if len(set(all_)) > 1 else Fraction(1, 2))
        return sum(ranks, Fraction()) / len(ranks) if len(ranks) >= 2 else None

    def share(self, fund: str, column: str, counts: Callable[[str], bool]) -> Figure:
        """Return the share of the money, of that of which it is known."""
        known = [row for row in self.investments[fund] if row[column]]
        return ratio(
            total((r for r in known if counts(r[column])), "amount"), total(known, "amount")
        )

    def if_direct(self, fund: str, score: Figure) -> Figure | str:
        return score if self.funds[fund]["kind"] == "direct" else NOT_APPLICABLE

    def review(self, fund: str, rule: str, points: int) -> Figure:
        return tell(self.judged.get((fund, rule)), points)

    def points(self, fund: str) -> dict[str, Figure | str]:
        """Return the points of the 13 indicators, of the three groups, and of all."""
        found = {**self.policy(fund), **self.layout(fund), **self.execution(fund)}

        def group(name: str, least: str, points: int, **parts: int) -> None:
            found[name] = added([(p, of, found[p]) for p, of in parts.items()], least, points)

        group(
            "policy",
            "0.8",
            60,
            new_quality=10,
            science=10,
            unified_market=10,
            green=5,
            private_economy=5,
            patient_capital=5,
            social_capital=5,
            livelihood=10,
        )
        group("layout", "0.6", 30, regional_strategy=10, key_fields=10, capacity=10)
        group("execution", "0.8", 10, use_of_money=4, manager_competence=6)
        group("total", "0.8", 100, policy=60, layout=30, execution=10)
        return found

    def policy(self, fund: str) -> dict[str, Figure | str]:
        own, rows, held = self.funds[fund], self.investments[fund], self.held(fund)
        age = int(own["year"]) - int(own["established"][:4])
        found: dict[str, Figure | str] = {}
        supported = ratio(total((r for r in rows if r["field"]), "amount"), number(own["paid_in"]))
        found["new_quality"] = None if supported is None else min(supported, Fraction(1)) * 10
        patents = total(held, "patents")
        results = None if patents is None else min(patents / 2, Fraction(3))
        found["science"] = added(
            [
                ("results", 3, self.if_direct(fund, results)),
                (
                    "transfer",
                    2,
                    self.if_direct(fund, steps(total(held, "transferred"), ("1", "2"))),
                ),
                ("bottlenecks", 5, steps(number(own["bottlenecks"]), ("2", "5"), ("1", "3"))),
            ],
            "0.5",
            10,
        )
        reinvestment = number(own["reinvestment"])
        found["unified_market"] = added(
            [
                (
                    "reinvestment",
                    3,
                    steps(reinvestment, ("150", "0"), ("100", "1"), ("50", "2"), ("0", "3")),
                ),
                ("relocation", 3, self.review(fund, "no_relocation", 3)),
                ("violation", 4, self.review(fund, "no_violation", 4)),
            ],
            "0.5",
            10,
        )
        carbon = mean((number(r["carbon_cut"]), number(r["amount"])) for r in held)
        green = self.share(fund, "green", lambda text: text == "true")
        found["green"] = added(
            [
                (
                    "carbon",
                    3,
                    self.if_direct(fund, steps(carbon, ("5", "3"), ("3", "2"), ("1", "1"))),
                ),
                (
                    "share",
                    2,
                    None if green is None else Fraction(2 if green > Fraction(1, 5) else green > 0),
                ),
            ],
            "0.5",
            5,
        )
        private = self.share(fund, "ownership", lambda text: text == "private")
        found["private_economy"] = self.if_direct(fund, tenths(private))
        staged = [r for r in rows if r["stage"] and r["small"]]
        early = [r for r in staged if r["stage"] in ("seed", "early") and r["small"] == "true"]
        early_share = ratio(total(early, "amount"), total(staged, "amount"))
        holding = mean((self.years(r), number(r["amount"])) for r in rows)
        better: list[Figure] = []
        if own["kind"] == "direct":
            better.append(steps(early_share, ("0.7", "5"), ("0.5", "3"), ("0.2", "2")))
        if age >= 2:
            better.append(steps(holding, ("5", "5"), ("3", "3"), ("2", "2")))
        known = [score for score in better if score is not None]
        found["patient_capital"] = (
            NOT_APPLICABLE if not better else max(known) if len(known) == len(better) else None
        )
        paid = [r for r in self.tables["contributions"] if r["fund"] == fund]
        social = [r for r in paid if r["investor"] == "social"]
        found["social_capital"] = tenths(ratio(total(social, "amount"), total(paid, "amount")))
        place = steps(
            self.livelihood_rank(fund),
            ("0.9", "5"),
            ("0.7", "4"),
            ("0.5", "3"),
            ("0.3", "2"),
            ("0.1", "1"),
        )
        found["livelihood"] = added(
            [
                ("rank", 5, self.if_direct(fund, place)),
                ("fields", 5, steps(number(own["key_livelihood"]), ("2", "5"), ("1", "3"))),
            ],
            "0.5",
            10,
        )
        return found

    def layout(self, fund: str) -> dict[str, Figure | str]:
        rows, held = self.investments[fund], self.held(fund)
        found: dict[str, Figure | str] = {}
        found["regional_strategy"] = Fraction(10 if any(r["strategy"] for r in rows) else 0)
        listed = [(r, self.in_key_fields(r)) for r in rows]
        fit = ratio(
            total((r for r, on in listed if on), "amount"),
            total((r for r, on in listed if on is not None), "amount"),
        )
        found["key_fields"] = steps(fit, ("0.9", "10"), ("0.7", "8"), ("0.5", "6"), ("0.3", "4"))
        both = [r for r in held if r["utilisation"] and r["industry_utilisation"]]
        ours = mean((number(r["utilisation"]), number(r["amount"])) for r in both)
        theirs = mean((number(r["industry_utilisation"]), number(r["amount"])) for r in both)
        above = None if ours is None or not theirs else 100 * (ours / theirs - 1)
        used = None if above is None else Fraction(5 if above > 5 else 3 if above >= -5 else 0)
        turnover = ratio(total(held, "revenue"), total(held, "assets"))
        found["capacity"] = self.if_direct(fund, None)
        if found["capacity"] is None:
            found["capacity"] = added(
                [
                    ("utilisation", 5, used),
                    ("turnover", 5, steps(turnover, ("1", "5"), ("0.8", "4"), ("0.6", "3"))),
                ],
                "0.5",
                10,
            )
        return found

    def execution(self, fund: str) -> dict[str, Figure | str]:
        own = self.funds[fund]
        manager = self.managers[own["manager"]]
        age = int(own["year"]) - int(own["established"][:4])
        found: dict[str, Figure | str] = {}
        idle = ratio(number(own["idle"]), number(own["paid_in"]))
        grown = ratio(number(own["net_assets"]), number(own["net_assets_last"]))
        found["use_of_money"] = added(
            [
                (
                    "paid_in",
                    1,
                    steps(
                        ratio(number(own["paid_in"]), number(own["committed"])),
                        ("0.5", "1"),
                        ("0.3", "0.5"),
                    ),
                ),
                ("idle", 1, None if idle is None else Fraction(idle < Fraction(3, 10))),
                ("irr", 1, steps(number(own["irr"]), ("3", "1")) if age >= 1 else NOT_APPLICABLE),
                ("growth", 1, steps(grown, ("1.05", "1")) if age >= 1 else NOT_APPLICABLE),
            ],
            "0.5",
            4,
        )
        system, losses = self.judged.get((fund, "risk_system")), number(manager["loss_events"])
        risk: Figure = None
        if system == "false" or (losses is not None and losses > 0):
            risk = Fraction()
        elif system == "true" and losses == 0:
            risk = Fraction(1)
        open_ = [self.review(fund, "registration", 1), self.review(fund, "disclosure", 1)]
        found["manager_competence"] = added(
            [
                ("seniors", 1, steps(number(manager["senior_managers"]), ("1", "1"))),
                ("risk", 1, risk),
                ("credit", 2, self.review(fund, "good_credit", 2)),
                (
                    "disclosure",
                    2,
                    None if None in open_ else sum((x for x in open_ if x), Fraction()),
                ),
            ],
            "0.5",
            6,
        )
        return found

    def breaches(self) -> Counter[tuple[str, str, str]]:
        """Return how often a rule is broken, by rule, fund and row of the file."""
        found: Counter[tuple[str, str, str]] = Counter()
        prohibited = {
            "guaranteed_return": "hidden_debt",
            "listed_shares": "listed_trading",
            "derivatives": "derivatives",
            "guarantee": "guarantee",
            "unlimited_liability": "unlimited_liability",
        }
        for fund, rows in self.investments.items():
            own = self.funds[fund]
            for row in rows:
                broken = [prohibited.get(row["form"], "")]
                if row["form"] in ("merger", "private_placement", "strategic_placement"):
                    broken += ["listed_not_in_plan"] * (row["in_plan"] == "false")
                class_ = self.catalogue_class(row) or row["declared_class"]
                broken += [f"{class_}_class"] * (class_ in ("restricted", "eliminated"))
                broken += ["not_encouraged"] * (class_ == "permitted")
                if own["level"] == "local" and self.on_provincial_list(row) is False:
                    broken.append("outside_list")
                places = self.places.get(row["strategy"], set())
                if places and row["province"] and row["province"] not in places:
                    broken.append("outside_strategy")
                broken += ["entry_before_fund"] * (row["entry"] < own["established"])
                broken += ["entry_after_year"] * (row["entry"] > f"{own['year']}-12-31")
                if row["entry"] >= "2017-10-01" and row["section"]:
                    differs = self.section_of.get(row["division"], row["section"]) != row["section"]
                    broken += ["section_differs"] * differs
                found.update((rule, fund, row["_row"]) for rule in broken if rule)
            paid_in = Fraction(own["paid_in"])
            given = total((r for r in self.tables["contributions"] if r["fund"] == fund), "amount")
            if given is not None and paid_in and abs(given - paid_in) / paid_in > Fraction("0.001"):
                found["contributions_differ", fund, own["_row"]] += 1
            if (total(rows, "amount") or 0) > paid_in:
                found["invested_above_paid_in", fund, own["_row"]] += 1
            if (total((r for r in rows if r["field"]), "amount") or 0) > paid_in:
                found["supported_above_whole", fund, own["_row"]] += 1
            for row in self.tables["register"]:
                if row["fund"] == fund and row["manager"] != own["manager"]:
                    found["manager_differs", fund, own["_row"]] += 1
        return found

    def herfindahl(self, province: str) -> float:
        """Return the Herfindahl index of the divisions into which a province's funds put money."""
        by: dict[str, Fraction] = defaultdict(Fraction)
        for fund, own in self.funds.items():
            if own["province"] == province:
                for row in self.investments[fund]:
                    by[row["division"]] += Fraction(row["amount"])
        whole = sum(by.values())
        return float(10_000 * sum((amount / whole) ** 2 for amount in by.values()))

    def overlap(self, one: str, other: str) -> float:
        """Return the share of two funds' money that is in the same divisions."""
        shares = []
        for fund in (one, other):
            by: dict[str, Fraction] = defaultdict(Fraction)
            for row in self.investments[fund]:
                by[row["division"]] += Fraction(row["amount"])
            whole = sum(by.values())
            shares.append({division: amount / whole for division, amount in by.items()})
        mine, theirs = shares
        return float(sum(min(x, theirs.get(division, Fraction())) for division, x in mine.items()))


class Both(NamedTuple):
    """The same made-up funds by hand, and as an edition."""

    by_hand: ByHand
    edition: Path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    tables, edition = (tmp_path_factory.mktemp("funds") / name for name in ("tables", "edition"))
    made = ["sample", "fund-direction", "--funds", "40", "--seed", "7"]
    assert main([*made, "--out", str(tables)]) == 0
    assert main(["run", "fund-direction", str(tables), "--out", str(edition), "--json"]) == 0
    return Both(ByHand(tables), edition)


def known(score: Figure | str) -> float | None:
    """Return points as a float; None where there are none, or the criterion does not apply."""
    return float(score) if isinstance(score, Fraction) else None


def test_points_of_every_fund_are_those_by_hand(both: Both) -> None:
    scores = pl.read_parquet(both.edition / "data/scores.parquet").rows_by_key(
        "fund", named=True, unique=True
    )
    assert scores.keys() == both.by_hand.scores.keys()
    for fund, points in both.by_hand.scores.items():
        for criterion, score in points.items():
            where = f"{fund}, {criterion}"
            assert scores[fund][criterion] == pytest.approx(known(score), abs=1e-9), where


def test_funds_are_ranked_by_those_points_within_their_level(both: Both) -> None:
    ranking = pl.read_csv(both.edition / "data/ranking.csv").rows_by_key(
        "fund", named=True, unique=True
    )
    levels = {fund: own["level"] for fund, own in both.by_hand.funds.items()}
    totals = {fund: known(points["total"]) for fund, points in both.by_hand.scores.items()}
    for fund, own in totals.items():
        peers = [totals[other] for other in totals if levels[other] == levels[fund]]
        above = None if own is None else sum(x is not None and x > own + 1e-9 for x in peers)
        assert ranking[fund]["rank"] == (None if above is None else 1 + above), fund


def test_breaches_are_those_by_hand_row_by_row(both: Both) -> None:
    found = read(both.edition / "data", ["breaches"])["breaches"]
    of_funds = ((row["rule"], row["unit"], row["row"]) for row in found if row["unit"])
    assert Counter(of_funds) == both.by_hand.breaches()


def test_rows_set_aside_are_those_by_hand_and_the_account_adds_up(both: Both) -> None:
    aside = pl.read_csv(both.edition / "data/set_aside.csv")
    assert Counter(aside["rule"]) == both.by_hand.aside
    account = pl.read_csv(both.edition / "data/account.csv").rows_by_key(
        "table", named=True, unique=True
    )
    fates = ("scored", "unranked", "set_aside", "refused", "double")
    for table, rows in both.by_hand.tables.items():
        told = account[table]
        assert told["rows_delivered"] == len(rows) == sum(told[f"rows_{fate}"] for fate in fates)
    for table in ("investments", "contributions"):
        delivered = total(both.by_hand.tables[table], "amount")
        parts = sum(account[table][f"amount_{fate}"] for fate in fates)
        assert (account[table]["amount_delivered"], parts) == (delivered, delivered)


def test_own_points_differ_by_what_they_differ_by_hand(both: Both) -> None:
    found = {
        (row["fund"], row["criterion"]): row["difference"]
        for row in pl.read_csv(both.edition / "data/self_assessment.csv").iter_rows(named=True)
    }
    for row in both.by_hand.tables["self_assessment"]:
        computed, own = both.by_hand.scores[row["fund"]][row["criterion"]], number(row["points"])
        difference = None
        if isinstance(computed, Fraction) and own is not None:
            difference = float(own - computed)
        where = (row["fund"], row["criterion"])
        assert found[where] == pytest.approx(difference, abs=1e-9), where


def test_concentration_of_provinces_and_overlap_of_funds_are_those_by_hand(both: Both) -> None:
    told = read(both.edition / "data", ["homogeneity", "alike_pairs"])
    provinces = {own["province"] for own in both.by_hand.funds.values()}
    assert {row["group"] for row in told["homogeneity"]} == provinces
    for row in told["homogeneity"]:
        index = both.by_hand.herfindahl(row["group"])
        assert float(row["herfindahl"]) == pytest.approx(index), row
    assert len(told["alike_pairs"]) > 20
    for row in told["alike_pairs"]:
        overlap = both.by_hand.overlap(row["unit"], row["other"])
        assert float(row["overlap"]) == pytest.approx(overlap), row
