"""Twilio's Lookups v2: whether a number can exist, and its line type. Source: Twilio documentation, Lookup
v2.
"""

from __future__ import annotations

from typing import Any

import phonenumbers
from flask import Blueprint, jsonify, request
from phonenumbers import ValidationResult

from .http import carrier, check_account
from .numbers import kind_of

blueprint = Blueprint("lookups", __name__, url_prefix="/v2/PhoneNumbers")
PAID = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    "line_type_intelligence",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
WRONG = {
    ValidationResult.TOO_SHORT: "TOO_SHORT",
    ValidationResult.TOO_LONG: "TOO_LONG",
    ValidationResult.INVALID_COUNTRY_CODE: "INVALID_COUNTRY_CODE",
    ValidationResult.INVALID_LENGTH: "INVALID_LENGTH",
}
NO_CANADIAN_DATA = 60601


@blueprint.get("/<text>")
def fetch(text: str) -> Any:
    """Facts about a number; an impossible one is answered with valid false, not with an error."""
    check_account(None)
    country = request.args.get("CountryCode", "US")
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return jsonify(_facts(text, text, None, None, text, ["NOT_A_NUMBER"]))
    errors = _errors(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    region = phonenumbers.region_code_for_number(number) if not errors else None
    facts = _facts(text, e164, str(number.country_code), region, national, errors)
    if "line_type_intelligence" in request.args.get("Fields", "").split(",") and not errors:
        facts["line_type_intelligence"] = _line_type(e164, region)
    return jsonify(facts)


def _errors(number: phonenumbers.PhoneNumber) -> list[str]:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason in WRONG:
        return [WRONG[reason]]
    return [] if phonenumbers.is_valid_number(number) else ["INVALID_BUT_POSSIBLE"]


def _facts(
    text: str, e164: str, calling: str | None, region: str | None, national: str, errors: list[str]
) -> dict[str, Any]:
    return {
        "calling_country_code": calling,
        "country_code": region,
        "phone_number": e164,
        "national_format": national,
        "valid": not errors,
        "validation_errors": errors,
        **dict.fromkeys(PAID),
        "url": f"{carrier().config.api_url}/v2/PhoneNumbers/{text}",
    }


def _line_type(e164: str, region: str | None) -> dict[str, Any]:
    """Decided by the digits: toll-free by its prefix, landline when it ends in 0000, else mobile."""
    toll_free, canada = kind_of(e164) == "toll_free", region == "CA"
    kind = "tollFree" if toll_free else "landline" if e164.endswith("0000") else "mobile"
    known = not toll_free and not canada
    return {
        "type": None if canada else kind,
        "carrier_name": "Simulated Wireless" if known else None,
        "mobile_country_code": "310" if known and kind == "mobile" else None,
        "mobile_network_code": "000" if known and kind == "mobile" else None,
        "error_code": NO_CANADIAN_DATA if canada else None,
    }
