"""Accepting a text from Leadline: `read` checks the form as Twilio does, `accept` writes the text and its
ledger line.
"""

from __future__ import annotations

import re
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from . import ledger, lifecycle, media, messages, numbers, segments
from .carrier import Carrier
from .errors import refusal

LONGEST = 1600  # characters; Twilio error 21617
MOST_MEDIA = 10  # Twilio error 21623
SOONEST, LATEST = 300, 35 * 86400  # seconds; Twilio documentation: message scheduling

# Twilio documentation: test credentials.
MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


@dataclass
class Wanted:
    """A create that was checked and may be accepted."""

    to: str
    sender: str | None
    body: str
    service: str | None
    media: list[str]
    callback: str | None
    send_at: float | None = None
    fail: lifecycle.Stage | None = None


def read(carrier: Carrier, form: MultiDict[str, str]) -> Wanted:
    """Check a create's form in Twilio's order; raises ApiError with its code."""
    service = form.get("MessagingServiceSid") or None
    if not form.get("From") and not service:
        raise refusal(21603)
    wanted = Wanted(
        to=_to(form),
        sender=form.get("From") or None,
        body=_body(form),
        service=service,
        media=_media(form),
        callback=_callback(form),
        send_at=_send_at(form, service),
    )
    if not form.get("ValidityPeriod", "1").isdigit() or not 1 <= int(form.get("ValidityPeriod", "1")) <= 36000:
        raise refusal(21624)
    _choose_sender(carrier, wanted)
    return wanted


def accept(carrier: Carrier, wanted: Wanted, begins: float) -> sqlite3.Row:
    """Write an accepted text, its ledger line and its steps from time `begins` on. Commits."""
    status = "scheduled" if wanted.send_at else "accepted" if wanted.service else "queued"
    row = messages.add(
        carrier,
        "outbound-api",
        wanted.sender,
        wanted.to,
        wanted.body,
        status=status,
        service=wanted.service,
        num_media=len(wanted.media),
        status_callback=wanted.callback,
    )
    for url in wanted.media:
        media.add(carrier, row["sid"], {"url": url})
    ledger.note(
        carrier,
        "create",
        row["sid"],
        to=wanted.to,
        **{"from": wanted.sender},
        body=wanted.body,
        media=wanted.media,
        num_segments=row["num_segments"],
        status_callback=wanted.callback,
        messaging_service_sid=wanted.service,
    )
    lifecycle.schedule(carrier, row, max(wanted.send_at or 0.0, begins), wanted.fail)
    carrier.store.commit()
    return row


def _to(form: MultiDict[str, str]) -> str:
    given = form.get("To", "")
    if not given:
        raise refusal(21604)
    to = numbers.e164(given)
    if to is None or not to.startswith("+"):
        raise refusal(21211, given)
    if to == form.get("From"):
        raise refusal(21266)
    if to in MAGIC_TO:
        raise refusal(MAGIC_TO[to])
    return to


def _body(form: MultiDict[str, str]) -> str:
    body = form.get("Body", "")
    if not body and not form.getlist("MediaUrl") and not form.get("ContentSid"):
        raise refusal(21602)
    if len(body) > LONGEST:
        raise refusal(21617)
    return segments.plain(body) if form.get("SmartEncoded", "").lower() == "true" else body


def _media(form: MultiDict[str, str]) -> list[str]:
    urls = form.getlist("MediaUrl")
    if len(urls) > MOST_MEDIA:
        raise refusal(21623)
    for url in urls:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise refusal(21620, url)
    return urls


def _callback(form: MultiDict[str, str]) -> str | None:
    url = form.get("StatusCallback")
    if not url:
        return None
    host = urlsplit(url).hostname or ""
    if urlsplit(url).scheme not in ("http", "https") or not host or "_" in host:
        raise refusal(21609, url)
    return url


def _send_at(form: MultiDict[str, str], service: str | None) -> float | None:
    if form.get("ScheduleType") != "fixed":
        return None
    if not service:
        raise refusal(35118)
    if not form.get("SendAt"):
        raise refusal(35111)
    try:
        at = datetime.fromisoformat(re.sub("Z$", "+00:00", form["SendAt"]))
    except ValueError as error:
        raise refusal(35114, "it is not ISO 8601") from error
    seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    if seconds - time.time() <= SOONEST:
        raise refusal(35114)
    if seconds - time.time() > LATEST:
        raise refusal(35117)
    return seconds


def _choose_sender(carrier: Carrier, wanted: Wanted) -> None:
    if wanted.sender is None:
        pooled = numbers.sender_of_service(carrier, wanted.service or "")
        if pooled is None:
            raise refusal(21704)
        number = pooled
    else:
        number = _owned(carrier, wanted.sender)
    wanted.callback = wanted.callback or number["status_callback"] or None
    scopes = {number["number"], number["service"] or "", wanted.service or ""}
    if numbers.is_blocked(carrier, wanted.to, scopes):
        if not wanted.service:
            raise refusal(21610)
        wanted.fail = ("failed", 21610)


def _owned(carrier: Carrier, sender: str) -> sqlite3.Row:
    if sender in MAGIC_FROM:
        raise refusal(MAGIC_FROM[sender])
    if numbers.e164(sender) != sender:
        raise refusal(21212, sender)
    number = numbers.find_or_adopt(carrier, sender)
    if number is None:
        raise refusal(21606)
    return number
