"""Settings come from the environment; a wrong one stops the start with a sentence that names it."""

from __future__ import annotations

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.config import ConfigProblem, Settings, load

pytestmark = pytest.mark.only_on("sqlite")  # no database is its subject: once is enough

TWILIO = {
    "CARRIER": "twilio", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "t",
    "PUBLIC_URL": "https://text.example.com",
}  # fmt: skip


@pytest.fixture
def told(tmp_path):
    """told(NAME="…"): the settings of this environment, in a folder of its own."""

    def read(**environ: str) -> Settings:
        return load({"LEADLINE_DATA": str(tmp_path / "var")} | environ)

    return read


def test_nothing_needs_to_be_set(told, tmp_path):
    settings = told()
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url == f"sqlite:///{tmp_path}/var/leadline.db"
    assert (settings.carrier, settings.simulator_port, settings.signup) == ("simulator", 8001, "closed")
    assert settings.twilio_api_url == settings.simulator_url == "http://127.0.0.1:8001"
    assert settings.redis_is_embedded and settings.is_sqlite and settings.is_simulated


PROBLEMS = [
    ({"WORKERS": "many"}, "WORKERS=many is not a number of processes. Set it to a whole number from 1 to 64."),
    ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN is shorter than 16 characters, so it can be guessed."),
    ({"PORT": "http"}, "PORT=http is not a port. Set PORT to a whole number from 1 to 65535."),
    ({"PORT": "0"}, "PORT=0 is not a port."),
    ({"PORT": "²"}, "PORT=² is not a port."),
    ({"SIMULATOR_PORT": "65536"}, "SIMULATOR_PORT=65536 is not a port."),
    ({"CARRIER": "pigeon"}, "CARRIER=pigeon is not known. Set CARRIER to one of: simulator, twilio."),
    ({"SIGNUP": "ajar"}, "SIGNUP=ajar is not known. Set SIGNUP to one of: closed, invite, open."),
    ({"PUBLIC_URL": "text.example.com"}, "is not a web address. Set it to what people and the carrier use"),
    ({"PUBLIC_URL": "http://"}, "is not a web address."),
    ({"PUBLIC_URL": "http://[::1"}, "is not a web address."),
    ({"PUBLIC_URL": "http://x.example:99999"}, "is not a web address."),
    ({"PUBLIC_URL": "http://x.example?a=1"}, "is not a web address."),
    ({"PUBLIC_URL": "http://x.example#a"}, "is not a web address."),
    ({"PUBLIC_URL": "http://me:it@x.example"}, "PUBLIC_URL holds a user name: signatures can't be checked then."),
    ({"PUBLIC_URL": "http://x.example/?"}, "is not a web address."),
    ({"PUBLIC_URL": "http://x y.example"}, "is not a web address."),
    ({"PUBLIC_URL": "http://:it@x.example"}, "PUBLIC_URL holds a user name: signatures can't be checked then."),
    ({"PUBLIC_URL": "http://x.example:81/desk/"}, "has a path, and Leadline answers at the root of its host only. "
     "Give it a host name of its own and set PUBLIC_URL to that, like http://x.example:81"),
    ({"PUBLIC_URL": "http://my_desk.example"}, "has an underscore in its host, and Twilio refuses such callbacks"),
    ({"PUBLIC_URL": "https://x.example"}, "CARRIER=simulator is for this machine alone"),
    ({"HOST": "0.0.0.0"}, "CARRIER=simulator is for this machine alone"),
    (TWILIO | {"TWILIO_ACCOUNT_SID": ""}, "CARRIER=twilio needs TWILIO_ACCOUNT_SID"),
    (TWILIO | {"TWILIO_ACCOUNT_SID": "SK" + "0" * 32}, "TWILIO_ACCOUNT_SID must be AC followed by 32 characters."),
    (TWILIO | {"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_ACCOUNT_SID must be AC followed by 32 characters."),
    (TWILIO | {"TWILIO_AUTH_TOKEN": " , "}, "CARRIER=twilio needs TWILIO_AUTH_TOKEN"),
    (TWILIO | {"TWILIO_API_KEY_SID": "SK1"}, "Set both TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or neither."),
    (TWILIO | {"TWILIO_API_KEY_SECRET": "s"}, "Set both TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or neither."),
    ({"TWILIO_API_URL": "api.twilio.com"}, "TWILIO_API_URL=api.twilio.com is not a web address."),
    ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL begins with mysql:, which Leadline doesn't speak."),
    *[({"DATABASE_URL": url}, "names no file by its whole path, and every part must find the same one.") for url in (
        "sqlite:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:////:memory:", "sqlite:///var/leadline.db",
        "sqlite:////srv/", "sqlite:///file:x?mode=memory&uri=true", "sqlite:////x.db?mode=memory&uri=true",
    )],
    ({"DATABASE_URL": "sqlite+aiosqlite:////x.db"}, "DATABASE_URL begins with sqlite+aiosqlite:, which"),
    *[({"SECRET_KEY": key}, "SECRET_KEY is shorter than 32 characters or can be guessed") for key in (
        "k", "0f3b8c2d7a6e4915f0c8b7a2d3e6415", " " * 40 + "short", "a" * 40, "0123456789abcdef" * 2, "ab3" * 11 + "ab",
        "please-Change_me-before-this-goes-live-9", "django-insecure-7f3k2j9x8c1v5b4n6m0q",
    )],
    ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with redis://, rediss:// or unix://"),
]  # fmt: skip


@pytest.mark.parametrize(("environ", "sentence"), PROBLEMS, ids=lambda value: str(value)[-40:])
def test_a_wrong_setting_is_named_with_what_to_set(told, environ, sentence):
    with pytest.raises(ConfigProblem) as problem:
        told(**environ)
    assert sentence in str(problem.value)


def test_every_problem_of_the_file_has_a_case_here():
    rooms = Path(__file__).parents[1] / "app"
    source = (rooms / "config.py").read_text() + (rooms / "addresses.py").read_text()
    assert source.count("raise ConfigProblem(") == 19, "a new sentence needs its case in PROBLEMS"


def test_a_problem_tells_no_secret(told):
    for environ in (TWILIO | {"TWILIO_ACCOUNT_SID": "hush"}, {"REDIS_URL": "http://:hush@x"},
                    {"DATABASE_URL": "mysql://me:hush@x/y"}, {"PUBLIC_URL": "http://me:hush@x.example?a"},
                    {"SECRET_KEY": "hush"}):  # fmt: skip
        with pytest.raises(ConfigProblem) as problem:
            told(**environ)
        assert "hush" not in str(problem.value)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigProblem, match=r"LEADLINE_DATA=.*file/var can't be written \(Not a directory\)"):
        load({"LEADLINE_DATA": str(tmp_path / "file" / "var")})


def test_secrets_are_made_once_and_only_their_owner_reads_them(told, tmp_path):
    first, again = told(), told()
    assert len(first.secret_key) == 64
    assert (first.secret_key, first.twilio_account_sid, first.twilio_auth_tokens) == (
        again.secret_key, again.twilio_account_sid, again.twilio_auth_tokens,
    )  # fmt: skip
    for name in ("secret_key", "simulated_account.json"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "var").iterdir()) == ["secret_key", "simulated_account.json"]


def secrets_of(folder: str) -> tuple[str, str]:
    settings = load({"LEADLINE_DATA": folder})
    return settings.secret_key, settings.twilio_account_sid


def test_processes_that_start_together_agree_on_their_secrets(tmp_path):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        found = set(pool.map(secrets_of, [str(tmp_path / "var")] * 16))
    assert len(found) == 1


def test_a_secret_that_is_given_is_used_and_none_is_made(told, tmp_path):
    given = "0f3b8c2d7a6e4915f0c8b7a2d3e64151"
    assert told(SECRET_KEY=given).secret_key == given
    assert not (tmp_path / "var" / "secret_key").exists()


def test_the_embedded_redis_has_a_short_address_of_its_own_for_each_folder(tmp_path):
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    one, other = load({"LEADLINE_DATA": str(deep)}), load({"LEADLINE_DATA": str(tmp_path / "x")})
    path = one.redis_url.removeprefix("unix://").partition("?")[0]
    assert len(path.encode()) < 108, "longer ones are no socket addresses"
    assert one.redis_url != other.redis_url
    assert load({"LEADLINE_DATA": str(deep)}).redis_url == one.redis_url


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "rediss://x.example", "unix:///run/redis.sock"])
def test_a_redis_of_ones_own_is_used(told, url):
    settings = told(REDIS_URL=url)
    assert (settings.redis_url, settings.redis_is_embedded) == (url, False)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(told, scheme):
    settings = told(DATABASE_URL=f"{scheme}://me:it@db.example/leadline?sslmode=require")
    assert settings.database_url == "postgresql+psycopg://me:it@db.example/leadline?sslmode=require"
    assert not settings.is_sqlite


def test_a_file_by_its_whole_path_is_used(told):
    assert told(DATABASE_URL="sqlite:////srv/leadline.db").database_url == "sqlite:////srv/leadline.db"


@pytest.mark.parametrize(
    ("given", "tokens"), [("a", ("a",)), ("new, old", ("new", "old")), (" a ,, b ,", ("a", "b"))]
)
def test_a_token_in_rotation_is_a_list(told, given, tokens):
    assert told(**TWILIO | {"TWILIO_AUTH_TOKEN": given}).twilio_auth_tokens == tokens


def test_a_real_carrier_has_no_simulator_and_its_own_address(told):
    settings = told(**TWILIO)
    assert (settings.simulator_url, settings.twilio_api_url, settings.is_simulated) == ("", "", False)
    assert told(**TWILIO | {"TWILIO_API_URL": "http://127.0.0.1:9/"}).twilio_api_url == "http://127.0.0.1:9"


def test_who_means_it_may_show_the_simulator(told):
    settings = told(SIMULATOR_PUBLIC="1", HOST="0.0.0.0", PUBLIC_URL="https://x.example/")
    assert settings.public_url == "https://x.example"


def test_an_ipv6_host_stands_in_brackets(told):
    assert told(HOST="::1").public_url == "http://[::1]:8000"
