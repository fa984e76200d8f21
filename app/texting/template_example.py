"""What a template would say to somebody: example_values(author) for its tokens, of a person made up for it."""

from __future__ import annotations

from app.models import Contact, CustomField, Number, Phone, User
from app.texting.token_values import About, values_of

NAME, COMPANY, EMAIL, PHONE = "Maria Delgado", "Delgado Tile", "maria@example.com", "+16025550148"


def example_values(author: User) -> dict[str, str]:
    """Values of all tokens for a text of this author's to nobody real, so that its length can be judged."""
    custom = {field.key: field.label for field in CustomField.of_account(author.account_id)}
    contact = Contact(name=NAME, company=COMPANY, email=EMAIL, custom=custom)
    numbers = Number.of_account(author.account_id)
    number = numbers[0] if numbers else Number(id=0, e164=PHONE)
    return values_of([About(author.account_id, Phone(e164=PHONE, contact=contact), number, author)])[0]
