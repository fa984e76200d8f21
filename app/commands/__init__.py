"""The command line: `flask --app wsgi …`. Each command says --json for one JSON answer; a Problem is a sentence on
standard error and exit status 1. register(app) adds them all.
"""

from __future__ import annotations

from flask import Flask

from app.commands import accounts, consent, demo, dnc, numbers, rules, seed, sending, texts, users

GROUPS = (
    accounts.account, users.user, numbers.number, sending.send, texts.sms, consent.consent, dnc.dnc, rules.rules,
    demo.demo,
    seed.seed,
)  # fmt: skip


def register(app: Flask) -> None:
    """Add every command to the app."""
    for group in GROUPS:
        app.cli.add_command(group)
