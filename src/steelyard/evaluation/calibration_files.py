"""Calibrations as files: parameters in one JSON, reference tables in Parquet.

JSON has no NaN and no infinity; they stand as the texts ``nan``, ``inf`` and ``-inf``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.steps.calibration import Calibration

__all__ = ["differ", "read", "write"]

_PARAMETERS = "parameters.json"


def write(calibrations: Mapping[str, Calibration], folder: Path) -> None:
    """Write calibrations into a folder."""
    folder.mkdir()
    listed = []
    for number, (place, calibration) in enumerate(calibrations.items()):
        tables = {}
        for name, table in calibration.tables.items():
            file = f"{number:03d}-{name}.parquet"
            pl.DataFrame(np.ascontiguousarray(table), orient="row").write_parquet(folder / file)
            tables[name] = {"file": file, "columns": int(table.shape[1])}
        parameters = {name: _plain(array) for name, array in calibration.parameters.items()}
        listed.append({"place": place, "parameters": parameters, "tables": tables})
    text = json.dumps(listed, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / _PARAMETERS).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Calibration]:
    """Read the calibrations of an edition, by place."""
    listed = json.loads((folder / _PARAMETERS).read_text(encoding="utf-8"))
    return {entry["place"]: _calibration(entry, folder) for entry in listed}


def differ(published: Path, fresh: Path, tolerance: float) -> bool:
    """Return whether two folders of calibrations differ by more than a relative tolerance."""
    ours, theirs = read(published), read(fresh)
    if ours.keys() != theirs.keys():
        return True
    return any(_apart(ours[place], theirs[place], tolerance) for place in ours)


def _apart(one: Calibration, other: Calibration, tolerance: float) -> bool:
    ours = {**one.parameters, **one.tables}
    theirs = {**other.parameters, **other.tables}
    return ours.keys() != theirs.keys() or any(
        not _close(ours[name], theirs[name], tolerance) for name in ours
    )


def _close(one: NDArray[np.generic], other: NDArray[np.generic], tolerance: float) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind != "f":
        return bool((one == other).all())
    return bool(np.allclose(one, other, rtol=tolerance, atol=0.0, equal_nan=True))


def _calibration(entry: dict[str, Any], folder: Path) -> Calibration:
    tables: dict[str, NDArray[np.float64]] = {}
    for name, table in entry["tables"].items():
        frame = pl.read_parquet(folder / table["file"])
        tables[name] = np.ascontiguousarray(frame.to_numpy(), dtype=np.float64).reshape(
            frame.height, table["columns"]
        )
    return Calibration(
        parameters={name: _array(plain) for name, plain in entry["parameters"].items()},
        tables=tables,
    )


def _plain(array: NDArray[np.generic]) -> dict[str, Any]:
    values = np.asarray(array)
    flat = [_number(value) for value in values.ravel().tolist()]
    return {"type": values.dtype.str, "shape": list(values.shape), "values": flat}


def _number(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _array(plain: dict[str, Any]) -> NDArray[np.generic]:
    dtype = np.dtype(plain["type"])
    values = plain["values"]
    if dtype.kind == "f":
        values = [float(value) for value in values]
    return np.array(values, dtype=dtype).reshape(plain["shape"])
