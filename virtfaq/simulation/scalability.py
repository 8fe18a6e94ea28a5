"""Fit the universal scalability law, throughput against concurrency, and tell how wrong it is beyond the fit.

X(N) = rate N / (1 + contention (N - 1) + coherency N (N - 1)), after N. Gunther, Guerrilla Capacity
Planning, Springer, 2007 (doi 10.1007/978-3-540-31010-5). With both at zero it is linear, with coherency at
zero it is Amdahl's law.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from virtfaq import evidence
from virtfaq.errors import MissingMeasurementError, SimulationError, quote

Points = Mapping[int, float]
Basis = Mapping[int, Sequence[float]]
_STEPS = 100
_SMALL = 1e-12


@dataclass(frozen=True, slots=True)
class Scalability:
    """A fitted law; `rate` is the throughput of one client, in the unit of the points.

    >>> law = Scalability(rate=100.0, contention=0.02, coherency=0.0005)
    >>> round(law.throughput(1)), round(law.throughput(32))
    (100, 1512)
    >>> round(law.peak)
    44
    """

    rate: float
    contention: float
    coherency: float

    def throughput(self, clients: float) -> float:
        """Return the throughput of a number of clients at work at once."""
        waiting = self.contention * (clients - 1) + self.coherency * clients * (clients - 1)
        return self.rate * clients / (1 + waiting)

    @property
    def peak(self) -> float:
        """The number of clients beyond which throughput falls; infinity if it never does."""
        if self.coherency == 0:
            return math.inf
        return math.sqrt(max(0.0, 1 - self.contention) / self.coherency)


@dataclass(frozen=True, slots=True)
class Extrapolation:
    """A law fitted on some points, and how far it is from each point: (law - measured) / measured."""

    law: Scalability
    fitted: Mapping[int, float]
    predicted: Mapping[int, float]

    @property
    def fit_error(self) -> float:
        """The largest error at the points it was fitted on, as a ratio."""
        return max(map(abs, self.fitted.values()))

    @property
    def error(self) -> float:
        """The largest error at the points that the fit has not seen, as a ratio."""
        return max(map(abs, self.predicted.values()))


def read_throughput(key: str) -> dict[int, float]:
    """Return the transactions per second that a measurement gives for each number of clients.

    >>> read_throughput("felter.mysql.bml")[10]
    3394.5
    """
    value = evidence.get(key).value
    if not isinstance(value, dict) or not all(isinstance(clients, int) for clients in value):
        raise MissingMeasurementError(f"{key!r} has no throughput for each number of clients")
    return {clients: evidence.number(key, clients, "tps") for clients in value}


def fit_scalability(points: Points) -> Scalability:
    """Return the law that is nearest to the points, by least squares of the relative errors.

    Contention and coherency are not below zero. `points` maps clients to throughput; three at least.

    >>> law = Scalability(rate=100.0, contention=0.05, coherency=0.001)
    >>> found = fit_scalability({clients: law.throughput(clients) for clients in (1, 4, 16, 64)})
    >>> round(found.rate, 6), round(found.contention, 6), round(found.coherency, 6)
    (100.0, 0.05, 0.001)
    """
    if len(points) < 3 or not all(n >= 1 and x > 0 and math.isfinite(x) for n, x in points.items()):
        raise SimulationError(
            f"cannot fit {quote(dict(points))}; give 3 numbers of clients or more and throughputs above 0"
        )
    fits = (_fit(points, free) for free in product((True, False), repeat=2))
    _, unloaded, waiting, crosstalk = min(fit for fit in fits if fit is not None)
    return Scalability(1 / unloaded, waiting / unloaded, crosstalk / unloaded)


def extrapolate(points: Points, fit_on: Iterable[int]) -> Extrapolation:
    """Fit the law on some of the points and return its error on those and on the others.

    >>> points = read_throughput("felter.mysql.bml")
    >>> inside = extrapolate(points, fit_on=(10, 50, 90, 130, 170, 210, 250, 290))
    >>> beyond = extrapolate(points, fit_on=(10, 30, 50, 70, 90, 110, 130))
    >>> round(inside.error, 3), round(beyond.error, 3)
    (0.102, 0.209)
    """
    chosen = {clients: points[clients] for clients in fit_on}
    law = fit_scalability(chosen)
    errors = {clients: law.throughput(clients) / seen - 1 for clients, seen in points.items()}
    return Extrapolation(
        law,
        {clients: error for clients, error in errors.items() if clients in chosen},
        {clients: error for clients, error in errors.items() if clients not in chosen},
    )


def _fit(points: Points, free: Sequence[bool]) -> tuple[float, float, float, float] | None:
    """Fit N / X = a + b (N - 1) + c N (N - 1), where b and c may be held at zero: squares, then a, b, c.

    The first step is linear and weighs each point by X / N; it is exact where the law is. None if the best
    b or c is negative.
    """
    used = [True, *free]
    basis = {
        n: [term for term, use in zip((1.0, n - 1.0, n * (n - 1.0)), used, strict=True) if use]
        for n in points
    }
    weighed = [[x / n * term for term in basis[n]] for n, x in points.items()]
    found = _refine(points, basis, _solve_least_squares(weighed, [1.0] * len(points)))
    values = iter(found)
    a, b, c = (next(values) if use else 0.0 for use in used)
    return (_compute_cost(points, basis, found), a, b, c) if b >= 0 and c >= 0 else None


def _refine(points: Points, basis: Basis, found: list[float]) -> list[float]:
    """Minimise the relative errors of X itself, by Gauss-Newton steps from a point nearby."""
    cost = _compute_cost(points, basis, found)
    for _ in range(_STEPS):
        rows, rest = [], []
        for n, x in points.items():
            predicted = n / _multiply(basis[n], found)
            rows.append([-predicted * predicted / n / x * term for term in basis[n]])
            rest.append(1 - predicted / x)
        tried = [value + step for value, step in zip(found, _solve_least_squares(rows, rest), strict=True)]
        better = _compute_cost(points, basis, tried)
        if not better < cost * (1 - _SMALL):
            break
        found, cost = tried, better
    return found


def _compute_cost(points: Points, basis: Basis, found: Sequence[float]) -> float:
    waits = {n: _multiply(basis[n], found) for n in points}
    if min(waits.values()) <= 0:
        return math.inf
    return math.fsum((n / waits[n] / x - 1) ** 2 for n, x in points.items())


def _solve_least_squares(rows: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve the normal equations of a small system by elimination, its columns scaled to one size."""
    columns = list(zip(*rows, strict=True))
    sizes = [math.sqrt(_multiply(column, column)) or 1.0 for column in columns]
    scaled = [[value / size for value in column] for column, size in zip(columns, sizes, strict=True)]
    matrix = [[*(_multiply(one, other) for other in scaled), _multiply(one, right)] for one in scaled]
    count = len(matrix)
    for at in range(count):
        pivot = max(range(at, count), key=lambda row: abs(matrix[row][at]))
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        for row in range(count):
            if row != at and matrix[at][at]:
                factor = matrix[row][at] / matrix[at][at]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[at], strict=True)]
    return [matrix[at][-1] / matrix[at][at] / sizes[at] if matrix[at][at] else 0.0 for at in range(count)]


def _multiply(a: Sequence[float], b: Sequence[float]) -> float:
    return math.fsum(x * y for x, y in zip(a, b, strict=True))
