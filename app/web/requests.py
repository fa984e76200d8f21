"""Around every request: its body is read before the database is opened, and no write lock is taken but by
perform(). wants_partial() tells a part from a page; current() is the signed-in user, need() what their role must
include.
"""

from __future__ import annotations

import flask
from flask import Flask, Response, abort, request
from flask_login import current_user

from app.extensions import login
from app.models import User
from app.policy.permissions import may
from app.transaction import read_only

SAFE = {"GET", "HEAD", "OPTIONS"}
LARGEST_ID = 2**63 - 1  # of a database's integer; what is larger is nobody's


UPLOADS = {"media.upload", "media.upload_for_new", "agreement.give", "media_library.add"}
MOST_UPLOADED = 52_000_000  # bytes of one request: two of the largest files that are kept, and the form around them


class Request(flask.Request):
    """A request may be as long as its address needs: files are longer than forms."""

    @property
    def max_content_length(self) -> int | None:
        return MOST_UPLOADED if self.endpoint in UPLOADS else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        flask.Request.max_content_length.fset(self, value)


def register(app: Flask) -> None:
    app.request_class = Request
    app.before_request(_begin)
    app.after_request(_vary)
    login.user_loader(_load_user)
    login.login_view = "sessions.show"
    login.login_message = None
    login.session_protection = None


def current() -> User:
    """The user of this request; only behind sign-in."""
    return current_user._get_current_object()


def need(action: str) -> None:
    """403 unless the role of whoever asks includes this."""
    if not may(current().role, action):
        abort(403)


def wants_partial() -> bool:
    """Whether htmx asked for a part; a restored history entry gets the whole page."""
    return "HX-Request" in request.headers and request.headers.get("HX-Request-Type") != "full"


def _begin() -> None:
    """Reading the body may wait for the network, and other greenlets run meanwhile: never inside a transaction."""
    read_only(True)
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        abort(404)
    if request.method not in SAFE:
        _take_body()
    if not request.path.startswith("/webhooks/") and _has_nul():
        abort(400)


def _take_body() -> None:
    """All of it: forms in memory, files to the disk as they come."""
    if request.endpoint in UPLOADS:
        request.files  # noqa: B018
    else:
        request.get_data(cache=True, parse_form_data=False)


def _has_nul() -> bool:
    """Whether a value holds a NUL, which PostgreSQL neither stores nor looks for. A text is sent without it."""
    fields = request.form.items(multi=True) if request.method not in SAFE else ()
    values = [*request.args.values(), *(value for name, value in fields if name != "body")]
    return any("\x00" in value for value in values)


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.add("Vary", "HX-Request, HX-Request-Type")
    return response


def _load_user(kept: str) -> User | None:
    return User.of_session(kept)
