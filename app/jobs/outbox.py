"""Jobs of the outbox: drain what is due, settle what is unknown."""

from __future__ import annotations

from functools import partial

from flask import current_app

from app import queues
from app.sms.callbacks import callback_of
from app.sms.twilio_client import carrier
from app.texting import deliver
from app.texting import settle as settling
from app.transaction import perform


def drain() -> None:
    queues.answered(queues.DRAIN)
    settings = current_app.config["SETTINGS"]
    if not deliver.drain(carrier(settings), partial(callback_of, settings.public_url)):
        queues.ring()


def settle() -> None:
    queues.answered(queues.SETTLE)
    settings = current_app.config["SETTINGS"]
    perform(settling.abandon, settings.lease)
    settling.settle(carrier(settings), settings.settle_after)


