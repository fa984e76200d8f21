"""The Twilio SDK as it is, pointed at any base address, and its errors told apart by what they prove.

Imported only when a carrier is made (see twilio_client): loading the SDK takes 28 MB.
"""

import json
import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from app.sms.twilio_client import NotSent, Refused, Unknown

POOL_SIZE = 32
MAX_RETRY_AFTER = 3600.0  # seconds

# Both would write phone numbers: the SDK logs parameters at INFO, urllib3 logs queries at DEBUG.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


def client(account: str, user: str, password: str, base_url: str | None, timeout: float) -> Client:
    """An SDK client with its own connections. `timeout` is in seconds."""
    return Client(user, password, account, http_client=BaseUrlHttpClient(base_url, timeout))


@contextmanager
def outcomes() -> Iterator[None]:
    """Turns whatever the SDK raises inside into Refused, NotSent or Unknown. The original is not chained:
    its text may hold the phone number."""
    try:
        yield
    except requests.RequestException as error:
        raise _network_outcome(error) from None
    except TwilioException as error:
        status = getattr(error, "status", "without a usable page")
        raise Unknown(f"The carrier answered HTTP {status}.") from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Unknown("The carrier's answer cannot be read.") from None


class BaseUrlHttpClient(TwilioHttpClient):
    """The SDK's HTTP client, with every address moved to `base_url` when there is one. Never retries."""

    def __init__(self, base_url: str | None, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = urlsplit(base_url.rstrip("/")) if base_url else None
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=POOL_SIZE, max_retries=0))
        if self._base and self._base.hostname in ("127.0.0.1", "localhost", "::1"):
            self.session.trust_env = False  # a proxy of the environment cannot reach our own machine

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """One HTTP request. Raises Refused for 4xx here: the SDK's own exceptions lose Retry-After."""
        response = super().request(method, self._moved(url), *args, **kwargs)
        if 400 <= response.status_code < 500:
            raise refusal(response)
        return response

    def _moved(self, url: str) -> str:
        if self._base is None:
            return url
        asked = urlsplit(url)
        path = self._base.path + asked.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, asked.query, ""))


def refusal(response: Response) -> Refused:
    """A 4xx answer as Refused, with the carrier's own code and wait when it names them."""
    try:
        code = json.loads(response.text).get("code")
    except (ValueError, AttributeError):
        code = None
    known = code if isinstance(code, int) and code >= 1000 else None
    return Refused(known, response.status_code, _retry_after(response.headers))


def _retry_after(headers: Mapping[str, str] | None) -> float | None:
    """Seconds from a Retry-After header: a number or a date (RFC 9110, 10.2.3)."""
    value = ((headers or {}).get("Retry-After") or "").strip()
    try:
        if value.isdigit():
            seconds = float(value)
        else:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)


def _network_outcome(error: requests.RequestException) -> NotSent | Unknown:
    name = type(error).__name__
    if isinstance(error, ValueError):  # requests' own: the address or a header is no good
        return NotSent(f"The carrier's address cannot be used ({name}).")
    if isinstance(error, requests.ConnectTimeout) or any(map(_before_any_byte, _causes(error))):
        return NotSent(f"The carrier could not be reached ({name}).")
    return Unknown(f"The connection ended before the carrier's answer ({name}).")


def _before_any_byte(cause: BaseException) -> bool:
    return isinstance(cause, NewConnectionError | ssl.SSLCertVerificationError)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it wraps, which requests and urllib3 keep in args and reason. Not __context__:
    it would bring in the error of an earlier request that the caller is just handling."""
    queue, seen = [error], set()
    while queue:
        cause = queue.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (*cause.args, getattr(cause, "reason", None))
        queue += [each for each in inner if isinstance(each, BaseException)]
