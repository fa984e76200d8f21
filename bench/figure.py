"""Figure: one measured number beside its floor and what it should reach; line(figure), as_json(figure).

The floor is the same request in a bare app on the same server, worker class, database and durability, measured in
the same run: on a shared machine the ratio says more than the number.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One number. `reach` is what it should reach in words, `ratio` ours divided by the floor's; both as measured,
    None where there is none. `holds`: whether `reach` is reached, None where nothing is to be reached."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    reach: str = ""
    holds: bool | None = None

    @classmethod
    def beside(
        cls, name: str, value: float, unit: str, floor: float | None, reach: str = "", holds: bool | None = None
    ) -> Figure:
        """A figure whose ratio is worked out here."""
        return cls(name, value, unit, floor, value / floor if floor else None, reach, holds)


def line(figure: Figure) -> str:
    """One row of a table for a terminal."""
    floor = "" if figure.floor is None else f"{figure.floor:,.2f}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    holds = {None: "", True: "holds", False: "NOT REACHED"}[figure.holds]
    value = f"{figure.value:,.2f} {figure.unit}"
    return f"{figure.name:<58} {value:>18} {floor:>11} {ratio:>6}  {figure.reach:<28} {holds}".rstrip()


def as_json(figure: Figure) -> dict[str, Any]:
    return asdict(figure)
