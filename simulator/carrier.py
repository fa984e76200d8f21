"""The one object everything here works on: settings, file, faults, listeners and what is due."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from gevent import Greenlet
from gevent.event import Event
from gevent.lock import BoundedSemaphore
from gevent.pool import Group

from .config import Config
from .events import Events
from .faults import Faults
from .store import Store

WEBHOOKS_AT_ONCE = 64
OPTIONS: dict[str, Any] = {"adopt": True, "queued_after": 0.05, "sent_after": 0.15, "delivered_after": 0.4}


@dataclass
class Carrier:
    """`due` is the heap of (time, step id); `work` holds the greenlets that send webhooks,
    `last` the latest of each text, `fetching` the texts whose files are being fetched."""

    config: Config
    store: Store
    faults: Faults
    events: Events = field(default_factory=Events)
    work: Group = field(default_factory=Group)
    due: list[tuple[float, int]] = field(default_factory=list)
    last: WeakValueDictionary[str, Greenlet] = field(default_factory=WeakValueDictionary)
    fetching: set[str] = field(default_factory=set)
    wake: Event = field(default_factory=Event)
    wire: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(WEBHOOKS_AT_ONCE))
    options: dict[str, Any] = field(default_factory=lambda: dict(OPTIONS))


def open_carrier(config: Config) -> Carrier:
    """Open the simulator's file in the data folder and read what was in force."""
    store = Store(config.data / "simulator.db")
    carrier = Carrier(config, store, Faults(store))
    carrier.options.update(store.setting("options", {}))
    return carrier


def set_options(carrier: Carrier, wanted: dict[str, Any]) -> None:
    """Change adopt (true or false) or the pace in seconds. Raises ValueError with a sentence."""
    for name, value in wanted.items():
        if name not in OPTIONS:
            raise ValueError(f"There is no option {name!r}; the options are {', '.join(OPTIONS)}.")
        good = isinstance(value, bool) if name == "adopt" else _is_seconds(value)
        if not good:
            raise ValueError(f"Option {name!r} must be {'true or false' if name == 'adopt' else 'seconds'}.")
    carrier.options.update(wanted)
    carrier.store.set("options", carrier.options)
    carrier.store.commit()


def new_sid(prefix: str) -> str:
    """A SID: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
