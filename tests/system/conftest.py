"""Stories: two agents and a phone before the real product. ana, ben (signed-in pages), phone, handset, open_page,
other_account; name_person() writes a name where no page does yet.

Nothing is waited for by time: Playwright's expect() and phone.gets() ask until it is there. An error in a page's
console, an uncaught one, a failed request or an answer of 400 and above fails the story, unless allowed by name:
`ana.watch.allow("/messages answered 422")`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.carrier import CarrierControl
from tests.fixtures.product import Product
from tests.fixtures.waiting import until

BUSINESS = "+14805550110"
BEN = "ben@example.com"
FOOTER = "\nReply STOP to opt-out of future text communications."
WIDE = {"width": 1440, "height": 900}
HAND = {"width": 420, "height": 800}
DELIVERED_WITHIN = 30  # seconds
expect.set_options(timeout=DELIVERED_WITHIN * 1000)  # a machine under load is slow, not wrong
_people = itertools.count(200)


@dataclass
class Watch:
    """What went wrong in a page's browser, however well the page looks."""

    problems: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, words: str) -> None:
        """A problem that contains these words is part of the story."""
        self.allowed.append(words)

    def left(self) -> list[str]:
        return [problem for problem in self.problems if not any(words in problem for words in self.allowed)]

    def attach(self, page: Any) -> None:
        page.on("console", lambda said: said.type == "error" and self._complained(said.text))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("requestfailed", lambda request: self._failed(request))
        page.on("response", lambda answer: self._answered(answer))

    def _complained(self, text: str) -> None:
        if "the server responded with a status" not in text:  # the answer itself is noted
            self.problems.append(f"console: {text}")

    def _failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a page left while loading
            self.problems.append(f"{request.url} failed: {request.failure}")

    def _answered(self, answer: Any) -> None:
        if answer.status >= 400:
            self.problems.append(f"{answer.url} answered {answer.status}")


@dataclass
class Phone:
    """Somebody outside with a phone: a number of their own, texting the business."""

    carrier: CarrierControl
    number: str
    business: str = BUSINESS

    def text(self, body: str, **more: Any) -> dict[str, Any]:
        """Text the business; what the carrier's webhook got as its answer."""
        return self.carrier.inbound(self.number, self.business, body, **more)

    def texts(self) -> list[str]:
        """The bodies that the business sent to this phone, oldest first."""
        return [made["body"] for made in self.carrier.creates() if made["to"] == self.number]

    def gets(self, body: str) -> None:
        """Wait until the business has sent exactly this."""
        until(lambda: body in self.texts(), DELIVERED_WITHIN, f"“{body}” reaches {self.number}; it got {self.texts()}")


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """What the browser keeps of each person's sign-in, so that they sign in once."""
    return {}


@pytest.fixture
def open_page(browser: Any, product: Product, signed_in: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """open_page(path or URL, signed_in_as=email, **context options): a page in a context of its own, watched
    (page.watch), with paths meaning the product's."""
    opened = []

    def open_(where: str = "/inbox", signed_in_as: str | None = None, **options: Any) -> Any:
        options = {"viewport": WIDE, "storage_state": signed_in.get(signed_in_as), **options}
        context = browser.new_context(base_url=product.url, **options)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.watch = Watch()
        opened.append((context, page))
        page.watch.attach(page)
        page.goto(where)
        if signed_in_as and page.url.partition("?")[0].endswith("/sign-in"):
            sign_in(page, signed_in_as, product.password)
            signed_in[signed_in_as] = context.storage_state()
            if where != "/inbox":
                page.goto(where)
        return page

    yield open_
    left = [problem for _, page in opened for problem in page.watch.left()]
    for context, _ in opened:
        context.close()
    assert left == [], "the browser complained"


@pytest.fixture
def ana(open_page: Callable[..., Any], product: Product) -> Any:
    """Ana's page: the demo account's admin, signed in, at the inbox."""
    return open_page(signed_in_as=product.email)


@pytest.fixture
def ben(open_page: Callable[..., Any]) -> Any:
    """Ben's page, in a browser context of its own: an agent at the same desk, signed in, at the inbox."""
    return open_page(signed_in_as=BEN)


@dataclass
class Handset:
    """A phone on screen: the simulator's own page, used as a person uses it."""

    page: Any
    number: str

    def text(self, body: str) -> None:
        """Type a text and send it."""
        own = self.page.get_by_role("region", name="Phone")
        own.get_by_role("textbox", name="Text message").fill(body)
        own.get_by_role("button", name="Send text").click()

    def said(self, body: str) -> Any:
        """The texts on its screen that say exactly this."""
        return self.page.get_by_role("log", name="Texts").get_by_text(body, exact=True)


@pytest.fixture
def handset(open_page: Callable[..., Any], phone: Phone, product: Product) -> Handset:
    """The phone of `phone`, on screen."""
    who = phone.number.replace("+", "%2B")
    page = open_page(f"{product.simulator}/?from={who}&to={BUSINESS.replace('+', '%2B')}", viewport=HAND)
    return Handset(page, phone.number)


@dataclass
class Elsewhere:
    """Another business on the same installation: its admin's sign-in and its number."""

    email: str
    number: str
    name: str = "Delta Dental"


@pytest.fixture(scope="session")
def other_account(product: Product) -> Elsewhere:
    """An account that nobody has texted, its password the demo account's."""
    made = Elsewhere("cara@example.com", "+12125550143")
    product.flask("account", "create", made.name, "--email", made.email, "--password", product.password)
    product.flask("number", "add", made.name, made.number, "--kind", "local", "--verified")
    return made


def name_person(product: Product, number: str, name: str) -> None:
    """Give the person with this number a name, as an import would."""
    product.write(
        "UPDATE contact SET name = :name WHERE id = (SELECT contact_id FROM phone WHERE e164 = :number)",
        name=name, number=number,
    )  # fmt: skip


def texted_long_ago(product: Product, number: str, days: int = 60) -> None:
    """Have their last text be so many days old: an answer to it would be no answer any more."""
    at = f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d %H:%M:%S.000000}"
    product.write("UPDATE phone SET last_inbound_at = :at WHERE e164 = :number", at=at, number=number)
    product.write(
        "UPDATE conversation SET last_inbound_at = :at WHERE phone_id = (SELECT id FROM phone WHERE e164 = :number)",
        at=at, number=number,
    )  # fmt: skip


@pytest.fixture
def phone(product: Product) -> Phone:
    """A phone with a number that nobody has used yet."""
    return Phone(product.carrier, f"+1480555{next(_people):04d}")


def sign_in(page: Any, email: str, password: str) -> None:
    """As a person does it, from any page that asks."""
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox")
