"""Two operating-system processes that race for one number: start(environ, side, ...) is one of them.

For each trial both meet, wait a moment that Steer deals out, and act through perform(): the "stop" side receives the
person's STOP, the "claim" side claims the text that waits for them. Each notes in its own transaction, as its last act
and with one counter's row locked, that it was the so-manieth to commit: the counter's order is that of the commits.
"""

from __future__ import annotations

import multiprocessing
import os
import select
import traceback
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import text

import app
import app.clock
import app.commands
import app.web
from app import queues, transaction
from app.config import load
from app.extensions import db
from app.live import pushes
from app.sms import twilio_wire  # noqa: F401
from app.sms.webhook_params import Inbound
from app.texting import claim, receive
from running.child import prepared

STEP_S, GROWTH, WIDTH_S, FARTHEST_S = 0.0001, 1.3, 0.0008, 0.1
PATIENCE_S = 60
TABLES = (
    "CREATE TABLE race_counter (place INTEGER)", "INSERT INTO race_counter VALUES (0)",
    "CREATE TABLE race (trial INTEGER, side VARCHAR(8), place INTEGER)",
)

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload([__name__])
pipe = _nursery.Pipe


class Trial(NamedTuple):
    """One number's race. `text_id` waits for them from `due` on; they text STOP to `stop_to` of ours."""

    trial: int
    person: str
    stop_to: str
    text_id: int
    due: datetime


class Steer:
    """How long either side waits, so that both win: who won waits a little longer next time, and the more so the more
    often in a row. The same on both sides."""

    def __init__(self, seed: int) -> None:
        self.dice, self.lead = Random(seed), 0.0
        self.winner, self.step = "", STEP_S

    def delay(self, side: str) -> float:
        """Seconds that this side waits in the next trial."""
        lead = self.lead + self.dice.uniform(-WIDTH_S, WIDTH_S)
        return max(0.0, lead if side == "claim" else -lead)

    def has_won(self, side: str) -> None:
        """Take in who won the last trial."""
        self.step = self.step * GROWTH if side == self.winner else STEP_S
        self.winner = side
        lead = self.lead + (self.step if side == "claim" else -self.step)
        self.lead = min(FARTHEST_S, max(-FARTHEST_S, lead))


def start(environ: dict[str, str], side: str, seed: int, peer: Connection, boss: Connection) -> Any:
    """Start the process of one side. `boss` gives it lists of trials, each answered with what it did, or how it failed
    (a str); None ends it. `peer` leads to the other side."""
    process = _nursery.Process(target=_work, args=(environ, side, seed, peer, boss), daemon=True)
    process.start()
    return process


def _work(environ: dict[str, str], side: str, seed: int, peer: Connection, boss: Connection) -> None:
    prepared(os.getppid())()
    os.environ.update(environ)
    queues.ring = lambda: None
    pushes.tell = lambda _pushes: None
    steer, race = Steer(seed), {"stop": _race_to_stop, "claim": _race_to_claim}[side]
    with app.create_app(load(), with_migrations=False).app_context():
        while (trials := boss.recv()) is not None:
            try:
                boss.send([race(trial, steer, peer) for trial in trials])
            except Exception:
                boss.send(traceback.format_exc())
                raise


def _race_to_stop(trial: Trial, steer: Steer, peer: Connection) -> str:
    """The person's STOP comes; who won."""
    said = Inbound(
        sid=f"SM{trial.trial:032x}", account_sid=None, from_=trial.person, to=trial.stop_to, body="STOP", raw_body=None,
        num_media=0, media=[], num_segments=1, messaging_service_sid=None, opt_out_type=None, from_city=None,
        from_state=None, from_zip=None, from_country=None,
    )
    _meet(peer, "ready")
    _wait(steer.delay("stop"))
    transaction.perform(_stop, said, trial.trial)
    winner = _meet(peer, "stopped")
    steer.has_won(winner)
    return winner


def _race_to_claim(trial: Trial, steer: Steer, peer: Connection) -> list[int]:
    """A worker claims, and once more when the stop is known to be committed; ids of all texts that it may send."""
    _set_clock(trial.due)
    _meet(peer, "ready")
    _wait(steer.delay("claim"))
    taken = transaction.perform(_claim, trial.trial)
    winner = "claim" if taken else "stop"
    _meet(peer, winner)
    steer.has_won(winner)
    return taken if taken else transaction.perform(_claim, trial.trial)


def _stop(said: Inbound, trial: int) -> None:
    receive.receive(said)
    _note_commit(trial, "stop")


def _claim(trial: int) -> list[int]:
    taken = [one.message_id for one in claim.claim(10)]
    if taken:
        _note_commit(trial, "claim")
    return taken


def _note_commit(trial: int, side: str) -> None:
    db.session.flush()  # the counter's row is the last that is locked
    place = db.session.execute(text("UPDATE race_counter SET place = place + 1 RETURNING place")).scalar_one()
    row = {"trial": trial, "side": side, "place": place}
    db.session.execute(text("INSERT INTO race VALUES (:trial, :side, :place)"), row)


def _meet(peer: Connection, word: str) -> str:
    """Wait until the other side is here too; its word."""
    peer.send_bytes(word.encode())
    assert peer.poll(PATIENCE_S), f"{word}: the other side did not come"
    return peer.recv_bytes().decode()


def _wait(seconds: float) -> None:
    if seconds:
        select.select([], [], [], seconds)


def _set_clock(instant: datetime) -> None:
    """Only this trial's text is due, and those before it."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return (instant + timedelta(microseconds=1)).astimezone(tz)

    app.clock.datetime = Stopped
