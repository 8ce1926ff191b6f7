"""The page's kernel gives the scores and ranks that the evaluation gives with the same weights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from steelyard import Edition, Scheme
from steelyard.publish.source import Source
from steelyard.publish.weights import data, pages
from steelyard.publish.weights.plan import Plan, plan_of
from tests.publish.weights.cases import CASES, evaluation_of, figures, scheme_of, with_weights

SETS = 4
KERNEL = Path(pages.__file__).parent / "kernel.js"
AGREEMENT = 1e-9

COMPUTE = """([told, sets]) => {
  const { tree, rank, agrees, floats, ranksOf } = window.steelyardKernel;
  const made = tree(told);
  const published = ranksOf(told.ranks);
  const order = told.order ?? null;
  const ranked = () => told.lists.flatMap(([from, to]) =>
    [...rank(made.scores(), told.rank, from, to, order).ranks]);
  const right = agrees(made.scores(), floats(told.score)) &&
    ranked().every((own, at) => Object.is(own, published[at]));
  const found = sets.map((weights) => {
    made.weigh(weights);
    return { scores: [...made.scores()], ranks: ranked() };
  });
  return { right, found };
}"""


@pytest.fixture(scope="module")
def kernel(browser: Browser) -> Iterator[Page]:
    """A page with nothing on it but the kernel."""
    page = browser.new_page()
    page.add_script_tag(path=KERNEL)
    yield page
    page.close()


@pytest.mark.parametrize("case", CASES)
def test_scores_and_ranks_are_those_of_the_evaluation(
    kernel: Page, tmp_path: Path, case: str
) -> None:
    settings, table = CASES[case]
    scheme, frame = scheme_of(**settings), figures(**table)
    source = Source(evaluation_of(scheme, frame).write(tmp_path / "edition", inputs=False))
    plan = plan_of(source)
    assert plan is not None
    told = {name: _told(content) for name, content in data.data_files(source, plan)}
    assert len(told) == len(table.get("years", "1"))
    for period, lists in zip(told.values(), plan.periods, strict=True):
        weights = list(_weights(plan, period["weights"]))
        answer = kernel.evaluate(COMPUTE, [period, weights])
        assert answer["right"]
        for own, found in zip(weights, answer["found"], strict=True):
            wanted = _wanted(with_weights(scheme, plan, own), frame, [one.frame for one in lists])
            np.testing.assert_allclose(
                _numbers(found["scores"]), wanted["score"].to_numpy(), rtol=AGREEMENT, atol=0
            )
            np.testing.assert_array_equal(_numbers(found["ranks"]), wanted["rank"].to_numpy())


def test_scores_that_do_not_follow_are_noticed(edition: Edition, kernel: Page) -> None:
    source = Source(edition)
    plan = plan_of(source)
    assert plan is not None
    ((_file, content),) = data.data_files(source, plan)
    told = _told(content)
    assert kernel.evaluate(COMPUTE, [told, []])["right"]
    first = next(iter(told["weights"]))
    told["weights"][first][0] *= 1.0001
    assert not kernel.evaluate(COMPUTE, [told, []])["right"]


def _told(content: bytes) -> dict[str, Any]:
    text = content.decode()
    told: dict[str, Any] = json.loads(text[text.index("]=") + 2 : -2])
    return told


def _weights(plan: Plan, published: dict[str, list[float]]) -> Iterator[dict[str, list[float]]]:
    """Yield other weights: of one criterion, then whole ones of all; zeros are among them."""
    random = np.random.default_rng(7)
    own = {name: list(weights) for name, weights in published.items()}
    for turn in range(SETS):
        names = list(own) if turn % 2 else [str(random.choice(list(own)))]
        for name in names:
            drawn = random.uniform(0.1, 5.0, len(own[name])) * (random.random(len(own[name])) < 0.8)
            if turn % 2:
                drawn = random.integers(0, 4, len(own[name])).astype(np.float64)
            if len(drawn) > 1 and drawn.any():
                own[name] = drawn.tolist()
        yield {name: list(weights) for name, weights in own.items()}


def _wanted(scheme: Scheme, frame: pl.DataFrame, lists: list[pl.DataFrame]) -> pl.DataFrame:
    """Return score and rank by the evaluation, in the order of the published ranking."""
    names = [name for name in (scheme.units.key, scheme.units.period) if name is not None]
    found = evaluation_of(scheme, frame).ranking.select(*names, "score", "rank")
    rows = pl.concat([one.select(names) for one in lists])
    wide = rows.join(found, on=names, how="left", maintain_order="left")
    return wide.select(pl.col("score", "rank").cast(pl.Float64).fill_null(float("nan")))


def _numbers(values: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
