"""Error pages: a sentence that says what happened and what to do; a part for htmx, JSON never here."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.transaction import rollback

PAGES = {403, 404, 413, 429, 500}
log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unforeseen)


def _known(error: HTTPException):
    if error.code is None or error.code < 400 or request.path.startswith("/webhooks/"):
        return error
    template = f"errors/{error.code}.html" if error.code in PAGES else "errors/404.html"
    if error.code not in PAGES:
        return error
    return render_template(template), error.code


def _csrf(_error: CSRFError):
    sentence = "This page was open for too long, or your browser doesn't keep cookies. Load it again and repeat."
    return render_template("errors/403.html", sentence=sentence), 400


def _unforeseen(error: Exception):
    rollback()
    log.exception("%s %s failed", request.method, request.path)
    if request.path.startswith("/webhooks/"):
        return "", 500
    return render_template("errors/500.html"), 500
