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
    """{"text": …, "context": null} -> {"label"}, a line each."""
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
            asked = json.loads(line.decode())
            if not isinstance(asked, dict):
                raise ValueError("it is not a JSON object")
            click.echo(json.dumps(answer(asked)))
        except (ValueError, RecursionError) as problem:
            why = str(problem).rstrip(".")
            fail(f'Line {place} can\'t be read: {why}. Write one JSON object a line, like {{"text": "Hi"}}.')
