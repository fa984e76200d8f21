"""Whether a webhook really comes from the carrier.

    url = public_url("https://desk.example", environ["RAW_URI"])
    is_signed(url, request.form, request.get_data(), request.headers.get("X-Twilio-Signature"), tokens)

Twilio signs the URL it called and every form value with the account's auth token (HMAC-SHA1, header
X-Twilio-Signature); the check is the SDK's. Source: Twilio, "Webhooks security: validating signatures".
"""

import base64
import hmac
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes, urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port


def is_signed(
    url: str, form: Mapping[str, Any] | None, raw_body: bytes, header: str | None, tokens: Sequence[str]
) -> bool:
    """Whether `header` signs this request with one of `tokens` (several while a token is rotated).

    `form` is MultiDict-like, so that repeated parameters count; `raw_body` is used for JSON bodies and for
    form bytes that are no UTF-8. Never raises: a missing header or an unreadable URL is not signed.
    """
    if not header:
        return False
    urls = [url, url.replace("'", "%27")] if "'" in url else [url]
    secrets = [token for token in tokens if token]  # an empty key would let anyone sign
    try:
        fields = _Fields.of(form)
        if any(_validates(token, each, fields, raw_body, header) for token in secrets for each in urls):
            return True
        return not _is_utf8_form(raw_body or b"") and _bytes_signed(urls, raw_body, header, secrets)
    except (TypeError, ValueError):
        return False


def public_url(public_base: str, raw_uri: str) -> str:
    """The URL the carrier called: our public address plus the request target as it came in, undecoded.

    A proxy may send the target in absolute form (RFC 9112, 3.2.2): its scheme and host are dropped.
    A fragment is never part of the signature.
    """
    target = raw_uri.partition("#")[0]
    target = re.sub(r"^[A-Za-z][A-Za-z0-9+.\-]*://[^/?]*", "", target)
    if not target.startswith("/"):
        target = "/" + target
    return public_base.partition("#")[0].rstrip("/") + target


def sign(url: str, params: Mapping[str, Any] | None, token: str) -> str:
    """The signature the carrier would send for this request; `params` is None or {} for JSON bodies."""
    return _validator(token).compute_signature(url.partition("#")[0], _Fields.of(params))


class _Fields(dict[str, list[str]]):
    """Form values by name, as the validator asks for them first: it tries getall() before getlist(), and
    failing there for every name would cost half of the check's time."""

    getall = dict.__getitem__

    @classmethod
    def of(cls, form: Mapping[str, Any] | None) -> "_Fields":
        if not form:
            return cls()
        if hasattr(form, "getlist"):
            return cls((name, form.getlist(name)) for name in form)
        return cls((name, [value] if isinstance(value, str) else list(value)) for name, value in form.items())


@lru_cache(maxsize=256)
def _validator(token: str) -> RequestValidator:
    return RequestValidator(token)


def _validates(token: str, url: str, form: _Fields, raw_body: bytes, header: str) -> bool:
    validator = _validator(token)
    if not form and "bodySHA256=" in url:
        return validator.validate(url, raw_body.decode(), header)
    # validate() always computes two signatures, with and without a port; nearly every request needs one.
    as_called = validator.compute_signature(url, form)
    return hmac.compare_digest(as_called.encode(), header.encode()) or validator.validate(url, form, header)


def _is_utf8_form(raw_body: bytes) -> bool:
    try:
        unquote_to_bytes(raw_body).decode()
    except UnicodeDecodeError:
        return False
    return True


def _bytes_signed(urls: list[str], raw_body: bytes, header: str, tokens: list[str]) -> bool:
    fields = _signed_fields(raw_body)
    sent = header.encode()
    spellings = {spelling for url in urls for spelling in _port_spellings(url)}
    return any(
        hmac.compare_digest(_hmac_sha1(token, spelling.encode() + fields), sent)
        for token in tokens
        for spelling in spellings
    )


def _signed_fields(raw_body: bytes) -> bytes:
    values: dict[bytes, set[bytes]] = defaultdict(set)
    for pair in raw_body.split(b"&"):
        name, _, value = pair.partition(b"=")
        values[_unquoted(name)].add(_unquoted(value))
    return b"".join(name + value for name in sorted(values) for value in sorted(values[name]))


def _unquoted(part: bytes) -> bytes:
    return unquote_to_bytes(part.replace(b"+", b" "))


def _port_spellings(url: str) -> tuple[str, str]:
    parsed = urlparse(url)
    return remove_port(parsed), add_port(parsed)


def _hmac_sha1(token: str, message: bytes) -> bytes:
    return base64.b64encode(hmac.digest(token.encode(), message, "sha1"))
