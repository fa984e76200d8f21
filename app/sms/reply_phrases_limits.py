"""What narrows a stop, as data: a time, a topic, a channel, one kind of text, a second thought.

A narrowed stop goes to a person, who may still stop everything (47 CFR 64.1200(a)(10)). Every repetition has a bound;
see reply_phrases.py.
"""

# Read after a stop: it holds for a time, a topic or a channel only.
LIMITER = (
    r"\b(?:about|regarding|concerning|unless|except|until|till|til|while|during|when|whenever|before|instead|besides|"
    r"weekends?|overnight|as (?:much|often|many|early|late)|so (?:late|early|much|often|many|soon|fast|frequently)|"
    r"this (?:late|early|much|often|week|month|weekend|morning|afternoon|evening)|"
    r"(?:too|that) (?:late|early|much|often|many)|after (?!all\b|i (?:said|told|asked))|"
    r"at (?:work|night|home|noon|midnight|\d+(?:am|pm|h)?|this (?:hour|time of)|all hours|\w+ (?:am|pm))|"
    r"on (?:facebook|fb|whatsapp|messenger|instagram|insta|here use|the weekends?|weekdays|my (?:work|day off|"
    r"other|old|wifes)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?)|in (?:the )?(?:mornings?|evenings?|middle|meetings?|"
    r"class|spanish|english|"
    r"all caps|caps)|every (?:day|hour|morning|night|week|\d+|single|few|five|two|other)|"
    r"(?<!its )(?<!is )for (?:now|today|tonight|a (?:while|bit|few|week|month|day)|the (?:\w+ )?(?:house|car|listing|"
    r"property|next|"
    r"rest|day|week|"
    r"weekend|moment|time being|holidays?)|\d+|this (?:house|week|one|listing|property)|my (?:\w+ )?(?:house|"
    r"property|appointment|"
    r"order|car|ex|mom|mother|wife|husband)|next|two|three|(?!gods|fucks|christs|petes|heavens)[a-z]+s)|"
    r"today|tonight|tomorrow|(?<!come )(?<!go )back|from (?:another|different|that|two|2|your (?:other|personal))|"
    r"with (?:pictures|photos|links|emojis)|only|but (?:keep|still|you can|do|i (?:want|still|need|would)|send|"
    r"text|call|email|please|if|not|"
    r"let|only|just)|(?:text|call|email|use|send it to) (?:me )?(?:instead|my (?:other|wife|husband|cell))|"
    r"other than|as long as|"
    r"if (?:i|its|it is|there|we)|yet|pictures|photos|links|twice|the same)\b"
)

# A clause after a stop that takes part of it back.
TAKES_BACK = (
    r"(?:(?:but|except|unless|only|until|till|just) (?!thanks|thank|no|seriously|stop|dont|leave|fuck)\w+|"
    r"(?:just |please |but )*(?:call|email|keep|use (?:this|my|the|that|mine)\b|text me|message me|you can (?:still "
    r")?(?:call|email|"
    r"text))\b(?! (?:me )?(?:again|anymore|and ill|one more))|"
    r"(?:i|we) (?:only|just|still|do|would still) (?:\w+ )?(?:want|need|like|care|get|use)\b|"
    r"(?:just|only) (?:the|send|text|my)\b|the (?:rest|others?|appointment|reminders?) (?:is|are) (?:fine|ok|okay|"
    r"good))"
)

# A stop of one kind of text, and questions about what has been.
ONE_KIND = (
    r"\b(?:the|those|that) (?:\w+ ){0,2}(?:coupons?|deals|newsletters?|surveys?|reminders?|updates?|promos?|"
    r"promotions?|offers?|"
    r"ads)$"
)

# After "don't text me": a thing, so that the wish is about the thing.
A_THING = r" ?(?:the|a|an|that|those|his|her|my|their)\b ?"
