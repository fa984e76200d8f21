"""The nouns. One family a file; importing this package knows every table."""

from app.models.account import Account, Pause
from app.models.consent import Block, ConsentEvent, ConsentPerson
from app.models.contact import Contact, Phone
from app.models.conversation import Conversation
from app.models.event import Event, Note
from app.models.message import Attempt, CarrierEvent, Media, Message, Send
from app.models.number import Number, Quarantine
from app.models.user import Department, Membership, User

__all__ = [
    "Account", "Attempt", "Block", "CarrierEvent", "ConsentEvent", "ConsentPerson", "Contact", "Conversation",
    "Department", "Event", "Media", "Membership", "Message", "Note", "Number", "Pause", "Phone", "Quarantine",
    "Send", "User",
]
