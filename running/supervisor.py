"""bin/dev and bin/serve: python -m running.supervisor dev|serve [--json].

Checks, Redis, migrations, then simulator, web and worker together; restarts what dies; on Ctrl-C, SIGTERM or
SIGHUP stops all of it within five seconds. Signals only set a flag, which every wait looks at, so start-up
can be left at any point and nothing is ever started unnoticed.
"""

from __future__ import annotations

import argparse
import json
import select
import signal
import socket
import sys
import time
from collections.abc import Callable

from app.config import ConfigProblem, Settings, load
from running import redis_server, schema
from running.checks import Problem, check_machine, own_data
from running.child import Child, TooManyDeaths, stop_together
from running.parts import Parts

READY_WITHIN = 60.0  # seconds, for a slow machine's first start
# In this order, all within five seconds: who, and how long they get before they are killed.
STOPS = ((("worker",), 2.0), (("web", "simulator"), 1.5), (("redis",), 0.8))


class Stopped(Exception):
    """Somebody asked for the end."""


def main(arguments: list[str]) -> int:
    """Exit status: 0 after being stopped, 1 with a sentence on stderr."""
    options = _options(arguments)
    try:
        settings = load()
        guard = own_data(settings)
        check(settings)
        supervisor = Supervisor(settings, is_dev=options.mode == "dev", as_json=options.json)
    except (ConfigProblem, Problem) as problem:
        say(str(problem))
        return 1
    with guard:
        return supervisor.run()


def check(settings: Settings) -> None:
    """All that must be true before anything is started; raises Problem with a sentence."""
    check_machine(settings)
    redis_server.check(settings)
    schema.check(settings)


class Supervisor:
    """The parts of one installation, from their start to their end."""

    def __init__(self, settings: Settings, is_dev: bool, as_json: bool) -> None:
        self.settings = settings
        self.is_demo = is_dev and settings.is_simulated
        self.as_json = as_json
        self.parts = Parts(settings)
        self.children: dict[str, Child] = {}
        self.once: Child | None = None  # a command that runs to its end, while it runs
        self.is_stopping = False
        self._wakes, self._wake = socket.socketpair()
        for end in (self._wakes, self._wake):
            end.setblocking(False)

    def run(self) -> int:
        self._catch_signals()
        try:
            self._start()
            self._watch()
        except Stopped:
            say("Stopping …")
            return 0
        except Problem as problem:
            say(str(problem))
            return 1
        except TooManyDeaths as death:
            child = self.children[str(death)]
            say(f"The {child.name} keeps ending once started. Its log {child.log} ends:\n{child.tail()}")
            return 1
        finally:
            self._stop()

    def _start(self) -> None:
        self._start_redis()
        self.parts.clear_metrics()
        schema.migrate(self.settings, lambda: self._call("upgrade", self.parts.upgrade()))
        for name, command in self.parts.programs().items():
            self._launch(name, command)
        needs_demo = self.is_demo and not self._kept_demo()
        demo = self._launch_once("demo", self.parts.demo()) if needs_demo else None
        self._until(self._is_ready, "The web part", READY_WITHIN)
        self._announce(self._answer(demo) if demo else self._kept_demo())

    def _start_redis(self) -> None:
        if not self.settings.redis_is_embedded:
            return
        path = redis_server.prepare(self.settings)
        self._launch("redis", redis_server.command(self.settings))
        self._until(lambda: redis_server.ping(path), "Redis", 20)

    def _watch(self) -> None:
        while True:
            self._pause(5)
            for child in self.children.values():
                child.trim_log()

    def _launch(self, name: str, command: list[str]) -> Child:
        child = self.children[name] = self.parts.child(name, command)
        child.trim_log()
        child.start()
        return child

    def _launch_once(self, name: str, command: list[str]) -> Child:
        child = self.parts.child(name, command)
        child.log.unlink(missing_ok=True)
        child.start()
        self.once = child
        return child

    def _call(self, name: str, command: list[str]) -> Child:
        """Run a command to its end; raises Problem with the end of what it said when it fails."""
        child = self._launch_once(name, command)
        self._await(child)
        return child

    def _await(self, child: Child) -> None:
        while child.is_running:
            self._pause(1)
        if child.process.returncode != 0:
            raise Problem(f"“{child.name}” failed and {child.exit_words}. The end of {child.log}:\n{child.tail()}")
        self.once = None

    def _answer(self, demo: Child) -> dict[str, str]:
        self._await(demo)
        lines = [line for line in demo.tail(50).splitlines() if line.startswith("{")]
        if not lines:
            raise Problem(f"The demo account's sign-in is missing from {demo.log}:\n{demo.tail()}")
        demo.log.unlink()
        return json.loads(lines[-1])

    def _is_ready(self) -> bool:
        return all(child.is_running for child in self.children.values()) and self.parts.is_ready()

    def _kept_demo(self) -> dict[str, str] | None:
        """The sign-in of the demo account made at an earlier start, while its database is still the one in use."""
        kept = self.settings.data / "demo.json"
        if not self.is_demo or not kept.exists() or not schema.has_demo(self.settings):
            return None
        return json.loads(kept.read_text())

    def _until(self, is_true: Callable[[], bool], what: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not is_true():
            if time.monotonic() > end:
                raise Problem(f"{what} didn't answer within {seconds:.0f} seconds. Its log is in {self.parts.logs}.")
            self._pause(0.03)

    def _pause(self, seconds: float) -> None:
        """Wait, restarting what dies; raises Stopped as soon as a signal came."""
        if self.is_stopping:
            raise Stopped
        self._restart_the_dead()
        if select.select([self._wakes], [], [], self._until_next_start(seconds))[0]:
            self._wakes.recv(4096)
        if self.is_stopping:
            raise Stopped

    def _until_next_start(self, seconds: float) -> float:
        at = time.monotonic()
        due = [child.due - at for child in self.children.values() if child.due is not None]
        return max(0.0, min([seconds, *due]))

    def _restart_the_dead(self) -> None:
        for child in self.children.values():
            if child.process is not None and not child.is_running:
                words = child.exit_words
                delay = child.note_death(time.monotonic())
                say(f"The {child.name} {words}; starting it again in {delay:.1f} s. Its log: {child.log}")
            elif child.due is not None and time.monotonic() >= child.due:
                if child.name == "redis":
                    redis_server.prepare(self.settings)
                child.start()

    def _announce(self, demo: dict[str, str] | None) -> None:
        facts = {
            "url": self.settings.public_url,
            "email": demo and demo["email"],
            "password": demo and demo["password"],
            "simulator": self.settings.simulator_url or None,
        }
        if self.as_json:
            sys.stdout.write(json.dumps(facts) + "\n")
            sys.stdout.flush()
            return
        say(self.parts.welcome(facts))

    def _stop(self) -> None:
        """Worker first, so that it finishes what it has in hand; Redis last, so that all can be told."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if self.once is not None:
            self.once.stop(0.2)
        for kinds, seconds in STOPS:
            stop_together([child for name, child in self.children.items() if name.startswith(kinds)], seconds)
        if self.settings.redis_is_embedded:
            redis_server.clear(self.settings)

    def _catch_signals(self) -> None:
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note_stop)

    def _note_stop(self, _number: int, _frame: object) -> None:
        self.is_stopping = True


def say(sentence: str) -> None:
    """To the person who started this; stdout is kept for --json."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"bin/{arguments[0] if arguments else 'dev'}", description=__doc__.splitlines()[0]
    )
    parser.add_argument("mode", choices=("dev", "serve"), help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print one line of JSON when ready, and nothing else")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
