"""FakeCarrier: create() and listing() as the carrier's, told what to answer; keeps every text it accepted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from app import clock
from app.sms.twilio_client import Accepted, Listed, Unknown
from tests.texting.acts import new_sid


class FakeCarrier:
    """`on_create(to, body)` may raise, wait or return; `loses_answers` accepts and then breaks off."""

    def __init__(self) -> None:
        self.accepted: list[Listed] = []
        self.calls: list[tuple[str, str]] = []
        self.callbacks: list[str] = []
        self.listings = 0
        self.on_create: Callable[[str, str], None] = lambda to, body: None
        self.on_listing: Callable[[], None] = lambda: None
        self.loses_answers = False
        self._lock = threading.Lock()

    def create(self, to: str, from_: str, body: str, status_callback: str, **_more) -> Accepted:
        with self._lock:
            self.calls.append((to, body))
            self.callbacks.append(status_callback)
        self.on_create(to, body)
        listed = self.has(body)
        if self.loses_answers:
            raise Unknown("the connection ended before the answer")
        return Accepted(listed.sid, "queued", 1)

    def has(self, body: str, at: datetime | None = None, status: str = "sent", sid: str = "") -> Listed:
        """The carrier has a text with these words, whoever posted it."""
        made = Listed(sid or new_sid(), body, at or clock.now(), status, None, "outbound-api")
        with self._lock:
            self.accepted.append(made)
        return made

    def listing(self, to: str, from_: str, since: datetime) -> list[Listed]:
        self.listings += 1
        self.on_listing()
        return [text for text in self.accepted if text.date_created is None or text.date_created >= since]


def callback_url(message_id: int, attempt: int) -> str:
    return f"http://127.0.0.1/status?m={message_id}&a={attempt}"
