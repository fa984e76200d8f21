"""The pages of an account's settings that whoever is signed in may use: settings_pages() for the tabs, first_page() for
the navigation."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from app.policy.permissions import may

PAGES = (
    ("Departments", "/settings/departments", "manage_departments"),
    ("Contact fields", "/settings/contact-fields", "manage_fields"),
    ("Values", "/settings/values", "manage_fields"),
    ("Messaging", "/settings/messaging", "manage_messaging"),
    ("Opt-in", "/settings/opt-in", "manage_opt_in"),
    ("Programs", "/settings/programs", "manage_opt_in"),
    ("Quiet hours", "/settings/quiet-hours", "manage_messaging"),
    ("Wording", "/settings/wording", "manage_messaging"),
    ("Sending", "/settings/sending", "stop_sending"),
)


def register(app: Flask) -> None:
    app.jinja_env.globals["settings_pages"] = lambda: settings_pages(current_user.role)


def settings_pages(role: str) -> list[tuple[str, str]]:
    """(label, path) of each, in order."""
    return [(label, path) for label, path, action in PAGES if may(role, action)]


def first_page(role: str) -> str:
    """Where Settings leads; "" for whom there is nothing to set."""
    return next((path for _, path in settings_pages(role)), "")
