"""Job of opt-ins: settle texts whose question came to nothing or found no answer in time, one number at a time."""

from __future__ import annotations

from app import queues
from app.texting import opt_in_waits
from app.transaction import perform


def tend() -> None:
    queues.answered(queues.OPT_INS)
    phone_id: int | None = 0
    while phone_id is not None:
        phone_id = perform(opt_in_waits.tend, phone_id)
