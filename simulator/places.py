"""Where some area codes are: city, state and clock, for the webhook's geography and the phone's own sentence."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A city, its state's two letters and its IANA zone."""

    city: str
    state: str
    zone: str


EAST, MIDDLE, ROCKY, WEST = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
PHOENIX = Place("Phoenix", "AZ", "America/Phoenix")
PLACES: dict[str, Place] = {
    "202": Place("Washington", "DC", EAST),
    "206": Place("Seattle", "WA", WEST),
    "212": Place("New York", "NY", EAST),
    "213": Place("Los Angeles", "CA", WEST),
    "214": Place("Dallas", "TX", MIDDLE),
    "215": Place("Philadelphia", "PA", EAST),
    "303": Place("Denver", "CO", ROCKY),
    "305": Place("Miami", "FL", EAST),
    "312": Place("Chicago", "IL", MIDDLE),
    "313": Place("Detroit", "MI", "America/Detroit"),
    "404": Place("Atlanta", "GA", EAST),
    "415": Place("San Francisco", "CA", WEST),
    "480": PHOENIX,
    "503": Place("Portland", "OR", WEST),
    "504": Place("New Orleans", "LA", MIDDLE),
    "512": Place("Austin", "TX", MIDDLE),
    "602": PHOENIX,
    "612": Place("Minneapolis", "MN", MIDDLE),
    "617": Place("Boston", "MA", EAST),
    "619": Place("San Diego", "CA", WEST),
    "623": PHOENIX,
    "702": Place("Las Vegas", "NV", WEST),
    "713": Place("Houston", "TX", MIDDLE),
    "801": Place("Salt Lake City", "UT", ROCKY),
    "808": Place("Honolulu", "HI", "Pacific/Honolulu"),
    "907": Place("Anchorage", "AK", "America/Anchorage"),
}


def place_of(number: str) -> Place | None:
    """The place of a North American number's area code, when it stands in the table."""
    return PLACES.get(number[2:5]) if number.startswith("+1") and len(number) == 12 else None
