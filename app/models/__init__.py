"""The nouns. One family a file; importing this package knows every table."""

from app.models.account import Account, Pause
from app.models.consent import Block, Consent, ConsentEvent, ConsentPerson, EvidenceFile, OptOutReview
from app.models.contact import Contact, ContactTag, CustomField, Phone, RecordType, Segment, Tag
from app.models.conversation import Conversation, Departure, Redirect, Tally
from app.models.event import Event, Mention, Note
from app.models.media import Draft, Media
from app.models.message import Attempt, CarrierEvent, Message, Send
from app.models.notice import Notice, Watch
from app.models.number import Number, Quarantine
from app.models.opt_in import DncNumber, OptIn, OptInTemplate, Program, SameBody
from app.models.schedule import Occurrence, Schedule
from app.models.template import Template
from app.models.user import Department, Membership, User

__all__ = [
    "Account", "Attempt", "Block", "CarrierEvent", "Consent", "ConsentEvent", "ConsentPerson", "Contact",
    "ContactTag", "Conversation", "CustomField", "Department", "Departure", "DncNumber", "Draft", "Event",
    "EvidenceFile", "Media", "Membership", "Mention", "Message", "Note", "Notice", "Number", "Occurrence", "OptIn",
    "OptInTemplate", "OptOutReview", "Pause", "Phone", "Program", "Quarantine", "RecordType", "Redirect",
    "SameBody", "Schedule", "Segment", "Send", "Tag", "Tally", "Template", "User", "Watch",
]
