"""Checks of everything; bin/test runs them all. Who is who: tests/world.py."""
