"""The commands as whoever runs Leadline types them: flask --app wsgi …, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.only_on("sqlite")  # no database is its subject: once is enough

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def typed(tmp_path):
    """typed("demo", stdin=b"…"): the finished process, on an installation of its own."""

    def run(*arguments: str, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments], cwd=ROOT, input=stdin, capture_output=True,
            env={"PATH": "/usr/bin:/bin", "LEADLINE_DATA": str(tmp_path / "var"), **environ}, timeout=60,
        )  # fmt: skip

    return run


def test_an_installation_is_set_up_by_its_commands(typed):
    assert typed("db", "upgrade").returncode == 0
    create = ("account", "create", "Mesa Roofing", "--email", "mia@example.com", "--json")
    created = typed(*create, stdin=b"a good phrase\n")
    assert created.returncode == 0, created.stderr
    assert set(json.loads(created.stdout)) == {"account", "user"}
    number = typed("number", "add", "Mesa Roofing", "+14805550119", "--kind", "local", "--json")
    assert json.loads(number.stdout)["webhook"].endswith("/webhooks/twilio/messages#rc=4&rp=ct,rt,5xx&ct=2000&rt=3500")
    again = typed("number", "add", "Mesa Roofing", "+14805550119", "--kind", "local", "--json")
    assert (again.returncode, again.stdout) == (1, b"")
    assert b"belongs to this account already." in again.stderr


def test_a_database_that_was_never_made_is_a_sentence(typed):
    for arguments in (["demo"], ["consent", "verify"], ["send", "pause"]):
        answer = typed(*arguments, "--json")
        assert (answer.returncode, answer.stdout) == (1, b"")
        assert b"Run `flask --app wsgi db upgrade`, or start Leadline once." in answer.stderr
        assert b"Traceback" not in answer.stderr


def test_questions_about_texts_need_no_database(typed):
    answer = typed("sms", "segments", stdin='{"text": "Grüße 👍"}\n'.encode())
    assert json.loads(answer.stdout) == {"encoding": "UCS-2", "segments": 1, "characters": 7}
    answer = typed("sms", "classify", stdin=b'{"text": "STOP"}\n')
    assert json.loads(answer.stdout) == {"label": "STOP"}


@pytest.mark.parametrize(
    ("environ", "sentence"), [({"PORT": "x"}, b"PORT=x is not a port."), ({"CARRIER": "twilio"}, b"TWILIO_ACCOUNT_SID")]
)
def test_a_wrong_setting_is_a_sentence(typed, environ, sentence):
    answer = typed("demo", **environ)
    assert answer.returncode != 0
    assert sentence in answer.stderr
    assert b"Traceback" not in answer.stderr
