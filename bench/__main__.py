"""bin/bench [--json] [--quick] [--only NAME …] [--database sqlite|postgres]: every figure, each beside its floor.

The load generator runs on the machine's own cores, the product's too: read ratios before numbers. --quick takes small
data and few requests: it shows that all of it runs, not how fast.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import sys
import time
from collections.abc import Callable

from bench.figure import Figure, as_json, line

PARTS = ("inbound", "live", "on_screen", "pages", "search", "send", "worker", "fanout", "gate", "schedules", "memory",
         "first_page")
QUICK = 300  # texts of a part that takes their number


def main(arguments: list[str]) -> int:
    """Exit status: 1 when a figure that should be reached was not, and it was not --quick, or a part failed."""
    options = _options(arguments)
    if not options.json:
        say(f"Measured on {machine()}; the load generator on the same cores.\n")
    figures: list[Figure] = []
    broken = []
    for name in options.only or PARTS:
        try:
            found = _measured(name, options)
        except Exception as error:  # the other parts can be measured all the same
            broken.append(name)
            sys.stderr.write(f"{name} could not be measured: {type(error).__name__}: {error}\n")
            continue
        figures += found
        for figure in found if not options.json else ():
            say(line(figure))
    if options.json:
        say(json.dumps({"machine": machine(), "quick": options.quick, "figures": [as_json(each) for each in figures]}))
    is_reached = options.quick or all(figure.holds is not False for figure in figures)
    return 0 if is_reached and not broken else 1


def machine() -> str:
    """What this ran on, for whoever reads the table later."""
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def _measured(name: str, options: argparse.Namespace) -> list[Figure]:
    measure: Callable[..., list[Figure]] = importlib.import_module(f"bench.{name}").measure
    began = time.monotonic()
    given = {"database": options.database, "quick": options.quick, **({"texts": QUICK} if options.quick else {})}
    taken = inspect.signature(measure).parameters
    figures = measure(**{key: value for key, value in given.items() if key in taken})
    sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
    return figures


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object of JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="small data, few requests: whether all of it runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="NAME", help=f"of: {', '.join(PARTS)}")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
