"""Found: the ids of texts that a database's index gave, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Found:
    """`is_slow`: given up. `is_behind`: the index lacks texts that weren't looked at otherwise either."""

    ids: list[int] = field(default_factory=list)
    is_slow: bool = False
    is_behind: bool = False
