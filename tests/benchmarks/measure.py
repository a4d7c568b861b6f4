"""How things are measured: side by side, turn by turn, in one process; medians, and how far the runs lie apart."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

NOISE = 1.15
"""Whole processes on a shared machine that differ by less than this ratio are not told apart."""


@dataclass(frozen=True)
class Spread:
    """The median of some runs, with the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        digits = 0 if self.median >= 100 else 1 if self.median >= 10 else 2
        return f"{self.median:,.{digits}f} ({self.low:,.{digits}f}–{self.high:,.{digits}f})"


Cell = str | int | float | Spread | None


@dataclass
class Table:
    """A table, printed as Markdown, and kept as data.

    Attributes:
        title: what is measured, and the unit.
        columns: the names of the columns.
        rows: the cells of each row.
        note: what a reader must know.
    """

    title: str
    columns: Sequence[str]
    rows: list[Sequence[Cell]] = field(default_factory=list)
    note: str = ""

    def __str__(self) -> str:
        lines = [f"### {self.title}", ""]
        lines += [f"| {' | '.join(self.columns)} |", f"| --- {'| ---: ' * (len(self.columns) - 1)}|"]
        lines += [f"| {' | '.join(map(_shown, row))} |" for row in self.rows]
        return "\n".join([*lines, "", *([self.note, ""] if self.note else [])])

    def data(self) -> dict[str, object]:
        rows = [[asdict(cell) if isinstance(cell, Spread) else cell for cell in row] for row in self.rows]
        return {"title": self.title, "columns": list(self.columns), "rows": rows, "note": self.note}


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def side_by_side(ways: Mapping[str, Callable[[], object]], runs: int, slice_ms: float = 20) -> dict[str, Spread]:
    """Return the microseconds of processor time that each way takes; the ways take turns.

    Args:
        ways: what is measured.
        runs: how many turns each has.
        slice_ms: how long one turn lasts.
    """
    counts = {}
    for name, way in ways.items():
        way()
        count, start = 0, time.process_time_ns()
        while time.process_time_ns() - start < slice_ms * 1e6:
            way()
            count += 1
        counts[name] = max(1, count)
    spent: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    for turn in range(runs):
        for name in list(ways)[:: -1 if turn % 2 else 1]:
            way, count = ways[name], counts[name]
            start = time.process_time_ns()
            for _ in range(count):
                way()
            spent[name].append((time.process_time_ns() - start) / count / 1000)
    return {name: Spread.of(values) for name, values in spent.items()}


def machine() -> dict[str, object]:
    """Say in neutral words where this is measured."""
    return {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }
