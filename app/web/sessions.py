"""Sign in and out. Throttled by address and by e-mail; an unknown address and a wrong password read the same."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from redis import RedisError
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from app.extensions import limiter
from app.live import open_sockets
from app.texting import accounts
from app.transaction import perform
from app.web.requests import current, wants_partial

pages = Blueprint("sessions", __name__)

WRONG = "The e-mail or the password is wrong. Check both, or ask an admin for a new password."
THEMES = ("auto", "light", "dark")
log = logging.getLogger(__name__)


class SignInForm(FlaskForm):
    email = EmailField(validators=[InputRequired("Write your e-mail address."), Length(max=254)])
    password = PasswordField(validators=[InputRequired("Write your password."), Length(max=500)])


def _typed_email() -> str:
    return f"email:{request.form.get('email', '').strip().lower()[:254]}"


def _caller() -> str:
    """Who tries: the address that called; where a proxy on this machine did, the one that it says called it."""
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:64] if forwarded and address in ("127.0.0.1", "::1") else address


@pages.get("/sign-in")
def show():
    if wants_partial():  # a part was asked for after the session ended: the whole page goes to sign in
        return "", {"HX-Redirect": "/sign-in"}
    if current_user.is_authenticated:
        return redirect("/inbox")
    return _page(SignInForm(), next_path=request.args.get("next", ""))


@pages.post("/sign-in")
@limiter.limit("60 per 10 minutes", key_func=_caller)
@limiter.limit("10 per 10 minutes", key_func=_typed_email)
def create():
    form = SignInForm()
    next_path = request.form.get("next", "")
    if not form.validate():
        return _page(form, next_path=next_path), 422
    user = accounts.sign_in_user(form.email.data, form.password.data)
    if user is None:
        return _page(form, error=WRONG, next_path=next_path), 422
    _take_back()
    session.clear()
    session.permanent = True
    login_user(user)
    return redirect(_own(next_path))


@pages.post("/sign-out")
@login_required
def delete():
    user_id = current().id
    logout_user()
    session.clear()
    open_sockets.close_all(user_id)
    return redirect("/sign-in")


@pages.post("/theme")
@login_required
def theme():
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        abort(400)
    perform(setattr, current(), "theme", chosen)
    return ("", 204) if "HX-Request" in request.headers else redirect(_own(request.form.get("next", "")))


def _take_back() -> None:
    """Every try is counted before it is made, or tries at one moment would outrun the count. One that was right is
    taken out again: an office behind one address may sign in all at once."""
    try:
        for tried in limiter.current_limits:
            limiter.limiter.storage.incr(tried.key, tried.limit.get_expiry(), amount=-1)
    except RedisError as error:
        log.warning("a right sign-in stays counted: %s", type(error).__name__)


def _page(form: SignInForm, error: str = "", next_path: str = ""):
    errors = {name: problems[0] for name, problems in form.errors.items()}
    return render_template(
        "sessions/new.html", error=error, errors=errors, email=form.email.data or "", next_path=_own(next_path)
    )


def _own(path: str) -> str:
    """Only a path of ours: whoever signs in must not be sent elsewhere by a link."""
    is_path = path.isprintable() and path.startswith("/") and not path.startswith(("//", "/\\"))
    try:
        is_ours = is_path and not urlsplit(path).netloc
    except ValueError:
        is_ours = False
    return path if is_ours and not path.startswith("/sign-") else "/inbox"
