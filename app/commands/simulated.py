"""introduce(): tell the simulated carrier of a number, so that its phone can offer it. With a real carrier, nothing."""

from __future__ import annotations

import requests

from app.config import Settings
from app.models import Account, Number
from app.sms import callbacks

PATIENCE_S = 2


def introduce(settings: Settings, account: Account, number: Number) -> None:
    """Register a number at the simulator. One that isn't running learns of it when it first sees the number."""
    if not settings.is_simulated:
        return
    facts = {
        "number": number.e164,
        "name": account.name,
        "kind": number.kind,
        "sms_url": callbacks.inbound_webhook(settings.public_url),
    }
    try:
        requests.post(f"{settings.simulator_url}/control/numbers", json=facts, timeout=PATIENCE_S)
    except requests.RequestException:
        return
