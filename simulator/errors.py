"""Twilio's error bodies: ApiError carries one, `refusal` makes one from its code."""

from __future__ import annotations

from typing import Any

# HTTP status and text by code. Source: Twilio's error and warning dictionary.
TABLE: dict[int, tuple[int, str]] = {
    20001: (400, "Parameter is not valid"),
    20003: (401, "Authenticate"),
    20009: (409, "Cannot delete message because delivery has not been completed."),
    20404: (404, "The requested resource was not found"),
    20405: (405, "Method not allowed"),
    20429: (429, "Too many requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21211: (400, "Invalid 'To' Phone Number"),
    21212: (400, "Invalid From Number (caller ID)"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    21421: (400, "PhoneNumber is invalid"),
    21422: (400, "PhoneNumber is not available"),
    21452: (400, "No phone numbers found in area code"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number is not a valid, message-capable Twilio phone number for this destination.",
    ),
    21609: (400, "The 'StatusCallback' URL is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number is not currently reachable using the 'From' phone number via SMS"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21624: (400, "The specified validity period is not valid"),
    21701: (400, "The Messaging Service does not exist"),
    21704: (400, "The Messaging Service contains no phone numbers"),
    30001: (400, "Queue overflow"),
    30400: (400, "Message cannot be updated: give either an empty Body or Status=canceled"),
    30409: (409, "Message cannot be canceled"),
    35111: (400, "SendAt is missing"),
    35114: (400, "SendAt must be at least 300 seconds in the future"),
    35117: (400, "SendAt must be at most 35 days in the future"),
    35118: (400, "MessagingServiceSid is required to schedule a message"),
}
BY_STATUS = {400: 20001, 401: 20003, 404: 20404, 405: 20405, 409: 20009, 429: 20429, 500: 20500, 503: 20503}


class ApiError(Exception):
    """A request the carrier does not accept: Twilio's code, its text and the HTTP status."""

    def __init__(self, code: int, message: str, status: int) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status

    @property
    def body(self) -> dict[str, Any]:
        """Twilio's JSON error body: code, message, more_info, status."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def refusal(code: int, detail: str = "", status: int | None = None) -> ApiError:
    """The error for a code of the table; `detail` is put behind its text, `status` replaces its HTTP status."""
    usual, text = TABLE.get(code, (status or 400, f"Error {code}"))
    return ApiError(code, f"{text}: {detail}" if detail else text, status or usual)
