"""Kernels work where no folder for compiled code can be written."""

from __future__ import annotations

from steelyard.robustness.compilation import compiled


def test_a_kernel_without_a_place_for_its_code_is_compiled_in_memory() -> None:
    # Numba finds no folder for a function that comes from no file.
    names: dict = {}
    exec("def twice(value):\n    return 2 * value", names)
    assert compiled(names["twice"])(21) == 42
