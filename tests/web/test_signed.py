"""Only what the carrier signed gets in, whatever stands between it and us."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.models import Message
from tests.web.conftest import MESSAGES, sid

HTTPS = "https://text.example.com"


def stored() -> int:
    return database.session.query(Message).count()


def test_what_the_carrier_signed_gets_in(hook):
    assert hook.text().status_code == 200
    assert stored() == 1


@pytest.mark.lesson(14)
@pytest.mark.parametrize("called", [HTTPS, f"{HTTPS}:443", "http://text.example.com", "http://text.example.com:80"])
def test_a_signature_holds_with_and_without_the_usual_port(hook, told, called):
    told(public_url=called.replace(":443", "").replace(":80", ""))
    assert hook.post(MESSAGES, hook.fields(), url=called + MESSAGES).status_code == 200


@pytest.mark.lesson(14)
def test_https_at_the_proxy_and_http_behind_it_is_no_forgery(hook, told):
    told(public_url=HTTPS)
    answer = hook.post(MESSAGES, hook.fields(), url=HTTPS + MESSAGES, base_url="http://10.0.0.7:8000")
    assert answer.status_code == 200
    assert stored() == 1


@pytest.mark.lesson(14)
@pytest.mark.parametrize(
    "query", ["?note=It%27s&e=%C3%A9", "?a=1&b=2", "?", "?x=%2F%3F", "?q=a+b&q=c", "?empty=", "?e=%c3%a9"]
)
def test_query_strings_are_checked_as_the_carrier_wrote_them(hook, told, query):
    told(public_url=HTTPS)
    signed = HTTPS + MESSAGES + ("" if query == "?" else query)
    target = MESSAGES + query
    answer = hook.post(target if query != "?" else MESSAGES, hook.fields(), url=signed)
    assert answer.status_code == 200


@pytest.mark.lesson(14)
def test_an_apostrophe_that_the_carrier_escaped_only_in_the_signature_holds(hook, told):
    told(public_url=HTTPS)
    answer = hook.post(f"{MESSAGES}?note=It's", hook.fields(), url=f"{HTTPS}{MESSAGES}?note=It%27s")
    assert answer.status_code == 200


@pytest.mark.lesson(14)
def test_a_public_url_with_a_trailing_slash_or_a_path_is_the_url_that_was_signed(hook, told):
    told(public_url=HTTPS + "/desk")
    assert hook.post(MESSAGES, hook.fields(), url=f"{HTTPS}/desk{MESSAGES}").status_code == 200


@pytest.mark.lesson(14)
def test_a_target_in_absolute_form_is_checked_at_our_public_address(hook, told):
    told(public_url=HTTPS)
    absolute = {"RAW_URI": f"http://10.0.0.7:8000{MESSAGES}"}
    assert hook.post(MESSAGES, hook.fields(), url=HTTPS + MESSAGES, environ=absolute).status_code == 200


def test_a_server_that_keeps_no_raw_target_still_checks_plain_addresses(hook):
    bare = {"RAW_URI": "", "REQUEST_URI": ""}
    assert hook.post(f"{MESSAGES}?a=1", hook.fields(), environ=bare).status_code == 200


@pytest.mark.lesson(14)
@pytest.mark.parametrize("header", ["X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "Host", "Forwarded"])
def test_what_a_header_says_of_the_address_changes_nothing(hook, told, header):
    told(public_url=HTTPS)
    lies = {"X-Forwarded-Proto": "ftp", "X-Forwarded-Port": "81", "Forwarded": "host=evil.example;proto=http"}
    lie = {header: lies.get(header, "evil.example")}
    assert hook.post(MESSAGES, hook.fields(), url=HTTPS + MESSAGES, headers=lie).status_code == 200
    forged = hook.post(MESSAGES, hook.fields(), url=f"https://evil.example{MESSAGES}", headers=lie)
    assert forged.status_code == 403


def test_the_retry_fragment_is_not_part_of_what_is_signed(hook):
    signed = f"{hook.settings.public_url}{MESSAGES}#rc=4&rp=ct,rt,5xx"
    assert hook.post(MESSAGES, hook.fields(), url=signed).status_code == 200


def test_both_tokens_count_while_one_replaces_the_other(hook, told):
    old = hook.settings.twilio_auth_tokens[0]
    told(twilio_auth_tokens=("the new one", old))
    assert hook.post(MESSAGES, hook.fields(), token=old).status_code == 200
    assert hook.post(MESSAGES, hook.fields(), token="the new one").status_code == 200
    told(twilio_auth_tokens=("the new one",))
    assert hook.post(MESSAGES, hook.fields(), token=old).status_code == 403


def test_repeated_parameters_count_with_all_their_values(hook):
    pairs = [*hook.fields().items(), ("Tag", "b"), ("Tag", "a"), ("Tag", "b")]
    assert hook.post(MESSAGES, pairs).status_code == 200
    signature = hook.sign(hook.settings.public_url + MESSAGES, pairs[:-2])
    assert hook.post(MESSAGES, pairs, signature=signature).status_code == 403


def test_parameters_that_nobody_knows_yet_do_no_harm(hook):
    assert hook.text("Hi", ChannelMetadata='{"type":"rcs"}', FromCity="MESA", Newer="1").status_code == 200


def test_words_in_every_script_are_signed_as_they_are(hook):
    assert hook.text(" Ünïcode 👍🏽 日本語 & a=b+c \n").status_code == 200
    assert database.session.query(Message).one().body == " Ünïcode 👍🏽 日本語 & a=b+c \n"


def test_a_signed_text_may_be_replayed_and_changes_nothing(hook):
    fields = hook.fields(MessageSid=sid())
    assert [hook.post(MESSAGES, fields).status_code for _ in range(2)] == [200, 200]
    assert stored() == 1
