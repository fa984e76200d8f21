"""Words for texts, for whom they reach and for the lists they come from, as data: what the patterns are made of."""

# Texts and nothing else; what may also be said of a thermostat or a house; what people do not want to be sold.
PLAIN = (
    r"(?:texts|messages|sms|mms|text messages|texting|messaging|spam|spamming|solicitations?|soliciting|robo ?texts|"
    r"auto ?texts|"
    r"communications?|mensajes|textos|mensajitos|text (?:alerts|notifications|reminders|blasts|promos|promotions|ads|"
    r"offers|marketing)|"
    r"(?:all|any|further|your|future|the) (?:\w+ )?contact(?! (?:form|lens|lenses|us|page|info\w*|number|sheet|"
    r"person))|"
    r"sales pitch(?:es)?|spam (?:texts|messages))\b"
)
COMMERCIAL = (
    r"(?:alerts?|notifications?|promos?|promotions?|promotionals|offers|ads|adverts?|advertisements?|advertising|"
    r"correspondence|"
    r"updates|reminders|newsletters?|blasts|deals|coupons|marketing|follow ?ups|campaigns|surveys)\b"
)
OFFERS = (
    r"(?:texts?|messages?|text messages?|mensajes|textos|sms|mms|alerts|notifications|promos|promotions|offers|ads|"
    r"adverts|"
    r"advertisements|"
    r"advertising|spam|communications?|correspondence|marketing|solicitations?|texting|messaging|contact|robo ?texts|"
    r"auto ?texts|sales pitch(?:es)?|solicitors)\b"
)
# Not followed by a place or a thing that the word belongs to: "the alerts on my alarm system".
ELSEWHERE = (
    r"(?! (?:on|in|of|from|for|with|through|at) (?:the|my|our|his|her|a|an|that) (?!phone|cell|number|line|morning|"
    r"evening|"
    r"night|weekend|middle|day|afternoon|holiday|week|time|moment|list|company|business))(?! (?:plan|package|feature|"
    r"app|thread|"
    r"history|service plan|add on|is|are|was|were|about that|template|settings?)\b)"
)
JUNK = r"(?:stuff|crap|shit|junk|garbage|bs|bullshit|nonsense|things|anything|nothing|something|trash|rubbish|mess)\b"
GAP = (
    r"(?:(?:mas|los|sus|de|the|these|this|those|that|them|all|any|every|each|your|of|with|such|another|other|further|"
    r"future|so|"
    r"many|more|"
    r"anymore|no|some|kind|kinds|sort|type|types|stupid|dumb|damn|damned|fucking|bloody|goddamn|annoying|unwanted|"
    r"unsolicited|constant|daily|weekly|automated|automatic|automatically|text|sms|email|emails|phone|calls|call|"
    r"or|and|"
    r"marketing|sales|promotional|spam|spammy|random|endless|group|mass|ridiculous|freaking|you are|bot) )"
)
CONTACTING = (
    r"(?:texting|messaging|contacting|bothering|spamming|harassing|pestering|bugging|annoying|soliciting|disturbing|"
    r"writing (?:to )?(?:me|us)|reaching out|hitting (?:me|us|my (?:phone|line|cell))(?: up)?|blowing (?:me|us|"
    r"up)|blowing my phone|"
    r"communicating|sms ?ing|advertising to|marketing to|trying to (?:reach|contact|sell)|bombarding|hounding|"
    r"stalking|"
    r"harrassing|badgering|targeting|flooding|hassling|contact(?:ing)?)\b"
)
CONTACT = (
    r"(?:text|texts|message|contact|bother|spam|harass|pester|write to|write|hit up|solicit|disturb|communicate with|"
    r"reach out to|msg|dm|bug|annoy|ping|sms)"
)
HARD = (
    r"(?:(?:auto|robo|mass|cold|group|drunk|dare|it with|it with the|with|fucking|damn|ever|please|just|all|with the|w "
    r"the|constantly|even|you|"
    r"goddamn|bloody) ){0,3}"
)
END = (
    r"(?:stop|quit|cease|end|discontinue|halt|stopped|refrain from|knock off|cut out|leave off|desist from|"
    r"enough with)"
)
MINE = (
    r"(?:me|us|this (?:\w+ )?(?:number|phone|cell|line|device)|my (?:\w+ )?(?:phone|number|cell|line|inbox|dms)|here|"
    r"my (?:wife|husband|son|daughter|kids?|mom|mother|dad|father|family|parents?|sister|brother|grandm\w+|child))\b"
)
SELF = (
    r"(?:me|us|myself|(?:my|our) (?:name|number|info|information|phone|contact|contact info|cell|phone number|cell "
    r"number|"
    r"data|"
    r"details|phone no|(?:home|work|office|business|mobile|personal) (?:number|phone|cell|line))(?: and (?:number|"
    r"name|info))?|this (?:number|phone|line|contact|cell|phone number))"
)
LIST = (
    r"(?:(?:whatever|whichever|of|from|off|the|this|that|your|ur|all|any|these|every|yall|you|out|text|texting|"
    r"mailing|contact|contacts|call|"
    r"calling|sms|marketing|phone|email|customer|client|message|messaging|spam|fucking|damn|stupid|goddamn|"
    r"distribution|"
    r"freaking|lead|sales|blast|stinking|bloody|god) ){0,7}"
    r"(?:lists?|database|db|system|contacts|records?|texts?|messages?|messaging|texting|campaigns?|distribution|crm|"
    r"thread|marketing|blasts?|roster|group (?:text|chat|message)|rotation|promotions?|notifications?|alerts?|"
    r"updates?|"
    r"chain|mailing|spam|program|subscription|phone|directory|files?|everything|here|this|these|it)\b(?! of "
    r"(?!contacts|numbers|customers|people))"
)

KIN = (
    r"(?:wife|husband|mom|mum|mother|dad|father|son|daughter|kid|child|brother|sister|grandma|grandpa|grandmother|"
    r"grandfather|"
    r"gran|nan|nana|uncle|aunt|auntie|nephew|niece|cousin|partner|girlfriend|boyfriend)"
)
THIRD = (
    rf"(?:(?:(?:his|her|their|the|my (?:late )?{KIN}s) (?:(?:cell|phone|old) )?(?:name|number|info|information|phone|"
    rf"contact|cell|data|details)|him|her|them|(?:my|our) (?:late )?{KIN})\b)"
)
STRICT_LIST = (
    r"(?:(?:your|ur|the|this|that|all|any|these|every|text|texting|mailing|contact|call|calling|sms|marketing|phone|"
    r"email|customer|client|message|messaging|distribution|sales|of) ){0,4}(?:lists?|database|db|system|contacts|"
    r"records?|texts?|messages?|messaging|texting|mailing|crm|distribution)\b(?! of (?!contacts|numbers|customers|"
    r"people))"
)
