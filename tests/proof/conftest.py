"""told(line): numbers of a long proof, for whoever watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Says a line of numbers to whoever watches the run."""

    def say(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n  {line}\n")

    return say
