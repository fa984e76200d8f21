"""Logs are JSON lines that hold neither texts nor whole numbers, whatever went wrong."""

from __future__ import annotations

import io
import json
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import logs
from app.extensions import db as database
from app.models import Message
from tests.web.conftest import Hook

pytestmark = pytest.mark.only_on("sqlite")  # no database is its subject: once is enough

NUMBER, BODY = "+14805550199", "My daughter's room is flooded"


@pytest.fixture
def logged(app, monkeypatch):
    """What was logged so far, as a list of parsed lines; logging is put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    monkeypatch.setattr(root, "handlers", root.handlers)
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(app.logger, "handlers", app.logger.handlers)
    monkeypatch.setattr(app.logger, "propagate", app.logger.propagate)
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    monkeypatch.setattr(logs.sys, "stderr", stream)
    logs.configure(app)
    monkeypatch.setattr(logs.sys, "stderr", logs.sys.__stderr__)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_is_json_with_its_time_level_and_place(logged):
    logging.getLogger("app.web.webhooks").info("inbound text %s: %s", "SM1", "duplicate")
    [line] = logged()
    assert line["event"] == "inbound text SM1: duplicate"
    assert (line["level"], line["logger"]) == ("info", "app.web.webhooks")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "written", [NUMBER, "14805550199", "4805550199", "%2B14805550199", "(480) 555-0199", "480-555-0199", "480.555.0199"]
)
def test_a_number_is_cut_however_it_is_written(logged, written):
    logging.getLogger("app").warning("call %s now", written)
    [line] = logged()
    digits = "".join(filter(str.isdigit, line["event"]))
    assert "5550199" not in digits and "555" not in digits
    assert line["event"].startswith("call ") and line["event"].endswith("99 now")


def test_ids_and_times_are_left_as_they_are(logged):
    words = "message 123456789 at 2026-11-23 15:41:00 on 127.0.0.1:8000"
    logging.getLogger("app").info(words)
    assert logged()[0]["event"] == words


def test_an_exception_tells_where_and_what_kind_and_nothing_that_it_was_about(logged):
    try:
        try:
            raise KeyError(NUMBER)
        except KeyError as error:
            raise ValueError(f"{BODY} from {NUMBER}") from error
    except ValueError:
        logging.getLogger("app").exception("POST /x failed")
    [line] = logged()
    assert BODY not in json.dumps(line) and "flooded" not in json.dumps(line)
    assert "5550199" not in json.dumps(line)
    assert "builtins.ValueError" in line["exception"] and "builtins.KeyError" in line["exception"]
    assert "test_logs.py" in line["exception"]


def test_an_exception_of_the_machine_keeps_its_words(logged):
    try:
        raise ConnectionRefusedError(111, "Connection refused")
    except OSError:
        logging.getLogger("app").exception("no")
    assert "Connection refused" in logged()[0]["exception"]


def test_an_exception_of_the_database_does_not_repeat_the_row(logged, db, world):
    thread = world.conversation(world.dee)
    one = world.message(thread, BODY)
    for change in ({"client_id": one.client_id}, {"body": None, "raw_body": BODY.encode()}, {"state": BODY[:10]}):
        with pytest.raises(DBAPIError) as raised:
            values = {"direction": "in", "body": BODY, "state": "received", "client_id": "x"} | change
            db.session.execute(database.insert(Message).values(
                account_id=one.account_id, conversation_id=thread.id, phone_id=one.phone_id, number_id=one.number_id,
                **values,
            ))  # fmt: skip
        db.session.rollback()
        logging.getLogger("app").error("not stored", exc_info=raised.value)
    assert len(logged()) == 3
    for line in logged():
        assert "IntegrityError" in line["exception"]
        assert "daughter" not in json.dumps(line) and NUMBER not in json.dumps(line)


def test_a_failing_request_logs_neither_its_text_nor_its_number(logged, client, world, monkeypatch):
    thread = world.conversation(world.dee)
    from app.web import messages

    def fall(*_args, **_kwargs):
        db_error = database.session.execute(text("SELECT no_such_column, :body FROM message"), {"body": BODY})
        raise AssertionError(db_error)

    monkeypatch.setattr(messages, "typed_client_id", fall)
    answer = client.sign_in(world.ben).post(f"/conversations/{thread.id}/messages", data={"body": f"{BODY} {NUMBER}"})
    assert answer.status_code == 500
    [line] = [line for line in logged() if "failed" in line["event"]]
    assert f"POST /conversations/{thread.id}/messages failed" in line["event"]
    assert "daughter" not in json.dumps(line) and "5550199" not in json.dumps(line)


def test_an_inbound_text_is_not_logged_even_when_storing_it_fails(logged, client, world, settings, monkeypatch):
    from app.texting import receive

    hook = Hook(client, settings, world.local.e164)
    monkeypatch.setattr(receive, "_store", lambda inbound, *_: {}[inbound.body])
    assert hook.text(BODY, From=NUMBER).status_code == 500
    words = json.dumps(logged())
    assert "/webhooks/twilio/messages failed" in words
    assert "daughter" not in words and "5550199" not in words


def requests_of(logged) -> list[dict]:
    return [line for line in logged() if line["event"] == "request"]


def test_a_request_is_one_line_with_its_route_status_time_and_who_asked(logged, client, world):
    thread = world.conversation(world.dee)
    edge = {"X-Request-Id": "edge-0042"}
    answer = client.sign_in(world.ben).get(f"/conversations/{thread.id}?q={NUMBER}", headers=edge)
    [line] = requests_of(logged)
    assert line["route"] == "/conversations/<int:conversation_id>" and line["method"] == "GET"
    assert (line["status"], line["user"], line["account"]) == (200, world.ben.id, world.copper.id)
    assert line["ms"] > 0 and line["request_id"] == answer.headers["X-Request-Id"] == "edge-0042"


@pytest.mark.parametrize(
    "given", [None, "short", NUMBER, "id 4805550199", "call-4805550199", "x" * 65, "a\tb-line-two"]
)
def test_an_id_that_may_be_more_than_an_id_is_replaced(logged, client, world, given):
    answer = client.get("/sign-in", headers={"X-Request-Id": given} if given else {})
    [line] = requests_of(logged)
    assert line["request_id"] == answer.headers["X-Request-Id"] != given
    assert "5550199" not in json.dumps(line)


def test_lines_of_a_request_carry_its_id_and_those_of_the_next_do_not(logged, client, world, settings):
    Hook(client, settings, "+16025550100").text(BODY)
    client.get("/sign-in")
    said, first, second = logged()
    assert said["event"].startswith("inbound text") and said["request_id"] == first["request_id"]
    assert second["request_id"] != first["request_id"]


def test_machines_that_ask_every_few_seconds_leave_no_lines(logged, client, redis_server):
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path)
    assert requests_of(logged) == []


def test_what_people_do_all_day_leaves_no_text_and_no_number_in_the_log(logged, client, world, settings, carrier,
                                                                        redis_server):  # fmt: skip
    from app.jobs import clock, outbox

    hook = Hook(client, settings, world.local.e164)
    hook.text(BODY, From=NUMBER)
    hook.text(BODY, From=NUMBER, To="+16025550100")
    hook.post("/webhooks/twilio/messages", hook.fields(BODY, From=NUMBER), signature="wrong")
    hook.post(f"/webhooks/twilio/messages?From={NUMBER}&Body={BODY}", hook.fields(), signature="wrong")
    client.sign_in(world.ben)
    thread = database.session.scalar(text("SELECT max(id) FROM conversation"))
    form = {"body": BODY, "client_id": "c" * 36, "conversation_id": thread}
    client.post(f"/conversations/{thread}/messages", data=form)
    client.post(f"/conversations/{thread}/check", data={"body": f"{BODY} {NUMBER}"})
    for path in (f"/people?q={NUMBER}", f"/messages/new?to={NUMBER}", f"/nowhere/{NUMBER}", f"/inbox?before={NUMBER}"):
        client.get(path)
    client.post("/messages", data={"to": NUMBER, "body": BODY, "client_id": "d" * 36})
    with client.application.app_context():
        clock.tick(client.application)
        outbox.drain()
        outbox.settle()
    words = json.dumps(logged(), ensure_ascii=False)
    assert len(requests_of(logged)) == 11
    assert "daughter" not in words and "flooded" not in words
    assert NUMBER.removeprefix("+1") not in words and world.fay.removeprefix("+1") not in words


def test_a_job_is_in_the_workers_hand_until_it_ends(app, monkeypatch):
    import worker

    seen = []

    class Job:
        func_name, id, origin = "app.jobs.outbox.drain", "j", "interactive"

    def perform_job(self, *_args) -> bool:
        seen.append(worker.hand.says())
        raise KeyboardInterrupt

    monkeypatch.setattr(worker.SimpleWorker, "perform_job", perform_job)
    with pytest.raises(KeyboardInterrupt):
        worker.JobWorker.__new__(worker.JobWorker).perform_job(Job(), None)
    assert (seen[0]["job"], seen[0]["limit"], worker.hand.says()["job"]) == ("outbox.drain", 120, "")


def test_a_failing_job_logs_its_name_and_id_and_not_what_it_was_about(app, monkeypatch):
    import worker

    said: list[tuple] = []
    monkeypatch.setattr(worker.log, "error", lambda *words, **more: said.append((words, more)))
    made = worker.JobWorker.__new__(worker.JobWorker)
    error = ValueError(f"{BODY} {NUMBER}")
    made.handle_exception(None, ValueError, error, None)
    [(words, more)] = said
    assert BODY not in str(words) and more["exc_info"][1] is error
