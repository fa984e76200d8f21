"""What nobody signed: 403, no change in the database, counted, and the last hundred kept for the operator."""

from __future__ import annotations

import json
import stat

import pytest

from app.web import refused_webhooks
from tests.web.conftest import MESSAGES, STATUS, sid

BOTH = pytest.mark.parametrize("path", [MESSAGES, STATUS])
BODY = "My card is 4111 and I live at the mill"


@pytest.fixture(autouse=True)
def ring(settings):
    """The capped file, empty before and after."""
    path = settings.data / refused_webhooks.FILE
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def kept(ring) -> dict:
    return json.loads(ring.read_text())


@pytest.mark.lesson(13)
@BOTH
def test_an_unsigned_webhook_is_403_and_changes_nothing_in_any_table(hook, rows, ring, path):
    before = rows()
    answer = hook.post(path, hook.fields(MessageStatus="delivered"), signature="")
    assert (answer.status_code, answer.mimetype) == (403, "text/plain")
    assert rows() == before
    assert kept(ring)["count"] == 1


@pytest.mark.lesson(13)
@BOTH
@pytest.mark.parametrize("signature", ["x" * 28, "é" * 28, "=", " "])
def test_a_wrong_signature_is_403_and_changes_nothing_in_any_table(hook, rows, ring, path, signature):
    before = rows()
    answer = hook.post(path, hook.fields(MessageStatus="delivered"), signature=signature)
    assert answer.status_code == 403
    assert rows() == before
    assert kept(ring)["last"][0]["why"] == "wrong signature"


def test_the_database_is_not_asked_before_the_signature_is_checked(hook, monkeypatch):
    from app.extensions import db as database

    def asked(*_args, **_kwargs):
        raise AssertionError("the database was asked for somebody who signed nothing")

    for name in ("execute", "scalar", "scalars", "get"):
        monkeypatch.setattr(database.session, name, asked)
    assert hook.post(MESSAGES, hook.fields(), signature="").status_code == 403


def test_a_text_signed_for_another_address_or_with_another_token_is_refused(hook):
    assert hook.post(MESSAGES, hook.fields(), token="another").status_code == 403
    assert hook.post(MESSAGES, hook.fields(), url=hook.settings.public_url + STATUS).status_code == 403


@pytest.mark.lesson(12)
def test_a_refusal_is_kept_with_the_url_it_was_checked_against(hook, ring, told, clock):
    told(public_url="https://text.example.com")
    one = sid()
    hook.post(f"{MESSAGES}?note=It%27s", hook.fields(MessageSid=one), signature="x")
    [entry] = kept(ring)["last"]
    assert entry == {
        "at": "2026-11-23T15:41:00+00:00", "url": f"https://text.example.com{MESSAGES}?note=It%27s",
        "why": "wrong signature", "from": "+1480…99", "sid": one,
    }  # fmt: skip


@pytest.mark.lesson(12)
def test_the_last_hundred_are_kept_and_the_next_one_pushes_out_the_oldest(hook, ring):
    sids = [sid() for _ in range(refused_webhooks.MOST + 1)]
    for each in sids:
        hook.post(MESSAGES, hook.fields(MessageSid=each), signature="")
    now = kept(ring)
    assert now["count"] == 101
    assert [entry["sid"] for entry in now["last"]] == sids[:0:-1]


def test_the_file_stays_small_whatever_is_sent(hook, ring, settings):
    for _ in range(refused_webhooks.MOST + 5):
        long = {"From": "+1" + "4" * 500, "MessageSid": "S" * 500}
        refused_webhooks.keep(settings.data, "https://x/" + "y" * 9000, long, has_signature=True)
    assert ring.stat().st_size < 100 * 1000


def test_neither_a_text_nor_a_whole_number_is_kept(hook, ring):
    number = "4805550199"
    hook.post(MESSAGES, hook.fields(BODY, MessageSid=f"+1{number}"), signature="x")
    query = f"From=%2B1{number}&Body={BODY.replace(' ', '+')}&To={number}&m=123456"
    hook.post(f"{MESSAGES}?{query}", hook.fields(BODY), signature="x")
    words = ring.read_text()
    assert number not in words and "mill" not in words
    assert "m=123456" in words


def test_only_its_owner_may_read_the_file(hook, ring):
    hook.post(MESSAGES, hook.fields(), signature="")
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600


def test_a_damaged_file_is_begun_anew(hook, ring):
    ring.write_text('{"count": 7, "la')
    assert hook.post(MESSAGES, hook.fields(), signature="").status_code == 403
    assert kept(ring)["count"] == 1


def test_a_disk_that_takes_no_more_still_leaves_it_a_403(hook, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(refused_webhooks.json, "dump", full)
    assert hook.post(MESSAGES, hook.fields(), signature="").status_code == 403


@pytest.mark.lesson(14)
def test_the_health_page_shows_the_last_refusal_and_its_url(hook, client, ring):
    assert client.get("/healthz").json == {"ok": True, "webhooks_refused": 0, "last_refused": None}
    hook.post(f"{MESSAGES}?old=1", hook.fields(), signature="x")
    hook.post(f"{MESSAGES}?new=1", hook.fields(), signature="x")
    health = client.get("/healthz").json
    assert health["webhooks_refused"] == 2
    assert health["last_refused"]["url"] == f"{hook.settings.public_url}{MESSAGES}?new=1"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"])
def test_through_a_proxy_the_health_page_shows_no_refusal(hook, client, header):
    hook.post(MESSAGES, hook.fields(), signature="x")
    assert client.get("/healthz", headers={header: "203.0.113.9"}).json == {"ok": True}


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.2", "::2", ""])
def test_from_another_machine_the_health_page_shows_no_refusal(hook, client, address):
    assert client.get("/healthz", environ_overrides={"REMOTE_ADDR": address}).json == {"ok": True}
