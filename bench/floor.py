"""The floor: a bare Flask app that validates the signature, inserts one row, commits and answers. bench.floor:app

Same server, worker class, libraries, database and durability as the product; none of its work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from flask import Flask, Response, request
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, event, insert

TOKEN = os.environ.get("TWILIO_AUTH_TOKEN", "").encode()
URL = os.environ.get("FLOOR_URL", "")
ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

metadata = MetaData()
text = Table(
    "floor_text", metadata, Column("id", Integer, primary_key=True), Column("sid", Text, unique=True),
    Column("sender", Text), Column("body", Text),
)  # fmt: skip
engine = create_engine(os.environ["FLOOR_DATABASE"])
app = Flask(__name__)


@event.listens_for(engine, "connect")
def _durable(connection, _record) -> None:
    if engine.dialect.name == "sqlite":
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine, "begin")
def _begin(connection) -> None:
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


metadata.create_all(engine)


@app.post("/webhooks/twilio/messages")
def messages() -> Response:
    form = request.form
    signed = URL + request.full_path.rstrip("?") + "".join(key + form[key] for key in sorted(form))
    signature = base64.b64encode(hmac.new(TOKEN, signed.encode(), hashlib.sha1).digest())
    if not hmac.compare_digest(signature, request.headers.get("X-Twilio-Signature", "").encode()):
        return Response(status=403)
    with engine.begin() as connection:
        connection.execute(insert(text), {"sid": form["MessageSid"], "sender": form["From"], "body": form["Body"]})
    return Response(ANSWER, content_type="text/xml; charset=utf-8")
