"""Starting, stopping, starting again; and who may use the control addresses."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.config import ConfigError, read_config

from .conftest import ACCOUNT, ROOT, SAM, TOKEN, Receiver, Simulator, until

Make = Callable[..., Simulator]


def test_an_accepted_text_survives_a_kill_and_goes_on_afterwards(
    simulator_at: Make, receiver: Receiver, tmp_path: Path
) -> None:
    sim = simulator_at(tmp_path)
    sim.start()
    sim.control("options", sent_after=1.0, delivered_after=0.05)
    sids = [sim.send(f"text {n}", status_callback=f"{receiver.url}/s").sid for n in range(20)]
    sim.text("STOP", sender="+16025550142")
    sim.process.send_signal(signal.SIGKILL)
    sim.process.wait()
    sim.start()
    assert [create["sid"] for create in sim.ledger()["creates"]] == sids
    until(lambda: _delivered(receiver) == set(sids), "every text is delivered, some told twice")
    until(lambda: {m.status for m in sim.client.messages.list(to=SAM)} == {"delivered"}, "all are delivered")


def test_a_webhook_that_was_not_answered_before_the_stop_is_sent_after_the_start(
    simulator_at: Make, receiver: Receiver, tmp_path: Path
) -> None:
    sim = simulator_at(tmp_path)
    sim.start()
    sim.control("faults", callback_delay=60)
    sim.control("options", sent_after=0, delivered_after=0)
    made = sim.send(status_callback=f"{receiver.url}/s")
    until(lambda: sim.ledger()["totals"]["pending"] == 2, "both callbacks wait")
    began = time.monotonic()
    sim.process.terminate()
    assert sim.process.wait(5) == 0 and time.monotonic() - began < 2
    assert receiver.hooks == []
    sim.start()
    assert {hook["MessageSid"] for hook in receiver.wait(2)} == {made.sid}
    until(lambda: sim.ledger()["totals"]["pending"] == 0, "both are settled")


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"HOST": "0.0.0.0"}, "SIMULATOR_PUBLIC=1"),
        ({"HOST": "texts.example.com"}, "SIMULATOR_PUBLIC=1"),
        ({"PUBLIC_URL": "https://texts.example.com"}, "CARRIER=twilio"),
        ({"SIMULATOR_PORT": "many"}, "SIMULATOR_PORT"),
        ({"TWILIO_ACCOUNT_SID": "nobody"}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
    ],
)
def test_a_setting_that_cannot_work_is_named(env: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        read_config({"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN} | env)
    assert str(caught.value).endswith(".")


def test_the_open_net_is_served_only_when_told_so() -> None:
    env = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "HOST": "0.0.0.0"}
    assert read_config(env | {"PUBLIC_URL": "https://demo.example", "SIMULATOR_PUBLIC": "1"}).public


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"PUBLIC_URL": "https://texts.example.com"}, "CARRIER=twilio"),
        ({"LEADLINE_DATA": "/dev/null/x"}, "LEADLINE_DATA"),
    ],
)
def test_a_start_that_cannot_be_ends_with_one_sentence(
    simulator_at: Make, tmp_path: Path, env: dict[str, str], words: str
) -> None:
    ended = _try_to_start(simulator_at(tmp_path, **env))
    assert ended.returncode == 1 and words in ended.stderr and ended.stderr.count("\n") == 1


def test_a_taken_port_is_named(simulator_at: Make, sim: Simulator, tmp_path: Path) -> None:
    ended = _try_to_start(simulator_at(tmp_path, SIMULATOR_PORT=str(sim.port)))
    assert ended.returncode == 1 and f"Port {sim.port}" in ended.stderr and "SIMULATOR_PORT" in ended.stderr


def _try_to_start(simulator: Simulator) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simulator"], cwd=ROOT, env=simulator.env, capture_output=True, text=True, timeout=10
    )


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"X-Forwarded-For": "203.0.113.9"}]
)
def test_the_control_addresses_answer_only_this_machine_and_its_own_page(sim: Simulator, headers: dict) -> None:
    status, answer = sim.ask("POST", "/control/reset", {}, **headers)
    assert status == 403 and answer["error"].endswith(".")


def test_a_form_sent_by_a_strange_page_changes_nothing(sim: Simulator) -> None:
    status, _ = sim.ask("POST", "/control/faults", {"drop": True}, **{"Content-Type": "text/plain"})
    assert status == 400 and sim.ask("GET", "/control/faults")[1] == {}


def _delivered(receiver: Receiver) -> set[str]:
    return {hook["MessageSid"] for hook in list(receiver.hooks) if hook.get("MessageStatus") == "delivered"}
