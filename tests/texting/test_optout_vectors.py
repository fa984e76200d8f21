"""Twilio's OptOutType and our own reading of a text agree, on the vectors in tests/sms/data/optout_vectors.json: body,
kind of number, what Twilio's webhook says (null: nothing), the label it must get, who confirms.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.models import Block, Message
from app.sms import replies
from tests.texting.acts import rows, text

FILE = Path(__file__).parents[1] / "sms" / "data" / "optout_vectors.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
STOOD = {"STOP": True, "START": False}


def name(vector: dict) -> str:
    out = "-opted out" if vector.get("opted_out") else ""
    return f"{vector['number']}-{vector['body'].strip()}-{vector['opt_out_type']}{out}"


@pytest.mark.lesson(25)
@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_a_text_counts_as_what_twilio_and_we_say_and_is_confirmed_by_one_of_us(world, vector):
    number = getattr(world, vector["number"])
    if vector.get("opted_out"):
        text(world.fay, number, "STOP")
    before = len(rows(Message, purpose="system"))
    text(world.fay, number, vector["body"], opt_out_type=vector["opt_out_type"])
    heard = rows(Message, direction="in")[-1]
    assert (heard.keyword or "none") == vector["label"]
    assert len(rows(Message, purpose="system")) - before == (vector["confirms"] == "leadline")


@pytest.mark.lesson(25)
@pytest.mark.parametrize("vector", [v for v in VECTORS if v["label"] in STOOD], ids=name)
def test_what_it_counts_as_is_stored_as_a_block_or_its_end(world, vector):
    number = getattr(world, vector["number"])
    if vector.get("opted_out"):
        text(world.fay, number, "STOP")
    text(world.fay, number, vector["body"], opt_out_type=vector["opt_out_type"])
    lifts_nothing = vector["label"] == "START" and vector["confirms"] == "nobody"
    assert bool(rows(Block, e164=world.fay, lifted_at=None)) is (STOOD[vector["label"]] or lifts_nothing)


@pytest.mark.lesson(25)
def test_our_reading_never_contradicts_twilios():
    for vector in (v for v in VECTORS if v["opt_out_type"]):
        found = replies.match(vector["body"], is_opted_out=vector.get("opted_out", False)).label
        assert found in (vector["opt_out_type"], replies.NONE, replies.REVIEW), vector


def test_there_are_vectors_for_every_kind_of_number_and_every_word_of_twilios():
    assert len(VECTORS) >= 30
    assert {v["number"] for v in VECTORS} == {"local", "toll_free", "short_code"}
    assert {v["opt_out_type"] for v in VECTORS} == {"STOP", "START", "HELP", None}
    assert {v["confirms"] for v in VECTORS} == {"carrier", "leadline", "nobody"}
