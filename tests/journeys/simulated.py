"""What tests of the sample business need again and again: the record by person, and plain estimates."""

from __future__ import annotations

import numpy as np

from touchline.journeys.simulate import Simulated
from touchline.journeys.simulate.days import DAY, Zone
from touchline.journeys.simulate.firm import AT, STAGES, TOUCHPOINTS, ZONE

NEVER = 2**62
NEAR = 4.0
"""Standard errors an estimate may be away from the truth."""
STAGE = np.array([STAGES.index(p.stage) if p.stage else -1 for p in TOUCHPOINTS])


class Record:
    """The record of one simulation with what the estimates need again and again."""

    def __init__(self, firm: Simulated) -> None:
        self.firm, self.truth = firm, firm.truth
        t = firm.touches
        self.person, self.time, self.at, self.money = t.person, t.time, t.touchpoint, t.money
        self.zone = Zone(ZONE, firm.start // DAY - 2, firm.end // DAY + 2)
        self.day = self.zone.local(t.time)[0]
        self.last = int(self.zone.local(np.array([firm.end]))[0][0])

    def first(self, rows: np.ndarray, column: np.ndarray | None = None) -> np.ndarray:
        """Per person the first value of a column (time) among some rows, else NEVER."""
        values = self.time if column is None else column
        out = np.full(self.firm.everyone, NEVER)
        np.minimum.at(out, self.person[rows], values[rows])
        return out

    def met(self, name: str, before: np.ndarray | None = None) -> np.ndarray:
        """Who has met a touchpoint (before an instant each)."""
        time = self.first(self.at == AT[name])
        return time < (NEVER if before is None else before)

    def days_of_orders(self) -> tuple[np.ndarray, np.ndarray]:
        """Per person the local day of the first and the second order."""
        orders = np.flatnonzero(self.money > 0)
        _, first = np.unique(self.person[orders], return_index=True)
        rest = np.delete(orders, first)
        return self.first(orders, self.day), self.first(rest, self.day)


def model(y: np.ndarray, **columns: np.ndarray) -> dict[str, tuple[float, float]]:
    """Least squares with an intercept: coefficient and robust standard error of each column."""
    x = np.column_stack([np.ones(len(y)), *columns.values()]).astype(float)
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ y
    rest = (y - x @ coefficients)[:, None] * x
    errors = np.sqrt(np.diag(inverse @ (rest.T @ rest) @ inverse))
    return dict(zip(["base", *columns], zip(coefficients, errors, strict=True), strict=True))


def share(flags: np.ndarray) -> tuple[float, float]:
    """A share and its standard error."""
    p = float(flags.mean())
    return p, float(np.sqrt(max(p * (1 - p), 1e-9) / len(flags)))


def mean(values: np.ndarray) -> tuple[float, float]:
    """A mean and its standard error."""
    return float(values.mean()), float(values.std() / np.sqrt(len(values)))


def near(found: tuple[float, float], true: float, widest: float = 0.03) -> None:
    """The estimate is close to the truth, and sharp enough to have been able to fail."""
    estimate, error = found
    assert 0 < error < widest
    assert abs(estimate - true) < NEAR * error, f"{estimate:.4f} ± {error:.4f} against {true}"
