"""The carrier's own opt-out: `hear` blocks, unblocks and words the carrier's answer to a whole-message
keyword.

Source: Twilio documentation, Advanced Opt-Out and support for opt-out keywords; toll-free texts are also
blocked by the network itself, which knows STOP, START and UNSTOP only.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from .carrier import Carrier
from .numbers import is_blocked, scope

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
NETWORK_STOPPED = (
    'NETWORK MSG: You replied with the word "stop" which blocks all texts sent from this number. '
    'Text back "unstop" to receive messages again.'
)
NETWORK_STARTED = 'NETWORK MSG: You have replied "unstop" and will begin receiving messages again from this number.'


@dataclass(frozen=True)
class Heard:
    """What the carrier made of a text: its kind (STOP, START, HELP or None) and the answer it sends, if any."""

    kind: str | None = None
    reply: str | None = None


def hear(carrier: Carrier, number: sqlite3.Row | None, person: str, body: str) -> Heard:
    """Act on a whole-message keyword sent to this number; not yet committed."""
    if number is None or (number["kind"] == "short_code" and not number["service"]):
        return Heard()
    word, toll_free = body.strip().upper(), number["kind"] == "toll_free"
    blocked = is_blocked(carrier, person, {scope(number)})
    if word in ({"STOP"} if toll_free else STOP):
        carrier.store.write("INSERT OR IGNORE INTO blocks VALUES (?, ?)", person, scope(number))
        return Heard("STOP", None if blocked else NETWORK_STOPPED if toll_free else STOPPED)
    if word in START:
        return _start(carrier, number, person, word, blocked)
    if word in HELP:
        return Heard("HELP", None if blocked else HELPED)
    return Heard()


def _start(carrier: Carrier, number: sqlite3.Row, person: str, word: str, blocked: bool) -> Heard:
    toll_free = number["kind"] == "toll_free"
    if word == "YES" and (toll_free or not blocked):
        return Heard()
    carrier.store.write("DELETE FROM blocks WHERE person = ? AND scope = ?", person, scope(number))
    return Heard("START", NETWORK_STARTED if toll_free else STARTED)
