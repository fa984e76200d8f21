"""What a template would say to somebody: example_values(author) for its tokens, of a person made up for it, and
found_in(words) says what a look at its words would find."""

from __future__ import annotations

from app.models import Account, Contact, CustomField, Number, Phone, User
from app.policy import content
from app.policy.content_words import sentence
from app.sms.segments import Segments
from app.texting.token_values import About, values_of
from app.texting.wording import settings_for

NAME, COMPANY, EMAIL, PHONE = "Maria Delgado", "Delgado Tile", "maria@example.com", "+16025550148"


def example_values(author: User) -> dict[str, str]:
    """Values of all tokens for a text of this author's to nobody real, so that its length can be judged."""
    custom = {field.key: field.label for field in CustomField.of_account(author.account_id)}
    contact = Contact(name=NAME, company=COMPANY, email=EMAIL, custom=custom)
    numbers = Number.of_account(author.account_id)
    number = numbers[0] if numbers else Number(id=0, e164=PHONE)
    return values_of([About(author.account_id, Phone(e164=PHONE, contact=contact), number, author)])[0]


def found_in(words: str, cost: Segments, account: Account) -> list[str]:
    """What stands beside Send, in sentences, when somebody of this account sends these words to one person they are in
    touch with."""
    asked = content.Wording(
        "direct", account.name, address=account.address or "", segments=cost.segments,
        is_unicode=cost.encoding == "UCS-2", settings=settings_for(account),
    )  # fmt: skip
    found = [sentence(finding) for finding in content.look(words, asked)]
    too_long = f"A text here has at most {account.length_limit} characters, so this can’t be sent as it is. Shorten it."
    return [too_long, *found] if len(words.strip()) > account.length_limit else found
