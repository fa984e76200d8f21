"""Schedules alone, in this process: measure(): microseconds to the next occurrence and its instant, at the beginning
and after ten years, over all zones there are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import available_timezones

from app.clock import use_packaged_zones
from app.texting.recurrence import Repeats, instant_of, next_wall, walls_after
from bench.figure import Figure

STEPS = 5_000
ENOUGH_US = 1_000
BEGINS = datetime(2026, 11, 24, 2, 30)  # an hour that clocks skip and show twice
KINDS = {
    "day": Repeats("day"), "other week, three days": Repeats("week", 2, (0, 2, 4)),
    "month, its 31st": Repeats("month", day=31),
    "month, its last working day": Repeats("month", weekdays=(0, 1, 2, 3, 4)),
}


def measure(quick: bool = False) -> list[Figure]:
    """Each beside a millisecond."""
    use_packaged_zones()
    steps = STEPS // 10 if quick else STEPS
    for zone in available_timezones():
        instant_of(BEGINS, zone)  # read from its file once
    figures = []
    for name, repeats in KINDS.items():
        figures.append(_figure(f"schedules: a step, every {name}", lambda repeats=repeats: _step(repeats, steps)))
    daily = KINDS["day"]
    figures.append(_figure("schedules: a step, every day, after ten years", lambda: _step(daily, steps, 10)))
    missed = _seconds(lambda: sum(1 for _ in zip(range(3650), walls_after(BEGINS, 1, daily), strict=False))) * 1000
    figures.append(Figure("schedules: ten years of days that nothing ran", missed, "ms"))
    return figures


def _figure(name: str, measured: Callable[[], float]) -> Figure:
    each = measured()
    return Figure(name, each, "µs", reach=f"≤ {ENOUGH_US:,} µs", holds=each <= ENOUGH_US)


def _step(repeats: Repeats, steps: int, years: int = 0) -> float:
    """Microseconds a step, the 99th of a hundred."""
    zones, took = cycle(sorted(available_timezones())), []
    no, wall = 1 + 365 * years, BEGINS + timedelta(days=365 * years)
    for _ in range(steps):
        zone = next(zones)
        began = time.perf_counter()
        following = next_wall(wall, no, repeats)
        instant_of(following, zone)
        took.append(time.perf_counter() - began)
        no, wall = no + 1, following if following.year < 2040 else BEGINS
    return sorted(took)[steps * 99 // 100] * 1_000_000


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
