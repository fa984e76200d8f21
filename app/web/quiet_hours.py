"""Settings: quiet hours. The account's own window, which states' rules count, the markets, and the table itself."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request
from flask_login import login_required

from app import clock
from app.policy import state_rules
from app.policy.hours_words import hour
from app.policy.state_rule import DAYS, FIRST, LAST, StateRule
from app.sms import zones
from app.texting import quiet_hours
from app.texting.contact_profile import Unfit
from app.texting.quiet_hours import Typed
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("quiet_hours", __name__)

HERE = "/settings/quiet-hours"
PROFILES = {
    "federal": ("Federal hours only", "Offers go from 8 AM to 9 PM, whatever a state says. Ask your counsel first."),
    "verified": ("Confirmed states", "Offers go from 9 AM to 8 PM, Sundays from noon, and never outside the hours of a "
                                     "state whose law on texts was read."),
    "strict": ("Every state", "The same, and the hours, Sundays and holidays of calling tables count too."),
}  # fmt: skip


def register(app: Flask) -> None:
    app.jinja_env.filters.update({"rule_hours": rule_hours, "rule_dates": rule_dates})


@pages.get(HERE)
@login_required
def show():
    need("manage_messaging")
    return _page(quiet_hours.form_of(current().account))


@pages.post(HERE)
@login_required
def save():
    need("manage_messaging")
    form = request.form
    typed = Typed(form.get("quiet_from", "")[:20], form.get("quiet_to", "")[:20], form.get("profile", "")[:20],
                  tuple(each[:64] for each in form.getlist("market")[:100]))  # fmt: skip
    try:
        perform(quiet_hours.save, current().account, typed)
    except Unfit as unfit:
        return _page(typed, unfit.errors), 422
    return redirect(f"{HERE}?done=1", 303)


def rule_hours(rule: StateRule) -> list[str]:
    """A row's hours, days alike together: ["Mon–Sat 9 AM–9 PM", "Sun noon–9 PM"], days without any named last."""
    groups: list[tuple[int, int, tuple[int, int] | None]] = []
    for day, window in enumerate(rule.hours):
        if groups and groups[-1][2] == window:
            groups[-1] = (groups[-1][0], day, window)
        else:
            groups.append((day, day, window))
    return [f"{_days(first, last)} {f'{hour(window[0])}–{hour(window[1])}' if window else 'never'}".strip()
            for first, last, window in groups]  # fmt: skip


def rule_dates(rule: StateRule) -> str:
    """From when to when a row holds; "" for always."""
    since = "" if rule.effective_from == FIRST else f"since {rule.effective_from}"
    until = "" if rule.effective_to == LAST else f"until {rule.effective_to}"
    return f"{since} {until}".strip()


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "Daily"
    return DAYS[first] if first == last else f"{DAYS[first]}–{DAYS[last]}"


def _page(typed: Typed, errors: dict[str, str] | None = None) -> str:
    user, rules = current(), state_rules.standing()
    return render_template(
        "settings/quiet_hours.html", **frame(user), typed=typed, errors=errors or {}, profiles=PROFILES,
        choices=dict.fromkeys((*zones.CHOICES, *filter(zones.is_zone, typed.markets))), rules=rules,
        is_stale=rules.stale(clock.now().date()), offers_never=quiet_hours.offers_never_go(user.account),
        done="done" in request.args and not errors,
    )
