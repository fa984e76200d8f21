"""A file from the web: whatever an agent names, our server asks only public places, briefly, and believes no header."""

from __future__ import annotations

import socket
import ssl
import time

import pytest

from app.sms import pinned
from app.texting import media_from_url
from app.texting.media_from_url import TooLarge, fetch
from app.texting.media_uploads import NotKept
from tests.fixtures.files import HTML, PDF, drawn

PUBLIC = "93.184.216.34"


@pytest.fixture
def names(monkeypatch):
    """names(host=[addresses], …): what a resolver answers, in turn; the last answer stays. `names.made` are the
    addresses that were connected to, none of which answers."""

    class Names:
        made: list = []
        asked: list = []

        def __call__(self, **hosts) -> None:
            self.hosts = {host.replace("_", "."): list(answers) for host, answers in hosts.items()}

        def resolve(self, host, port, **_more):
            self.asked.append(host)
            if host not in self.hosts:
                return real(host, port, **_more)
            answers = self.hosts[host]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            families = [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in answer]
            return [(family, 1, 6, "", (each, port)) for family, each in families]

        def connect(self, address, timeout=None, **_more):
            self.made.append(address)
            raise ConnectionRefusedError

    real, found = socket.getaddrinfo, Names()
    found.made, found.asked, found.hosts = [], [], {}
    monkeypatch.setattr(socket, "getaddrinfo", found.resolve)
    monkeypatch.setattr(socket, "create_connection", found.connect)
    return found


@pytest.fixture
def site(file_host):
    """site(path, data, status, **headers): an address on this machine, which is allowed as the carrier's is."""

    def offers(path: str, data: bytes = b"", status: int = 200, **headers: str) -> str:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        file_host.answers[path] = (status, data, given)
        return file_host.url + path

    return offers


def test_a_file_comes_with_its_name_whatever_its_header_says(site, file_host):
    picture = drawn()
    name, file = fetch(site("/a/Tank%20room.jpg", picture, Content_Type="text/html"), file_host.url)
    file.seek(0)
    assert (name, file.read()) == ("Tank room.jpg", picture)
    assert "Authorization" not in file_host.asked[0][1] and "Cookie" not in file_host.asked[0][1]


@pytest.mark.parametrize(("address", "said"), [
    ("", "not a web address"), ("my picture", "not a web address"), ("ftp://example.com/a.jpg", "not a web address"),
    ("javascript:alert(1)", "not a web address"), ("file:///etc/passwd", "not a web address"),
    ("https://", "not a web address"), ("https://exa mple.com/a", "not a web address"),
    ("https://example.com:0/a", "not a web address"), ("https://example.com:99999/a", "not a web address"),
    ("https://example.com/a\r\nHost: x", "not a web address"), ("https://a\\b.com/x", "not a web address"),
    ("data:image/png;base64,AA", "not a web address"), ("gopher://x/1", "not a web address"),
    ("http://example.com/a.jpg", "https addresses only"), ("http://127.0.0.1/a.jpg", "https addresses only"),
    ("https://user@example.com/a.jpg", "sign-in in this address"), ("https://a:b@example.com/", "sign-in"),
    ("https://example.com@127.0.0.1/", "sign-in"), ("https://example.com:8443/a", "usual port"),
    ("https://127.0.0.1:22/", "usual port"),
])  # fmt: skip
def test_an_address_that_is_none_for_us_gets_its_sentence_and_nobody_is_asked(names, address, said):
    with pytest.raises(NotKept, match=said):
        fetch(address)
    assert (names.asked, names.made) == ([], [])


@pytest.mark.parametrize("host", [
    "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0", "0.0.0.0", "localhost",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]",
    "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1",
])  # fmt: skip
def test_an_address_in_a_private_network_is_refused_however_it_is_written(monkeypatch, host):
    made = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: made.append(args))
    with pytest.raises(NotKept, match="private network|There is no"):
        fetch(f"https://{host}/a.jpg")
    assert made == []


@pytest.mark.parametrize("other", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"])
def test_a_name_with_one_private_address_among_others_is_refused(names, other):
    names(pictures_example=[[PUBLIC, other]])
    with pytest.raises(NotKept, match="private network"):
        fetch("https://pictures.example/a.jpg")
    assert names.made == []


def test_a_name_is_asked_for_once_and_the_judged_address_is_the_one_connected_to(names):
    names(pictures_example=[[PUBLIC], ["127.0.0.1"]])
    with pytest.raises(NotKept, match="pictures.example can’t be reached"):
        fetch("https://pictures.example/a.jpg")
    assert (names.asked, names.made) == (["pictures.example"], [(PUBLIC, 443)])


def test_the_host_must_show_its_certificate_under_its_own_name(names, monkeypatch):
    shown = []

    def wrap(self, sock, server_hostname=None, **_more):
        shown.append((server_hostname, self.verify_mode, self.check_hostname))
        raise ssl.SSLCertVerificationError("hostname mismatch")

    names(pictures_example=[[PUBLIC]])
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: None)
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    with pytest.raises(NotKept, match="can’t show that it is who it says"):
        fetch("pictures.example/a.jpg")
    assert shown == [("pictures.example", ssl.CERT_REQUIRED, True)]


@pytest.mark.parametrize(("onward", "said"), [
    ("http://127.0.0.1:9/x", "https addresses only"), ("https://127.0.0.1/x", "private network"),
    ("https://169.254.169.254/latest/meta-data", "private network"), ("//localhost/x", "https addresses only"),
    ("https://[::1]/x", "private network"), ("file:///etc/passwd", "not a web address"),
    ("https://example.com:22/", "usual port"), ("https://a@example.com/", "sign-in"),
    ("https://[bad", "not a web address"),
])  # fmt: skip
def test_each_redirect_is_judged_anew(site, file_host, onward, said):
    with pytest.raises(NotKept, match=said):
        fetch(site("/a.jpg", status=302, Location=onward), file_host.url)
    assert len(file_host.asked) == 1


def test_a_strangers_redirect_does_not_lead_to_the_carriers_origin(file_host, monkeypatch):
    class Answer:
        status, headers = 302, {"Location": f"{file_host.url}/secret"}

    monkeypatch.setattr(media_from_url, "_answer", lambda *args: Held(Answer()))
    parts = media_from_url._read("https://pictures.example/a.jpg")
    with pytest.raises(NotKept, match="https addresses only"):
        media_from_url._follow(parts, file_host.url, 1000, pinned.Watch(1))


class Held:
    """Something to enter that gives this."""

    def __init__(self, given) -> None:
        self.given = given

    def __enter__(self):
        return self.given

    def __exit__(self, *_args) -> None:
        return None


def test_three_redirects_are_followed_and_a_fourth_is_not(site, file_host):
    for n in range(1, 5):
        site(f"/{n}", status=307, Location=f"/{n + 1}")
    site("/5", PDF)
    assert fetch(f"{file_host.url}/2", file_host.url)[0] == "2"
    with pytest.raises(NotKept, match="again and again"):
        fetch(f"{file_host.url}/1", file_host.url)


@pytest.mark.parametrize(("status", "said"), [
    (404, "has no file at this address"), (410, "has no file"), (403, "only to whoever signs in"), (401, "signs in"),
    (500, "answered 500"), (204, "answered 204"), (206, "answered 206"),
])  # fmt: skip
def test_what_a_site_answers_is_said(site, file_host, status, said):
    with pytest.raises(NotKept, match=said):
        fetch(site("/a.jpg", PDF, status=status), file_host.url)


@pytest.mark.parametrize("claimed", [True, False])
def test_nothing_is_read_beyond_what_is_kept(site, file_host, claimed):
    headers = {} if claimed else {"Content_Length": ""}
    with pytest.raises(TooLarge, match="Send its address as a link"):
        fetch(site("/a.pdf", PDF + bytes(3000), Connection="close", **headers), file_host.url, most=1000)


def test_of_what_is_no_picture_only_the_beginning_is_read(site, file_host):
    _, file = fetch(site("/page", HTML + bytes(400_000)), file_host.url)
    assert file.tell() < 300_000


def test_one_that_drips_is_cut_after_its_time(site, file_host):
    def drip(handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(PDF)
        file_host.over.wait(20)

    file_host.answers["/a.pdf"] = drip
    begun = time.monotonic()
    with pytest.raises(NotKept, match="took longer than 10 seconds"):
        fetch(f"{file_host.url}/a.pdf", file_host.url, within=0.3)
    assert time.monotonic() - begun < 5


def test_a_name_whose_look_up_hangs_is_given_up(names, monkeypatch, file_host):
    monkeypatch.setattr(media_from_url, "addresses_of", lambda *args: file_host.over.wait(3) and [])
    with pytest.raises(NotKept, match="took longer than 10 seconds"):
        fetch("https://pictures.example/a.jpg", within=0.1)
    file_host.over.set()


def test_only_so_many_are_fetched_at_once(site, file_host, monkeypatch):
    for _ in range(media_from_url.AT_ONCE):
        assert media_from_url._turns.acquire(blocking=False)
    try:
        with pytest.raises(NotKept, match="Try again in a moment"):
            fetch(site("/a.pdf", PDF), file_host.url)
    finally:
        for _ in range(media_from_url.AT_ONCE):
            media_from_url._turns.release()
    assert fetch(site("/a.pdf", PDF), file_host.url)[0] == "a.pdf"
