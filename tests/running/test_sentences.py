"""A missing or occupied thing gets a sentence that says what to do."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess

import pytest

import app.clock
from app.config import ConfigProblem, load
from running import redis_server, schema, supervisor
from running.checks import Problem, own_data
from tests.fixtures.database import free_port
from tests.fixtures.product import ROOT


@pytest.fixture
def environ(tmp_path) -> dict[str, str]:
    """Settings with which everything would start."""
    return {"LEADLINE_DATA": str(tmp_path / "data"), "PORT": str(free_port()), "SIMULATOR_PORT": str(free_port())}


@pytest.mark.parametrize("setting", ["PORT", "SIMULATOR_PORT"])
def test_a_taken_port_is_named_with_its_setting(environ, setting):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environ[setting])))
        other.listen()
        with pytest.raises(Problem, match=rf"Port {environ[setting]} .* taken .* set {setting} to a free port"):
            supervisor.check(load(environ))


def test_both_ports_the_same_is_said(environ):
    with pytest.raises(Problem, match="PORT and SIMULATOR_PORT are both"):
        supervisor.check(load(environ | {"SIMULATOR_PORT": environ["PORT"]}))


def test_stale_zone_data_are_said(environ, monkeypatch):
    monkeypatch.setattr(app.clock, "stale_zones", lambda: ["America/Vancouver"])
    with pytest.raises(Problem, match="stale.*America/Vancouver.*tzdata 2026.3"):
        supervisor.check(load(environ))


def test_no_redis_for_this_platform_is_said(environ, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redis_server, "_brought", lambda: [tmp_path / "redis-server"])
    with pytest.raises(Problem, match="no Redis.*Install redis-server.*REDIS_URL"):
        supervisor.check(load(environ))


def test_the_redis_that_the_wheel_brought_is_found_where_path_has_none(environ, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis_server.find_binary() in [str(path) for path in redis_server._brought()]


def test_a_redis_that_does_not_answer_is_named_without_its_password(environ):
    url = f"redis://:verysecret@127.0.0.1:{free_port()}/0"
    with pytest.raises(Problem, match=r"127\.0\.0\.1:\d+ that doesn't answer.*REDIS_URL") as problem:
        supervisor.check(load(environ | {"REDIS_URL": url}))
    assert "verysecret" not in str(problem.value)


def test_a_database_that_does_not_answer_is_named_without_its_password(environ):
    url = f"postgresql://ana:verysecret@127.0.0.1:{free_port()}/texts"
    with pytest.raises(Problem, match=r"texts on 127\.0\.0\.1 can't be reached.*DATABASE_URL") as problem:
        supervisor.check(load(environ | {"DATABASE_URL": url}))
    assert "verysecret" not in str(problem.value)


def test_a_database_newer_than_the_code_is_refused(environ, tmp_path):
    settings = load(environ)
    with sqlite3.connect(tmp_path / "data" / "leadline.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    with pytest.raises(Problem, match="made by a newer Leadline"):
        supervisor.check(settings)


def test_a_database_behind_the_code_is_upgraded_and_one_at_its_height_is_not(environ, tmp_path):
    settings = load(environ)
    _, head = schema.revisions()
    assert head, "there are no migrations: then nothing is tested here"
    upgrades = []
    schema.migrate(settings, lambda: upgrades.append("new"))
    with sqlite3.connect(tmp_path / "data" / "leadline.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        database.execute("INSERT INTO alembic_version VALUES (?)", (head,))
    schema.migrate(settings, lambda: upgrades.append("again"))
    assert upgrades == ["new"]


def test_a_second_start_on_the_same_data_is_refused(environ):
    settings = load(environ)
    with own_data(settings), pytest.raises(Problem, match=f"already runs on .*process {os.getpid()}"):
        own_data(settings)


@pytest.mark.parametrize("name", ["WEB_PROCESSES", "WORKERS"])
@pytest.mark.parametrize("text", ["many", "0", "65", "-1", "1.5", "²"])
def test_a_wrong_number_of_processes_is_said(environ, name, text):
    with pytest.raises(ConfigProblem, match=rf"{name}={text} is not a number of processes. Set it to .* 1 to 64"):
        load(environ | {name: text})


def test_a_token_for_metrics_that_can_be_guessed_is_said(environ):
    with pytest.raises(ConfigProblem, match="METRICS_TOKEN is shorter than 16"):
        load(environ | {"METRICS_TOKEN": "short"})


def test_a_wrong_setting_ends_the_start_with_its_sentence(environ):
    done = start(environ | {"CARRIER": "pigeon"})
    assert done.returncode == 1 and "CARRIER=pigeon is not known" in done.stderr and done.stdout == ""


@pytest.mark.parametrize("version", ["3.9", None])
def test_too_old_a_python_or_none_is_said(environ, tmp_path, version):
    place = only_these_tools(tmp_path / "bin", "dirname", "cmp", "sh", "env")
    if version:
        for name in ("python3", "python3.11", "python3.12", "python3.13", "python"):
            (place / name).write_text(f'#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo {version};; esac\n')
            (place / name).chmod(0o755)
    done = start(environ | {"PATH": str(place), "LEADLINE_VENV": str(tmp_path / "none")})
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr and "apt install python3.11" in done.stderr
    assert (f"is {version}." in done.stderr) == bool(version)


def start(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """bin/dev with these settings, to its end."""
    environ = {"PATH": os.environ["PATH"], "LEADLINE_VENV": os.sys.prefix, **environ}
    return subprocess.run([ROOT / "bin" / "dev", "--json"], env=environ, capture_output=True, text=True, timeout=30)


def only_these_tools(folder, *names: str):
    """A folder for PATH with nothing but these programs."""
    folder.mkdir()
    for name in names:
        for place in ("/bin", "/usr/bin"):
            if os.path.exists(f"{place}/{name}"):
                (folder / name).symlink_to(f"{place}/{name}")
                break
    return folder
