"""The other numbers of a text, as typed beside the composer: typed_others(), others_said() for the check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from app.models import Conversation, Number, Phone, Program, User
from app.policy.tokens import has_any
from app.policy.verdict import DEFER, HOLD, REFUSE, SEND, WARN, Verdict
from app.sms.e164 import NumberProblem, display
from app.texting import other_numbers
from app.texting.other_numbers import Unfit, listed, who
from app.texting.token_values import About, filled
from app.web.named import address_of

WORST = (REFUSE, HOLD, DEFER, WARN, SEND)
COSTS = "CONTENT_L12"  # the counter says so
MOST_TYPED = 30
LONGEST_TYPED = 160


@dataclass(frozen=True)
class Typed:
    """Who stands in "Also to", as typed, and whether the conversation's own person is left out."""

    names: tuple[str, ...] = ()
    leaves_out: bool = False

    def __bool__(self) -> bool:
        return bool(self.names) or self.leaves_out

    def kept(self) -> dict[str, Any]:
        """For a draft."""
        return {"to": "|".join(self.names), "out": self.leaves_out} if self else {}

    def addresses(self, user: User) -> list[str]:
        """Their E.164 numbers. Raises Unfit for what means nobody."""
        if len(self.names) > other_numbers.MOST:
            raise Unfit(other_numbers.TOO_MANY)
        meant = [_meant(user, name) for name in self.names]
        for each in meant:
            if isinstance(each, Line):
                raise Unfit(each.sentence)
        return [each for each in meant if isinstance(each, str)]


@dataclass(frozen=True)
class Line:
    """One line of the verdict: of which numbers (as typed) it speaks; whom it is about, where it doesn't say so."""

    kind: str
    sentence: str
    of: str
    name: str = ""


@dataclass(frozen=True)
class Beside:
    """What the gate says to the others, and how the whole stands: "refuse" where one of all is refused. `words` are
    what goes out to `whom`, the first who gets it."""

    lines: tuple[Line, ...]
    kind: str
    leaves_out: bool
    words: str = ""
    whom: str = ""


def typed_others() -> Typed:
    """What the form says."""
    names = [name.strip()[:LONGEST_TYPED] for name in request.form.get("also", "").replace("\x00", "").split("|")]
    return Typed(tuple(name for name in names if name)[:MOST_TYPED], bool(request.form.get("leave_out")))


def others_kept(user: User, also: dict[str, Any] | None) -> dict[str, Any]:
    """Of a draft, for the page: "chips", each [what the form says, how people call them], and whether the
    conversation's own person is left out."""
    names = [name for name in (also or {}).get("to", "").split("|") if name]
    return {"chips": [[name, _called(user, name)] for name in names], "out": bool((also or {}).get("out"))}


def _called(user: User, name: str) -> str:
    """Of a person whom they see, else as it was typed."""
    if not name.startswith("+"):
        return name
    seen = Phone.matching(user.account_id, name, user.department_ids())
    return next((who(phone) for phone in seen if phone.e164 == name), display(name))


def others_said(
    typed: Typed, thread: Conversation, user: User, number: Number, body: str, has_media: bool, program: Program | None,
    own: Verdict,
) -> Beside:
    """The verdict on the others. What the gate says to the client too is not said again."""
    if len(typed.names) > other_numbers.MOST or not typed.names:
        problem = other_numbers.TOO_MANY if typed.names else other_numbers.NOBODY
        return Beside((Line(REFUSE, problem, ""),), REFUSE, typed.leaves_out)
    meant = {name: _meant(user, name) for name in typed.names}
    lines = [each for each in meant.values() if isinstance(each, Line)]
    numbers = {name: each for name, each in meant.items() if isinstance(each, str)}
    known = other_numbers.looked_up(thread, user, list(numbers.values()), typed.leaves_out)
    found = dict(zip(numbers, known, strict=True))
    lines += [Line(REFUSE, problem, name) for name, problem in found.items() if isinstance(problem, str)]
    phones = {name: phone for name, phone in found.items() if isinstance(phone, Phone)}
    verdicts = other_numbers.judged(thread, user, number, body, list(phones.values()), has_media, program)
    lines += [_line(name, phone, verdict) for (name, phone), verdict in zip(phones.items(), verdicts, strict=True)]
    worst = min([line.kind for line in lines] + ([] if typed.leaves_out else [own.kind]), key=WORST.index)
    if not typed.leaves_out and own.kind == SEND:
        lines.append(Line(SEND, "", "", who(thread.phone)))
    first = next(iter(phones.values()), thread.phone) if typed.leaves_out else thread.phone
    words = filled(body, About(thread.account_id, first, number, user)) if has_any(body) else ""
    said = None if typed.leaves_out else own.sentence
    return Beside(_together(lines, worst, said), worst, typed.leaves_out, words, who(first))


def _meant(user: User, name: str) -> str | Line:
    try:
        return address_of(user, name)
    except NumberProblem as problem:
        return Line(REFUSE, f"“{name}”: {problem}", name)


def _line(name: str, phone: Phone, verdict: Verdict) -> Line:
    warned = [warning.sentence for warning in verdict.warnings if warning.code != COSTS]
    if verdict.kind == REFUSE:
        return Line(REFUSE, other_numbers.refusal(phone, verdict), name)
    if verdict.kind == SEND or (verdict.kind == WARN and not warned):
        return Line(SEND, "", name, who(phone))
    return Line(verdict.kind, warned[0] if verdict.kind == WARN else verdict.sentence, name, who(phone))


def _together(lines: Sequence[Line], worst: str, said: str | None) -> tuple[Line, ...]:
    """Each sentence once, with all of whom it speaks, the worst first; not what is said already. Where one is refused
    nobody gets anything, so only that is said."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in sorted(lines, key=lambda each: WORST.index(each.kind)):
        if (line.kind == worst or worst != REFUSE) and line.sentence != said:
            groups.setdefault((line.kind, line.sentence), []).append(line)
    return tuple(_one(kind, sentence, group) for (kind, sentence), group in groups.items())


def _one(kind: str, sentence: str, group: list[Line]) -> Line:
    names = listed([line.name for line in group if line.name])
    if kind == SEND:
        sentence = f"{names} {'gets' if len(group) == 1 else 'get'} it now."
    elif names:
        sentence = f"{names}: {sentence}"
    return Line(kind, sentence, "|".join(line.of for line in group))
