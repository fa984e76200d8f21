"""Setting up: create_account(), add_user(), set_password(), set_operator(), add_number(),
sign_in_user().

Each raises Problem with a sentence that says what is wrong and what to do; nothing is half done.
"""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from email_validator import EmailNotValidError, validate_email

from app.clock import now
from app.extensions import db
from app.live import open_sockets
from app.models import Account, Department, Membership, Number, User
from app.models.number import KINDS
from app.models.user import ROLES
from app.sms import e164
from app.transaction import after_commit

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
FIRST_DEPARTMENT = "Service desk"

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's figures for Argon2id
_nobody = _hasher.hash(secrets.token_hex(8))


class Problem(Exception):
    """Something typed that can't be done; the text says why and what to do."""


def create_account(
    name: str, email: str, password: str, parent: Account | None = None, person: str = "",
    time_zone: str = "America/New_York",
) -> tuple[Account, User]:
    """A business with one department and its first admin."""
    name = name.strip()
    if not name:
        raise Problem("The account needs a name.")
    if len(name) > 120:
        raise Problem("The account's name is too long. Use at most 120 characters.")
    if Account.named(name) is not None:
        raise Problem(f"There is an account named {name} already. Choose another name.")
    ZoneInfo(time_zone)
    account = Account(name=name, parent_id=parent.id if parent else None, time_zone=time_zone, created_at=now())
    db.session.add(account)
    db.session.flush()
    account.brand_id = (parent.brand_id or parent.id) if parent else account.id
    db.session.add(Department(account_id=account.id, name=FIRST_DEPARTMENT))
    db.session.flush()
    return account, add_user(account, email, "admin", password, name=person)


def add_user(
    account: Account, email: str, role: str, password: str, department: str | None = None, name: str = ""
) -> User:
    """A person of this account; an agent sits in `department`, or in the account's only one."""
    email = _email(email)
    if User.with_email(email) is not None:
        raise Problem(f"{email} has a sign-in already. Use another address, or `user password {email}`.")
    if role not in ROLES:
        raise Problem(f"{role} is not a role. Use one of: {', '.join(ROLES)}.")
    desk = _department(account, department, must_exist=True)
    user = User(
        account_id=account.id, email=email, name=name.strip() or email.split("@")[0].replace(".", " ").title(),
        role=role, password_hash=_hasher.hash(_password(password)), session_key=secrets.token_hex(16), created_at=now(),
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(Membership(user_id=user.id, department_id=desk.id))
    return user


def set_password(email: str, password: str) -> User:
    """A new password; every session begun with the old one ends, and its open sockets with it."""
    user = User.with_email(email)
    if user is None:
        raise Problem(f"Nobody signs in as {email}. Look for a typing mistake.")
    user.password_hash, user.session_key = _hasher.hash(_password(password)), secrets.token_hex(16)
    after_commit(open_sockets.close_all, user.id)
    return user


def set_operator(email: str, is_operator: bool) -> User:
    """Whether this person runs the installation, and so sees what belongs to no account."""
    user = User.with_email(email)
    if user is None:
        raise Problem(f"Nobody signs in with {email}. Add them with `user add` first.")
    user.is_operator = is_operator
    return user


def sign_in_user(email: str, password: str) -> User | None:
    """The user these belong to. An unknown address takes as long as a wrong password."""
    user = User.with_email(email)
    try:
        _hasher.verify(user.password_hash if user else _nobody, password[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return None
    return user if user is not None and user.is_active else None


def add_number(
    account: Account, number: str, kind: str, is_verified: bool = False, department: str | None = None
) -> Number:
    """A sender number of this account. A department that isn't there yet is made."""
    if kind not in KINDS:
        raise Problem(f"{kind} is not a kind of number. Use one of: {', '.join(KINDS)}.")
    address = _sender_address(number, kind)
    owner = Number.owned(address)
    if owner is not None:
        whose = "this account" if owner.account_id == account.id else "another account"
        raise Problem(f"{address} belongs to {whose} already.")
    desk = _department(account, department, must_exist=False)
    row = Number(
        account_id=account.id, department_id=desk.id, e164=address, kind=kind, created_at=now(),
        verification="verified" if is_verified else "unverified", verified_at=now() if is_verified else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _email(text: str) -> str:
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Problem(f"{text} is not an e-mail address. {error}") from error
    return found.normalized.lower()


def _password(text: str) -> str:
    if len(text) < SHORTEST_PASSWORD:
        raise Problem(f"The password is too short. Use at least {SHORTEST_PASSWORD} characters.")
    if len(text) > LONGEST_PASSWORD:
        raise Problem(f"The password is too long. Use at most {LONGEST_PASSWORD} characters.")
    return text


def _sender_address(number: str, kind: str) -> str:
    digits = number.strip()
    if kind == "short_code":
        if not (digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 6):
            raise Problem(f"{number} is not a short code: those have 5 or 6 digits.")
        return digits
    try:
        address = e164.parse(digits)
    except e164.NumberProblem as problem:
        raise Problem(str(problem)) from problem
    if e164.is_toll_free(address) != (kind == "toll_free"):
        other = "toll_free" if kind == "local" else "local"
        raise Problem(f"{address} is not a {kind.replace('_', '-')} number. Use --kind {other}.")
    return address


def _department(account: Account, name: str | None, must_exist: bool) -> Department:
    if name is None:
        return db.session.query(Department).filter_by(account_id=account.id).order_by(Department.id).first()
    found = Department.named(account.id, name)
    if found is None and must_exist:
        raise Problem(f"{account.name} has no department named {name}.")
    if found is None:
        found = Department(account_id=account.id, name=name.strip())
        db.session.add(found)
        db.session.flush()
    return found
