"""Error pages: a sentence that says what happened and what to do; a part for htmx, JSON never here."""

from __future__ import annotations

import logging
import math

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.clock import now
from app.extensions import limiter, login
from app.texting.access import MOVED
from app.transaction import is_overload, rollback
from app.web.requests import wants_partial

PAGES = {403, 404, 413, 429, 500}
OTHER = "errors/400.html"
SENTENCES = {
    403: "Your role does not include this. If you need it, ask an administrator of your account.",
    404: "What stood here belongs to somebody else or is gone. Load the page again.",
    405: "This address does not take what was sent to it. Start from the inbox.",
    409: MOVED,
    413: "That is too much at once. Make it smaller or send it in parts.",
    429: "Too many tries. Wait a minute, then try again.",
    500: "Something went wrong on our side. Try again.",
    503: "Too much is going on at this moment. Wait a few seconds, then try again.",
}
RETRY_AFTER_S = 5
UNREADABLE = "What was sent can't be read. Load the page again and repeat."
log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unforeseen)


def _known(error: HTTPException):
    if error.code is None or error.code < 400 or request.path.startswith("/webhooks/"):
        return error
    answer = _answer(error.code)
    answer.headers.extend(_more_headers(error))
    return answer


def _csrf(_error: CSRFError):
    sentence = "This page was open for too long, or your browser doesn't keep cookies. Load it again and repeat."
    return _answer(400, sentence)


def _unforeseen(error: Exception):
    rollback()
    if is_overload(error):
        log.warning("%s %s is refused for now: %s", request.method, request.path, type(error).__name__)
        code, headers = 503, {"Retry-After": str(RETRY_AFTER_S)}
    else:
        log.exception("%s %s failed", request.method, request.path)
        code, headers = 500, {}
    answer = Response("", code) if request.path.startswith("/webhooks/") else _answer(code)
    answer.headers.extend(headers)
    return answer


def _answer(code: int, sentence: str = "") -> Response:
    """The page or part. It asks nobody who is signed in: the database may be what failed."""
    g.setdefault("_login_user", login.anonymous_user())
    if wants_partial():
        html = render_template("errors/_part.html", sentence=sentence or SENTENCES.get(code, UNREADABLE))
    elif code in PAGES:
        html = render_template(f"errors/{code}.html", sentence=sentence)
    else:
        html = render_template(OTHER, sentence=sentence or SENTENCES.get(code, UNREADABLE))
    return Response(html, code, content_type="text/html; charset=utf-8")


def _more_headers(error: HTTPException) -> dict[str, str]:
    """What belongs to the code beside its page: 405 names the methods that work, 429 the seconds to wait."""
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return {"Allow": ", ".join(sorted(error.valid_methods))}
    if error.code == 429 and limiter.current_limit is not None:
        return {"Retry-After": str(max(1, math.ceil(limiter.current_limit.reset_at - now().timestamp())))}
    return {}
