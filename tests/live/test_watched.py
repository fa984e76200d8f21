"""Who watches a room: nothing is lost between joining and pushing, and whatever is not certain counts as watched."""

from __future__ import annotations

import pytest
from redis import Redis
from redis.exceptions import RedisError

from app.live import pushes, rooms, watched
from app.transaction import commit
from app.web import sockets
from tests.texting.acts import asked, text

pytestmark = pytest.mark.usefixtures("doorbell")

ROOM, OTHER = "conversation:1", "conversation:2"


@pytest.fixture
def redis(redis_server) -> Redis:
    return Redis.from_url(redis_server)


@pytest.fixture
def watcher(redis) -> watched.Watcher:
    """That of a web process which has been there for a while."""
    made = watched.Watcher(redis)
    made.beat()
    redis.delete(watched.SETTLING)
    return made


@pytest.fixture
def socket(app, db, watcher, monkeypatch, redis):
    """watch(user, room, after): what the socket of this user is answered."""
    monkeypatch.setitem(app.extensions, "watcher", watcher)
    monkeypatch.setitem(app.extensions, "redis", redis)
    monkeypatch.setattr(sockets, "join_room", lambda room: None)

    def watch(user, room: str, after: int) -> dict:
        commit()
        with app.test_request_context() as context:
            context.request.sid = "a socket"
            context.session["_user_id"] = user.get_id()
            return sockets.watch({"room": room, "after": after})

    return watch


def test_only_rooms_that_somebody_watches_are_named(redis, watcher):
    watcher.add("a", ROOM)
    assert watched.which(redis, [ROOM, OTHER]) == {ROOM}


def test_a_room_is_left_when_its_last_socket_is_gone(redis, watcher):
    for sid in ("a", "b"):
        watcher.add(sid, ROOM)
    watcher.drop("a")
    watcher.beat()
    assert watched.which(redis, [ROOM]) == {ROOM}
    watcher.drop("b")
    watcher.beat()
    assert watched.which(redis, [ROOM]) == set()


def test_one_room_may_be_left_and_the_others_kept(redis, watcher):
    for room in (ROOM, OTHER):
        watcher.add("a", room)
    watcher.leave("a", ROOM)
    watcher.leave("a", ROOM)
    watcher.beat()
    assert watched.which(redis, [ROOM, OTHER]) == {OTHER}


def test_a_room_left_and_joined_before_the_next_beat_stays(redis, watcher):
    watcher.add("a", ROOM)
    watcher.drop("a")
    watcher.add("b", ROOM)
    watcher.beat()
    assert watched.which(redis, [ROOM]) == {ROOM}


def test_each_process_is_asked(redis, watcher):
    another = watched.Watcher(redis)
    another.beat()
    another.add("b", OTHER)
    watcher.add("a", ROOM)
    assert watched.which(redis, [ROOM, OTHER, "conversation:3"]) == {ROOM, OTHER}


def test_everything_is_watched_while_no_process_is_known(redis):
    assert watched.which(redis, [ROOM, OTHER]) == {ROOM, OTHER}


def test_everything_is_watched_after_redis_was_emptied_until_all_had_time_to_come_back(redis, watcher):
    watcher.add("a", ROOM)
    redis.flushall()
    assert watched.which(redis, [OTHER]) == {OTHER}, "nobody has come back"
    watcher.beat()
    assert watched.which(redis, [OTHER]) == {OTHER}, "others may not have come back yet"
    assert 0 < redis.ttl(watched.SETTLING) <= watched.BEAT_S * 3
    redis.delete(watched.SETTLING)
    assert watched.which(redis, [ROOM, OTHER]) == {ROOM}, "the beat said again what is watched"


def test_everything_is_watched_while_a_process_hangs(redis, watcher):
    redis.delete(watcher.key)  # as when it expires
    assert watched.which(redis, [OTHER]) == {OTHER}


def test_a_process_that_has_been_away_for_long_is_forgotten(redis, watcher):
    gone = watched.Watcher(redis)
    gone.beat()
    redis.delete(gone.key)
    redis.zadd(watched.INDEX, {gone.key: 1})
    watcher.beat()
    assert watched.which(redis, [OTHER]) == set()


def test_everything_is_watched_when_redis_fails(redis, monkeypatch):
    def fail(*_args) -> None:
        raise RedisError("away")

    monkeypatch.setattr(redis, "eval", fail)
    assert watched.which(redis, [ROOM, OTHER]) == {ROOM, OTHER}


def test_a_beat_that_fails_forgets_nothing(redis, watcher, monkeypatch):
    watcher.add("a", ROOM)
    real = redis.eval

    def fail(*_args) -> None:
        raise RedisError("away")

    monkeypatch.setattr(redis, "eval", fail)
    watcher.beat()
    redis.flushall()
    monkeypatch.setattr(redis, "eval", real)
    watcher.beat()
    redis.delete(watched.SETTLING)
    assert watched.which(redis, [ROOM, OTHER]) == {ROOM}


def test_a_socket_gets_no_answer_when_nobody_can_be_told_that_it_watches(socket, world, pushed, monkeypatch):
    conversation = asked(world)

    def fail(*_args) -> None:
        raise RedisError("away")

    monkeypatch.setattr(watched.Watcher, "_tell", fail)
    with pytest.raises(RedisError):
        socket(world.ben, rooms.conversation(conversation.id), 0)


@pytest.mark.parametrize("moment", ["before it is registered", "before it reads"])
def test_a_text_that_arrives_while_a_socket_joins_is_not_lost(socket, world, pushed, watcher, monkeypatch, moment):
    """Either the push finds the room watched, or the text is among what the socket reads as missed."""
    conversation = asked(world)
    room, after = rooms.conversation(conversation.id), conversation.change_no
    real = watcher.add

    def add(sid: str, which: str) -> None:
        if moment == "before it is registered":
            text(world.fay, world.local, "Just now")
        real(sid, which)
        pushed.sent.clear()
        if moment == "before it reads":
            text(world.fay, world.local, "Just now")

    monkeypatch.setattr(watcher, "add", add)
    answer = socket(world.ben, room, after)
    assert answer["to"] == after + 1
    assert "Just now" in "".join(part["html"] for part in answer["parts"])
    assert bool(pushed.to(room)) == (moment == "before it reads")


def test_nothing_is_rendered_for_a_room_that_nobody_watches(socket, world, pushed, watcher, monkeypatch):
    conversation = asked(world)
    pushed.sent.clear()
    monkeypatch.setattr(pushes.push, "thread_since", None)  # whoever renders calls it
    text(world.fay, world.local)
    assert pushed.sent == []
    monkeypatch.undo()
    assert conversation.id
