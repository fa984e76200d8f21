"""The carrier's API: send one text, list what was sent, look a number up. Says what is certain about the outcome.

    carrier(settings).lookup(to)                                  LineFound, whose problem says what went wrong
    carrier(settings).create(to, from_, body, status_callback)    Accepted, or one of
        Refused     known not accepted: may be corrected, or tried again later on a back-off
        NotSent     no byte left this machine: safe to try again
        Unknown     it may have been accepted: never post it again, settle it with listing()

Twilio has no idempotency key for creating messages, so nothing here ever retries. The SDK is loaded when
the first carrier is made, not when this file is imported: web processes never need it.
"""

import os
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

TIMEOUT = 10  # seconds, to connect and between bytes
PAGE_SIZE = 200
MAX_PAGES = 10

NO_CANADIAN_DATA = 60601  # Twilio tells no line type of Canadian numbers without an approval of its own
LOOKUP_NO_ANSWER = "The carrier didn’t answer. Check again later."
LOOKUP_LATER = "The carrier is asked too often now. Check again in a minute."
LOOKUP_NOT_ALLOWED = "The carrier refuses to look numbers up for you. An admin checks the carrier account."
LOOKUP_FAILED = "The carrier couldn’t look it up ({}). Check again later."

_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")


class Refused(Exception):
    """The carrier answered 4xx: this text was not accepted. `code` is its error code, None when the answer
    had none; `retry_after` are seconds, None when it named no time."""

    def __init__(self, code: int | None, http_status: int, retry_after: float | None = None) -> None:
        super().__init__(f"The carrier refused: HTTP {http_status}, error {code}.")
        self.code, self.http_status, self.retry_after = code, http_status, retry_after


class NotSent(Exception):
    """No connection was made, so nothing was accepted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unknown(Exception):
    """The request may have been carried out: the answer is missing or cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ListingTooLong(Exception):
    """More than MAX_PAGES pages of texts since that time: narrow the time."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier's first answer. With a messaging service num_segments is 0 until a sender is chosen."""

    sid: str
    status: str
    num_segments: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One outbound text as the carrier lists it; `date_created` is in UTC."""

    sid: str
    body: str
    date_created: datetime | None
    status: str
    error_code: int | None
    direction: str
    files: int = 0


@dataclass(frozen=True, slots=True)
class LineFound:
    """What the carrier says of a number: its `type` (Twilio Lookup v2: mobile, landline, fixedVoip, …; None where it
    doesn't say), whether the number exists, whose line it is. With a `problem`, a sentence, it said nothing."""

    type: str | None = None
    is_valid: bool = True
    carrier_name: str = ""
    problem: str = ""


class CarrierSettings(Protocol):
    """What carrier() reads. `twilio_auth_tokens[0]` is the primary token; an API key replaces it."""

    twilio_account_sid: str
    twilio_auth_tokens: Sequence[str]
    twilio_api_key_sid: str | None
    twilio_api_key_secret: str | None
    twilio_api_url: str | None


def carrier(settings: CarrierSettings) -> "Carrier":
    """The process's carrier for these settings, safe to use from every thread.

    Raises ValueError with a sentence when the credentials are incomplete: the SDK would send without them.
    """
    account = settings.twilio_account_sid
    user, password = settings.twilio_api_key_sid, settings.twilio_api_key_secret
    if not (user and password):
        user, password = account, next(iter(settings.twilio_auth_tokens), "")
    if not (account and user and password):
        raise ValueError("The Twilio account SID or its auth token is missing. Set both to send texts.")
    return _carrier(account, user, password, settings.twilio_api_url or None)


class Carrier:
    """One Twilio account. Each thread has its own SDK client: the SDK does not promise to be thread-safe."""

    def __init__(
        self, account: str, user: str, password: str, base_url: str | None, timeout: float = TIMEOUT
    ) -> None:
        from app.sms import twilio_wire  # loads the SDK: 28 MB and a tenth of a second

        self._wire = twilio_wire
        self._arguments = (account, user, password, base_url, timeout)
        self._local = threading.local()

    def create(
        self,
        to: str,
        from_: str,
        body: str,
        status_callback: str | None,
        media_urls: Sequence[str] = (),
        messaging_service_sid: str | None = None,
        validity_period: int | None = None,
    ) -> Accepted:
        """Posts one text. `validity_period` is in seconds (1-36000). Raises Refused, NotSent or Unknown."""
        wanted = {
            "from_": from_,
            "body": body,
            "status_callback": status_callback,
            "media_url": list(media_urls),
            "messaging_service_sid": messaging_service_sid,
            "validity_period": validity_period,
        }
        given = {name: value for name, value in wanted.items() if value}
        with self._wire.outcomes():
            message = self._messages().create(to=to, **given)
            if not _MESSAGE_SID.fullmatch(message.sid or ""):
                raise Unknown("The carrier's answer has no message SID.")
            return Accepted(message.sid, str(message.status), _whole_number(message.num_segments))

    def listing(self, to: str, from_: str, since: datetime) -> list[Listed]:
        """Our texts from `from_` to `to` created at or after `since` (aware), newest first.

        There is no filter by DateSent: a text not sent yet has none and would be missed. Raises Refused,
        Unknown or ListingTooLong.
        """
        if since.tzinfo is None:
            raise ValueError("`since` needs a time zone.")
        floor = since.replace(microsecond=0)  # the carrier's dates are whole seconds
        found: list[Listed] = []
        for page in self._pages(to, from_):
            recent = [row for row in page if row.date_created is None or row.date_created >= floor]
            found += [row for row in recent if row.direction.startswith("outbound")]
            if page and not recent:
                break
        return found

    def lookup(self, to: str) -> LineFound:
        """What line this E.164 number is. Never raises: what went wrong is the answer's problem."""
        try:
            with self._wire.outcomes():
                answer = self._client().lookups.v2.phone_numbers(to).fetch(fields="line_type_intelligence")
                line = answer.line_type_intelligence or {}
                if line.get("error_code") not in (None, NO_CANADIAN_DATA):
                    return LineFound(problem=LOOKUP_FAILED.format(f"error {line['error_code']}"))
                is_valid = bool(answer.valid)
                return LineFound(line.get("type") if is_valid else None, is_valid, str(line.get("carrier_name") or ""))
        except Refused as refused:
            if refused.http_status == 429:
                return LineFound(problem=LOOKUP_LATER)
            if refused.http_status in (401, 403):
                return LineFound(problem=LOOKUP_NOT_ALLOWED)
            return LineFound(problem=LOOKUP_FAILED.format(f"error {refused.code or refused.http_status}"))
        except (NotSent, Unknown):
            return LineFound(problem=LOOKUP_NO_ANSWER)

    def _pages(self, to: str, from_: str) -> Iterator[list[Listed]]:
        try:
            with self._wire.outcomes():
                messages = self._messages()
                page = messages.page(to=to, from_=from_, page_size=PAGE_SIZE)
            for number in range(1, MAX_PAGES + 1):
                with self._wire.outcomes():
                    rows, following = [_listed(record) for record in page], page.next_page_url
                yield rows
                if not following:
                    return
                if number < MAX_PAGES:
                    with self._wire.outcomes():
                        page = messages.get_page(following)
        except NotSent as problem:
            raise Unknown(problem.reason) from None
        raise ListingTooLong(f"More than {MAX_PAGES} pages of texts; ask for a later time.")

    def _messages(self) -> Any:
        return self._client().messages

    def _client(self) -> Any:
        if getattr(self._local, "process", None) != os.getpid():  # never share a socket across a fork
            self._local.client = self._wire.client(*self._arguments)
            self._local.process = os.getpid()
        return self._local.client


@lru_cache(maxsize=32)
def _carrier(account: str, user: str, password: str, base_url: str | None) -> Carrier:
    return Carrier(account, user, password, base_url)


def _listed(record: Any) -> Listed:
    created = record.date_created
    return Listed(
        sid=record.sid,
        body=record.body or "",
        date_created=created if isinstance(created, datetime) else None,
        status=str(record.status),
        error_code=record.error_code,
        direction=str(record.direction or ""),
        files=_whole_number(record.num_media),
    )


def _whole_number(text: str | None) -> int:
    return int(text) if text and str(text).isdigit() else 0
