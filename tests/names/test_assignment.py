"""One to one, with the greatest sum."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from steelyard.names.assignment import assign

graphs = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 99), max_size=12
)


def best(graph: dict[tuple[int, int], int]) -> int:
    """The greatest sum, by trying every permutation."""
    return max(
        sum(graph.get((row, column), 0) for row, column in enumerate(order))
        for order in permutations(range(5))
    )


@given(graphs)
def test_the_sum_is_the_greatest_and_no_entry_is_taken_twice(
    graph: dict[tuple[int, int], int],
) -> None:
    edges = sorted(graph)
    taken, greedy = assign(edges, [graph[edge] for edge in edges])
    chosen = [edges[at] for at in taken]
    assert greedy == 0
    assert len({row for row, _ in chosen}) == len({column for _, column in chosen}) == len(chosen)
    assert sum(graph[edge] for edge in chosen) == best(graph)


@given(graphs)
def test_a_component_that_is_too_large_is_taken_greedily(graph: dict[tuple[int, int], int]) -> None:
    edges = sorted(graph)
    taken, greedy = assign(edges, [graph[edge] for edge in edges], most_cells=0)
    chosen = [edges[at] for at in taken]
    assert len({row for row, _ in chosen}) == len({column for _, column in chosen}) == len(chosen)
    assert 2 * sum(graph[edge] for edge in chosen) >= best(graph)
    shared = len(edges) > 1 and (
        len({row for row, _ in edges}) < len(edges) or len({c for _, c in edges}) < len(edges)
    )
    assert (greedy > 0) == shared


def test_nothing_is_assigned_of_nothing() -> None:
    assert assign([], []) == ([], 0)
