"""A signed-in person without a browser: Person(stand).get(path) is one request's bytes; .weigh(path) what it weighs."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

from bench.stand import EMAIL, PASSWORD, Stand


class Person:
    """The bench's admin with a session of their own."""

    def __init__(self, stand: Stand) -> None:
        self.port = stand.port
        wire = http.client.HTTPConnection("127.0.0.1", self.port)
        wire.request("GET", "/sign-in")
        page = wire.getresponse()
        first, token = page.headers["Set-Cookie"].split(";")[0], _token(page.read().decode())
        form = urlencode({"csrf_token": token, "email": EMAIL, "password": PASSWORD})
        wire.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded", "Cookie": first})
        answer = wire.getresponse()
        answer.read()
        if answer.status not in (302, 303):
            raise RuntimeError(f"the bench could not sign in: {answer.status}")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        wire.close()

    def get(self, path: str) -> bytes:
        """The bytes of a request for a page, compressed as browsers ask for it."""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\nAccept-Encoding: gzip\r\n\r\n"
        ).encode()

    def weigh(self, path: str) -> int:
        """Bytes on the wire of this page alone, its headers included."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port)
        wire.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": "gzip"})
        answer = wire.getresponse()
        body = answer.read()
        wire.close()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return len(body) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if not found:
        raise RuntimeError("the sign-in page has no token")
    return found[1]
