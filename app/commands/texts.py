"""`sms segments`, `sms classify`: JSON lines in, JSON lines out. A line that is no good stops with a sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from app.commands.answers import Commands, as_json, fail
from app.sms import keywords, replies
from app.sms.segments import count

sms = Commands("sms", help="Ask what a text is.")


@sms.command("segments")
@as_json
def segments(is_json: bool) -> None:
    """{"text": …, "smart_encoding": false} -> {"encoding", "segments", "characters"}, a line each."""
    _each_line(_segments)


@sms.command("classify")
@as_json
def classify(is_json: bool) -> None:
    """{"text": …, "context": null} -> {"label"}, a line each.

    The context is what we wait for: null, "optin_pending", "opted_out" or "appointment_pending".
    The label is "STOP", "START", "HELP", "needs-human-review" (a person must decide) or "none".
    """
    _each_line(_classify)


def _segments(line: dict[str, Any]) -> dict[str, Any]:
    smart = line.get("smart_encoding", False)
    if not isinstance(smart, bool):
        raise ValueError("smart_encoding must be true or false")
    found = count(_text(line), smart)
    return {"encoding": found.encoding, "segments": found.segments, "characters": found.characters}


def _classify(line: dict[str, Any]) -> dict[str, Any]:
    context = line.get("context")
    text = _text(line)
    keywords.keyword_of(text, context)
    found = replies.match(text, opt_in_pending=context == "optin_pending", is_opted_out=context == "opted_out")
    return {"label": keywords.REVIEW if found.label == replies.REVIEW else found.label}


def _text(line: dict[str, Any]) -> str:
    text = line.get("text")
    if not isinstance(text, str):
        raise ValueError('it needs "text", a string')
    return text


def _each_line(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    for place, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            click.echo(json.dumps(answer(_object(line))))
        except (ValueError, RecursionError) as problem:
            why = str(problem).rstrip(".")
            fail(f'Line {place} can\'t be read: {why}. Write one JSON object a line, like {{"text": "Hi"}}.')


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object in this line. Raises ValueError with what is wrong."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise ValueError("it is not UTF-8") from problem
    except json.JSONDecodeError as problem:
        raise ValueError(f"it is not JSON ({problem})") from problem
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    return found
