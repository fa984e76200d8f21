"""Settings: departments, who sits in them, and which number is whose. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required
from sqlalchemy import select

from app.extensions import db
from app.models import Department, Membership, Number, User
from app.models.folder import standings
from app.models.user import SEES_ALL
from app.texting import departments
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need
from app.web.typed import LONGEST_ID

pages = Blueprint("departments", __name__)

ADDRESS = "/settings/departments"


@pages.get("/settings/departments")
@login_required
def index():
    return _page()


@pages.post("/settings/departments")
@login_required
def add():
    need("manage_departments")
    return _do(departments.add, current().account, request.form.get("name", ""))


@pages.post("/settings/departments/<int:department_id>")
@login_required
def change(department_id: int):
    """Rename it, or remove it where the button said so."""
    department = _department(department_id)
    if request.form.get("act") == "remove":
        return _do(departments.remove, department)
    return _do(departments.rename, department, request.form.get("name", ""))


@pages.post("/settings/departments/people/<int:user_id>")
@login_required
def seat(user_id: int):
    need("manage_departments")
    people = {each.id: each for each in User.of_account(current().account_id)}
    chosen = [_department(_id(each)) for each in request.form.getlist("department_id")]
    return _do(departments.seat, people.get(user_id) or abort(404), chosen, current())


@pages.post("/settings/departments/numbers/<int:number_id>")
@login_required
def place(number_id: int):
    need("manage_departments")
    numbers = {each.id: each for each in Number.of_account(current().account_id)}
    department = _department(_id(request.form.get("department_id", "")))
    return _do(departments.place_number, numbers.get(number_id) or abort(404), department)


def _do(verb: Callable[..., Any], *args: Any):
    try:
        perform(verb, *args)
    except departments.Problem as problem:
        return _page(str(problem)), 422
    return redirect(ADDRESS + "?done=1", 303)


def _page(error: str = "") -> str:
    need("manage_departments")
    user = current()
    people = User.of_account(user.account_id)
    seats: dict[int, set[int]] = {each.id: set() for each in people}
    query = select(Membership.user_id, Membership.department_id).where(Membership.user_id.in_(seats))
    for user_id, department_id in db.session.execute(query):
        seats[user_id].add(department_id)
    held = {each.department_id: sum(c[0] for c in each.tallies.values()) for each in standings(user.in_sight())}
    return render_template(
        "settings/departments.html", **frame(user), departments=Department.of_account(user.account_id), people=people,
        seats=seats, sees_all=SEES_ALL, numbers=Number.of_account(user.account_id), held=held, error=error,
        done="done" in request.args and not error,
    )


def _id(text: str) -> int:
    """A row's id; 404 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID else abort(404)


def _department(department_id: int) -> Department:
    need("manage_departments")
    known = {each.id: each for each in Department.of_account(current().account_id)}
    return known.get(department_id) or abort(404)
