"""A worker's CPU for one text out: measure(). Claim, gate, the SDK's call, outcome, journey and push included; the
carrier's callbacks come to the web process meanwhile and every text must end as delivered."""

from __future__ import annotations

import time

from bench.clients import press
from bench.figure import Figure
from bench.inbound import CLIENTS
from bench.person import Person
from bench.send import THREADS, open_threads, presses
from bench.stand import Stand

TEXTS = 600
PATIENCE_S = 40.0
STATES = "select state, count(*) from message where direction = 'out' group by state"


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """CPU milliseconds of the worker for a text, texts a second, and how many are not delivered in the end."""
    texts = 50 if quick else TEXTS
    with Stand(database, workers=1) as stand:
        open_threads(stand, THREADS)
        person = Person(stand)
        stand.flask("send", "pause")
        pressed = press(stand.port, list(presses(person, texts)), CLIENTS)
        used, heard, begun = stand.cpu("worker"), stand.cpu("web"), time.perf_counter()
        stand.flask("send", "resume")
        states = _until_delivered(stand, texts)
        took = time.perf_counter() - begun
        worker, web = stand.cpu("worker") - used, stand.cpu("web") - heard
    per_text = worker / texts * 1000
    left = texts - states.get("delivered", 0)
    return [
        Figure(f"worker CPU a text, {database}", per_text, "ms", reach="≤ 3 ms", holds=per_text <= 3),
        Figure(f"web CPU for a text's callbacks, {database}", web / texts * 1000, "ms"),
        Figure(f"texts out until delivered, {database}", texts / took, "/s"),
        Figure(f"texts not delivered with callbacks heard, {database}", left, "texts", reach="0", holds=left == 0),
        Figure(f"of {sum(pressed.statuses.values())} sends not accepted, {database}",
               sum(n for status, n in pressed.statuses.items() if status != 201), "texts"),
    ]


def _until_delivered(stand: Stand, texts: int) -> dict[str, int]:
    end = time.monotonic() + PATIENCE_S
    while True:
        states = dict(stand.ask(STATES))
        if states.get("delivered", 0) >= texts or time.monotonic() > end:
            return states
        time.sleep(0.3)
