"""Jobs of the scheduler: fire what is due, and work out anew what other zone rules gave."""

from __future__ import annotations

import time

from app import queues
from app.texting import firing
from app.transaction import perform

LONGEST_S = 45.0


def fire() -> None:
    queues.answered(queues.FIRE)
    began = time.monotonic()
    while perform(firing.fire_next):
        if time.monotonic() - began > LONGEST_S:
            queues.ring_fire()
            return


def resolve() -> None:
    while perform(firing.resolve):
        pass
