"""Every setting of the simulator, read once from the environment and refused with a sentence when it cannot
work.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

WEBHOOK_PATH = "/webhooks/twilio/messages"
RETRY_FRAGMENT = "#rc=4&rp=ct,rt,5xx&ct=2000&rt=3500"


class ConfigError(Exception):
    """A setting that cannot work; its text says which one and what to do."""


@dataclass(frozen=True)
class Config:
    """The settings; `auth_tokens[0]` signs, any of them logs in."""

    host: str
    port: int
    data: Path
    public_url: str
    account_sid: str
    auth_tokens: tuple[str, ...]
    api_key: tuple[str, str] | None
    public: bool

    @property
    def api_url(self) -> str:
        """The origin that all of Twilio's hosts are folded into, without a final slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def default_webhook(self) -> str:
        """Where texts to a number without an SmsUrl go, with the retry fragment Leadline asks operators to
        set.
        """
        return self.public_url + WEBHOOK_PATH + RETRY_FRAGMENT

    @property
    def public_origin(self) -> str:
        """Scheme, host and port of Leadline: the only page that may frame the phone."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"


def read_config(env: Mapping[str, str]) -> Config:
    """Read and check the settings; raises ConfigError with a sentence for the operator."""
    host = env.get("HOST", "127.0.0.1")
    config = Config(
        host=host,
        port=_port(env.get("SIMULATOR_PORT", "8001")),
        data=Path(env.get("LEADLINE_DATA", "./var")),
        public_url=_address(env.get("PUBLIC_URL") or f"http://{host}:{env.get('PORT', '8000')}"),
        account_sid=_account(env.get("TWILIO_ACCOUNT_SID", "")),
        auth_tokens=_tokens(env.get("TWILIO_AUTH_TOKEN", "")),
        api_key=_api_key(env),
        public=env.get("SIMULATOR_PUBLIC", "") == "1",
    )
    _refuse_the_open_net(config)
    return config


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise ConfigError(f"SIMULATOR_PORT is {text!r}, which is no port: set a number from 1 to 65535.")


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme in ("http", "https") and parts.hostname:
        return text.rstrip("/")
    raise ConfigError(f"PUBLIC_URL is {text!r}: set Leadline's own address, such as http://127.0.0.1:8000.")


def _account(text: str) -> str:
    if re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        return text
    raise ConfigError("TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits: set the same one as for Leadline.")


def _tokens(text: str) -> tuple[str, ...]:
    tokens = tuple(part.strip() for part in text.split(",") if part.strip())
    if tokens:
        return tokens
    raise ConfigError("TWILIO_AUTH_TOKEN is not set: set the same one as for Leadline.")


def _api_key(env: Mapping[str, str]) -> tuple[str, str] | None:
    sid, secret = env.get("TWILIO_API_KEY_SID", ""), env.get("TWILIO_API_KEY_SECRET", "")
    return (sid, secret) if sid and secret else None


def _refuse_the_open_net(config: Config) -> None:
    if config.public:
        return
    if not is_loopback(config.host):
        raise ConfigError(
            f"HOST is {config.host}, where strangers could use the simulated carrier: "
            "set HOST=127.0.0.1, or SIMULATOR_PUBLIC=1 if that is what you want."
        )
    if config.public_url.startswith("https:"):
        raise ConfigError(
            "PUBLIC_URL is https, which looks like a real installation: use CARRIER=twilio there, "
            "or set SIMULATOR_PUBLIC=1 to run the simulated carrier all the same."
        )
