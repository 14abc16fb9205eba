"""An estimate beside the truth, and a table of many."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median

from advocacy.reach.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Answer:
    """An estimate beside the truth; `raw` are figures that others would have given."""

    estimate: Estimate
    truth: float
    raw: tuple[float, ...] = ()

    @property
    def error(self) -> float:
        """As a part of the truth."""
        return self.estimate.value / self.truth - 1

    @property
    def holds(self) -> bool:
        """Whether the truth lies in the interval."""
        return self.estimate.low <= self.truth <= self.estimate.high

    @property
    def width(self) -> float:
        """Of the interval, as a part of the truth."""
        return (self.estimate.high - self.estimate.low) / self.truth


def row(name: str, answers: list[Answer]) -> str:
    errors = [answer.error for answer in answers]
    cells = (
        f"{median(map(abs, errors)):.1%}",
        f"{fmean(errors):+.1%}",
        f"{fmean(answer.holds for answer in answers):.0%}",
        f"{median(answer.width for answer in answers):.2f}",
        f"{max(answer.width for answer in answers):.2f}",
        str(len(answers)),
    )
    return f"| {name} | " + " | ".join(cells) + " |"


HEAD = "| | median error | mean error | cover | median width | widest | sets |\n|---|---|---|---|---|---|---|"
