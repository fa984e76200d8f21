"""What every HTTP entrance shares: the carrier of this request, who may call, JSON in and out."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, jsonify, request

from .carrier import Carrier
from .config import is_loopback
from .errors import refusal

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


def carrier() -> Carrier:
    """The carrier this application serves."""
    return current_app.extensions["carrier"]


def check_account(account: str | None) -> None:
    """Basic authentication as Twilio's: account SID and a token, or API key and secret. Raises 20003, 20404."""
    config = carrier().config
    name, word = _login(request.headers.get("Authorization", ""))
    pairs = [(config.account_sid, token) for token in config.auth_tokens]
    pairs += [config.api_key] if config.api_key else []
    if not any(_same(name, user) and _same(word, secret) for user, secret in pairs):
        raise refusal(20003)
    if account is not None and account != config.account_sid:
        raise refusal(20404, f"/2010-04-01/Accounts/{account} was not found")


def local_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer only callers on this machine, and pages only when they are our own."""
    return _guard(view, lambda: False)


def phone_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """As local_only; with SIMULATOR_PUBLIC=1 the phone page works from elsewhere too."""
    return _guard(view, lambda: carrier().config.public)


def json_object() -> dict[str, Any]:
    """The request's JSON object, {} when the body is empty. Raises ValueError with a sentence."""
    if not request.content_length:
        return {}
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        raise ValueError("Send a JSON object with Content-Type: application/json.")
    return body


def sentence(status: int, text: str) -> Any:
    """A refusal of the control addresses: {"error": sentence}."""
    answer = jsonify(error=text)
    answer.status_code = status
    return answer


def _guard(view: Callable[..., Any], open_to_all: Callable[[], bool]) -> Callable[..., Any]:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not open_to_all() and not _is_near():
            return sentence(403, "The control addresses answer only to this machine.")
        origin = request.headers.get("Origin", "")
        if origin and urlsplit(origin).netloc != request.host:
            return sentence(403, "Only the simulator's own page may call this address.")
        return view(*args, **kwargs)

    return guarded


def _is_near() -> bool:
    """On this machine, not through a proxy, and under one of its own names (a page elsewhere may rebind its
    name).
    """
    near = is_loopback(request.remote_addr or "") and not any(name in request.headers for name in FORWARDED)
    return near and is_loopback(urlsplit(f"//{request.host}").hostname or "")


def _login(header: str) -> tuple[str, str]:
    kind, _, code = header.partition(" ")
    try:
        name, _, word = base64.b64decode(code, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, word) if kind.lower() == "basic" else ("", "")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
