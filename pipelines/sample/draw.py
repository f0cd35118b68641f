"""Repeatable chance: the same seed gives the same numbers on every Python from 3.11 on.

Only ``Random.random`` is used, the one method whose sequence Python promises not to change.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *names: object) -> Random:
    """A generator of its own for each name, so that a change in one writer moves no other's numbers."""
    return Random("/".join(str(part) for part in (seed, *names)))


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))


def pick(rng: Random, items: Sequence[T]) -> T:
    return items[int(rng.random() * len(items))]


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Divide a whole number in proportion to weights; the parts add up to it exactly (largest remainder)."""
    if not weights:
        return []
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
