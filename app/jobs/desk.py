"""Jobs of the desk: wake what has slept until now."""

from __future__ import annotations

from app import queues
from app.texting import desk
from app.transaction import perform


def wake() -> None:
    queues.answered(queues.WAKE)
    while perform(desk.wake):
        pass
