"""The one confirmation after STOP, START or HELP, where the carrier sends none: confirm().

Wording: CTIA Messaging Principles 5.1.2 and 5.1.3; at most one, at once, without marketing
(47 CFR 64.1200(a)(12)). Carriers answer for local and toll-free numbers, Leadline for short codes.
"""

from __future__ import annotations

from datetime import timedelta

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Number, Phone, Program
from app.sms import e164
from app.sms.reply_language import language_of
from app.texting import outbox
from app.texting.facts import facts_for_new, paused_now

WORDS = {  # every letter is in GSM-7: an accent outside it would double the price
    "en": {
        "STOP": "{name}: You are unsubscribed and will get no more messages. Reply {ways_back} to resubscribe.",
        "START": "{name}: You are subscribed to {program}. {frequency}. Msg & data rates may apply. "
                 "Reply HELP for help, STOP to opt out.",
        "HELP": "{name}: help at {contact}. Msg frequency varies. Msg & data rates may apply. Reply STOP to opt out.",
    },
    "es": {
        "STOP": "{name}: No le enviaremos otros mensajes. Responda {ways_back} para volver a recibirlos.",
        "START": "{name}: Queda suscrito a {program}. {frequency}. Pueden aplicar tarifas de mensajes "
                 "y datos. Responda HELP para ayuda, STOP para cancelar.",
        "HELP": "{name}: ayuda en {contact}. Frecuencia variable. Pueden aplicar tarifas de mensajes y datos. "
                "Responda STOP para cancelar.",
    },
    "fr": {
        "STOP": "{name} : vous ne recevrez plus de messages. Répondez {ways_back} pour en recevoir à nouveau.",
        "START": "{name} : vous recevrez {program}. {frequency}. Des frais de messagerie peuvent "
                 "s'appliquer. Répondez HELP pour de l'aide, STOP pour vous désabonner.",
        "HELP": "{name} : aide au {contact}. Fréquence variable. Des frais de messagerie peuvent s'appliquer. "
                "Répondez STOP pour vous désabonner.",
    },
}
OURS = {
    "en": ("texts from us", "Msg frequency varies"), "es": ("nuestros mensajes", "Frecuencia variable"),
    "fr": ("nos messages", "Fréquence variable"),
}  # fmt: skip
OR = {"en": "or", "es": "o", "fr": "ou"}
IN_TIME = timedelta(minutes=5)  # 47 CFR 64.1200(a)(12): a later confirmation is no confirmation


def confirm(
    label: str, conversation: Conversation, phone: Phone, number: Number, said: str = "",
    program: Program | None = None,
) -> None:
    """Queue the confirmation of STOP, START (of this program) or HELP from the number that was texted, in the language
    they `said` it."""
    account = db.session.get(Account, phone.account_id)
    body = _words(label, account, number, language_of(said), program)
    facts = facts_for_new(conversation, number, body, "system", None, paused_now())
    outbox.put(conversation, phone, number, body, "system", facts, expires_at=now() + IN_TIME)


def _words(label: str, account: Account, number: Number, language: str, program: Program | None) -> str:
    ways_back = f"START {OR[language]} UNSTOP" if number.kind == "toll_free" else f"START, YES {OR[language]} UNSTOP"
    ours, varies = OURS[language]
    often = ((program.frequency if program else "") or account.frequency).rstrip(". ") if language == "en" else ""
    return WORDS[language][label].format(
        name=account.name, ways_back=ways_back, contact=account.help_contact or e164.display(number.e164),
        program=program.name if program else ours, frequency=often or varies,
    )
