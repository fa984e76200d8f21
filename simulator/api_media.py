"""Twilio's Media API: list, fetch, delete, and the file itself behind a redirect to storage."""

from __future__ import annotations

import sqlite3
from typing import Any

import gevent
from flask import Blueprint, Response, abort, jsonify, redirect, request

from . import media
from .errors import refusal
from .http import carrier, check_account

blueprint = Blueprint("media", __name__)
BASE = "/2010-04-01/Accounts/<account>/Messages/<message>/Media"


@blueprint.get(f"{BASE}.json")
def listing(account: str, message: str) -> Any:
    """The files of a text."""
    check_account(account)
    here = carrier()
    found = [media.resource(here, row) for row in media.of(here, message)]
    base = request.path
    return jsonify(
        media_list=found,
        page=0,
        page_size=50,
        start=0,
        end=max(len(found) - 1, 0),
        uri=base,
        first_page_uri=f"{base}?PageSize=50&Page=0",
        next_page_uri=None,
        previous_page_uri=None,
    )


@blueprint.get(f"{BASE}/<sid>.json")
def fetch(account: str, message: str, sid: str) -> Any:
    """One file's facts."""
    check_account(account)
    return jsonify(media.resource(carrier(), _found(message, sid)))


@blueprint.delete(f"{BASE}/<sid>.json")
def delete(account: str, message: str, sid: str) -> Any:
    """Delete one file (204)."""
    check_account(account)
    _found(message, sid)
    carrier().store.write("UPDATE media SET deleted = 1 WHERE sid = ?", sid)
    carrier().store.commit()
    return Response(status=204)


@blueprint.get(f"{BASE}/<sid>")
def binary(account: str, message: str, sid: str) -> Any:
    """Lead to the file: login here, none at the storage address."""
    check_account(account)
    row, here = _found(message, sid), carrier()
    spoiled = _spoiled(message, row["content_type"])
    if spoiled is not None:
        return spoiled
    if not row["here"]:
        return redirect(row["url"], 307)
    return redirect(f"{here.config.api_url}/storage/{sid}?pass={media.pass_for(here, sid)}", 307)


@blueprint.get("/storage/<sid>")
def storage(sid: str) -> Any:
    """The bytes of a file for whoever holds its pass."""
    here = carrier()
    row = here.store.row("SELECT * FROM media WHERE sid = ? AND NOT deleted", sid)
    if row is None or row["data"] is None or request.args.get("pass") != media.pass_for(here, sid):
        abort(404)
    shown = "inline" if row["content_type"].startswith("image/") and "svg" not in row["content_type"] else "attachment"
    return Response(
        row["data"],
        mimetype=row["content_type"],
        headers={
            "Content-Disposition": f'{shown}; filename="{sid[:10]}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _spoiled(message: str, content_type: str) -> Any:
    """What the fault "media" has this address answer instead; None when it is not in force."""
    here = carrier()
    text = here.store.row("SELECT * FROM messages WHERE sid = ?", message)
    fault = here.faults.take("media", text["recipient"], text["sender"], text["body"]) if text else None
    mode = fault.get("mode", "missing") if fault is not None else ""
    if mode in ("missing", "gone"):
        abort(404 if mode == "missing" else 410)
    if mode == "lies":
        return Response("<script>alert(document.domain)</script>", mimetype=content_type)
    if mode in ("private", "elsewhere"):
        return redirect("http://169.254.169.254/latest/" if mode == "private" else "https://files.example/x", 307)
    gevent.sleep(fault.get("seconds", 3) if mode == "slow" else 0)
    return None


def _found(message: str, sid: str) -> sqlite3.Row:
    for row in media.of(carrier(), message):
        if row["sid"] == sid:
            return row
    raise refusal(20404, f"Media/{sid} was not found")
