"""The table of permissions: every one is asked for somewhere, and models agree with it."""

from __future__ import annotations

from pathlib import Path

from app.models.user import ROLES, SEES_ALL
from app.policy.permissions import PERMISSIONS

APP = Path(__file__).parents[2] / "app"
ELSEWHERE = {"see_all_departments"}  # User.department_ids(), by SEES_ALL


def test_who_sees_all_departments_is_the_same_in_models():
    assert PERMISSIONS["see_all_departments"] == SEES_ALL


def test_every_role_in_the_table_is_one_that_users_have():
    assert set().union(*PERMISSIONS.values()) == set(ROLES)


def test_every_permission_is_asked_for_by_something():
    rooms = ("web", "texting", "commands")
    code = "".join(path.read_text("utf-8") for room in rooms for path in (APP / room).rglob("*.py"))
    assert [name for name in PERMISSIONS if f'"{name}"' not in code and name not in ELSEWHERE] == []
