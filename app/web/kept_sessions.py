"""The session's cookie is signed and sent when it changes or is an hour old, not with each answer. register(app).

It still lives for PERMANENT_SESSION_LIFETIME after the last visit, give or take that hour.
"""

from __future__ import annotations

import time

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, bytes_to_int
from itsdangerous.exc import BadData

RENEWED_AFTER_S = 3600


def register(app: Flask) -> None:
    app.session_interface = _Kept()


class _Kept(SecureCookieSessionInterface):
    _serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: no key changes while a process lives, and the carrier's callbacks have no cookie at all."""
        self._serializer = self._serializer or super().get_signing_serializer(app)
        return self._serializer

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if session.modified or not session.permanent:
            return session.modified
        return time.time() - _signed_at(request.cookies.get(self.get_cookie_name(app), "")) >= RENEWED_AFTER_S


def _signed_at(cookie: str) -> int:
    """Seconds since 1970, as the signature's own time says; 0 where it says none. Whoever reads the session has checked
    the signature."""
    try:
        return bytes_to_int(base64_decode(cookie.rsplit(".", 2)[-2]))
    except (BadData, IndexError):
        return 0
