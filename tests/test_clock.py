"""Zone data: what runs is the package, and it knows what the law of 2026 changed."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import app.clock
from app import create_app
from app.config import ConfigProblem


@pytest.mark.lesson(27)
@pytest.mark.parametrize("zone, hours", [("America/Vancouver", -7), ("America/Edmonton", -6)])
def test_british_columbia_and_alberta_keep_their_clocks_in_the_winter_of_2026(zone, hours):
    december = datetime(2026, 12, 15, 12, tzinfo=UTC)
    assert december.astimezone(ZoneInfo(zone)).utcoffset() == timedelta(hours=hours)
    assert app.clock.zone_problem() == ""


def test_the_systems_own_zone_files_are_never_read():
    app.clock.use_packaged_zones()
    assert zoneinfo.TZPATH == ()


def test_stale_zone_data_stop_every_process_with_a_sentence(settings, monkeypatch):
    monkeypatch.setattr(app.clock, "stale_zones", lambda: ["America/Vancouver"])
    with pytest.raises(ConfigProblem, match="stale.*America/Vancouver.*tzdata 2026.3"):
        create_app(settings)


def test_zone_data_that_are_missing_stop_every_process_with_a_sentence(settings, monkeypatch):
    def gone() -> list[str]:
        raise zoneinfo.ZoneInfoNotFoundError("No time zone found with key America/Vancouver")

    monkeypatch.setattr(app.clock, "stale_zones", gone)
    with pytest.raises(ConfigProblem, match=r"can't be read.*Remove the folder \.venv"):
        create_app(settings)


def test_the_version_of_the_zone_data_can_be_told():
    year, _, edition = app.clock.zone_data().partition(".")
    assert (int(year), int(edition)) >= (2026, 3)
