"""What the command tests share: flask(…) runs one in this process; Answer says what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from app import transaction


@dataclass
class Answer:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        assert self.status == 0, self.err
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """What it said on standard error as it ended with status 1, and nothing on standard output."""
        assert (self.status, self.out) == (1, ""), (self.status, self.out)
        return self.err.strip()


@pytest.fixture
def flask(app: Flask, db, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """flask("number", "add", …, input="…"): the command's Answer. What the test changed is committed before it."""
    monkeypatch.delenv("LEADLINE_PASSWORD", raising=False)

    def run(*arguments: object, **more) -> Answer:
        transaction.commit()
        db.session.expire_all()
        result = app.test_cli_runner().invoke(args=[str(each) for each in arguments], **more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        db.session.expire_all()
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run
