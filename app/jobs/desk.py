"""Jobs of the desk: wake what has slept until now, and judge replies that nobody has judged in time."""

from __future__ import annotations

from app import queues
from app.texting import desk, judging
from app.transaction import perform


def wake() -> None:
    queues.answered(queues.WAKE)
    while perform(desk.wake):
        pass


def judge() -> None:
    queues.answered(queues.REVIEWS)
    while perform(judging.expire):
        pass
