"""Words that stand near each other: the net under the grammar of the other patterns, as data.

A clause in which a word of ending, refusing or removing stands close before a word for texts is looked at by a person,
even where no pattern knows the sentence: a stop that nobody foresaw must not be lost (47 CFR 64.1200(a)(10)). What
people say about texts in ordinary talk is taken out by ORDINARY. Every repetition has a bound.
"""

_TEXTS = (
    r"(?:texts|texting|text messages?|messages|messaging|sms|notifications?|alerts|promos|promotions|spam|"
    r"solicitations?|"
    r"robo ?texts?|contacting|communications?|texted|messaged|contacted|msgs|blasts|telemarketing|marketing)\b(?! "
    r"(?:plan|package|feature|app|thread|history|service|charges|bill|from "
    r"(?:him|her|my|them|a))\b)(?! (?:on|in|of|for|through) (?:the|my|our|his|her|a) (?!phone|cell|number|line|list|"
    r"morning|"
    r"evening|night|weekend|middle|day|holiday))"
)
_BETWEEN = (
    r"(?: (?!by\b|in\b|at\b|and\b|or\b|when\b|while\b|if\b|but\b|so\b|because\b|until\b|till\b|did\b|get any\b|didnt\b|"
    r"havent\b|not\b)\w+){0,4}"
)
NEAR = (
    rf"\b(?:stop|quit|end|cease|discontinue|halt|terminate|cancel|deactivate|disable|suspend|mute|pause|prevent|avoid|"
    rf"eliminate|hold off|reduce|limit|hold|silence|cut down|cut back|dial back|scale back|tone down|slow down|ease "
    rf"up|lay off|enough|postpone|no more|any "
    rf"more|"
    rf"drop|skip|ditch|lose|nix){_BETWEEN} {_TEXTS}",
    rf"\b(?:turn|shut|switch|hold|cut|lay) (?:off|down|up)(?: on)?{_BETWEEN} {_TEXTS}|\b(?:turn|shut|switch) "
    rf"(?:these|this|"
    r"them) off(?: please| thanks| now)*$",
    r"\b(?:dont|no longer|never|not|wont|didnt) (?:\w+ ){0,2}(?:want|wish|need|care|like|consent|agree|ask|asked|"
    r"interested|"
    rf"willing|expect|appreciate|enjoy){_BETWEEN} {_TEXTS}",
    r"^(?:(?:please|so|and|ok|hey|hi|no|just|guys|you) )*(?:dont|never|do not) (?:(?:ever|please|you|even|just|"
    r"fucking|try|to|dare|"
    r"keep|need) ){0,3}(?:text|message|contact|msg|"
    r"reach out|write|communicate|dm|ping|bother)(?: to)?(?: (?:me|us|here|again|anymore|back|this|ever|at all|any|no|"
    r"more|her|him|them)\b|$)",
    r"\b(?:could|can|would|will) (?:you|u|yall) (?:please |just |maybe )?not (?:text|message|send|contact|write)\b",
    r"\b(?:please|want|like|need|wish|pls|kindly|you|to) (?:\w+ ){0,2}(?:remove|delete|erase|purge|scrub|clear|wipe|"
    r"strike|"
    r"drop|pull|take)(?: \w+){0,3} (?:numbers?|database|records|contacts|list|system)\b(?! (?:of|on|from the|in the|"
    r"one|two|"
    r"three|\d))",
    r"\bunsubscribe\b(?: \w+){0,6} (?:texts|texting|messages|sms)\b",
    r"\b(?:number|name|information|info|contact) (?:\w+ ){0,3}(?:removed|deleted|erased|purged|taken (?:off|out)|"
    r"scrubbed)\b(?<!was removed)(?<!been removed)(?<!got removed)(?<!was taken off)(?! from (?:the )?(?:\w+ "
    r")?(?:deed|title|loan|lease|policy|account|insurance|mortgage|contract|will|bill|schedule))",
    r"^(?!.*\b(?:unsubscribed|opted out) (?:from|of)\b)(?:\w+ ){0,6}(?:unsubscribe|optout|opting out|unsubscribing)\b"
    r"(?! (?:of|from) (?!text|messag|sms|all\b|any\b|this|these|your|ur\b|it\b|list|everything|future|here|the "
    r"(?:text|mess|list|"
    r"sms|alert))| fee| rate| page| my (?!number|phone|cell|name)| (?:his|her|our|the) (?!number|phone|cell|name))",
    r"\b(?:replied|texted|sent|said|typed|wrote|responded|told you|asked you) (?:\w+ ){0,3}(?:stop|"
    r"unsubscribe)\b(?! (?:by|"
    r"in|at|the|over)\b)",
    r"\b(?:these|your|the|ur|those|all this|this) (?:\w+ )?(?:texts|messages|texting|messaging|notifications|alerts) "
    r"(?:\w+ )?"
    r"(?:are|is|r|have become|has become|getting|get|has gotten|have gotten|became|be) (?:\w+ ){0,3}(?:annoy\w*|"
    r"too much|ridiculous|excessive|unwanted|irritat\w+|intrusive|constant|out of (?:hand|control)|driving me|nuts|"
    r"crazy|"
    r"unwelcome|not welcome|not wanted|harass\w*|a nuisance|bother\w*|disturb\w*|waking|old|overwhelming|inappropriate|"
    r"unsolicited|upsetting|non ?stop|a pain|stress\w*|spam\w*|junk)",
    r"\b(?:no|without|not any|zero) (?:\w+ ){0,2}(?:promos?|promotions?|marketing|advertising|advertisements|ads|spam|"
    r"solicitations?|solicitors|telemarketing|sales (?:texts|pitches|messages))\b(?! (?:experience|budget|fee|code))",
    r"\b(?:i )?(?:dont|do not|never|cant) (?:really |even )?(?:do|like|use|believe in|know how to use) (?:text|texts|"
    r"texting)\b",
    r"\b(?:text|texts|texting|messages?) (?:\w+ ){0,2}(?:not (?:welcome|wanted|allowed|appreciated)|unwelcome|"
    r"unwanted)\b",
    r"\bthis is (?:a|my|our|the) (?:business|work|personal|private|company|office|family|emergency|kids|shared|home|"
    r"house) (?:phone|"
    r"line|number|cell|cellphone|landline)\b(?! (?:number )?(?:is|if|\d|so you can|call|text))",
    r"\buse (?:my |the )?e ?mail(?: instead| please)*$",
    r"\b(?:he|she|they|who|\w+) no longer (?:(?:works?|employed|lives?|resides) (?:for|with|at|here|there)|(?:uses?|"
    r"has|owns?) this (?:number|phone|line))\b",
    r"\b(?:drop|skip|nix|ditch|lose|no) (?:the |your |all the )?(?:ads|promos|promotions|marketing|sales stuff|spam|"
    r"coupons)$",
    r"\b(?:opt|take|leave|count|keep) (?:me|us) out(?: of (?:this|it|these|your))?$",
    r"\b(?:please |just |only )(?:\w+ ){0,2}(?:e ?mails?|phone calls?|calls|voicemails?|letters|snail mail) (?:only|"
    r"instead|"
    r"please)$|\b(?:send|do|use|want|prefer|rather|take|want) (?:\w+ ){0,4}(?:e ?mails?|call|calls|phone|talk)(?: "
    r"(?:\w+ ){0,2})?"
    r" ?(?:only|instead|over text\w*|than text\w*)\b|\brather (?:you )?(?:talk|speak|call|be called|use the phone)\b",
)
ORDINARY = (
    r"\b(?:dont|do not|never|cant|wont|didnt) (?:\w+ ){0,2}(?:stop|quit|end|cancel|unsubscribe|cease|optout)\b|"
    r"\b(?:why|when|how come) (?:did|have|has|had)\b|\b(?:stopped|quit) (?:getting|receiving|sending|texting|"
    r"working)\b|"
    r"\b(?:did|have|has) (?:you|they|we|he|she) (?:\w+ )?(?:stop|quit|end|cancel|send|text|get)\w*\b|"
    r"\bmarketing (?:team|job|manager|dept|department|director|plan|agency|company|class|degree|campaign|strategy|"
    r"budget|"
    r"materials|meeting)\b|\bvoice ?messages?\b|\b(?:i|we|he|she|they) (?:will|ll|wont|cant|did|had to|have to|got "
    r"to) (?:\w+ )?"
    r"(?:stop|quit|end|cancel|cut|turn|text)\b|\bto find (?:\w+ ){0,2}(?:texts|messages)\b|\b(?:mind|miss\w*) (?:\w+ "
    r")?(?:texts|"
    r"messages|texting)\b"
)
