"""The entrances: pages, webhooks and sockets. register(app) opens them all."""

from __future__ import annotations

from flask import Flask

from app.web import (
    agreement,
    also_words,
    compose,
    composer_words,
    compression,
    contact_fields,
    contact_list,
    contact_words,
    contacts,
    conversations,
    departments,
    desk_words,
    do_not_contact,
    do_not_contact_words,
    drafts,
    drawing,
    errors,
    evidence,
    handling,
    headers,
    health,
    inbox,
    journey_words,
    kept_sessions,
    lines,
    me,
    media,
    media_library,
    media_words,
    message_words,
    messages,
    messaging,
    metrics,
    notes,
    notices,
    number_words,
    numbers,
    observed,
    operator,
    operator_words,
    opt_in_settings,
    opt_in_words,
    place_words,
    programs,
    quiet_hours,
    requests,
    scheduler,
    scheduler_words,
    scheduling,
    search,
    sending,
    sessions,
    settings_pages,
    static_files,
    template_form,
    template_picker,
    template_words,
    templates,
    tokens,
    values,
    webhooks,
    wording,
    words,
)

ROOMS = (
    sessions, inbox, conversations, search, handling, departments, messages, drafts, compose, numbers, webhooks, health,
    metrics, static_files, sending, operator, media, media_library,
    contacts, contact_list, contact_fields, notes, notices, agreement, do_not_contact, evidence, lines, opt_in_settings,
    programs, messaging, quiet_hours, wording, tokens, values, scheduler, scheduling, me,
    templates, template_form, template_picker,
)

# Each adds its Jinja filters.
WORDS = (
    words, desk_words, journey_words, operator_words, composer_words, contact_words, media_words, message_words,
    do_not_contact_words, also_words, number_words, opt_in_words, place_words, quiet_hours, scheduler_words,
    template_words,
)


def register(app: Flask) -> None:
    """Attach blueprints, filters, headers and error pages. Sockets: sockets.register()."""
    observed.register(app)
    static_files.register(app)
    drawing.register(app)
    compression.register(app)
    sending.register(app)
    settings_pages.register(app)
    requests.register(app)
    kept_sessions.register(app)
    headers.register(app)
    errors.register(app)
    for part in WORDS:
        part.register(app)
    for room in ROOMS:
        app.register_blueprint(room.pages)
