"""Addresses the carrier is told: inbound_webhook(), status_callback(), callback_of() one try. All take PUBLIC_URL."""

from __future__ import annotations

# Twilio, "Webhooks (HTTP callbacks): connection overrides": up to four more tries on connection, read time-out and
# 5xx, each small enough that all fit the 15 s in total. The fragment is not part of the signature.
RETRIES = "#rc=4&rp=ct,rt,5xx&ct=2000&rt=3500"


def inbound_webhook(public_url: str) -> str:
    """The number's "a message comes in" address, with its retries."""
    return f"{public_url}/webhooks/twilio/messages{RETRIES}"


def status_callback(public_url: str) -> str:
    """The status address without a message; Leadline gives each text its own."""
    return f"{public_url}/webhooks/twilio/status"


def callback_of(public_url: str, message_id: int, attempt: int) -> str:
    """The callback of one try: it names our message, so that it proves acceptance whatever became of our call."""
    return f"{public_url}/webhooks/twilio/status?m={message_id}&a={attempt}{RETRIES}"
