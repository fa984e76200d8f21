"""Every address needs sign-in or stands in a list here with its reason; every POST needs its form's token."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

PUBLIC = {
    "/static/<path:filename>": "the same for everybody",
    "/sign-in": "how one gets in",
    "/webhooks/twilio/messages": "the carrier, by its signature",
    "/webhooks/twilio/status": "the carrier, by its signature",
    "/healthz": "says only that the process lives",
    "/readyz": "says only yes or no",
    "/metrics": "this machine's, or by its token",
    "/static/v-<_version>/<path:filename>": "the same for everybody",
    "/m/<token>": "the carrier and people who got it as a link, by an address nobody guesses",
}
WITHOUT_TOKEN = {
    "/webhooks/twilio/messages": "signed by the carrier",
    "/webhooks/twilio/status": "signed by the carrier",
}


def test_every_address_needs_sign_in_or_is_listed(client, app):
    closed = 0
    for rule, address in addresses(app, "GET"):
        if rule.rule in PUBLIC:
            continue
        response = client.get(address)
        assert sends_to_sign_in(response), f"{rule.rule} answered a stranger with {response.status}"
        closed += 1
    assert closed > 3, "almost nothing was asked for: has the list swallowed the product?"


def test_every_form_needs_sign_in_or_is_listed(client, app):
    for rule, address in addresses(app, "POST"):
        if rule.rule not in PUBLIC:
            response = client.post(address)
            assert sends_to_sign_in(response), f"POST {rule.rule} answered a stranger with {response.status}"


def test_every_form_needs_its_token_or_is_listed(strict_client, app, world):
    strict_client.sign_in(world.ana)
    for rule, address in addresses(app, "POST"):
        if rule.rule not in WITHOUT_TOKEN:
            response = strict_client.post(address)
            assert response.status_code == 400, f"POST {rule.rule} without its token answered {response.status}"


@pytest.mark.parametrize("listed", [PUBLIC, WITHOUT_TOKEN])
def test_the_lists_name_only_addresses_that_exist(app, listed):
    known = {rule.rule for rule in app.url_map.iter_rules()}
    assert set(listed) - known == set()


def addresses(app, method: str) -> list[tuple[Rule, str]]:
    """Each rule of ours for this method with an address that fits it."""
    found = []
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            values = {name: 1 if "Integer" in type(rule._converters[name]).__name__ else "x" for name in rule.arguments}
            found.append((rule, app.url_map.bind("localhost").build(rule.endpoint, values, method=method)))
    return found


def sends_to_sign_in(response) -> bool:
    is_moved = response.status_code in (302, 303) and "/sign-in" in response.headers["Location"]
    return is_moved or response.status_code == 401
