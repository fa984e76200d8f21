"""Several processes by configuration alone: PostgreSQL, two web processes, three workers, one clock."""

from __future__ import annotations

import http.client
import re
from contextlib import ExitStack
from urllib.parse import urlencode, urlsplit

import psutil
import pytest
import socketio

from tests.fixtures.product import Product, wide
from tests.fixtures.waiting import until
from tests.running.test_start import STOPS_WITHIN, fetch, running

BUSINESS, FAY = "+14805550110", "+14805550199"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with wide() as shape:
        installation = Product(tmp_path_factory.mktemp("wide") / "data", **shape)
        installation.data.mkdir()
        try:
            yield installation.start()
        finally:
            installation.stop()


class Person:
    """Ana's sign-in without a browser."""

    def __init__(self, product: Product) -> None:
        self.wire = http.client.HTTPConnection(urlsplit(product.url).netloc, timeout=20)
        self.cookie = ""
        self.token = ""
        self.ask("/sign-in")
        self.ask("/sign-in", email=product.email, password=product.password)

    def ask(self, path: str, **form: str) -> str:
        """A page, or a form handed in with its token."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrf_token": self.token, **form}) if form else None
        self.wire.request("POST" if form else "GET", path, body, headers)
        answer = self.wire.getresponse()
        text = answer.read().decode()
        assert answer.status < 400, f"{path} answered {answer.status}: {text[-300:]}"
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return text


def processes(product: Product, words: str) -> list[psutil.Process]:
    return [each for each in running(product.data) if words in " ".join(each.cmdline())]


def web_processes(product: Product) -> list[psutil.Process]:
    """The gunicorn processes that answer; their master apart."""
    all_ = processes(product, "wsgi:app")
    return [each for each in all_ if each.ppid() in {other.pid for other in all_}]


def metric(product: Product, name: str) -> float:
    return float(re.search(rf"^{name} (\S+)$", fetch(product.url + "/metrics"), re.M)[1])


def open_pages_told(product: Product) -> float | None:
    """None while nobody answers."""
    try:
        return metric(product, "leadline_sockets_open")
    except OSError:
        return None


def test_as_many_processes_run_as_were_asked_for_and_one_clock_ticks(product):
    assert len(web_processes(product)) == 2
    until(lambda: metric(product, "leadline_workers") == 3, 10, "three workers have been heard of")
    assert metric(product, "leadline_clock_held") == 1
    commands = sorted(" ".join(each.cmdline()[1:]) for each in processes(product, "worker.py"))
    assert commands == ["worker.py", "worker.py", "worker.py interactive"]


def test_a_text_reaches_pages_of_both_web_processes_and_its_answer_is_delivered(product):
    ana = Person(product)
    with ExitStack() as stack:
        pages = [open_page(stack, product, ana) for _ in range(8)]
        until(lambda: len(pages) > 40 or both_hold_one(product) or pages.append(open_page(stack, product, ana)), 20,
              "both web processes hold an open page")
        product.carrier.inbound(FAY, BUSINESS, "Do you fix boilers?")
        for page in pages:
            name, payload = page.receive(timeout=10)
            assert name == "swap" and "Do you fix boilers?" in str(payload)
        assert metric(product, "leadline_sockets_open") == len(pages)
    address = re.search(r'href="(/conversations/\d+)', ana.ask("/inbox"))[1]
    ana.ask(address)
    ana.ask(f"{address}/messages", client_id="11111111-1111-4111-8111-111111111111", body="Yes, since 1985",
            conversation_id=address.rpartition("/")[2])
    until(lambda: "Delivered" in ana.ask(address), 15, "the answer is delivered")
    assert [made["body"] for made in product.carrier.creates() if made["to"] == FAY] == ["Yes, since 1985"]


def test_what_all_processes_counted_is_added_up(product):
    assert metric(product, r'leadline_texts_total\{direction="in",state="received"\}') == 1
    assert metric(product, r'leadline_texts_total\{direction="out",state="delivered"\}') == 1
    assert metric(product, "leadline_sends_accepted_total") == 1


def test_a_killed_web_process_is_replaced_and_leaves_no_open_pages_behind(product):
    with ExitStack() as stack:
        pages = [open_page(stack, product, Person(product)) for _ in range(4)]
        until(lambda: metric(product, "leadline_sockets_open") >= len(pages), 5, "the pages are counted")
        for each in web_processes(product):
            each.kill()
        until(lambda: len(web_processes(product)) == 2, 20, "two web processes again")
    until(lambda: open_pages_told(product) == 0, 40, "no page is open")


def test_sigterm_leaves_nothing(product):
    assert product.stop() < STOPS_WITHIN
    assert product.process.returncode == 0 and running(product.data) == []


def both_hold_one(product: Product) -> bool:
    """Whether each web process has an established connection that is not the bench's own HTTP one."""
    port = urlsplit(product.url).port
    counts = [
        sum(c.status == "ESTABLISHED" and c.laddr.port == port for c in each.net_connections(kind="tcp"))
        for each in web_processes(product)
    ]
    return min(counts) >= 2 or (min(counts) >= 1 and sum(counts) > 9)


def open_page(stack: ExitStack, product: Product, who: Person) -> socketio.SimpleClient:
    """A live page at the inbox, as live.js opens it."""
    page = socketio.SimpleClient()
    page.connect(product.url, headers={"Cookie": who.cookie}, transports=["websocket"])
    stack.callback(page.disconnect)
    for room, cursor in re.findall(r'data-room="(inbox:[^"]+)" data-cursor="(\d+)"', who.ask("/inbox")):
        assert page.call("watch", {"room": room, "after": int(cursor)})["ok"]
    return page
