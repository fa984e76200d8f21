"""bin/test: every check as a named step, then one summary. --all adds the tests marked long.

Paths and other options go to pytest: with paths, only the steps they belong to run. CI=true makes a missing
browser or PostgreSQL an error; without it that step is left out with a plain warning.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres
from tests.fixtures.browser import find_browser, how_to_install_a_browser
from tests.fixtures.features import check as check_features

ROOT = Path(__file__).resolve().parent.parent
APART = ("house", "running", "system")  # folders with a step of their own
BOTH_CORES = ["-n", "3", "--dist", "worksteal"]  # a third, because some wait
NO_DATABASE = ["sms", "policy", "simulator"]  # run once: they open none of the two


@dataclass
class Step:
    """A named pytest run: its folders and its options."""

    name: str
    folders: list[str]
    options: list[str] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    usual: str = "not long"  # which tests, unless --all asks for every one


STEPS = [
    Step("house", ["tests/house"]),
    Step("sqlite", ["tests"], ["--db", "sqlite", *BOTH_CORES]),
    Step("postgres", ["tests"], ["--db", "postgres", *BOTH_CORES,
                                 *(f"--ignore=tests/{folder}" for folder in NO_DATABASE)]),
    Step("schema", ["tests/house/test_migrations.py"], ["--db", "postgres"]),
    Step("running", ["tests/running"]),
    Step("stories", ["tests/system"], ["-n", "2", "--dist", "loadfile"]),
    Step("stories on PostgreSQL, two web processes, three workers", ["tests/system"],
         environ={"LEADLINE_TEST_SHAPE": "wide"}, usual="wide and not long"),
]
WIDE = STEPS[-1].name


class Run:
    """One run of everything: what was asked, what failed, what was left out."""

    def __init__(self, arguments: list[str]) -> None:
        self.is_all = "--all" in arguments
        given = [argument for argument in arguments if argument != "--all"]
        self.paths = [argument for argument in given if Path(ROOT, argument.split("::")[0]).exists()]
        self.options = [argument for argument in given if argument not in self.paths]
        self.is_whole = not given
        self.results = Path(tempfile.mkdtemp(prefix="leadline-results-"))
        self.environ = {**os.environ, "LEADLINE_RESULTS": str(self.results)}
        self.failed: list[str] = []
        self.left_out: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    def everything(self) -> int:
        """Run all steps; exit status 1 if any failed."""
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, self.results, ignore_errors=True)
            self._find_what_steps_need(stack)
            if self.is_whole:
                self._do("lint", lambda: self._call([sys.executable, "-m", "ruff", "check", "."]))
                self._do(
                    "imports",
                    lambda: self._call([Path(sys.executable).with_name("lint-imports"), "--no-logo"]),
                )
            for step in STEPS:
                if step.name not in self.left_out and (not self.paths or self._paths_of(step)):
                    self._do(step.name, lambda step=step: self._call(self._command(step), step.environ))
            if self.is_whole:
                self._do("features", lambda: check_features(self.results, ROOT, self.left_out))
        return self._summary()

    def _command(self, step: Step) -> list[str | Path]:
        where = self._paths_of(step) or step.folders
        if where == ["tests"]:
            where = ["tests", *(f"--ignore=tests/{folder}" for folder in APART)]
        chosen = [] if self.is_all or "-m" in self.options else ["-m", step.usual]
        return [sys.executable, "-m", "pytest", "-q", *step.options, *chosen, *self.options, *where]

    def _paths_of(self, step: Step) -> list[str]:
        return [path for path in self.paths if step.name in steps_of(path)]

    def _do(self, name: str, work: Callable[[], bool]) -> None:
        say(f"== {name}")
        begun = time.monotonic()
        self.environ["LEADLINE_STEP"] = name
        if not work():
            self.failed.append(name)
            say(f"== {name} FAILED")
        self.seconds[name] = time.monotonic() - begun

    def _call(self, command: list[str | Path], environ: dict[str, str] | None = None) -> bool:
        status = subprocess.run(command, cwd=ROOT, env={**self.environ, **(environ or {})}).returncode
        nothing_chosen = status == 5 and not self.is_whole
        return status == 0 or nothing_chosen

    def _find_what_steps_need(self, stack: ExitStack) -> None:
        if not find_browser():
            for name in ("stories", WIDE):
                self._leave_out(name, how_to_install_a_browser())
        if self.environ.get("TEST_DATABASE_URL"):
            return
        try:
            self.environ["TEST_DATABASE_URL"] = stack.enter_context(postgres.server())
        except (postgres.NoPostgres, RuntimeError) as error:
            for name in ("postgres", "schema", WIDE):
                self._leave_out(name, str(error))

    def _leave_out(self, name: str, sentence: str) -> None:
        say(f"Warning: the step {name} is left out. {sentence}")
        self.left_out[name] = sentence

    def _summary(self) -> int:
        must_run = is_ci()
        say("== summary")
        for name, seconds in self.seconds.items():
            say(f"{'FAILED' if name in self.failed else 'passed':>8}  {name}  {seconds:.0f} s")
        for name, sentence in self.left_out.items():
            say(f"{'FAILED' if must_run else 'left out':>8}  {name}: {sentence}")
        return 1 if self.failed or (self.left_out and must_run) else 0


def steps_of(path: str) -> list[str]:
    """The steps that a test path belongs to."""
    parts = Path(path.split("::")[0]).parts
    folder = parts[1] if len(parts) > 1 else ""
    if folder not in APART:
        return ["sqlite", "postgres"]
    return ["stories", WIDE] if folder == "system" else [folder]


def is_ci() -> bool:
    """Whether nothing may be left out."""
    return os.environ.get("CI", "").lower() in ("true", "1")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _leave(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        sys.exit(Run(sys.argv[1:]).everything())
    except KeyboardInterrupt:
        sys.exit(130)
