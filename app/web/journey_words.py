"""What happened, in one line: event_words(event), a Jinja filter. register(app) adds it."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup

from app.models.event import Event
from app.sms.errors import explain

# Who or what, the verb, the rest. {who} is the colleague who did it, {detail} the event's own.
EVENT_WORDS = {
    "lead_created": ("Lead", "created", " by their first text"),
    "opted_out": ("The carrier says they", "opted out", ""),
    "opted_in": ("They", "opted in again", ""),
    "asked_help": ("They", "asked for help", ""),
    "texts_canceled": ("Waiting texts", "canceled", ""),
    "text_failed": ("Text", "failed", ""),
    "text_refused": ("Text", "not sent", ""),
    "assigned": ("{who}", "assigned", " this to {detail}"),
    "unassigned": ("{who}", "put this back", " for anybody to take"),
    "transferred": ("{who}", "moved", " this to {detail}"),
    "closed": ("{who}", "closed", " this"),
    "reopened": ("{who}", "reopened", " this"),
    "snoozed": ("{who}", "snoozed", " this until {detail}"),
    "woke": ("Snooze", "ended", ""),
    "contact_added": ("{who}", "added", " this contact"),
    "contact_changed": ("{who}", "changed", " {detail}"),
    "number_added": ("{who}", "added", " the number {detail}"),
    "number_removed": ("{who}", "took away", " the number {detail}"),
    "means_stop": ("They", "may mean stop", ": “{detail}”"),
    "reviewed": ("{who}", "decided", " about that text: {detail}"),
    "consent_given": ("{who}", "recorded", " {detail}"),
    "consent_taken": ("{who}", "withdrew", " {detail}"),
    "switched_sms": ("{who}", "turned", " OK to SMS? {detail}"),
    "evidence_exported": ("{who}", "exported", " the consent evidence of {detail}"),
    "asked_opt_in": ("They were", "asked", " to opt in"),
    "opt_in_answered": ("They", "answered", " the opt-in: {detail}"),
    "opt_in_lapsed": ("Opt-in", "not answered", " {detail}"),
    "opt_in_failed": ("Opt-in text", "did not arrive", ""),
    "texts_released": ("Waiting texts", "released", ""),
    "zone_confirmed": ("{who}", "confirmed", " the time zone {detail}"),
    "line_found": ("Number", "checked", ": {detail}"),
    "scheduled": ("{who}", "scheduled", " {detail}"),
    "schedule_changed": ("{who}", "changed", " what was scheduled: {detail}"),
    "schedule_canceled": ("Scheduled", "canceled", ": {detail}"),
    "schedule_missed": ("Scheduled", "not sent", ": {detail}"),
    "sent_to_others": ("{who}", "texted", " {detail}; this person did not get it"),
    "dnc_listed": ("Number", "found", " on the National Do Not Call Registry"),
}
REOPENED_BY = {"failed": "A failed text", "unknown": "A text whose outcome is unknown"}


def register(app: Flask) -> None:
    app.jinja_env.filters["event_words"] = event_words


def event_words(event: Event) -> Markup:
    """What happened, one line, its verb in bold; without the time."""
    subject, verb, rest = _of_waiting(event) or EVENT_WORDS[event.kind]
    if event.kind == "opted_out" and event.actor is not None and ": “" in event.detail:
        how, _, said = event.detail.partition(": ")
        subject, verb, rest = "{who}", "recorded an opt-out", f" by {how}: {said}"
    elif event.kind == "opted_out" and event.detail == "elsewhere":
        subject, rest = "They", " with another business of yours"
    elif event.kind in ("opted_out", "opted_in") and event.detail:
        subject, verb = "They", f"texted {event.detail}"
    elif event.kind == "asked_help" and event.detail == "must_start":
        verb, rest = "asked for texts again", "; the carrier wants the word START for that"
    elif event.kind in ("text_failed", "text_refused") and event.detail:
        rest = f": {_reason(event.detail)}"
    elif event.kind == "assigned" and event.actor is not None and event.detail == event.actor.name:
        verb, rest = "took", " this"
    elif event.kind == "reopened" and event.actor is None:
        subject, rest = REOPENED_BY.get(event.detail, "A new text"), " this"
    elif event.kind == "woke" and event.detail:
        subject, rest = REOPENED_BY.get(event.detail, "A new text"), " the snooze"
    if event.count and event.kind != "texts_released":
        rest = f"{rest}, {event.count} waiting {'text' if event.count == 1 else 'texts'} canceled"
    detail = event.detail.partition("\n")[0] if event.kind == "sent_to_others" else event.detail
    given = {"who": event.actor.first_name if event.actor else "Leadline", "detail": detail}
    return Markup("{} <b>{}</b>{}").format(_filled(subject, given), verb, _filled(rest, given))


def _of_waiting(event: Event) -> tuple[str, str, str] | None:
    """Of texts that waited: how many went on, and who took one out, or back."""
    if event.kind == "sent_to_others" and "\n" not in event.detail:
        return "{who}", "took back", " a text to {detail} before it left"
    if event.kind == "texts_released" and event.count:
        return f"{event.count} waiting texts" if event.count > 1 else "A waiting text", "released", ""
    if event.kind == "texts_canceled" and event.actor is not None:
        return "{who}", "canceled", " a text that waited"
    return None


def _filled(words: str, given: dict[str, str]) -> str:
    return words.replace("{who}", given["who"]).replace("{detail}", given["detail"])


def _reason(detail: str) -> str:
    """Never a code alone: what the carrier's means; a sentence without its full stop."""
    return explain(int(detail)).title if detail.isdecimal() else detail.rstrip(".")
