"""Webhook parameters become plain values, and odd ones never cost a text."""

import pytest
from werkzeug.datastructures import MultiDict

from app.sms import webhook_params
from app.sms.webhook_params import Malformed

SID = "SM" + "0a" * 16
FORM = {"MessageSid": SID, "From": "+14805550199", "To": "+16025550148", "Body": "Hi"}


def inbound(raw=b"", **changed):
    return webhook_params.inbound(MultiDict(FORM | changed), raw)


def test_a_plain_text_is_read():
    text = inbound(
        AccountSid="AC1", NumSegments="2", FromCity="MESA", FromState="AZ", FromZip="85201", OptOutType="stop"
    )
    assert (text.sid, text.from_, text.to, text.body) == (SID, "+14805550199", "+16025550148", "Hi")
    assert (text.account_sid, text.num_segments, text.num_media, text.media) == ("AC1", 2, 0, [])
    assert (text.from_city, text.from_state, text.from_zip, text.from_country) == (
        "MESA",
        "AZ",
        "85201",
        None,
    )
    assert (text.opt_out_type, text.messaging_service_sid, text.raw_body) == ("STOP", None, None)


@pytest.mark.parametrize("missing", ["To", "From", "MessageSid"])
def test_a_text_without_its_identity_is_malformed_with_a_sentence(missing):
    form = {name: value for name, value in FORM.items() if name != missing}
    with pytest.raises(Malformed, match=f"The parameter {missing} is missing."):
        webhook_params.inbound(MultiDict(form))


@pytest.mark.parametrize("sid", ["", "SM1", "sm" + "0" * 32, "SM" + "g" * 32, SID + "\n", "SM" + "0" * 33])
def test_a_message_sid_of_another_shape_is_malformed(sid):
    with pytest.raises(Malformed, match="32 hexadecimal digits"):
        inbound(MessageSid=sid)


def test_a_withheld_sender_is_allowed_and_an_empty_recipient_is_not():
    assert inbound(From="").from_ == ""
    with pytest.raises(Malformed, match="To is empty"):
        inbound(To=" ")


def test_a_text_without_a_body_is_an_empty_text():
    form = {name: value for name, value in FORM.items() if name != "Body"}
    assert webhook_params.inbound(MultiDict(form)).body == ""


def test_bytes_that_are_no_utf8_are_replaced_and_the_request_is_kept():
    text = inbound(b"Body=caf%E9", Body="caf\ufffd")
    assert (text.body, text.raw_body) == ("caf\ufffd", b"Body=caf%E9")


def test_a_replacement_character_that_was_really_sent_loses_nothing():
    assert inbound(b"Body=%EF%BF%BD", Body="\ufffd").raw_body is None


def test_nul_characters_are_replaced_and_the_request_is_kept():
    text = inbound(b"Body=a%00b", Body="a\x00b", FromCity="ME\x00SA")
    assert (text.body, text.from_city, text.raw_body) == ("a\ufffdb", "ME\ufffdSA", b"Body=a%00b")


def test_a_body_beyond_all_limits_is_cut_and_the_request_is_kept():
    text = inbound(b"raw", Body="x" * 20_000)
    assert (len(text.body), text.raw_body) == (10_000, b"raw")


def test_all_media_that_is_present_is_kept():
    text = inbound(
        NumMedia="2", MediaUrl0="https://a/0", MediaContentType0="image/png", MediaUrl1="https://a/1"
    )
    assert text.media == [("https://a/0", "image/png"), ("https://a/1", "")]
    assert text.num_media == 2


@pytest.mark.parametrize(
    ("told", "counted"), [("junk", 1), ("-1", 1), ("", 1), ("0", 1), ("3", 3), ("99", 10), ("٣", 1)]
)
def test_a_media_count_that_cannot_be_is_counted_again(told, counted):
    assert inbound(NumMedia=told, MediaUrl0="https://a/0").num_media == counted


@pytest.mark.parametrize("odd", ["junk", "", "-3", "9" * 40])
def test_odd_numbers_and_words_cost_no_text(odd):
    text = inbound(NumSegments=odd, OptOutType=odd)
    assert (text.num_segments, text.opt_out_type) == (1, None)


def test_a_status_callback_is_read():
    form = {
        "MessageSid": SID,
        "MessageStatus": "undelivered",
        "ErrorCode": "30003",
        "From": "+1602",
        "To": "+1480",
    }
    update = webhook_params.status(MultiDict(form | {"RawDlrDoneDate": "2611220155", "AccountSid": "AC1"}))
    assert (update.sid, update.status, update.error_code) == (SID, "undelivered", 30003)
    assert (update.account_sid, update.raw_dlr_done_date) == ("AC1", "2611220155")
    assert (update.from_, update.to) == ("+1602", "+1480")


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_a_callback_without_sid_or_status_is_malformed(missing):
    form = {"MessageSid": SID, "MessageStatus": "sent"}
    del form[missing]
    with pytest.raises(Malformed, match=f"The parameter {missing} is missing."):
        webhook_params.status(MultiDict(form))


@pytest.mark.parametrize(("word", "read"), [("SENT", "sent"), ("teleported", "unknown:teleported")])
def test_a_status_nobody_knows_is_marked_as_such(word, read):
    assert webhook_params.status(MultiDict({"MessageSid": SID, "MessageStatus": word})).status == read


@pytest.mark.parametrize("code", ["", "0", "junk", "-1", "9" * 30])
def test_an_error_code_that_is_none_is_none(code):
    form = {"MessageSid": SID, "MessageStatus": "failed", "ErrorCode": code}
    assert webhook_params.status(MultiDict(form)).error_code is None
