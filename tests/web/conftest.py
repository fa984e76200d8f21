"""What the web tests share: the carrier's side of a webhook (hook), row counts of all tables (rows), a thread with
Fay in it (thread), what templates were given (shown), and Cara's own browser (cara)."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings, load
from app.extensions import db as database
from app.extensions import limiter

MESSAGES, STATUS = "/webhooks/twilio/messages", "/webhooks/twilio/status"
_sids = itertools.count(1)


def sid() -> str:
    """A message SID that no other test has."""
    return f"SM{next(_sids):032x}"


class Hook:
    """Calls the webhooks as the carrier does: it signs the public URL and every value that it sends."""

    def __init__(self, client: FlaskClient, settings: Settings, to: str) -> None:
        self.client, self.settings, self.to = client, settings, to

    def text(self, body: str = "Do you fix boilers?", **changed: str | None) -> TestResponse:
        """A text comes in. A parameter of None is left out."""
        return self.post(MESSAGES, self.fields(body, **changed))

    def fields(self, body: str = "Do you fix boilers?", **changed: str | None) -> dict[str, str]:
        given = {
            "MessageSid": changed.pop("MessageSid", None) or sid(), "AccountSid": self.settings.twilio_account_sid,
            "From": "+14805550199", "To": self.to, "Body": body, "NumMedia": "0", "NumSegments": "1",
        } | changed  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}

    def post(
        self, target: str, fields: dict | Iterable[tuple[str, str]], *, signature: str | None = None,
        token: str = "", url: str = "", **more,
    ) -> TestResponse:
        """POST these fields to this raw target, signed unless another signature (or "") is given."""
        if signature is None:
            signature = self.sign(url or self.settings.public_url + target, fields, token)
        headers = {**({"X-Twilio-Signature": signature} if signature else {}), **more.pop("headers", {})}
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        path, _, query = target.partition("?")
        environ = {"RAW_URI": target, "REQUEST_URI": target, **more.pop("environ", {})}
        return self.client.post(
            path, query_string=query, data=urlencode(pairs), headers=headers, environ_overrides=environ,
            content_type="application/x-www-form-urlencoded", **more,
        )  # fmt: skip

    def sign(self, url: str, fields: dict | Iterable[tuple[str, str]], token: str = "") -> str:
        token = token or self.settings.twilio_auth_tokens[0]
        return RequestValidator(token).compute_signature(url.partition("#")[0], MultiDict(fields))


@pytest.fixture
def hook(client, world, settings, doorbell, pushed) -> Hook:
    """The carrier, calling for Copper's local number."""
    return Hook(client, settings, world.local.e164)


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """told(public_url=…): the app runs with other settings for the rest of the test."""

    def change(**changes) -> Settings:
        settings = dataclasses.replace(app.config["SETTINGS"], **changes)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        monkeypatch.setitem(app.config, "PUBLIC_URL", settings.public_url)
        return settings

    return change


@pytest.fixture
def another_app(tmp_path) -> Iterator[Callable[..., Flask]]:
    """another_app(CARRIER="twilio", …): an app made for this environment. What it set of the throttle, which all apps
    of a process share, is put back."""
    kept = dict(vars(limiter))
    yield lambda **environ: create_app(load({"LEADLINE_DATA": str(tmp_path / "another")} | environ))
    vars(limiter).update(kept)


@pytest.fixture
def rows(db) -> Callable[[], dict[str, int]]:
    """How many rows each table holds."""

    def count() -> dict[str, int]:
        return {
            table.name: database.session.scalar(select(func.count()).select_from(table))
            for table in database.metadata.sorted_tables
        }

    return count


@pytest.fixture
def thread(world, doorbell, pushed):
    """Fay's conversation with the Service desk, one text in."""
    conversation = world.conversation(world.phone(world.fay, "Fay Winters"))
    conversation.last_inbound_at = world.message(conversation, "Do you fix boilers?").sort_at
    return conversation


@pytest.fixture
def shown(app: Flask) -> Iterator[list[dict]]:
    """What each template rendered was given, in order."""
    given: list[dict] = []

    def keep(_app, template, context, **_more) -> None:
        given.append(context)

    with template_rendered.connected_to(keep, app):
        yield given


@pytest.fixture
def cara(client, world):
    """The browser of Cara, admin of another business."""
    return client.application.test_client().sign_in(world.cara)
