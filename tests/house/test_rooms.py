"""Imports go downward only (.importlinter), and late imports are written in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.code import ROOT, python_files, tree, where

LATE = {
    "app/__init__.py": "the factory, where everything meets",
    "app/web/__init__.py": "opens this room's own entrances",
    "app/commands/__init__.py": "opens this room's own entrances",
    "app/sms/twilio_client.py": "the SDK, only in processes that send",
    "running/schema.py": "psycopg, only with PostgreSQL",
    "running/redis_server.py": "redis-py, only with REDIS_URL",
    "running/environment.py": "what Debian keeps in a package of its own",
}


def test_imports_go_downward_only():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_gates_contract_would_see_a_broken_rule():
    contracts = (ROOT / ".importlinter").read_text()
    for room in ("app.web", "app.texting", "app.live", "app.policy", "app.sms", "app.queues", "app.models"):
        assert room in contracts
        assert (ROOT / room.replace(".", "/")).exists() or (ROOT / f"{room.replace('.', '/')}.py").exists()


def test_imports_stand_at_the_top_of_their_file():
    late = []
    for path in python_files():
        if where(path) in LATE:
            continue
        for function in ast.walk(tree(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                late += [
                    where(path, n.lineno) for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)
                ]
    assert not late, f"imports hidden in functions hide who needs whom: {late}"
