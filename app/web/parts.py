"""How each part of the installation is, in words: parts() for the operator's page; versions() of what runs."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from flask import current_app
from sqlalchemy import text

from app import heartbeats, queues
from app.extensions import db
from app.texting import standing
from app.web import health

OK, WAIT, FAIL, PLAIN = "ok", "wait", "fail", "plain"
LATE_S = 60.0  # a text that has been due for a minute waits for something that is wrong


@dataclass(frozen=True)
class Part:
    """One line: how it is (a chip's colour and word), and what more there is to say."""

    name: str
    state: str
    word: str
    more: str


def parts() -> list[Part]:
    """Database, Redis, workers, clock, then what waits; what can't be asked says so."""
    return [_database(), *_tried(_behind_redis, "Redis"), *_tried(_queue, "Outbox")]


def versions() -> list[tuple[str, str]]:
    """What runs here, by name."""
    return [
        ("Database", _database_name()), ("Schema", str(_asked("SELECT version_num FROM alembic_version"))),
        ("Python", platform.python_version()), ("Flask", version("flask")), ("SQLAlchemy", version("sqlalchemy")),
        ("Static files", current_app.config["STATIC_VERSION"]),
    ]  # fmt: skip


def _database() -> Part:
    began = time.perf_counter()
    if not health.database():
        return Part("Database", FAIL, "Away", "It does not answer. The log says why.")
    took = (time.perf_counter() - began) * 1000
    if not health.is_migrated():
        return Part("Database", FAIL, "Old schema", "Start Leadline again with bin/serve: it upgrades the schema.")
    return Part("Database", OK, "Answers", f"{_database_name()}, {took:.1f} ms")


def _behind_redis() -> list[Part]:
    redis = queues.redis()
    began = time.perf_counter()
    redis.ping()
    took = (time.perf_counter() - began) * 1000
    found = [Part("Redis", OK, "Answers", f"{redis.info('server')['redis_version']}, {took:.1f} ms")]
    signs = heartbeats.standing(redis)
    for number, sign in enumerate(signs, 1):
        heard = "just now" if sign.age < 3 else f"{sign.age:.0f} s ago"
        name = "Worker" if len(signs) == 1 else f"Worker {number}"
        state, word = (FAIL, "Stuck") if sign.is_stuck else (WAIT, "Silent") if sign.is_late else (OK, "Works")
        hand = f"; {sign.job} for {sign.busy:.0f} s, end this process" if sign.is_stuck else ""
        found.append(Part(name, state, word, f"{sign.queues}; heard of {heard}; process {sign.process}{hand}"))
    if not signs:
        found.append(Part("Worker", FAIL, "None", "No worker has been heard of for a minute: nothing is sent."))
    ticks = heartbeats.is_clock_held(redis)
    words = "What falls due is rung for each second." if ticks else "Scheduled and deferred texts wait for it."
    return [*found, Part("Clock", OK if ticks else FAIL, "Ticks" if ticks else "Stands", words)]


def _queue() -> list[Part]:
    queue = standing.queue()
    queued, late = queue.texts["queued"], queue.oldest_due > LATE_S
    due = f"oldest due for {queue.oldest_due:.0f} s" if queue.oldest_due else "none due"
    held = ", ".join(f"{queue.texts[state]:,} {state}" for state in ("held", "deferred", "sending"))
    unknown, files = queue.texts["unknown"], queue.media_waiting
    return [
        Part("Outbox", WAIT if late else OK, f"{queued:,} queued", f"{due}; {held}"),
        Part("Unknown outcomes", WAIT if queue.needs_person else OK if not unknown else PLAIN, f"{unknown:,} texts",
             f"{queue.needs_person:,} need a person’s answer" if queue.needs_person else "settled by themselves"),
        Part("Pictures and files", PLAIN if files else OK, f"{files:,} waiting",
             f"the oldest for {queue.oldest_media:.0f} s" if files else "all are fetched"),
    ]  # fmt: skip


def _tried(ask: Callable[[], list[Part]], name: str) -> list[Part]:
    try:
        return ask()
    except Exception:
        db.session.rollback()
        return [Part(name, FAIL, "Away", "It does not answer. The log says why.")]


def _database_name() -> str:
    if db.engine.dialect.name == "sqlite":
        return f"SQLite {_asked('SELECT sqlite_version()')}"
    return f"PostgreSQL {str(_asked('SHOW server_version')).split(' ')[0]}"


def _asked(query: str):
    try:
        return db.session.scalar(text(query))
    except Exception:
        db.session.rollback()
        return "?"
