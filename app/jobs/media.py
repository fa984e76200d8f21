"""Jobs of files: fetch what waits, beside the worker's other jobs; tidy what nobody needs, files and other rows.

A slow answer from the carrier's storage must not hold up texts that another job sends: fetch() only wakes a thread
of this process, which works until nothing is due.
"""

from __future__ import annotations

import logging
import threading

from flask import Flask, current_app

from app import queues
from app.config import Settings
from app.sms.media_fetch import Access
from app.texting import media_uploads, media_work, wording
from app.transaction import perform

log = logging.getLogger(__name__)


def fetch() -> None:
    queues.answered(queues.MEDIA)
    _crew.wake(current_app._get_current_object())


def tidy() -> None:
    media_uploads.tidy()
    perform(wording.forget_words)


def access(settings: Settings) -> Access:
    """How this installation signs in at its carrier."""
    user, password = settings.twilio_api_key_sid, settings.twilio_api_key_secret
    if not (user and password):
        user, password = settings.twilio_account_sid, settings.twilio_auth_tokens[0]
    return Access(settings.twilio_account_sid, user, password, settings.twilio_api_url)


class _Crew:
    """At most one thread a process; woken while it works, it looks once more before it ends."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_working = self.is_wanted = False

    def wake(self, app: Flask) -> None:
        with self.lock:
            self.is_wanted = True
            if not self.is_working:
                self.is_working = True
                threading.Thread(target=self._work, args=(app,), name="media", daemon=True).start()

    def _work(self, app: Flask) -> None:
        while self._is_more_wanted():
            try:
                with app.app_context():
                    media_work.drain(access(app.config["SETTINGS"]))
            except Exception:
                log.warning("files could not be fetched; the clock rings again", exc_info=True)

    def _is_more_wanted(self) -> bool:
        with self.lock:
            self.is_working, self.is_wanted = self.is_wanted, False
            return self.is_working


_crew = _Crew()
