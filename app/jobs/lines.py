"""Job of the lines: ask the carrier what line a number is, beside the worker's other jobs.

A slow answer must not hold up texts that another job sends: the job only hands the number to a thread of this process.
One that is lost with the process is asked for again with the number's next first text, or by hand.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, current_app

from app.sms.twilio_client import carrier
from app.texting import lines

log = logging.getLogger(__name__)
_pool = ThreadPoolExecutor(2, thread_name_prefix="lines")


def look_up(phone_id: int) -> None:
    _pool.submit(_work, current_app._get_current_object(), phone_id)


def _work(app: Flask, phone_id: int) -> None:
    try:
        with app.app_context():
            lines.look_up(phone_id, carrier(app.config["SETTINGS"]))
    except Exception:
        log.warning("the line of phone %s could not be looked up", phone_id, exc_info=True)
