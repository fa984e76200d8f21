"""What is put into templates beforehand, or drawn once, is what drawing it each time would give."""

from __future__ import annotations

from flask import render_template_string

from app.extensions import db
from app.models import Message
from app.web.drawing import ICONS
from app.web.message_words import message_html

GET = '{% from "components/_icon.html" import icon %}'


def test_a_drawing_named_in_a_template_is_what_the_macro_draws(app):
    macro = app.jinja_env.get_template(ICONS).module.icon
    with app.test_request_context():
        assert render_template_string(GET + '{{ icon("check") }}{{ icon("ban", 22) }}') == (
            f"{macro('check')}{macro('ban', 22)}"
        )
        assert render_template_string(GET + "{{ icon(name, 14) }}", name="x") == str(macro("x", 14))


def test_a_bubble_is_drawn_anew_when_anything_it_shows_has_changed(app, hook, thread):
    text = db.session.query(Message).filter_by(conversation_id=thread.id, direction="in").first()
    with app.test_request_context():
        first = message_html(text, "UTC")
        assert message_html(text, "UTC") is first
        text.phone.contact.name = "Fay Renamed"
        assert "Fay Renamed" in message_html(text, "UTC")
        text.body = "Other words"
        assert "Other words" in message_html(text, "UTC")
        assert message_html(text, "Pacific/Kiritimati") != message_html(text, "UTC")
        db.session.rollback()
