"""The carrier's webhook parameters, read once into plain values.

    inbound(request.form, request.get_data())     Inbound: a text someone sent us
    status(request.form)                          StatusUpdate: news about a text we sent

Both raise Malformed with a sentence when what identifies the message is missing. Nothing else does:
a text with odd extras is still a text. Source: Twilio, "Messaging webhooks".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from app.sms.e164 import normalise_sender

MAX_BODY = 10_000  # characters kept; Twilio documents 1,600
MAX_MEDIA = 10
STATUSES = frozenset(
    "accepted scheduled queued sending sent delivered undelivered failed canceled receiving received read "
    "partially_delivered".split()
)

_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_REPLACEMENT = "\ufffd"


class Malformed(ValueError):
    """A webhook without what identifies the message; str() says what is wrong."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that came in. `raw_body` is the request's bytes when `body` or another value could not be
    kept as sent (no UTF-8, a NUL, too long), else None; `media` are (url, content type)."""

    sid: str
    account_sid: str | None
    from_: str
    to: str
    body: str
    raw_body: bytes | None
    num_media: int
    media: list[tuple[str, str]]
    num_segments: int
    messaging_service_sid: str | None
    opt_out_type: str | None
    from_city: str | None
    from_state: str | None
    from_zip: str | None
    from_country: str | None


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """News about a text we sent. A status nobody documents reads "unknown:<word>"."""

    sid: str
    status: str
    error_code: int | None
    account_sid: str | None
    from_: str
    to: str
    raw_dlr_done_date: str | None


def inbound(form: Mapping[str, str], raw_body: bytes = b"") -> Inbound:
    """The parameters of an inbound text. Raises Malformed without To, From or a MessageSid; From may be
    empty (withheld)."""
    sid = _message_sid(form)
    for name in ("To", "From"):
        if name not in form:
            raise Malformed(f"The parameter {name} is missing.")
    to = normalise_sender(form["To"])
    if not to:
        raise Malformed("The parameter To is empty.")
    body = form.get("Body", "")
    media = _media(form)
    lossy = len(body) > MAX_BODY or any("\x00" in value for value in form.values()) or not _is_utf8(raw_body)
    return Inbound(
        sid=sid,
        account_sid=_optional(form, "AccountSid"),
        from_=normalise_sender(form["From"]),
        to=to,
        body=_storable(body)[:MAX_BODY],
        raw_body=raw_body if lossy else None,
        num_media=min(MAX_MEDIA, max(_number(form, "NumMedia") or 0, len(media))),
        media=media,
        num_segments=_number(form, "NumSegments") or 1,
        messaging_service_sid=_optional(form, "MessagingServiceSid"),
        opt_out_type=_opt_out_type(form),
        from_city=_optional(form, "FromCity"),
        from_state=_optional(form, "FromState"),
        from_zip=_optional(form, "FromZip"),
        from_country=_optional(form, "FromCountry"),
    )


def status(form: Mapping[str, str]) -> StatusUpdate:
    """The parameters of a status callback. Raises Malformed without a MessageSid or MessageStatus."""
    sid = _message_sid(form)
    word = form.get("MessageStatus", "").strip().lower()
    if not word:
        raise Malformed("The parameter MessageStatus is missing.")
    return StatusUpdate(
        sid=sid,
        status=word if word in STATUSES else f"unknown:{_storable(word)[:40]}",
        error_code=_number(form, "ErrorCode") or None,
        account_sid=_optional(form, "AccountSid"),
        from_=normalise_sender(form.get("From", "")),
        to=normalise_sender(form.get("To", "")),
        raw_dlr_done_date=_optional(form, "RawDlrDoneDate"),
    )


def _message_sid(form: Mapping[str, str]) -> str:
    if "MessageSid" not in form:
        raise Malformed("The parameter MessageSid is missing.")
    if not _SID.fullmatch(form["MessageSid"]):
        raise Malformed("MessageSid must be two capital letters and 32 hexadecimal digits.")
    return form["MessageSid"]


def _media(form: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (_storable(form[f"MediaUrl{n}"]), _storable(form.get(f"MediaContentType{n}", "")))
        for n in range(MAX_MEDIA)
        if form.get(f"MediaUrl{n}")
    ]


def _opt_out_type(form: Mapping[str, str]) -> str | None:
    word = form.get("OptOutType", "").strip().upper()
    return word if word in ("STOP", "START", "HELP") else None


def _optional(form: Mapping[str, str], name: str) -> str | None:
    return _storable(form.get(name, "").strip())[:100] or None


def _number(form: Mapping[str, str], name: str) -> int | None:
    """A small non-negative number, or None when the parameter is absent or no such number."""
    value = form.get(name, "").strip()
    return int(value) if re.fullmatch(r"[0-9]{1,6}", value) else None


def _storable(text: str) -> str:
    return text.replace("\x00", _REPLACEMENT)  # PostgreSQL refuses NUL in text


def _is_utf8(raw_body: bytes) -> bool:
    try:
        unquote_to_bytes(raw_body).decode()
    except UnicodeDecodeError:
        return False
    return True
