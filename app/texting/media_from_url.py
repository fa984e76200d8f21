"""A file from the web: fetch(address) has its name and bytes, or raises NotKept with a sentence.

The address is an agent's, and our server asks it: https and port 443 only, no sign-in in it, and every address that its
host's name has must be one of the public net, also after each redirect. The connection is made to the very address that
was judged. What the other side says of its file is never believed; keep_file() looks at its bytes.
"""

from __future__ import annotations

import http.client
import re
import ssl
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from app.sms import media_types
from app.sms.media_rules import LARGEST_KEPT, human
from app.sms.pinned import Pinned, Watch, addresses_of, is_plainly_public, pieces
from app.texting.media_uploads import NotKept

WITHIN = 10.0  # seconds for all of it
MOST_REDIRECTS = 3
AT_ONCE = 4  # of one process: each may hold a thread for some seconds
IN_MEMORY = 1_000_000  # bytes; beyond, on the disk
LONGEST = 2000  # characters of an address
ONWARD = (301, 302, 303, 307, 308)

NOT_WEB = "This is not a web address. Copy one like https://example.com/picture.jpg."
NOT_SAFE = "Files are fetched from https addresses only. Look whether the page has one, or save the file and attach it."
SIGNED = "There is a sign-in in this address. Take out what stands before the @."
PORT = "Files are fetched from the usual port of https only. Take the port out of the address."
PRIVATE = "This address leads into a private network. Choose one that everybody can open."
NOWHERE = "There is no {host}. Look for a slip in the address."
AWAY = "{host} can’t be reached at the moment. Try again, or save the file and attach it."
UNKNOWN = "{host} can’t show that it is who it says (its certificate is not valid). Save the file and attach it."
SLOW = "{host} took longer than 10 seconds. Save the file and attach it."
NO_FILE = "{host} has no file at this address."
CLOSED = "{host} shows this file only to whoever signs in there. Save it and attach it."
ANSWERED = "{host} answered {status}. Try again, or save the file and attach it."
ROUND = "This address leads on to others again and again. Copy the file’s own address."
LARGE = f"This file is larger than {human(LARGEST_KEPT)}. Send its address as a link instead."
BUSY = "Other files are being fetched right now. Try again in a moment."

_BARE = re.compile(r"(?:[\w-]+\.)+[A-Za-z][\w-]+(?:[/?#]\S*)?")
_turns = threading.BoundedSemaphore(AT_ONCE)


class TooLarge(NotKept):
    """More bytes than are kept of one file; its address can still go as a link."""


def fetch(url: str, own: str = "", most: int = LARGEST_KEPT, within: float = WITHIN) -> tuple[str, IO[bytes]]:
    """The file at this address, open at its end, with the name that its path gives it. `own` is the one origin that may
    also be a private one (the carrier's, where it stands on this machine). No database may be open meanwhile."""
    parts = _read(url)
    _judge(parts, own)
    if not _turns.acquire(blocking=False):
        raise NotKept(BUSY)
    watch, pool = Watch(within), ThreadPoolExecutor(1, thread_name_prefix="web")
    try:
        file = pool.submit(_follow, parts, own, most, watch).result(within + 0.2)  # a name's look-up can't be cut
    except TimeoutError:
        raise NotKept(SLOW.format(host=parts.hostname)) from None
    finally:
        _turns.release()
        pool.shutdown(wait=False)
    return unquote(parts.path.rpartition("/")[2])[:160], file


def _follow(parts: SplitResult, own: str, most: int, watch: Watch) -> IO[bytes]:
    own = own if _is_own(parts, own) else ""  # nobody else's redirect leads there
    try:
        for _ in range(MOST_REDIRECTS + 1):
            with _answer(parts, own, watch) as answer:
                if answer.status not in ONWARD:
                    return _taken(answer, most)
                onward = answer.headers.get("Location", "")
            parts = _onward(parts, onward)
            _judge(parts, own)
        raise NotKept(ROUND)
    except ssl.SSLCertVerificationError:
        raise NotKept(UNKNOWN.format(host=parts.hostname)) from None
    except (OSError, http.client.HTTPException) as error:
        is_slow = watch.is_over or isinstance(error, TimeoutError)
        raise NotKept((SLOW if is_slow else AWAY).format(host=parts.hostname)) from None
    finally:
        watch.end()


def _read(url: str) -> SplitResult:
    """An address in its parts, as http has them. Raises NotKept."""
    url = url.strip()
    url = f"https://{url}" if _BARE.fullmatch(url) else url
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        if not host or parts.scheme not in ("http", "https") or parts.port == 0 or len(url) > LONGEST:
            raise ValueError
    except ValueError:  # UnicodeError is one
        raise NotKept(NOT_WEB) from None
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise NotKept(NOT_WEB)
    if "@" in parts.netloc:
        raise NotKept(SIGNED)
    shown = f"[{host}]" if ":" in host else host
    netloc = f"{shown}:{parts.port}" if parts.port else shown
    safe = "/%:@!$&'()*+,;=~-._?[]"
    return parts._replace(netloc=netloc, path=quote(parts.path, safe), query=quote(parts.query, safe), fragment="")


def _onward(parts: SplitResult, location: str) -> SplitResult:
    try:
        return _read(urljoin(parts.geturl(), location))
    except ValueError:
        raise NotKept(NOT_WEB) from None


def _judge(parts: SplitResult, own: str) -> None:
    if _is_own(parts, own):
        return
    if parts.scheme != "https":
        raise NotKept(NOT_SAFE)
    if parts.port not in (None, 443):
        raise NotKept(PORT)


def _is_own(parts: SplitResult, own: str) -> bool:
    return bool(own) and _origin(parts) == _origin(urlsplit(own))


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


@contextmanager
def _answer(parts: SplitResult, own: str, watch: Watch) -> Iterator[http.client.HTTPResponse]:
    """The answer to one GET, its status judged."""
    _, host, port = _origin(parts)
    connection = Pinned(host, port, _address(parts, own), is_safe=parts.scheme == "https")
    try:
        watch.over(connection)
        connection.connect()
        if watch.is_over:
            raise TimeoutError
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept": "*/*", "User-Agent": "Leadline"})
        answer = connection.getresponse()
        if answer.status != 200 and answer.status not in ONWARD:
            words = {404: NO_FILE, 410: NO_FILE, 401: CLOSED, 403: CLOSED}.get(answer.status, ANSWERED)
            raise NotKept(words.format(host=host, status=answer.status))
        yield answer
    finally:
        connection.close()


def _address(parts: SplitResult, own: str) -> str:
    """The one address to connect to. All that the name has are judged: any of them may be a trap."""
    _, host, port = _origin(parts)
    try:
        found = addresses_of(host, port)
    except (OSError, UnicodeError):
        raise NotKept(NOWHERE.format(host=host)) from None
    if not found or not (_is_own(parts, own) or all(is_plainly_public(each) for each in found)):
        raise NotKept(PRIVATE)
    return found[0]


def _taken(answer: http.client.HTTPResponse, most: int) -> IO[bytes]:
    """Its body, never more than `most` bytes; of what begins like nothing that is kept only the beginning."""
    if (answer.length or 0) > most:
        raise TooLarge(LARGE)
    file, size = tempfile.SpooledTemporaryFile(IN_MEMORY), 0
    head = b""
    for piece in pieces(answer):
        file.write(piece)
        size += len(piece)
        head = (head + piece)[: media_types.HEAD]
        if size > most:
            raise TooLarge(LARGE)
        if len(head) == media_types.HEAD and media_types.sniff(head) is None:
            return file
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return file
