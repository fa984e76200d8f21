"""Answers and play, as whole replies: a yes or a no to what we asked, a wish to come back, a "stop it" that is a laugh.

    assents("yeah thats fine")      True        declines("no id rather not")    True
    comes_back("opt me back in")    True        is_play(plain, text)            "omg stop, it's gorgeous"

Each reads the whole plain text (plain_reply.py): an answer with anything else beside it is talk. A yes must be plain,
since it is the person's consent (47 CFR 64.1200(f)(9)). Every repetition has a bound.
"""

from __future__ import annotations

import re

from app.sms.plain_reply import Plain

_COURTEOUS = r"(?:please|thanks|thank you|sir|maam|hi|hello|hey|merci|gracias|por favor|svp|lol|man|guys|so much)"
_YES = (
    r"(?:y|yes|yep|yeah|yea|yup|ya|ok|okay|k|sure|sure thing|oui|ouais|si|claro|vale|absolutely|definitely|certainly|"
    r"of course|by all means|no problem|daccord|d accord|bien sur|claro que si|por supuesto|de acuerdo|certainement|"
    r"volontiers|pas de probleme|go ahead|go for it|sounds (?:good|great|fine)|i (?:agree|accept|consent|confirm|"
    r"approve)|count me in|im in|sign me up|that works(?: for me)?|works for me|esta bien|adelante|acepto|autorizo|"
    r"j accepte|allez y|c est (?:bon|beau|correct|ok|parfait)|(?:thats|that is|this is|its|it is) (?:fine|ok|okay|"
    r"alright|all right|cool)(?: (?:with|by) (?:me|us))?|(?:im|i am) (?:ok|okay|fine|good|cool) with (?:that|it|this|"
    r"texts)|"
    r"(?:you|u) (?:can|may) (?:text|message|contact)(?: me)?|texts? (?:me|is|are) ?(?:fine|ok|okay|good)?|"
    r"(?:id|i would) (?:like|love) (?:that|to|it|texts|the texts)|(?:happy|glad) to|fine (?:by|with) me)"
)
_AFTER_YES = (
    r"(?:i (?:do|would|will|want (?:to|them|it|that|texts|the texts|updates))|good|great|perfect|perfecto|fine|cool|"
    r"text me|send (?:them|it)(?: over| to me)?|(?:to|for) (?:the |your |get |getting |receive |receiving )*(?:texts?|"
    r"messages?|updates?|reminders?|text messages|that|it)(?: from you)?|texts? (?:is|are) (?:fine|ok|okay|good)|"
    r"parfait|bueno|keep me (?:posted|updated))"
)
_NO = (
    r"(?:n|no|nope|nah|non|nunca|jamais|never|no way|hell no|no sir|absolutely not|definitely not|certainly not|"
    r"(?:i|we) (?:decline|refuse|disagree|do not agree|dont agree|dont consent|do not consent|dont accept|dont want to|"
    r"dont want that|dont want it|would not|wouldnt)|(?:id |i would |we d |ill )?rather not|prefer not(?: to)?|"
    r"(?:id|i would|i) prefer not(?: to)?|(?:please )?dont(?: (?:text|message|sign me up|opt me in|do that|"
    r"add me))?(?: me)?|not a chance|no quiero|mejor no|prefiero que no|no acepto|je refuse|je prefere pas|"
    r"j aimerais mieux pas|pas question|surtout pas|non merci|no gracias|no thanks|no thank you)"
)
_AFTER_NO = (
    r"(?:not (?:now|right now|today|at this time|really|for me|interested)|im (?:good|ok|okay|fine|all set)|dont|"
    r"i dont(?: think so| want to| want that)?|i do not|thats ok|pas maintenant|ahora no|ca va|asi esta bien|"
    r"at this time|right now)"
)


def _whole(first: str, after: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_COURTEOUS} ){{0,3}}{first}(?: (?:{first}|{after}|{_COURTEOUS})){{0,6}}")


_ASSENT, _DECLINE = _whole(_YES, _AFTER_YES), _whole(_NO, _AFTER_NO)
_COMES_BACK = re.compile(
    r"(?:(?:please|hi|hello|hey|yes|ok|can you|could you|can i|how do i|i want to|i want you to|i would like to|"
    r"id like to|want to|wanna|just|actually|sorry|i changed my mind|go ahead and|you can|i need to|let me) ){0,6}"
    r"(?:(?:re ?)?subscribe|unstop|optin|opt (?:me |us )?(?:back )?in)"
    r"(?: (?:me|us|back|again|please|thanks|thank you|now|in|to|the|your|texts?|messages?|list|for|updates?)){0,7}"
)
_MISSES_US = re.compile(
    r"\b(?:want|like|let me|get me|put me) (?:to (?:be|get|come) )?back (?:in|on)\b|^(?:(?:please|you can|ok|yes|hi|"
    r"can you|start) ){0,4}"
    r"(?:text|message|contact|texting|messaging) me (?:again|anyway)\b|\b(?:want|miss|need) (?:to (?:get|receive) "
    r")?(?:the |your )?"
    r"(?:texts|messages|reminders|updates)(?: (?:again|back))?$|\b(?:rejoin|re ?enroll|reactivate|reenroll)\b"
)
_PLAYED = re.compile(
    r"\b(?:(?:making|make) me (?:blush|laugh|cry|hungry|jealous|smile|emotional)|blush\w*|(?:are|is|its|ur|youre) "
    r"(?:so |too |just |really )?(?:killing me|hilarious|gorgeous|adorable|beautiful|stunning|amazing|perfect|"
    r"cute|sweet|kind|funny|precious|silly)|(?:so|too) (?:cute|funny|sweet|pretty|adorable|kind|good|much)|"
    r"(?:im|i am) (?:crying|dying|dead|screaming|obsessed|laughing)|crying laughing|you (?:two|goof|goofball)|"
    r"no way|i (?:love|adore) (?:it|this|that|them|these|you)|cant even|cracks? me up|cracking me up|get out of here)\b"
)
_STOPS_PLAYFULLY = re.compile(r"\b(?:stop(?: it| that| u| you(?: two)?)?)\b")
_ABOUT_TEXTING = re.compile(
    r"\b(?:text\w*|messag\w*|number|phone|lists?|spam\w*|send\w*|contact\w*|unsub\w*|optout|call\w*|bother\w*|"
    r"harass\w*|"
    r"please|remove\w*|alone|asked|told|said|anymore|again|sms|block\w*|report\w*|not|dont|never|who)\b"
)
SMILES = frozenset("😍🥰😘🤩😂🤣😭💀😊☺😅😆❤💕😻🙈")


def assents(text: str) -> bool:
    """Whether this plain text is a yes and nothing else."""
    return len(text) < 120 and bool(_ASSENT.fullmatch(text))


def declines(text: str) -> bool:
    """Whether this plain text is a no and nothing else."""
    return len(text) < 120 and bool(_DECLINE.fullmatch(text))


def comes_back(text: str) -> bool:
    """Whether this plain text asks to be subscribed (again), with courtesy at most."""
    return len(text) < 120 and bool(_COMES_BACK.fullmatch(text))


def misses_us(text: str) -> bool:
    """Whether this plain text of a person who has opted out sounds as though they want our texts again."""
    return bool(_MISSES_US.search(text))


def smiles(said: str) -> bool:
    """Whether this text has an emoji of delight."""
    return any(sign in SMILES for sign in said)


def is_play(reply: Plain, said: str) -> bool:
    """Whether a bare "stop" or "stop it" is delight: a compliment or a laugh follows, and nothing is about texts.

    `said` is the text with its emoji. A smiley alone does not turn a stop into play; with words of delight it does.
    """
    text = reply.text
    if len(text) > 160 or not _STOPS_PLAYFULLY.search(text) or _ABOUT_TEXTING.search(text):
        return False
    rest = _STOPS_PLAYFULLY.sub("", text)
    return bool(_PLAYED.search(rest)) and ("stop it" in text or len(rest.split()) > 1 or smiles(said))
