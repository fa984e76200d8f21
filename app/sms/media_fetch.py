"""A file of an inbound text, from the carrier's own hosts and nowhere else: fetch(url, account).

Twilio asks for basic authentication at its own address and answers with a redirect to a signed storage address,
which is asked without it (Twilio, "Media resource"). Every address, also each redirect's, must be one of the
carrier's; its name is resolved once, refused when it leads into a private network, and the connection is made to
the very address that was judged, so that a name can't lead elsewhere a moment later.
"""

from __future__ import annotations

import base64
import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from app.sms.media_rules import LARGEST_KEPT, human
from app.sms.pinned import Pinned, Watch, addresses_of, is_public, pieces

WITHIN = 40.0  # seconds for one file, redirects included
MOST_REDIRECTS = 4

_API = re.compile(r"api(\.[a-z0-9-]+){0,2}\.twilio\.com")
_STORAGE = re.compile(r"([a-z0-9-]+\.)*(twilio|twiliocdn)\.com")
_BUCKET, _BUCKET_PATH = "s3-external-1.amazonaws.com", "/media.twiliocdn.com/"


class NotAllowed(Exception):
    """This address is none that a file may be fetched from; trying again would not help."""


class NotThere(Exception):
    """The carrier does not have this file (404, or 410: gone for good)."""

    def __init__(self, is_gone: bool) -> None:
        super().__init__("The carrier no longer has this file.")
        self.is_gone = is_gone


class TooLarge(Exception):
    """More bytes than Leadline keeps of one file."""

    def __init__(self) -> None:
        super().__init__(f"It is larger than {human(LARGEST_KEPT)}.")


class Passing(Exception):
    """It did not work this time; str() says why."""


@dataclass(frozen=True, slots=True)
class Access:
    """Whose files, and how to sign in. With `api_url` all of the carrier's own hosts stand at that origin."""

    account: str
    user: str
    password: str
    api_url: str = ""


def fetch(url: str, access: Access, most: int = LARGEST_KEPT, within: float = WITHIN) -> bytes:
    """The bytes at a MediaUrl. Raises NotAllowed, NotThere, TooLarge or Passing."""
    parts = _first(url, access)
    origin = _origin(parts)
    watch = Watch(within)
    try:
        for _ in range(MOST_REDIRECTS + 1):
            headers = _sign_in(access) if _origin(parts) == origin else {}
            with _answer(parts, access, headers, watch) as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    return _read(answer, most)
                parts = _next(parts, answer.headers.get("Location", ""), access)
        raise Passing("The carrier's answer led in circles.")
    except (OSError, http.client.HTTPException) as error:
        raise Passing(f"The carrier's answer did not come ({type(error).__name__}).") from None
    finally:
        watch.end()


def _first(url: str, access: Access) -> SplitResult:
    """The address of a webhook, judged: the carrier's API, this account's path."""
    parts = _split(url)
    is_api = parts.scheme == "https" and parts.port in (None, 443) and _API.fullmatch(parts.hostname or "")
    if access.api_url and is_api:
        parts = _split(access.api_url.rstrip("/") + parts.path)
    elif not (is_api or _is_configured(parts, access)):
        raise NotAllowed("It was offered from an address that is not the carrier's.")
    if f"/Accounts/{access.account}/" not in parts.path:
        raise NotAllowed("It belongs to another account at the carrier.")
    return parts


def _next(parts: SplitResult, location: str, access: Access) -> SplitResult:
    onward = _split(urljoin(parts.geturl(), location))
    host = onward.hostname or ""
    is_storage = _STORAGE.fullmatch(host) or (host == _BUCKET and onward.path.startswith(_BUCKET_PATH))
    is_ours = onward.scheme == "https" and onward.port in (None, 443) and is_storage
    if not (is_ours or _is_configured(onward, access)):
        raise NotAllowed("The carrier's address led to one that is not the carrier's.")
    return onward


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.port == 0 or parts.username is not None or any(c <= " " or c > "~" for c in url):
            raise ValueError
        return parts
    except ValueError:
        raise NotAllowed("Its address can't be read.") from None


def _is_configured(parts: SplitResult, access: Access) -> bool:
    return bool(access.api_url) and _origin(parts) == _origin(urlsplit(access.api_url))


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443}.get(parts.scheme, 80)


def _sign_in(access: Access) -> dict[str, str]:
    pair = base64.b64encode(f"{access.user}:{access.password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


@contextmanager
def _answer(
    parts: SplitResult, access: Access, headers: dict[str, str], watch: Watch
) -> Iterator[http.client.HTTPResponse]:
    """The answer to one GET, its status judged."""
    _, host, port = _origin(parts)
    address = _address(host, port, may_be_private=_is_configured(parts, access))
    connection = Pinned(host, port, address, is_safe=parts.scheme == "https")
    try:
        connection.connect()
        watch.over(connection)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept": "*/*", "User-Agent": "Leadline", **headers})
        answer = connection.getresponse()
        _judge(answer.status)
        yield answer
    finally:
        connection.close()


def _judge(status: int) -> None:
    if status in (404, 410):
        raise NotThere(is_gone=status == 410)
    if status in (401, 403):
        raise Passing("The carrier refused our sign-in. Ask whoever runs Leadline to check its Twilio settings.")
    if status != 200 and status not in (301, 302, 303, 307, 308):
        raise Passing(f"The carrier answered {status}.")


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    """The body, never more than `most` bytes of it, and never less than was promised."""
    if (answer.length or 0) > most:
        raise TooLarge
    data = bytearray()
    for chunk in pieces(answer):
        data += chunk
        if len(data) > most:
            raise TooLarge
    if answer.length:
        raise Passing("The carrier's answer broke off.")
    return bytes(data)


def _address(host: str, port: int, may_be_private: bool) -> str:
    """The one address to connect to. Raises NotAllowed when any that the name has is not of the public net."""
    try:
        found = addresses_of(host, port)
    except OSError:
        raise Passing("The carrier's host has no address at the moment.") from None
    if not may_be_private and not all(is_public(each) for each in found):
        raise NotAllowed("The carrier's address led into a private network.")
    return found[0]
