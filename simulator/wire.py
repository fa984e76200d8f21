"""One signed request to Leadline: `send` answers what came back or raises WireError saying what kind of
failure it was.

Signature: Twilio documentation, Webhooks security: base64 HMAC-SHA1 over the URL without its fragment,
followed for a POST by every parameter name and value in order.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import re
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import gevent

Params = list[tuple[str, str]]
LIMIT = 1 << 20  # bytes of an answer that are read


class WireError(Exception):
    """No answer: `kind` is ct (no connection), rt (no answer in time) or tt (the total time is over)."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content_type: str
    body: str


def signature(token: str, url: str, params: Params) -> str:
    """X-Twilio-Signature for a form POST (or a GET, with no params)."""
    names: dict[str, set[str]] = {}
    for name, value in params:
        names.setdefault(name, set()).add(value)
    text = url + "".join(name + value for name in sorted(names) for value in sorted(names[name]))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def send(method: str, url: str, params: Params, token: str, key: str, limits: tuple[float, float, float]) -> Answer:
    """Send `params` signed with `token`; `limits` are seconds to connect, to hear something, and in all."""
    connect_within, read_within, total = limits
    form = urlencode(params)
    if method == "GET":
        url, form = f"{url}{'&' if '?' in url else '?'}{form}", ""
    headers = {
        "X-Twilio-Signature": signature(token, url, params if method == "POST" else []),
        "I-Twilio-Idempotency-Token": key,
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "Connection": "close",
    }
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    with gevent.Timeout(max(total, 0.001), WireError("tt", "no answer within the total time")):
        return _request(method, url, form, headers, connect_within, read_within)


class _Plain(http.client.HTTPConnection):
    """Connects to an address written in digits without asking the resolver, which costs a thread's turn."""

    def connect(self) -> None:
        if not re.fullmatch(r"[\d.]+", self.host):
            return super().connect()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect((self.host, self.port))


def _request(method: str, url: str, form: str, headers: dict[str, str], connect: float, read: float) -> Answer:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else _Plain
    link = kind(parts.hostname or "", parts.port, timeout=connect)
    try:
        try:
            link.connect()
        except (OSError, ssl.SSLError) as error:
            raise WireError("ct", f"no connection: {error}") from error
        link.sock.settimeout(read)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            link.request(method, target, form or None, headers)
            answer = link.getresponse()
            text = answer.read(LIMIT).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise WireError("rt", f"no answer: {type(error).__name__}") from error
        return Answer(answer.status, answer.headers.get_content_type(), text)
    finally:
        link.close()
