"""A person's text on its way in: `receive` stores it, lets the carrier hear it and hands it to Leadline's
webhook.
"""

from __future__ import annotations

import sqlite3
import time
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from typing import Any

from . import keywords, ledger, lifecycle, media, messages, numbers, webhooks
from .carrier import Carrier
from .places import place_of
from .wire import Answer


@dataclass
class Text:
    """What a person sends; `sender` may be anything, for a short code or a word writes too."""

    sender: str
    to: str
    body: str
    media: list[dict[str, Any]] = field(default_factory=list)
    sid: str | None = None
    service: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def receive(carrier: Carrier, text: Text) -> tuple[str, int | None]:
    """Store a text and book its webhook; answers its SID and the webhook's line (None when none is sent).
    Commits.

    A SID that is known already is not stored again: only its webhook leaves once more.
    """
    number = numbers.find_or_adopt(carrier, text.to)
    service = text.service or (number["service"] if number else None)
    row = carrier.store.row("SELECT * FROM messages WHERE sid = ?", text.sid or "")
    heard = keywords.Heard()
    if row is None:
        row = _store(carrier, text, service)
        heard = keywords.hear(carrier, number, text.sender, text.body)
        if heard.reply:
            _answer(carrier, text.to, text.sender, heard.reply)
    line = _book(carrier, row, number, text, heard)
    carrier.store.commit()
    carrier.events.publish("text", person=text.sender, business=text.to)
    return row["sid"], line


def hand_over(carrier: Carrier, sid: str, line: int | None) -> dict[str, Any]:
    """Send the booked webhook and act on its answer: {status, body, attempts}; status null when nobody
    answered.
    """
    if line is None:
        return {"status": None, "body": "", "attempts": []}
    answer, data = webhooks.deliver(carrier, line)
    good = answer is not None and answer.status < 400
    outcome = {
        "status": answer.status if answer else None,
        "body": answer.body if answer else "",
        "attempts": data["attempts"],
    }
    row = carrier.store.row("SELECT * FROM messages WHERE sid = ?", sid)
    if row is None:
        return outcome
    messages.change(carrier, sid, webhook="ok" if good else f"HTTP {answer.status}" if answer else "no answer")
    if answer is not None and good:
        _obey(carrier, row, answer)
    carrier.store.commit()
    carrier.events.publish("text", person=row["sender"], business=row["recipient"])
    return outcome


def recover(carrier: Carrier) -> None:
    """Send every webhook that was booked but not settled when the program ended."""
    for row in carrier.store.rows("SELECT id, sid, kind FROM ledger WHERE pending ORDER BY id"):
        if row["kind"] == "inbound":
            carrier.work.spawn(hand_over, carrier, row["sid"], row["id"])
        else:
            webhooks.start(carrier, row["id"], row["sid"])


def _store(carrier: Carrier, text: Text, service: str | None) -> sqlite3.Row:
    given = {"sid": text.sid} if text.sid else {}
    row = messages.add(
        carrier,
        "inbound",
        text.sender,
        text.to,
        text.body,
        status="received",
        num_media=len(text.media),
        service=service,
        sent=time.time(),
        on_phone=time.time(),
        **given,
    )
    for item in text.media:
        media.add(carrier, row["sid"], item)
    return row


def _answer(carrier: Carrier, business: str, person: str, words: str) -> None:
    now = time.time()
    row = messages.add(carrier, "outbound-reply", business, person, words, status="delivered", sent=now, on_phone=now)
    messages.change(carrier, row["sid"], price=messages.price(row))
    ledger.note(carrier, "carrier_reply", row["sid"], to=person, **{"from": business}, body=words)


def _book(
    carrier: Carrier, row: sqlite3.Row, number: sqlite3.Row | None, text: Text, heard: keywords.Heard
) -> int | None:
    url = number["sms_url"] if number else carrier.config.default_webhook
    if not url:
        return None
    params = _params(carrier, row, number, heard)
    for name, value in text.extra.items():
        params.pop(name, None)
        params |= {name: value}
    pairs = [
        (name, str(one)) for name, value in params.items() for one in (value if isinstance(value, list) else [value])
    ]
    dropped = carrier.faults.take("drop_webhooks", text.to, text.sender, text.body) is not None
    line = webhooks.plan(
        carrier,
        "inbound",
        row["sid"],
        url,
        pairs,
        dropped=dropped,
        method=number["sms_method"] if number else "POST",
        fallback=number["sms_fallback_url"] if number else "",
    )
    if dropped:
        carrier.store.write("UPDATE ledger SET pending = 0 WHERE id = ?", line)
        return None
    return line


def _params(carrier: Carrier, row: sqlite3.Row, number: Any, heard: keywords.Heard) -> dict[str, Any]:
    params: dict[str, Any] = {
        "ToCountry": "US",
        "SmsMessageSid": row["sid"],
        "NumMedia": row["num_media"],
        "SmsSid": row["sid"],
        "SmsStatus": "received",
        "Body": row["body"],
        "FromCountry": "US" if row["sender"].startswith("+1") else "",
        "To": row["recipient"],
        "NumSegments": row["num_segments"],
        "MessageSid": row["sid"],
        "AccountSid": carrier.config.account_sid,
        "From": row["sender"],
        "ApiVersion": "2010-04-01",
    }
    for side, digits in (("From", row["sender"]), ("To", row["recipient"])):
        place = place_of(digits)
        params |= {f"{side}City": place.city.upper(), f"{side}State": place.state, f"{side}Zip": ""} if place else {}
    if row["service"]:
        params["MessagingServiceSid"] = row["service"]
    if heard.kind and number is not None and number["advanced_opt_out"]:
        params["OptOutType"] = heard.kind
    for index, item in enumerate(media.of(carrier, row["sid"])):
        params[f"MediaUrl{index}"] = carrier.config.api_url + media.address(carrier, row["sid"], item["sid"])
        params[f"MediaContentType{index}"] = item["content_type"]
    return params


def _obey(carrier: Carrier, row: sqlite3.Row, answer: Answer) -> None:
    for words, person, business in _replies(row, answer):
        reply = messages.add(carrier, "outbound-reply", business, person, words, service=row["service"])
        ledger.note(
            carrier,
            "create",
            reply["sid"],
            to=person,
            **{"from": business},
            body=words,
            media=[],
            num_segments=reply["num_segments"],
            status_callback=None,
            reply=True,
        )
        lifecycle.schedule(carrier, reply, time.time())


def _replies(row: sqlite3.Row, answer: Answer) -> list[tuple[str, str, str]]:
    """Texts a TwiML answer asks for: (words, to, from); a plain-text answer is itself a text, as Twilio takes
    it.
    """
    if answer.content_type == "text/plain":
        return [(answer.body, row["sender"], row["recipient"])] if answer.body.strip() else []
    try:
        root = xml.fromstring(answer.body) if answer.body.strip() else None
    except xml.ParseError:
        return []
    found = [] if root is None or root.tag != "Response" else root.findall("Message")[:10]
    return [
        (
            "".join(item.itertext()) if item.find("Body") is None else item.findtext("Body", ""),
            item.get("to") or row["sender"],
            item.get("from") or row["recipient"],
        )
        for item in found
    ]
