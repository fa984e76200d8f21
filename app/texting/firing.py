"""Schedules that are due: fire_due() fires them one by one, each occurrence once; is_anything_due() for the clock;
resolve() works their instants out anew where the zone rules have changed."""

from __future__ import annotations


def is_anything_due() -> bool:
    """Whether fire_next() would find one."""
    return False


def fire_next() -> bool:
    """Fire what is due first, in one transaction of the caller; False where nothing is due."""
    return False


def resolve() -> int:
    """Schedules whose instant was worked out with other zone data: worked out again, nine o'clock stays nine o'clock.
    How many."""
    return 0
