"""Search among a million texts: measure(database): digits, words rare and common, beginnings, several together, for who
sees every department and for who sees one of ten people.

Asked of the product's own functions on its own database, in this process: people and texts, without the page.
"""

from __future__ import annotations

import time
from collections import Counter
from random import Random

from sqlalchemy import select

from app import create_app
from app.config import load
from app.extensions import db
from app.models import Department, Message, Phone, search
from app.models.search_words import words_of
from app.transaction import reading
from bench.figure import Figure
from bench.pages import LARGE, QUICK, seed
from bench.stand import Stand

SAMPLED = 4_000  # texts whose words are asked for
KINDS = 40  # questions of each kind


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """p99 of everything asked, for the whole account and for its smallest department."""
    amount = QUICK if quick else LARGE
    with Stand(database) as stand:
        seed(stand, amount)
        with create_app(load(stand.environ)).app_context(), reading():
            return figures(stand.account, f"{amount[0]:,} people, {amount[1]:,} texts, {database}")


def figures(account_id: int, where: str) -> list[Figure]:
    """The figures on the database of the app whose context this is."""
    desks = list(db.session.scalars(select(Department.id).where(Department.account_id == account_id)))
    smallest = min(desks, key=lambda desk: _talks(desk))
    asked, found = questions(account_id), []
    for who, seen in (("all departments", desks), ("a department of ten people", [smallest])):
        times = sorted(_time(account_id, seen, typed) for typed in asked)
        p99 = times[len(times) * 99 // 100]
        found += [
            Figure(f"search, p50, {who} ({where})", times[len(times) // 2], "ms"),
            Figure(f"search, p99, {who}", p99, "ms", reach="≤ 50 ms", holds=p99 <= 50),
            Figure(f"search, slowest, {who}", times[-1], "ms"),
        ]
        db.session.rollback()
    return found


def questions(account_id: int, dice: int = 5) -> list[str]:
    """What people type: digits, words by how common they are, beginnings of up to twelve letters, several words."""
    chance = Random(dice)
    newest = db.session.scalar(select(db.func.max(Message.id)))
    ids = chance.sample(range(max(1, newest - 1_000_000), newest + 1), min(SAMPLED, newest))
    bodies = list(db.session.scalars(select(Message.body).where(Message.id.in_(ids))))
    ranked = [word for word, _ in Counter(word for body in bodies for word in words_of(body)).most_common()]
    numbers = list(db.session.scalars(select(Phone.e164).where(Phone.account_id == account_id).limit(2_000)))
    asked = ["zzzyx", "zzzyx the", "555", "480"]
    for _ in range(KINDS):
        number, at = chance.choice(numbers)[2:], chance.randrange(6)
        asked += [number[at : at + chance.randint(3, 7)], chance.choice(ranked[:30]), chance.choice(ranked)]
        asked += [chance.choice(ranked[:300])[: chance.randint(1, 12)] + " ", chance.choice(ranked[-200:])]
        for most in (20, 200, 2_000):
            asked.append(" ".join(chance.choice(ranked[:most]) for _ in range(chance.randint(2, 3))))
        asked += [f"{chance.choice(ranked[:50])} {chance.choice(ranked[:100])[:1]}"]
        asked += [" ".join(chance.choice(bodies).split()[:2])]
    return [typed for typed in asked if search.Query.read(typed).is_enough]


def _time(account_id: int, departments: list[int], typed: str) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    query = search.Query.read(typed)
    search.people(account_id, departments, query, 9)
    search.texts(account_id, departments, query, 50)
    return (time.perf_counter() - began) * 1000


def _talks(department_id: int) -> int:
    return db.session.scalar(select(db.func.count(Message.id)).where(Message.department_id == department_id))
