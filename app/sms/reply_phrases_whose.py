"""Whose number it is, as data: wrong numbers, the dead, the sender's own slip, and what excuses a complaint.

Every repetition has a bound; see reply_phrases.py.
"""

# The sender's own slip: what they sent was for somebody else.
OWN_SLIP = (
    r"\b(?:meant|intended|supposed) (?:that |this |it |the last one |to be )?(?:for(?! (?:someone|somebody|another|a "
    r"different|other|anyone))|to (?:send|text|go)|to message)\b|"
    r"\b(?:ignore|disregard) (?:that|my (?:last|text|message)|the last|last|the pic\w*)\b|\b(?:wasnt|not|isnt) "
    r"(?:meant )?"
    r"for you\b|\b(?:sent|texted) (?:that |this |it )?(?:to )?(?:you by (?:mistake|accident)|(?:the )?wrong)\b|"
    r"\b(?:typed|dialed|entered|wrote|misdialed|i called|i texted) (?:in )?(?:the |a )?wrong\b|\b(?:oops|whoops|"
    r"oopsie|my bad)\b"
)

# Beside "please remove": the number is not, or no longer, theirs whom we mean.
NOT_THEIRS = (
    r"\b(?:wrong (?:number|person)|(?:work|"
    r"business|office|company|house|home) (?:line|phone|number|cell)|land ?line|this (?:number|phone|line|cell)|my "
    r"(?:number|"
    r"phone|cell)|no longer (?:\w+ ){0,2}(?:here|number|works?|lives?|belongs?|own|owns|employed|with|at)|lists?|"
    r"texts?|"
    r"messages?|texting|doesnt (?:live|work)|(?:not|isnt|not the) (?:\w+ ){0,2}(?:number|phone)|no es (?:\w+ "
    r"){0,2}numero|did not (?:sign|subscribe|ask)|"
    r"didnt (?:sign|subscribe|ask)|never (?:signed|subscribed|asked|gave)|spam)\b"
)

WRONG_NUMBER = (
    r"(?:(?:i think|im afraid|im sorry|sorry|pretty sure|i believe|looks like|seems like|hey|um|uh|just fyi|fyi|"
    r"but|that|dude|bro|no|guess|i guess|ya|yo|lol|haha) )*"
    r"(?:you (?:guys |people |all |clearly |still |have |ve |are |may have |might have |must have |must |"
    r"definitely |probably |keep )*(?:have |has |got |had |texted|texting|text|reached|"
    r"reach|reaching|dialed|messaged|messaging|contacting|contacted|calling|are at|called)? ?|(?:this|it|that|"
    r"thats|its|u) (?:is |has |got |have )?|got |have |ur texting |texted |texting |"
    r"(?:keep |still )(?:texting |messaging )|has )?(?:(?:the|a) )?(?:completely |totally |fucking |damn )?wrong "
    r"(?:number|person|guy|phone number|phone|contact|woman|man|lady|dude|cell|girl)\b(?! (?:showed|came|answered|"
    r"picked|called|sent|delivered|on|in|listed|was|"
    r"were|is on|of|call|text|for (?:the|my|our|your|this|that|a)\b|that (?:he|she|i|we)))"
)

YOU_WRONG = (
    r"(?:(?!did |do |if |gave |give |sent |told |tell )\w+ ){0,7}?(?:you|u|ur|yall|your) (?:(?!gave|give|sent|send|"
    r"listed|wrote|put|entered|typed|quoted|printed|"
    r"billed|charged|made|did|may want|me\b)\w+ ){0,5}wrong (?:number|person|guy|man|woman|lady|phone|cell|dude|girl|"
    r"house)\b"
    r"(?! (?:on|in|listed|was|were|is on|of|call|for (?:the|my|our|your|this|that|a)\b|that (?:he|she|i|we)))"
)

# A death, unless it is that of a thing or a pet.
_THINGS = (
    r"(?:phone|battery|car|truck|engine|motor|grass|lawn|tree|trees|plant|plants|dog|cat|puppy|kitten|bird|fish|"
    r"horse|pet|"
    r"laptop|computer|tablet|ac|heater|furnace|fridge|refrigerator|dryer|washer|mower|remote|it|bulb|light|tv|server|"
    r"connection|signal|wifi|internet|line|deal|bill|conversation|app|printer|starter|alternator|cell|mic|pump|bush|"
    r"hedge|rabbit|hamster|cow|chicken|everything|who|that|one|they|motion|ipad|iphone|chat|and|just)"
)
DEATH = (
    rf"\b(?!{_THINGS}\b)(?!i\b)\w+ (?:has|have|had|recently|just) passed(?: (?:last|in|this|recently|unexpectedly|"
    rf"suddenly|peacefully|yesterday)\b|$)|"
    r"\b(?:fallecio|murio) (?:mi|su|nuestr[oa]|el senor|la senora|don|dona) (?!perr|gat|carr|bater|telef|plant|celu)|"
    r"\bno longer (?:living|alive)\b|\b(?:we|i|they) lost (?:my |our |their )?(?:dad|mom|father|mother|husband|wife|"
    r"son|daughter|him|her|brother|sister|grandma|grandpa|grandfather|grandmother) (?:in|last|this|on|to|a|two|three|"
    r"yesterday)\b|\bmy late (?:husband|wife|father|mother|son|brother|sister)\b|"
    rf"\b(?!{_THINGS}\b)(?!i\b)\w+ (?:has |have |had |just |recently |sadly |suddenly |also ){{0,3}}(?:died|passed "
    rf"away|"
    r"passed on|was killed)\b|\b(?:deceased|widow|widower|widowed)\b|"
    r"\b(?:he|she|husband|wife|mom|mother|dad|father|owner|uncle|aunt|brother|sister|son|daughter|grandma|grandpa|"
    r"person|"
    r"man|woman) (?:is |has |who |just |recently )*(?:dead|died|passed|gone)\b(?! (?:for|to|the|by|on the|until|till|"
    r"out|all|this (?!was|is)|away for|fishing|shopping|her|his|inspection|today|tomorrow))|"
    r"\b(?:mama|papa|madre|padre|esposo|esposa|marido|hijo|hija|hermano|hermana|abuelo|abuela|senor|senora|tio|tia|"
    r"el|ella|"
    r"ya) (?:\w+ ){0,2}(?:fallecio|murio|ha fallecido|ha muerto)\b|"
    r"\b(?:pere|mere|mari|femme|fils|fille|frere|soeur|conjoint|conjointe|epoux|epouse|monsieur|madame|il|elle) "
    r"(?:\w+ ){0,2}"
    r"(?:decede\w*|mort|morte)\b"
)

# A complaint, and what anywhere in the reply shows that it is none: business that goes on, or the sender's own slip.
EXCUSED = (
    (
        r"(?:dont|never) (?:contact|text|message|call|bother) (?:my|the|our) (?:employer|boss|work|job|office|"
        r"friends?|tenants?|neighbou?rs?|landlord)",
        r"\b(?:text|call|message|contact) (?:her|him|them|me|us|instead)\b|\buntil\b",
    ),
    (
        r"(?:not|no longer|isnt|aint|dont|arent|werent|wasnt) (?:really |at all |very |even |currently |"
        r"that )?(?:be )?interested\b(?! in (?:the|that|a|an)\b)",
        r"interested in (?!this\b|it\b|your\b|any|what|sell|buy|being|get|receiv|hear|text|mess|these|those|you|"
        r"doing|mov)"
        r"\w+(?: \w+){0,8} (?:but|just|only|yes|paying|want|need|looking|prefer|rather|do you|can you|how about|what "
        r"about|interested)\b",
    ),
    (
        DEATH,
        r"\b(?:can|could|would|will|do) (?:you|we|i) (?:\w+ ){0,2}(?:help|come|do|give|tell|send|have|need|get|meet|"
        r"quote|"
        r"handle|sell|list|take care|cater|deliver|recommend|schedule)|(?:we|i) (?:\w+ )?(?:need|want|have|would like|"
        r"are looking|am looking) (?:to (?!be\b|stop|unsub|opt|cancel|end|remove)|a\b|help|someone|flowers|an\b|your "
        r"help)|"
        r"\bwhat (?:do|should|can) (?:we|i)\b|\bhow (?:do|should|can) (?:we|i)\b(?! (?:stop|get off|unsub|optout))|"
        r"\b(?:title|deed|the account|closing)\b|\b(?:necesito|quiero|puedo|podemos|cambiar|besoin|rendez|rdv|pouvez|"
        r"puede|funeral|memorial|obituary|estate "
        r"sale|probate|cremat\w+|burial)\b",
    ),
    (
        r"(?:wrong|incorrect|old) (?:number|phone|cell|person|guy|contact|man|woman|lady)\b(?! (?:on|in) (?:the|my|"
        r"your|our|that|it)\b)(?! (?:of|call|text|showed|came|answered|for (?:the|my|our))\b)",
        OWN_SLIP,
    ),
)
