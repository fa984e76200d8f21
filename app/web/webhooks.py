"""The carrier's entrance: texts in, news about texts out. Signed, or 403 before anything else is touched."""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from app.extensions import csrf, limiter
from app.sms import signature, webhook_params
from app.texting import outcomes, receive
from app.together import Together
from app.web import refused_webhooks

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks/twilio")
csrf.exempt(pages)
limiter.exempt(pages)
limiter.request_filter(lambda: request.blueprint == pages.name)  # else it looks for exempt rules at each webhook

LARGEST = 64 * 1024
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MALFORMED, FORBIDDEN = 400, 403

log = logging.getLogger(__name__)

receiving = Together(lambda inbounds: receive.receive_all(inbounds))
hearing = Together(lambda heard: outcomes.carrier_said_all(heard), gather_s=0.01)  # the carrier doesn't mind


@pages.before_request
def check_signature() -> Response | None:
    """Twilio signs the public URL as it called it: the raw target, never what a proxy or a parser made of it."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    raw = request.get_data(cache=True)
    if len(raw) > LARGEST:
        abort(413)
    settings = current_app.config["SETTINGS"]
    raw_uri = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or _rebuilt_target()
    url = signature.public_url(settings.public_url, raw_uri)
    header = request.headers.get("X-Twilio-Signature", "")
    if signature.is_signed(url, request.form, raw, header, settings.twilio_auth_tokens):
        return None
    refused_webhooks.keep(settings.data, url, request.form, has_signature=bool(header))
    return _plain("This request is not signed by the carrier.", FORBIDDEN)


@pages.post("/messages")
def messages() -> Response:
    try:
        inbound = webhook_params.inbound(_form().to_dict(), request.get_data(cache=True))
    except webhook_params.Malformed as problem:
        return _plain(str(problem), MALFORMED)
    try:
        result = receiving.perform(inbound)
    except IntegrityError as error:
        if not receive.is_duplicate(error):
            raise
        result = "duplicate"
    if result != "stored":
        log.info("inbound text %s: %s", inbound.sid, result)
    return Response(NO_REPLY, content_type="text/xml; charset=utf-8")


@pages.post("/status")
def status() -> Response:
    try:
        update = webhook_params.status(request.form.to_dict())
    except webhook_params.Malformed as problem:
        return _plain(str(problem), MALFORMED)
    hearing.perform((update, _whole("m"), _whole("a")))
    return Response(status=204)


def _form() -> MultiDict[str, str]:
    """The values with bytes that are no UTF-8 replaced; request.form would leave those escaped."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return request.form
    sent = request.get_data(cache=True).decode("utf-8", "replace")
    return MultiDict(parse_qsl(sent, keep_blank_values=True))


def _whole(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _rebuilt_target() -> str:
    query = request.query_string.decode("latin-1")
    return f"{request.path}?{query}" if query else request.path


def _plain(sentence: str, code: int) -> Response:
    return Response(sentence + "\n", status=code, content_type="text/plain; charset=utf-8")
