"""Who else got a text: also_words(message), a Jinja filter. register(app) adds it."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup

from app.models import Message
from app.sms import e164
from app.texting.other_numbers import listed


def register(app: Flask) -> None:
    app.jinja_env.filters["also_words"] = also_words


def also_words(message: Message) -> Markup:
    """ "Also to Bob Hill and (602) 555-0199"; for one of those others, with whose conversation it went."""
    names = [each["name"] or e164.display(each["e164"]) for each in message.also]
    thread = message.also[0].get("conversation")
    if thread is None:
        return Markup("Also to {}").format(listed(names))
    how = "from" if message.also[0].get("left_out") else "with"
    return Markup('Sent {} <a href="/conversations/{}">{}</a>’s conversation').format(how, thread, names[0])
