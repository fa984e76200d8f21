"""Files come from the carrier's own hosts and nowhere else, whatever an address says or leads to."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from app.sms import media_fetch
from app.sms.media_fetch import NotAllowed, NotThere, Passing, TooLarge, fetch, is_public
from tests.fixtures.files import ACCOUNT

API = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"


@pytest.mark.lesson(35)
def test_a_file_behind_a_redirect_comes_and_only_the_first_host_is_told_the_password(file_host, monkeypatch):
    url = file_host.offers("ME1", status=307, Location="https://media.twiliocdn.com/kept/1")
    file_host.answers["/kept/1"] = (200, b"\x89PNG", {})
    _leads_here(monkeypatch, file_host)
    assert fetch(url, file_host.access) == b"\x89PNG"
    (_, first), (path, second) = file_host.asked
    assert first["Authorization"].startswith("Basic ") and path == "/kept/1"
    assert "Authorization" not in second and second["Host"].startswith("media.twiliocdn.com")


@pytest.mark.lesson(35)
@pytest.mark.parametrize("where", [
    "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "http://127.0.0.1:9/x", "http://10.0.0.8/",
    "https://media.twiliocdn.com.evil.example/x", "https://eviltwilio.com/x", "http://media.twiliocdn.com/x",
    "https://media.twiliocdn.com:8443/x", "https://user@media.twiliocdn.com/x", "file:///etc/passwd", "gopher://x/",
    "https://s3-external-1.amazonaws.com/other-bucket/x", "//localhost/x", "https://[::1]/x",
])  # fmt: skip
def test_a_redirect_to_a_host_that_is_not_the_carriers_is_not_followed(file_host, where):
    url = file_host.offers("ME1", status=302, Location=where)
    with pytest.raises(NotAllowed):
        fetch(url, file_host.access)
    assert len(file_host.asked) == 1


@pytest.mark.lesson(35)
@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_carriers_name_that_leads_into_a_private_network_is_refused(monkeypatch, file_host, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answers = [(socket.AF_INET, 1, 6, "", ("54.1.2.3", 443)), (family, 1, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: answers)
    with pytest.raises(NotAllowed, match="private"):
        fetch(API, replace(file_host.access, api_url=""))


def test_the_connection_is_made_to_the_address_that_was_judged(monkeypatch, file_host):
    asked, made = [], []

    def resolve(host, port, **more):
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("54.1.2.3" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(address, timeout):
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Passing):
        fetch(API, replace(file_host.access, api_url=""))
    assert (asked, made) == (["api.twilio.com"], [("54.1.2.3", 443)])


@pytest.mark.parametrize("url", [
    "https://example.com/2010-04-01/Accounts/{}/Messages/MM1/Media/ME1", "http://api.twilio.com/Accounts/{}/x",
    "https://api.twilio.com.example.com/Accounts/{}/x", "https://api.twilio.com:444/Accounts/{}/x", "not an address",
    "https://media.twiliocdn.com/Accounts/{}/x", "https://api.twilio.com/Accounts/AC9/Messages/x", "https://[/{}",
])  # fmt: skip
def test_an_address_that_is_not_the_carriers_api_or_another_accounts_is_never_asked(file_host, url):
    with pytest.raises(NotAllowed):
        fetch(url.format(ACCOUNT), file_host.access)


def test_the_carriers_own_name_stands_for_the_configured_address(file_host):
    file_host.offers("ME1", b"bytes")
    assert fetch(API, file_host.access) == b"bytes"


def test_only_exactly_the_configured_address_is_the_carriers_too(file_host):
    url = file_host.offers("ME1", b"bytes").replace("127.0.0.1", "localhost")
    with pytest.raises(NotAllowed):
        fetch(url, file_host.access)


@pytest.mark.parametrize(("status", "raised"), [
    (404, NotThere), (410, NotThere), (401, Passing), (500, Passing), (429, Passing),
])  # fmt: skip
def test_what_the_carrier_answers_decides_whether_it_is_tried_again(file_host, status, raised):
    with pytest.raises(raised) as problem:
        fetch(file_host.offers("ME1", status=status), file_host.access)
    if raised is NotThere:
        assert problem.value.is_gone is (status == 410)


def test_a_file_is_read_up_to_the_limit_whatever_length_it_claims(file_host):
    with pytest.raises(TooLarge):
        fetch(file_host.offers("ME1", bytes(2000)), file_host.access, most=1000)

    def endless(handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not file_host.over.is_set():
                handler.wfile.write(bytes(10_000))
        except OSError:
            return

    file_host.answers[f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME2"] = endless
    with pytest.raises(TooLarge):
        fetch(API.replace("ME1", "ME2"), file_host.access, most=100_000)


def test_an_answer_that_breaks_off_or_drips_is_tried_again(file_host):
    with pytest.raises(Passing):
        fetch(file_host.offers("ME1", b"half", Content_Length="9000", Connection="close"), file_host.access, within=1)

    def drip(handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x")
        file_host.over.wait(20)

    file_host.answers[f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME3"] = drip
    try:
        fetch(API.replace("ME1", "ME3"), file_host.access, within=0.3)
    except Passing:
        return
    raise AssertionError("what dripped was taken for the whole")


def test_redirects_in_circles_end(file_host):
    url = file_host.offers("ME1", status=307, Location="ME1")
    with pytest.raises(Passing, match="circles"):
        fetch(url, file_host.access)


@pytest.mark.parametrize(("address", "is_so"), [
    ("54.172.60.0", True), ("2600:1f18::1", True), ("192.168.1.1", False), ("100.64.0.1", False), ("0.0.0.0", False),
    ("224.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("fe80::1%eth0", False),
])  # fmt: skip
def test_public_addresses_are_told_from_private_ones(address, is_so):
    assert is_public(address) is is_so


def _leads_here(monkeypatch, host) -> None:
    """The carrier's storage is this machine, without its certificate."""
    real = media_fetch.Pinned

    def pinned(name, port, address, is_safe):
        return real(name, host.server.server_port, "127.0.0.1", False)

    monkeypatch.setattr(media_fetch, "Pinned", pinned)
    monkeypatch.setattr(media_fetch, "_address", lambda *args, **more: "127.0.0.1")
