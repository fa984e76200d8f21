"""The doorbell on a real Redis: rings coalesce, an answer re-arms it, and losing it loses nothing."""

from __future__ import annotations

import importlib
import logging

import pytest
import redis
from rq.job import Job
from rq.serializers import JSONSerializer

import worker as worker_file
from app import queues, transaction
from app.jobs import clock, outbox
from app.models import Message
from app.texting import deliver
from tests.texting.acts import answer, asked, rows
from tests.texting.fake_carrier import FakeCarrier, callback_url

pytestmark = pytest.mark.usefixtures("pushed")


@pytest.fixture
def wire(redis_server, app) -> redis.Redis:
    with redis.Redis.from_url(redis_server) as made:
        made.flushall()
        yield made


def waiting() -> list[str]:
    """Dotted names of the jobs that wait, of all queues."""
    jobs = []
    for name in queues.QUEUES:
        queue = queues.queue(name)
        jobs += [Job.fetch(i, connection=queues.redis(), serializer=JSONSerializer).func_name for i in queue.job_ids]
    return jobs


def test_many_rings_are_one_job(db, wire):
    for _ in range(5):
        queues.ring()
    queues.ring_settle()
    assert waiting() == [queues.DRAIN, queues.SETTLE]


def test_an_answered_ring_can_ring_again(db, wire):
    queues.ring()
    queues.answered(queues.DRAIN)
    queues.ring()
    assert waiting() == [queues.DRAIN, queues.DRAIN]


def test_a_ring_nobody_answered_is_forgotten_in_seconds(db, wire):
    queues.ring()
    assert 0 < wire.pttl("leadline:doorbell:drain") <= queues.RING_COALESCED_S * 1000


@pytest.mark.only_on("sqlite")  # no database is its subject: once is enough
def test_a_redis_that_is_away_is_a_warning_and_the_text_is_kept(world, app, monkeypatch, caplog, tmp_path):
    gone = redis.Redis(unix_socket_path=str(tmp_path / "nobody.sock"))
    monkeypatch.setitem(app.extensions, "redis", gone)
    with caplog.at_level(logging.WARNING):
        message = answer(asked(world), world.ben)
    assert "the doorbell did not ring" in caplog.text
    assert rows(Message, id=message.id)[0].state == "queued"
    assert not clock.holds("this one")


def test_redis_may_be_emptied_at_any_moment_and_each_text_leaves_once(world, wire):
    carrier = FakeCarrier()
    carrier.on_create = lambda to, body: wire.flushall()
    conversation = asked(world)
    for words in ("one", "two"):
        wire.flushall()
        answer(conversation, world.ben, words)
        wire.flushall()
    deliver.drain(carrier, callback_url)
    deliver.drain(carrier, callback_url)
    assert [body for _, body in carrier.calls] == ["one", "two"]
    assert [m.state for m in rows(Message, direction="out")] == ["accepted", "accepted"]


def test_the_clock_rings_again_for_what_a_lost_ring_left(world, app, wire):
    answer(asked(world), world.ben)
    wire.flushall()
    assert waiting() == []
    clock.tick(app)
    assert queues.DRAIN in waiting()


@pytest.mark.parametrize("job", queues.JOBS)
def test_every_job_is_a_function_and_its_queue_has_a_worker(job):
    module, name = job.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), name))
    assert queues.JOBS[job] in queues.QUEUES


def test_the_worker_listens_to_every_queue(monkeypatch):
    heard = []

    class Idle:
        log = logging.getLogger("idle")

        def __init__(self, names, **_more) -> None:
            heard.extend(names)

        def work(self, **_more) -> None:
            pass

    monkeypatch.delenv("QUEUES", raising=False)
    monkeypatch.setattr(worker_file, "JobWorker", Idle)
    monkeypatch.setattr(worker_file.clock, "run", lambda app, stop: None)
    worker_file.main()
    assert set(heard) == set(queues.QUEUES)


def test_a_workers_patience_is_its_own(app, redis_server, monkeypatch):
    """Idle for longer than anything else may wait for Redis, it waits on, and takes what comes at once."""
    waits = []

    class Ready(worker_file.JobWorker):
        def work(self, **_more) -> None:
            pool = self.connection.connection_pool
            waits.append((pool.connection_kwargs["socket_timeout"], self.dequeue_timeout))
            assert pool is not worker_file.app.extensions["redis"].connection_pool

    monkeypatch.setattr(worker_file, "JobWorker", Ready)
    monkeypatch.setattr(worker_file.clock, "run", lambda app, stop: None)
    with monkeypatch.context() as patch:
        patch.setitem(worker_file.app.extensions, "redis", redis.Redis.from_url(redis_server, socket_timeout=5))
        patch.setitem(worker_file.app.config, "SETTINGS", app.config["SETTINGS"])
        worker_file.main()
        assert worker_file.app.extensions["redis"].connection_pool.connection_kwargs["socket_timeout"] == 5
    [(patience, longest_wait)] = waits
    assert patience > longest_wait > 5


def test_the_drain_job_sends_and_re_arms_the_bell(world, wire, monkeypatch):
    carrier = FakeCarrier()
    monkeypatch.setattr(outbox, "carrier", lambda settings: carrier)
    message = answer(asked(world), world.ben, "We come at 9.")
    transaction.commit()
    outbox.drain()
    assert carrier.calls == [(world.fay, "We come at 9.")]
    assert f"m={message.id}&a=1" in carrier.callbacks[0]
    assert wire.get("leadline:doorbell:drain") is None


def test_the_drain_job_rings_again_when_its_time_was_too_short(world, wire, monkeypatch):
    monkeypatch.setattr(outbox, "carrier", lambda settings: FakeCarrier())
    monkeypatch.setattr(deliver, "drain", lambda *_args: False)
    wire.flushall()
    outbox.drain()
    assert waiting() == [queues.DRAIN]
