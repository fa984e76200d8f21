"""An opt-in text as it goes out: filled() puts in what its tokens stand for, looked_over() says what is wrong with it.

Tokens are `{{ account.name }}`, `{{ program }}`, `{{ frequency }}`, `{{ help_contact }}`, `{{ terms_url }}`,
`{{ privacy_url }}`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.models import Account, Number, Program
from app.policy import content
from app.policy.content_table import Settings
from app.policy.content_words import sentence
from app.policy.elements import EXAMPLES, Element, found_in
from app.sms import e164, segments
from app.texting.footers import FOOTER, says_so
from app.texting.wording import settings_for

TOKEN = re.compile(r"\{\{\s*([\w.]*)\s*\}\}|\{\{|\}\}")
TOKENS = {
    "account.name": "The business has no name.",
    "program": "{{ program }} is empty: choose the program that they agree to.",
    "frequency": "{{ frequency }} is empty: an admin writes it under Messaging, or write it here.",
    "help_contact": "{{ help_contact }} is empty: an admin writes it under Messaging, or write here where help is.",
    "terms_url": "{{ terms_url }} is empty: an admin writes the address of your terms under Messaging.",
    "privacy_url": "{{ privacy_url }} is empty: an admin writes the address of your privacy policy under Messaging.",
}
YES = re.compile(
    r"(?P<first>\bSTART\b)\s*(?:,|/|\bor\b|\bo\b|\bou\b)\s*[\"“”']?\b(?:YES|Y|S[IÍ]|OUI)\b[\"“”']?"
    r"|\b(?:YES|Y|S[IÍ]|OUI)\b\s*(?:,|/|\bor\b|\bo\b|\bou\b)\s*[\"“”']?(?=START\b)"
)
YES_ALONE = re.compile(
    r"(?P<verb>\b(?:reply|text|txt|send|respond(?: with)?|answer|responda|responde|envíe|conteste|r[ée]pondez|envoyez)"
    r"[\s:\"“”'‘’«»]*)(?:YES|Y|S[IÍ]|OUI)\b", re.IGNORECASE,
)  # fmt: skip
OURS = ("L7", "L8", "L13")  # said of the elements and tokens already


class Look(NamedTuple):
    """What was found: the words that go out, whether its element is there for each, the sentences of what is wrong
    beside that, the opt-out line that is put under it, and what both cost."""

    words: str
    elements: tuple[Element, ...]
    problems: tuple[str, ...]
    footer: str
    count: segments.Segments

    @property
    def is_complete(self) -> bool:
        """Whether people may be asked with it."""
        return not self.problems and all(each.is_there for each in self.elements)

    @property
    def sentence(self) -> str:
        """The first thing that is wrong, and how many more are."""
        first, *more = self.sentences
        return f"{first} The list beside the text says what else: {len(more)} more." if more else first

    @property
    def sentences(self) -> list[str]:
        return [*self.problems, *(each.missing for each in self.elements if each.missing)]


def filled(body: str, account: Account, program: Program | None = None, number: Number | None = None) -> str:
    """The words that go out from this number. From a toll-free one they offer START alone: its carrier takes no YES
    (Twilio: toll-free opt-in keywords). A token that nothing is known for stays as it is."""
    values = _values(account, program, number)
    words = TOKEN.sub(lambda found: values.get(found[1] or "") or found[0], body)
    if number is not None and number.kind == "toll_free":
        words = YES_ALONE.sub(r"\g<verb>START", YES.sub(lambda found: found["first"] or "", words))
    return words


def looked_over(
    body: str, account: Account, program: Program | None = None, number: Number | None = None
) -> Look:
    """This text of this account, checked as what goes out."""
    words = filled(body, account, program, number)
    grants = program.level if program else "informational"
    is_toll_free = number is not None and number.kind == "toll_free"
    read = _read(words, account.name, grants, is_toll_free, settings_for(account))
    return read._replace(problems=(*_problems(body, words, account, program), *read.problems))


@lru_cache(maxsize=512)
def _read(words: str, business: str, grants: str, is_toll_free: bool, settings: Settings) -> Look:
    """What only the words decide: a claim looks at the same few again and again."""
    footer = "" if says_so(words) else FOOTER
    looked = content.look(words, content.Wording("optin", business, settings=settings))
    return Look(
        words, found_in(words, business, grants, is_toll_free),
        tuple(sentence(each) for each in looked if each.blocks and each.rule not in OURS),
        footer, segments.count(f"{words}\n{footer}" if footer else words),
    )


def starter(account: Account, program: Program | None = None) -> str:
    """A text to begin with, which says all that it must; short where the business's own words are."""
    about = "{{ program }}: " if program else ""
    sells = program is not None and program.level == "promotional"
    kind = "recurring automated texts with offers" if sells else "texts about your visits, quotes and bills"
    often = "{{ frequency }}." if (program and program.frequency) or account.frequency else EXAMPLES["frequency"]
    free = f" {EXAMPLES['free']}" if sells else ""
    return (
        f"{{{{ account.name }}}}: {about}Reply START to get {kind}. {often} {EXAMPLES['rates']}{free} "
        f"Reply HELP for help, STOP to opt out. {EXAMPLES['terms']}"
    )


def _values(account: Account, program: Program | None, number: Number | None) -> dict[str, str]:
    return {
        "account.name": account.name,
        "program": program.name if program else "",
        "frequency": ((program.frequency if program else "") or account.frequency).rstrip("."),
        "help_contact": account.help_contact or (e164.display(number.e164) if number else ""),
        "terms_url": account.terms_url,
        "privacy_url": account.privacy_url,
    }


def _problems(body: str, words: str, account: Account, program: Program | None) -> list[str]:
    """What keeps these words from going out, beside an element that is missing."""
    values, found = _values(account, program, None), []
    for token in dict.fromkeys(match[0] for match in TOKEN.finditer(body)):
        name = (TOKEN.fullmatch(token)[1] or "").strip()
        if name not in TOKENS:
            found.append(f"Nothing is called {token[:40]} here. Take it out, or choose one of those below the text.")
        elif not values[name]:
            found.append(TOKENS[name])
    if program is not None and program.closed_at is not None:
        found.append(f"{program.name} is closed. Choose another program.")
    typed, limit = len(words.strip()), account.length_limit
    if typed > limit:
        found.append(f"It has {typed:,} characters, {typed - limit:,} over your limit of {limit:,}. Shorten it.")
    return found
