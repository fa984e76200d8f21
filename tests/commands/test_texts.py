"""sms segments, sms classify: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.sms.keywords import CONTEXTS, LABELS

VECTORS = json.loads((Path(__file__).parents[1] / "sms" / "data" / "segment_vectors.json").read_text("utf-8"))


def ask(flask, command: str, *lines: object):
    """The command's Answer to these lines; what is no string is written as JSON."""
    written = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return flask("sms", command, input=written)


def lines_of(answer) -> list[dict]:
    assert answer.status == 0, answer.err
    return [json.loads(line) for line in answer.out.splitlines()]


def test_every_text_gets_a_line_with_encoding_segments_and_characters(flask):
    assert lines_of(ask(flask, "segments", {"text": "Hi"}, "", {"text": "Hi 👍", "smart_encoding": False})) == [
        {"encoding": "GSM-7", "segments": 1, "characters": 2},
        {"encoding": "UCS-2", "segments": 1, "characters": 4},
    ]


def test_the_carriers_own_vectors_are_answered_as_it_does(flask):
    asked = [{"text": v["text"], "smart_encoding": v["smart_encoding"]} for v in VECTORS]
    expected = [
        {"encoding": v["encoding"], "segments": v["segments"], "characters": v["number_of_characters"]} for v in VECTORS
    ]
    assert lines_of(ask(flask, "segments", *asked)) == expected


@pytest.mark.parametrize(
    ("text", "context", "label"),
    [("Stop!", None, "STOP"), ("unsubscribe", None, "STOP"), ("don't stop by", None, "none"), ("start", None, "START"),
     ("help", None, "HELP"), ("yes", None, "none"), ("YES", "opted_out", "START"), ("yes", "optin_pending", "START"),
     ("yes", "appointment_pending", "none"), ("", None, "none"), ("👍", None, "none")],
)  # fmt: skip
def test_a_text_is_classified_by_its_words_and_what_we_wait_for(flask, text, context, label):
    assert lines_of(ask(flask, "classify", {"text": text, "context": context})) == [{"label": label}]


def test_the_context_may_be_left_out(flask):
    assert lines_of(ask(flask, "classify", {"text": "stop"}, {"text": "ok"})) == [{"label": "STOP"}, {"label": "none"}]


def test_without_lines_there_is_nothing_to_say(flask):
    for command in ("segments", "classify"):
        answer = ask(flask, command)
        assert (answer.status, answer.out) == (0, "")


BAD = [
    ("segments", "{", "it is not JSON (Expecting"),
    ("classify", "stop", "it is not JSON (Expecting"),
    ("classify", '{"text": "a"} stop', "it is not JSON (Extra data"),
    ("classify", '{"txt": "stop"}', 'it needs "text"'),
    ("classify", '{"text": "x", "context": ""}', "Leave it out or use one of: optin_pending, opted_out"),
    ("segments", "[1]", "it is not a JSON object"),
    ("segments", "{}", 'it needs "text"'),
    ("segments", '{"text": 7}', 'it needs "text"'),
    ("segments", '{"text": "x", "smart_encoding": "no"}', "true or false"),
    ("segments", "[" * 100_000, ""),
    ("classify", "null", "it is not a JSON object"),
    ("classify", '{"text": null}', "text"),
    ("classify", '{"text": "x", "context": "never"}', "Nobody knows the context"),
    ("classify", '{"text": "x", "context": ["opted_out"]}', "Nobody knows the context"),
]


@pytest.mark.parametrize(("command", "line", "why"), BAD, ids=lambda value: str(value)[:30])
def test_a_line_that_is_no_good_ends_with_status_1_and_its_number(flask, command, line, why):
    answer = ask(flask, command, {"text": "fine"}, line, {"text": "never reached"})
    assert answer.status == 1
    assert len(answer.out.splitlines()) == 1, "what came before it was answered"
    assert answer.err.startswith("Line 2 can't be read: ") and why in answer.err
    assert "Write one JSON object a line" in answer.err


def test_bytes_that_are_no_utf8_are_a_line_that_is_no_good(flask):
    answer = flask("sms", "segments", input=b'{"text": "caf\xe9"}\n')
    assert answer.sentence.startswith("Line 1 can't be read: it is not UTF-8. ")


def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does(flask):
    answer = flask("sms", "classify", input=b'\xef\xbb\xbf{"text": "stop"}\r\n{"text": "ok"}\r\n')
    assert lines_of(answer) == [{"label": "STOP"}, {"label": "none"}]


def test_the_help_names_every_context_and_every_label(flask):
    told = "".join(flask("sms", "classify", "--help").out.split())  # lines break at hyphens too
    assert [name for name in (*CONTEXTS[1:], *LABELS) if f'"{name}"' not in told] == []


def test_half_of_a_character_costs_no_answer(flask):
    assert lines_of(ask(flask, "segments", r'{"text": "\ud83d"}'))[0]["encoding"] == "UCS-2"
