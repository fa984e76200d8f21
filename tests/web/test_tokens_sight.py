"""Fields of a person whom one does not see: no page fills them in."""

from __future__ import annotations

from app import transaction
from app.models import Contact
from app.texting import templates
from app.texting.template_particulars import Particulars

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_who_talks_with_another_department_only_is_not_spelled_out(client, world):
    theirs = world.number(world.billing, "+16025550177")
    phone = world.phone("+14805550141", "Zelda Quill")
    world.session.get(Contact, phone.contact_id).email = "zelda@quill.example"
    world.conversation(phone, theirs)
    transaction.commit()
    words = "Hi {{ contact.first_name }}, is it {{ contact.email }}?"
    transaction.perform(templates.save, world.ben, Particulars("Hello", words))
    for user, is_seen in ((world.ben, False), (world.ana, True)):
        browser, to = client.sign_in(user), {"to": phone.e164}
        transaction.perform(templates.save, user, Particulars("Hello", words))
        pages = [
            browser.get("/messages/tokens", query_string=to, headers=HX),
            browser.get("/templates/picker", query_string=to, headers=HX),
            browser.get("/templates/snippets", query_string=to, headers=HX),
            browser.post("/messages/check", data=to | {"body": words}, headers=HX),
        ]
        assert ["zelda@quill" in page.text for page in pages] == [is_seen] * 4
