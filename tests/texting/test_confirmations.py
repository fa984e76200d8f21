"""The one confirmation: in the language of the keyword, at the price of a plain text, with the ways back that work."""

from __future__ import annotations

import pytest

from app.models import Message
from app.sms.reply_language import language_of
from app.sms.segments import count
from app.texting.confirmations import WORDS
from tests.texting.acts import rows, text


@pytest.mark.parametrize("said, language", [
    ("stop", "en"), ("please stop texting me", "en"), ("", "en"), ("alto", "es"),
    ("ya no me manden mas mensajes", "es"),
    ("baja por favor", "es"), ("arretez", "fr"), ("arrêt svp", "fr"), ("ne m'envoyez plus de textos", "fr"),
    ("desabonner", "fr"), ("ayuda", "es"), ("aide", "fr"), ("no", "en"), ("🛑", "en"),
])  # fmt: skip
def test_the_language_is_the_one_they_used(said, language):
    assert language_of(said) == language


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("label", ["STOP", "START", "HELP"])
def test_no_letter_doubles_its_price(language, label):
    """An accent outside GSM-7 would make it UCS-2."""
    body = WORDS[language][label].format(name="Copper & Co. Plumbing", ways_back="START, YES or UNSTOP", contact="us",
                                       program="Spring offers", frequency="2 msgs/month")
    assert count(body).encoding == "GSM-7" and count(body).segments <= 2


@pytest.mark.parametrize("body, words", [
    ("ya no me manden mensajes por favor", "Responda START, YES o UNSTOP"),
    ("arrêtez de m'envoyer des textos", "Répondez START, YES ou UNSTOP"),
    ("please stop texting me", "Reply START, YES or UNSTOP"),
])  # fmt: skip
def test_a_stop_in_their_own_words_is_confirmed_in_their_language_once(world, body, words):
    text(world.fay, world.local, body)
    text(world.fay, world.local, body)
    [confirmation] = rows(Message, direction="out")
    assert words in confirmation.body and confirmation.purpose == "system"


def test_a_toll_free_number_offers_no_yes(world):
    text(world.fay, world.toll_free, "please stop texting me")
    [confirmation] = rows(Message, direction="out")
    assert "START or UNSTOP" in confirmation.body and "YES" not in confirmation.body
