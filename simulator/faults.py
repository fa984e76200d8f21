"""What is made to go wrong on request: `merge` sets faults, `take` asks for one and spends one of its count.

Each fault may carry "count" (how many times, else until reset) and "match" {"to", "from", "body_contains"}.
"""

from __future__ import annotations

from typing import Any

from .store import Store

# Every fault, with the field that a bare number, text or list stands for.
SHORT: dict[str, str] = {
    "delay": "seconds",
    "callback_delay": "seconds",
    "drop": "count",
    "drop_webhooks": "count",
    "repeat": "times",
    "reorder": "count",
    "refuse": "status",
    "timeout_after_accept": "seconds",
    "callback_before_answer": "count",
    "fail": "code",
    "statuses": "statuses",
    "media": "mode",
}
MODES = {
    "timeout_after_accept": ("hang", "close", "500"),
    "media": ("missing", "gone", "slow", "lies", "private", "elsewhere"),
}
FIELDS = {"count", "match", "seconds", "times", "seed", "status", "code", "mode", "statuses"}
MATCHES = {"to", "from", "body_contains"}
NEEDED = {"delay": "seconds", "callback_delay": "seconds", "repeat": "times", "statuses": "statuses"}


class Faults:
    """The faults in force; they outlive a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.active: dict[str, dict[str, Any]] = store.setting("faults", {})

    def merge(self, wanted: dict[str, Any]) -> None:
        """Set the named faults, leave the others; null or false ends one. Raises ValueError with a sentence."""
        checked = {name: _normal(name, value) for name, value in wanted.items()}
        for name, fault in checked.items():
            self.active.pop(name, None)
            if fault is not None:
                self.active[name] = fault
        self._keep()

    def reset(self) -> None:
        """End every fault."""
        self.active = {}
        self._keep()

    def take(self, name: str, to: str, sender: str, body: str) -> dict[str, Any] | None:
        """The fault if it is in force for this text, spending one of its count; else None."""
        fault = self.active.get(name)
        if fault is None or not _matches(fault.get("match", {}), to, sender, body):
            return None
        if "count" in fault:
            fault["count"] -= 1
            if fault["count"] <= 0:
                del self.active[name]
            self._keep()
        return fault

    def _keep(self) -> None:
        self._store.set("faults", self.active)
        self._store.commit_soon()


def _matches(match: dict[str, str], to: str, sender: str, body: str) -> bool:
    return match.get("to", to) == to and match.get("from", sender) == sender and match.get("body_contains", "") in body


def _normal(name: str, value: Any) -> dict[str, Any] | None:
    if name not in SHORT:
        raise ValueError(f"There is no fault {name!r}; the faults are {', '.join(SHORT)}.")
    if value is None or value is False:
        return None
    fault = dict(value) if isinstance(value, dict) else _from_short(name, value)
    if "times" in fault and name != "repeat":
        fault["count"] = fault.pop("times")
    _check(name, fault)
    return fault if fault.get("count", 1) > 0 else None


def _from_short(name: str, value: Any) -> dict[str, Any]:
    if value is True:
        return {}
    if name in MODES and isinstance(value, str):
        return {"mode": value}
    return {SHORT[name]: value}


def _check(name: str, fault: dict[str, Any]) -> None:
    strange = set(fault) - FIELDS or set(fault.get("match", {})) - MATCHES
    if strange:
        raise ValueError(f"Fault {name!r} has no field {sorted(strange)[0]!r}.")
    if name in NEEDED and NEEDED[name] not in fault:
        raise ValueError(f"Fault {name!r} needs {NEEDED[name]!r}.")
    for field, kinds in {
        "count": int,
        "times": int,
        "seconds": (int, float),
        "status": (int, str),
        "code": int,
    }.items():
        if field in fault and (isinstance(fault[field], bool) or not isinstance(fault[field], kinds)):
            raise ValueError(f"Fault {name!r}: {field!r} must be a number.")
    if "mode" in fault and fault["mode"] not in MODES.get(name, ()):
        raise ValueError(f"{name}: 'mode' is one of {', '.join(MODES.get(name, ('none',)))}.")
    if name == "statuses" and not (isinstance(fault["statuses"], list) and fault["statuses"]):
        raise ValueError('statuses: give a list such as ["sent", "undelivered:30003"].')
