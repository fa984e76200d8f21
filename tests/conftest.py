"""The suite's option --db and its fixtures, by subject:

settings, app, db                     tests/fixtures/database.py
client, strict_client                 tests/fixtures/pages.py
world                                 tests/world.py
clock                                 tests/fixtures/time.py
doorbell, pushed, redis_server        tests/fixtures/wires.py
carrier                               tests/fixtures/carrier.py
file_host, picture                    tests/fixtures/files.py
browser                               tests/fixtures/browser.py
product                               tests/fixtures/product.py
tampering, anchored                   tests/fixtures/tampering.py, anchors.py
(no name: only loopback is reachable) tests/fixtures/network.py
(no name: what docs/features.md promises is written down) tests/fixtures/features.py
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from app.clock import use_packaged_zones

use_packaged_zones()  # as every entrance does
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # a machine under load is slow, not wrong

DATABASES = ("sqlite", "postgres")

pytest_plugins = [
    "tests.fixtures.anchors",
    "tests.fixtures.browser",
    "tests.fixtures.carrier",
    "tests.fixtures.database",
    "tests.fixtures.features",
    "tests.fixtures.files",
    "tests.fixtures.network",
    "tests.fixtures.pages",
    "tests.fixtures.product",
    "tests.fixtures.tampering",
    "tests.fixtures.time",
    "tests.fixtures.wires",
    "tests.world",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=DATABASES, default="sqlite", help="the database to test on")
