"""The composer's verdict and counter, asked at each pause in typing: the server's own, the same as at Send."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from app.sms import segments
from app.texting import compose

VECTORS = json.loads((Path(__file__).parents[1] / "sms" / "data" / "segment_vectors.json").read_text("utf-8"))


def check(browser, conversation, body, **more) -> BeautifulSoup:
    answer = browser.post(f"/conversations/{conversation.id}/check", data={"body": body, **more})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def verdict(part: BeautifulSoup):
    return part.find(attrs={"role": "status", "aria-label": "Verdict"})


def test_an_answer_may_go_and_nothing_is_said_about_it(client, world, thread):
    part = check(client.sign_in(world.ben), thread, "We do.")
    assert part.find(id="composer_check")
    assert verdict(part)["data-verdict"] == "send"
    assert part.select_one("[data-counter]").text == ""


def test_another_business_gets_no_verdict(cara, thread):
    assert cara.post(f"/conversations/{thread.id}/check", data={"body": "Hi"}).status_code == 404


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["description"])
def test_the_counter_says_what_the_carrier_counts(client, world, thread, vector):
    body = vector["text"].replace("\r\n", "\n").replace("\x00", "")
    part, counted = check(client.sign_in(world.ben), thread, body), segments.count(body)
    said = part.select_one("[data-counter]").text
    assert (f"{counted.segments} segments" in said) is (counted.segments > 1)
    assert ("Unicode because of" in said) is (counted.encoding == "UCS-2")
    if counted.forced_by and counted.forced_by.strip():
        assert f"“{counted.forced_by}”" in said


@pytest.mark.parametrize(
    ("body", "words"),
    [("x" * 160, ""), ("x" * 161, "161 characters · 2 segments"), ("é" * 160, ""),
     ("ñandú", "5 characters · Unicode because of “ú”"),
     ("x" * 69 + "👍", "70 characters · 2 segments · Unicode because of “👍”"),
     ("x" * 160 + "\r\n", "161 characters · 2 segments")],
)  # fmt: skip
def test_the_counter_is_silent_until_it_matters(client, world, thread, body, words):
    assert check(client.sign_in(world.ben), thread, body).select_one("[data-counter]").text == words


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [("x" * 551, "TOO_LONG", "1 over 550. Shorten the text or send it as two."),
     ("Hi {{name}}", "TOKEN_EMPTY", "{{name}} is no token. Did you mean contact.name?")],
)  # fmt: skip
def test_a_verdict_names_its_reason_and_what_to_do(client, world, thread, body, code, sentence):
    said = verdict(check(client.sign_in(world.ben), thread, body))
    assert (said["data-verdict"], said["data-code"], said.text) == ("refuse", code, sentence)


def test_who_said_stop_cannot_be_texted_and_the_composer_says_so_before_a_word_is_typed(client, world):
    eli = world.conversation(world.eli)
    said = verdict(check(client.sign_in(world.ben), eli, ""))
    assert (said["data-verdict"], said["data-code"]) == ("refuse", "OPTED_OUT")
    assert "Nobody can text this number until they text START." in said.text


def test_the_verdict_is_the_one_that_send_will_give(client, world, thread):
    client.sign_in(world.ben)
    for body in ("Hi", "x" * 600):
        kind = compose.check(thread, world.ben, body).kind
        assert verdict(check(client, thread, body))["data-verdict"] == kind


@pytest.mark.parametrize("path", ["/conversations/{thread}/check", "/conversations/{thread}/messages", "/messages"])
@pytest.mark.parametrize(("body", "typed"), [("  {{x}}\r\n", 5), ("x" * 20_000, 20_000), ("", 0)])
def test_wherever_one_writes_the_limit_and_what_was_typed_are_known(client, world, thread, shown, path, body, typed):
    world.copper.length_limit = 300
    form = {"body": body, "to": world.dee.e164, "client_id": str(uuid.uuid4()), "conversation_id": thread.id}
    client.sign_in(world.ben).post(path.format(thread=thread.id), data=form)
    asked = [(facts["limit"], facts["typed"]) for facts in shown if "limit" in facts]
    assert asked == [(300, typed)]


def test_beyond_all_limits_the_verdict_says_how_far(client, world, thread):
    said = verdict(check(client.sign_in(world.ben), thread, "{{" * 50_000))
    assert (said["data-code"], said.text[:15]) == ("TOO_LONG", "99450 over 550.")


def test_asking_writes_nothing(client, world, thread, rows, doorbell, pushed):
    before, number = rows(), thread.change_no
    check(client.sign_in(world.ben), thread, "Hi")
    assert (rows(), thread.change_no, doorbell.rings, pushed.sent) == (before, number, [], [])


def test_paused_sending_is_said_before_it_is_tried(client, world, thread):
    from app.texting import sending

    sending.pause(world.copper, "ana")
    said = verdict(check(client.sign_in(world.ben), thread, "Hi"))
    assert (said["data-verdict"], said["data-code"]) == ("hold", "SENDING_PAUSED")


@pytest.mark.lesson(38)
def test_a_curly_quote_that_doubles_the_price_can_be_made_plain_and_shows_what_changes(client, world, thread):
    body = "“Yes”, we’re open\u00a0today…" + "x" * 60
    part = check(client.sign_in(world.ben), thread, body)
    shown = [[cell.text for cell in row.find_all(class_="glyph")] for row in part.select("#plain_preview tbody tr")]
    assert shown == [["“", '"'], ["”", '"'], ["’", "'"], ["no-break space", "space"], ["…", "..."]]
    assert part.find(id="plain_title").text == "1 segment instead of 2"
    assert part.select_one("[data-make-plain]")["data-plain"] == "\"Yes\", we're open today..." + "x" * 60


@pytest.mark.parametrize("body", ["“Yes”", "x" * 400, "👍" * 40, "👍 “Yes” " + "x" * 80])
def test_nothing_is_offered_where_plain_words_would_save_nothing(client, world, thread, body):
    part = check(client.sign_in(world.ben), thread, body)
    assert part.select("[data-make-plain], button") == []


def test_an_emoji_that_keeps_a_text_unicode_is_named_though_a_quote_stands_before_it(client, world, thread):
    said = check(client.sign_in(world.ben), thread, "“Yes” 👍 " + "x" * 80).select_one("[data-counter]").text
    assert said == "88 characters · 2 segments · Unicode because of ““”, and “👍” keeps it so"


def test_a_file_without_words_may_go(client, world, thread):
    verdict_of = compose.check
    assert verdict_of(thread, world.ben, "", None, True).kind == "send"
    assert verdict_of(thread, world.ben, "").code == "EMPTY"
