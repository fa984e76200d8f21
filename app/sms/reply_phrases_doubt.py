"""Patterns that make an English reply doubtful, as data: complaints, threats, and stops half said.

A narrowed or half-said stop goes to a person, who may still stop everything (47 CFR 64.1200(a)(10): the totality of the
circumstances). Every repetition has a bound; see reply_phrases.py.
"""

# What people are or are not, besides a name.
_COMMON = (
    r"(?:[a-z]+(?:ing|able|ible|ful|ous|ive|ated|ested|less|ized|ired|ished|ected|sure|thing)|sure|ready|home|mad|"
    r"happy|here|"
    r"there|done|free|certain|worried|upset|late|busy|good|great|well|picky|sick|at|in|on|a|an|the|my|your|our|his|"
    r"her|from|"
    r"with|that|this|too|very|really|so|as|even|yet|allergic|married|pregnant|local|licensed|insured|urgent|right|"
    r"mine|correct|"
    r"fair|true|it|over|fun|new|what|how|where|cool|ok|okay|bad|hard|easy|cheap|far|old|big|small|enough|all|any|one|"
    r"hot|cold|"
    r"funny|dumb|stupid|crazy|serious|surprised|scared|afraid|angry|confused|convinced|covered|qualified|religious|"
    r"catholic|"
    r"comfortable|perfect|normal|safe|real|clear|clean|broken|fixed|needed|necessary|important|legal|due|open|closed|"
    r"around|up|"
    r"down|out|off|asleep|awake|alone|rich|poor|made|used|able|for|to|just|exactly|like|about|quite|until|till|only|"
    r"tired|"
    r"hungry|drunk|blind|deaf|in town|feeling|bothered|impressed|pleased|opposed|against|by|of|no|dead|sold|rushed)"
)

_NO_NAME = (
    r"(?:parking|heat|ac|water|power|wifi|signal|service|one|problem|room|space|answer|sign|way|time|rush|need|key|"
    r"gas|hot|light|"
    r"lights|bathroom|smoking|pets|food|elevator|electricity|internet|air|worries|issue|issues|change|changes|"
    r"reception|driver|"
    r"tech|technician|package|delivery|car|truck|dog|cat|leak|leaks|damage)"
)

NO_COMPLAINT = (
    r"(?:why|when|how come|how long ago) (?:did|have|has|had) (?:\w+ ){1,3}(?:stop|quit)\b|(?:did|have) (?:you|"
    r"they|we|i)\b|"
    r".*\b(?:not|isnt|aint) (?:a )?(?:spam|scam)\b|.*\b(?:went|go|going|goes|in|into|my|"
    r"check\w*) (?:\w+ ){0,2}spam\b|"
    r"(?:(?:please|yes|ok|no|just|and|can you|could you|you can|do) )*(?:keep|continue|go ahead and keep) "
    r"(?:texting|messaging|sending|contacting|on texting|to (?:text|send|message))\b|"
    r".*\b(?:thought|figured|sure|hope) (?:\w+ ){0,3}(?:spam|scam)\b"
)

# In a long text only clauses with one of these are searched for complaints: every pattern below needs one.
STEMS = (
    r"interest|spam|scam|harass|stalk|bother|lawyer|attorney|legal|solicit|sue|suing|report|block|court|lawsuit|tcpa|"
    r"fcc|ftc|"
    r"bureau|law\b|claims|cease|police|casl|bbb|sign|subscri|consent|opt|regist|agree|authori|request|enroll|number|"
    r"info|"
    r"contact|text|messag|stop|quit|call|mail|phon|cancel|\bend\b|terminat|enough|fed up|sick|tired|fuck|screw|shit|"
    r"deceased|passed|died|dead|wrong|remov|delet|unwanted|unsolic|disturb|dnd|blacklist|wast|hate|many|nobody|list|"
    r"nothing"
)

COMPLAINTS = (
    r"\bwho (?:gave|authorized|allowed|told|asked) you (?:permission )?to (?:text|contact|message)\b|\bonly "
    r"(?:contact|reach|communicate with) "
    r"(?:me|us) (?:by|via|through|at)\b",
    r"\b(?:fil(?:e|ing)|lodg\w+|mak\w+|submit\w*) (?:a |an |my )?(?:formal |official )?complaint\b(?! (?:about|"
    r"against|on|with) (?!you|these|your|"
    r"text|the (?:text|mess|fcc|ftc)|fcc|ftc|this))",
    r"\bthis (?:is|was) (?:his|her|their|the (?:\w+ ){1,2}\w+s|my (?:late )?\w+s) (?:old |work )?(?:phone|number|"
    r"cell)\b",
    r"^(?:(?:please|hi|ok|no|hey) ){0,3}(?:stop|unsubscribe) (?:i|im|my (?:husband|wife|mom|mother|dad|father|son|"
    r"daughter|lawyer)|we|this is|no|not|he|she|who is|why are)\b",
    r"\b(?:want|need|like|please) (?:to )?(?:have )?my (?:account|membership|subscription|service) (?:closed|"
    r"cancelled|canceled|terminated|ended)\b",
    r"\byou (?:guys |people )?(?:are|keep) (?:\w+ )?(?:disturbing|waking|annoying|bugging|pestering|interrupting|"
    r"bombarding)\b",
    r"\b(?:texting|messaging|contacting) (?:me|us|people|someone|customers|strangers|anyone)\b(?: \w+){0,6} "
    r"(?:unacceptable|rude|inappropriate|"
    r"unprofessional|illegal|ridiculous|crazy|insane|harassment|not (?:ok|okay|cool|acceptable|appropriate))\b",
    r"\b(?:number|phone) (?:is|was) (?:private|unlisted|personal|confidential|not public|supposed to be private)\b|"
    r"\bno longer here\b",
    r"^(?:i )?(?:dont|do not) want(?: (?:this|these|them|any|any of|no more|more|anymore|no part of|please))*$",
    r"(?:stop|quit|enough|no more|end) (?:with )?(?:the |these |your |all the |all these )?(?:\w+ )?(?:phone "
    r")?calls\b(?! from (?:him|her))",
    r"^(?:please |just )?(?:call|phone|email)(?: me)? (?:and |please )?dont text\b|^(?:please )?dont text (?:me "
    r")?(?:just |please )?(?:call|email)\b",
    r"^(?:(?:cmon|come on|man|guys|dude|bro|people|ok|please|jesus|wow|omg|ugh|seriously|god|hey|folks|alright) "
    r"){1,4}enough$",
    r"what part of (?:no|not|dont|im not|leave)\b",
    r"(?:kidding|serious|wtf|joking|deal|whats|what is|up) (?:me )?(?:up )?with (?:these|all these|all the|all of "
    r"these|your|the constant|so many|"
    r"this many) (?:\w+ )?(?:texts|messages)\b",
    rf"^(?:(?:sorry|um|hi|hello|but) )*(?:there is|theres|there isnt) (?:no|nobody|no one|a|any) "
    rf"(?!{_NO_NAME}\b)(?:\w+ )?(?:here|at this number|"
    r"by that name|living here|at this address|in this house)$",
    r"^(?:\d{1,2} )?(?:stop|unsubscribe|optout)(?: \d{1,2})?$",
    r"^no more(?: (?:please|thanks|thank you|now|of this))*$|\bonly text (?:me|us)\b|text (?:me|us) only|"
    r"(?:stop|end|cancel) (?:sending )?(?:me )?(?:the |those )?(?:daily|weekly|monthly|morning|evening) ",
    r"^(?:(?:ugh|ok|okay|thats|seriously|no|please|god|omg|oh) ){0,3}enough(?: (?:please|now|thanks|already))*$",
    r"uninterested|no interest\b(?! (?:for|rate|rates|loan|financing|charge|free|until|if|on|fee))|have no "
    r"interest\b(?! (?:rate|on))|lost interest|^(?:(?:no|sorry|thanks|really|just|this is|its|"
    r"thats) )*"
    r"not (?:for|interested to) (?:me|us)\b(?! (?:but|for|its|this))|^(?:(?:no|thanks|ill|well|we will|we ll|hard|"
    r"going to|im|i "
    r"will|have to|sorry) )*"
    r"pass(?: (?:on this|on that|thanks|this time|for now|sorry|but thanks))*$|^(?:no )?(?:longer|not) (?:looking|"
    r"in the market)(?: (?:anymore|thanks|right now|at this time|now))*$",
    r"(?:^|\b(?:(?:this|it|that) is|like|be|this|thats|you|its|just|more|another|such|no|all|damn|fucking|a|of|"
    r"mark\w*|report\w*|"
    r"as) )(?:spam|scam|"
    r"spammers?|scammers?|spamming|scamming|harassment)\b(?! (?:and|musubi|fried|cans?|folder|box|filter|email|call|"
    r"calls|inbox|solution|"
    r"blocker|"
    r"protection|sandwich|musubi|policy|training|lawyer))",
    r"(?:^|\b(?:you|yall|guys|people|company|this|these|stop|quit|all|of|business|texts|messages)) ?(?:(?:are|re|"
    r"keep|always|is|has been|have been) )?(?:\w+ )?(?:harassing|spamming|scamming|bothering|"
    r"stalking)",
    r"(?:spam|scam) ?(?:text|message|number|alert|bot)s?\b",
    r"(?:my|our|a|the) (?:lawyer|attorney|legal team|solicitor|counsel) (?:will|is going to|would|shall|said|says|"
    r"has been) "
    r"(?:be (?:in touch|in contact|filing|notified|contacting|calling|hearing|reaching|suing)|contact|call|hear|sue|"
    r"love|see|get)\b(?! (?:you )?(?:about|with|re|regarding|to) (?:the|our|my|a|sched\w*|set|sign|close)\b(?! "
    r"(?:texts|messages)))",
    r"(?:hear|hearing|call|letter|word|email|notice|summons|something) from my (?:lawyer|attorney|legal)|(?:sue|"
    r"suing|report|reporting|block|blocking|blocked|reported) "
    r"(?:you|"
    r"this|yall|these|ur|your)\b",
    r"(?:will|ill|going to|im|gonna|i|have to) (?:sue|block|report|be (?:suing|reporting|blocking))(?: (?:you|u|yall|"
    r"this|"
    r"these|ur|your|the (?:company|number|business)|it|to the (?:fcc|ftc|police|carrier|bbb|attorney)|and)\b|$)|"
    r"(?:see you in|"
    r"take you to) court\b(?! (?:haha|lol|jk|for|at|then|on|tomorrow|monday|tuesday|wednesday|thursday|friday))|"
    r"^(?:blocked|reported)(?: and (?:reported|blocked))?(?: (?:you|this))?$|"
    r"^(?:(?:i|you|just|im|have|you are|getting|being|already|been) ){0,3}(?:blocked|blocking)$",
    r"legal action|lawsuit|tcpa|(?:report\w*|complain\w*|fil\w+|contact\w*|call\w*|notify|to|with) (?:\w+ "
    r"){0,4}(?:fcc|ftc)\b|^fcc\b|class action|better business bureau|attorney general|(?:this|it|texting|these|thats|"
    r"texts|messages|that|you|which) (?:is |are |isnt )?(?:\w+ )?illegal|illegal (?:to|for you|text|spam|and you)|"
    r"^illegal$|legal (?:for (?:you|this company) )?to (?:text|message|contact|spam)|the b\b(?=$| about| for)|"
    r"against the law|violat\w+ (?:\w+ ){0,3}(?:law|laws|act|rights|statute)|federal law|telephone consumer|"
    r"small claims|^cease(?: (?:and|all|any|contact|now|please|texting|communic\w*|sending|immediately|this)|$)|"
    r"restraining order|the police|\bcasl\b|\bbbb\b",
    r"(?:never|didnt|dont remember|dont recall|havent|not) (?:ever |even |remember |recall )?(?:sign|signing|"
    r"signed|subscribe|subscribed|"
    r"subscribing|consent|consented|opt|opted|optin|register|registered|agree|agreed|ask|asked|give|gave|(?<!not "
    r")giving|fill|filled|submit|submitted|"
    r"given|authorize|authorized|"
    r"request|requested|enroll|enrolled)\b(?! (?:(?:up|in|to|for) ){0,3}(?:that|the|a|an) (?!text|list|mess|"
    r"alert)\w)(?! for (?!this|these|any|it|that|text|mess|your|alert|update|promo|spam|you|sms|contact|notif|ads|"
    r"market|info)\w)(?: (?:out|form|forms|up|in|to|for|you|yall|anyone|my|this|these|any|anything|it|that|"
    r"permission|texts?|"
    r"messages?|be|from|alerts|your|get|getting|receiv\w+|consent|number|text|contacted|texted)){1,7}(?! (?:price|"
    r"contract|repair|"
    r"quote|upgrade|deluxe|plan|fee|charge|work|deal|order|service|the|a|an|windows|\w+ quote))(?<! to that)",
    r"(?:how|where|whered|howd|why) (?:the (?:hell|fuck) )?(?:did|do|d|you|in the world did|"
    r"on earth did) ?(?:you |u |yall |this )?(?:guys |people |company |all )?"
    r"(?:even |ever )?(?:get|got|find|have|obtain) (?:\w+ )?(?:my|this) (?:\w+ )?(?:number|info|information|"
    r"contact|name)",
    r"(?:who|what) (?:\w+ ){0,3}(?:gave|give|sold|provided) (?:you |u |yall |out )?(?:guys |people )?(?:my|"
    r"this) (?:\w+ )?(?:number|info|contact|information)",
    r"why (?:are|do|r|is|does) (?:you|u|this company|this number) (?:guys |people |all |still |always |keep |"
    r"even )*(?:texting|messaging|contacting|"
    r"bothering|text|message|contact|sending|bother|harassing|spamming|keep)",
    r"why am i (?:still |even |always )?(?:getting|receiving)(?= (?:these|this|texts|messages|your|so many|spam|a "
    r"text|another|texted|alerts|it|from|all these|all of these|sms|any|all)\b|$)|(?:^|\b(?:you|u|yall|guys|people|"
    r"company|who|and|they|"
    r"number) )(?:keep|still|always) (?:texting|messaging|"
    r"bothering|spamming|harassing|contacting) (?:me|us)|"
    r"(?:keep|still|always) (?:getting|receiving) (?:these|your|this|so many|unwanted) ",
    r"(?<!nt )(?<!not )(?<!never )(?:stop|quit|cease) (?:\w+ )?(?:calling|emailing|phoning|ringing|mailing|faxing|"
    r"talking to me|writing|dming|"
    r"knocking|coming to my|tagging|sending|asking me)\b",
    r"(?:dont|never) (?:ever |you |please |even )*(?:call|email|phone|ring) (?:me|us|this|here|my|again|anymore)|"
    r"(?:no|no more) (?:calls|phone calls|emails|calling)",
    r"\bno more (?!than\b)(?:\w+ ){0,2}(?:listings?|homes|houses|photos?|pictures|pics|videos?|coupons?|deals|offers|"
    r"discounts|flyers|invites|links?|quotes?|jokes|"
    r"ads|emails?|specials|sales|follow ups?|check ins?|reminders?|surveys?|notices|stuff|crap|bs|bullshit|bots?)\b|"
    r"^(?:please )?no (?:texts?|messages?|texting) (?:\w+ ){0,3}(?:after|before|on|at|during|while|past|until)\b",
    r"leave (?:my|our) (?:employees|staff|team|workers|tenants|clients|customers|friends|coworkers|boss|people|crew) "
    r"alone",
    r"(?:stop|quit) (?:texting|messaging|contacting|bothering) (?:him|her|them|my|the|your|about)\b|(?:dont|"
    r"never) send (?:me|us) (?:any ?more|another|those|these)\b",
    r"(?:cancel|end|terminate|stop|close) (?:\w+ )?(?:my|the|this|our) (?:\w+ )?(?:subscription|membership|"
    r"service|account|plan|policy|contract)(?: (?:please|now|today|immediately|thanks|thank you|asap))*$",
    r"(?:cancel|end|terminate) (?:\w+ )?(?:my|this|our) (?:\w+ )?(?:subscription|membership|service|account|plan|"
    r"enrollment)|^(?:cancel|end) (?:it|this|everything|all|that|"
    r"me|subscription|service|membership|account|now|please)$",
    r"(?:no longer|not|doesnt|isnt|aint) (?:with (?:us|the company)|here(?= anymore| any longer)|work here|works "
    r"here|at this (?:number|"
    r"company)|my (?:number|phone)(?! one| two| bill| case)|(?:live|lives) here)\b",
    r"(?:^|\b(?:the|a|to|is|that|it|now|this|have|has|hes|shes|person|who) )new (?:phone )?number is|"
    r"changed (?:my |his |her |their )?numbers?|"
    r"(?:his|her|their) (?:old |new )(?:phone|number)|new phone is|wrong (?:one|dude)$",
    rf"^(?:(?:no|sorry|hi|hello|um|hey) )*(?:im|i am|this is|thats) not (?!{_COMMON}\b)[a-z]+$|"
    rf"^(?:(?:no|sorry|hi|hello|um|hey) )*(?:this isnt|this aint|im not) (?!{_COMMON}\b)[a-z]+(?: "
    rf"(?!{_COMMON}\b)[a-z]+)?$|(?:nobody|no one|noone) (?:here )?(?:by|named|with|called (?!me|us|back|about|to|"
    r"him|her))|"
    r"(?:not|no longer) (?:his|her|their|my|the right|the same) (?:number|phone|person|guy)(?: anymore)?(?! (?:one|"
    r"two|bill|case))|^no (?!{_NO_NAME}\b)[a-z]+ (?:here|at this number|lives here)",
    r"(?:not|isnt) the (?:right )?(?:person|guy|one) (?:you|youre)|do (?:not|nt) know (?:any|a) |(?:dont|"
    r"doesnt) (?:have|own|use|belong) (?:this|that) (?:number|phone)(?= anymore| any|$| and| so| now| she| he| they| "
    r"please)",
    r"(?:only|prefer|rather|prefers) (?:you |send |that you )?(?:just )?e ?mails?(?: me| us)?\b(?! (?:you|it|the|"
    r"this|them|my|a|"
    r"that|takes|if|when))|(?:just|please) (?:send (?:an )?|just )?e ?mail (?:me|us)?(?: only| instead| please)*$|e "
    r"?mail (?:me )?(?:only|"
    r"instead)(?: please| thanks)*$|please (?:only )?e ?mail$|(?:call|email|phone) (?:me )?instead|"
    r"\b(?:use|by|via|through|contact|call|email|mail|fax|write to|reach|direct\w*|send|speak to|talk to) (?:\w+ "
    r"){0,6}(?:going forward|"
    r"from now on|from here on(?: out)?|in the future|henceforth|hereafter|moving forward|from this point)\b|"
    r"^(?:please )?(?:from now on|going forward|in the future|moving forward|henceforth) (?:please )?(?:use|"
    r"contact|"
    r"call|email|mail|write|fax|reach|direct)\b|(?:contact|speak to|talk to|go through) my (?:attorney|lawyer)\b(?! "
    r"for| to (?:get|sched|set|sign))|"
    r"(?:contacting|calling|consulting|talking to|speaking to|speaking with|involving|retaining|hiring|called|"
    r"contacted|getting) "
    r"(?:my|a|an|our) (?:\w+ )?(?:lawyer|attorney)\b(?! (?:for|to (?:review|look|sign))|s)|(?:turn|turning|"
    r"forward\w*|hand\w*) (?:this|"
    r"these|it) (?:over )?to (?:my|our|a|the) (?:lawyer|attorney|police|authorities|fcc|ftc)|^reported(?: (?:as|to|"
    r"for) |$)|"
    r"(?:instead of|rather than) (?:texting|text|messaging|a text)|prefer (?:calls?|email|phone|a call)|(?:by|"
    r"via) (?:email|phone|mail) only",
    r"no need to (?:text|message|contact|reach out|write|send)|(?:dont|no longer) need (?:to (?:text|message|"
    r"contact|reach|hear))|dont need (?:your|these|this) (?:\w+ )?(?:service|help)",
    r"(?:this|it|that|all of this|all this|the madness) (?:really )?(?:needs?|must|has|have|should|better|"
    r"got) (?:to )?(?:stop|end|cease)|make (?:it|this|these|them|that) (?:all )?stop|"
    r"want (?:this|it|all of this|all this) to (?:stop|end)",
    r"enough (?:with|already|is enough|of this(?= (?:shit|crap|bs|nonsense|spam|harass\w*|garbage)|$| already| "
    r"please)|of (?:your|these|the))|^(?:thats|ok|thats quite|ive had|had|"
    r"i have had)? ?enough$|fed up with (?:you|this|these|your|the (?:text|mess)|getting|all)|fed up$|"
    r"(?:sick|tired|sick and tired) (?:of|with) (?:(?:all|all of|being|getting|receiving|hearing|seeing) )?(?:your|"
    r"these|you|yall|it$|this$|text\w*|messag\w*|spam|from you|harass\w*|this (?:shit|crap|bs|spam|company|text\w*|"
    r"harass\w*|nonsense)|the (?:text|mess|spam|constant)\w*)|"
    r"done with (?:you|these|this company|yall|your)|had it with|^(?:(?:oh|ugh|just|please|omg|seriously|ok|guys|for "
    r"gods sake|will you|would you|come on|jesus|god) )*(?:give (?:it|me|us) a (?:rest|break)|knock it off|cut it out|"
    r"let it go|drop it|move on|take a hint|get a (?:life|clue|hint)|give up|back off|buzz off|zip it|cool it|"
    r"not again|what the hell|quit it|find (?:someone|somebody) else|bother (?:someone|somebody) else|go bother \w+ "
    r"else|"
    r"take the hint|no means no)(?: (?:already|now|please|guys|will you|would you|people|thanks|ok))*$",
    r"fuck (?:you|u|this|yall|your)\b|screw (?:you|u)\b|go (?:die|screw)|shut (?:the (?:fuck|hell) )?up(?! (?:no way|"
    r"really|thats|you did|omg|are you|its|i))|^(?:die|"
    r"stfu|gfy|fu|fuk u)$|kiss my ass|eat shit|up yours|suck my",
    r"(?:nothing|anything) (?:\w+ )?(?:to do )?(?:with|from|more from) (?:you|u|this company|your company)|(?:not|"
    r"never) (?:doing|do) business",
    r"(?:too|so|way too) many (?:texts|messages|of these|alerts|notifications)|(?:text|texts|message|texting|"
    r"messaging|messages) (?:me )?(?:way )?(?:too|so) (?:much|often|many)|"
    r"(?:text|message|contact) (?:me|us) less|(?:less|fewer) (?:texts|messages|often)",
    r"if (?:you|u|yall|i) (?:guys |ever )?(?:text|message|contact|get|bother|send|hear) (?:me |us |another |"
    r"one more )*(?:again|one more|another|text)|next (?:text|message)(?! me)|text me again and",
    r"(?:need|want|try|trying|tried|going|would like|like|how|way|able) (?:to )?(?:\w+ )?(?:optout|unsubscribe|"
    r"stop)$|^(?:\w+ ){0,4}unsubscribe(?! (?:fee|rate|page))(?: \w+){0,4}$|"
    r"unsubscribe (?:link|button|option)|optout of (?:your|these|all|any|text|messag|sms|it\b|everything|this|the "
    r"(?:text|mess|sms|list|alert|notif|program|campaign))|^optout\b(?! of)|(?:i )?(?:already |have )?unsubscribed "
    r"(?:from this|weeks|months|"
    r"already|yesterday)|already (?:unsubscribed|opted out|optout)",
    r"^(?:(?:please|just|no|ok|now|yes|all|can you|could you|you can) )*(?:cancel|end|quit|remove|revoke|exit|"
    r"block|pause|leave|out)(?: (?:please|now|it|all|me|this|that|thanks|thank you))*$",
    r"^(?:(?:just|please|and|will you|can you|could you|would you|make it|how do i|i want to|do i|"
    r"want to) )*stop(?: (?:that|now|this|at once|u|you|here|lying|trying|playing))*$",
    r"(?:remove|delete|take) (?:me|my name|my number|my info\w*|us|this number) (?:from|off|"
    r"out)(?: (?:of )?(?:(?!wait|guest|invit)\w+ ){0,4}(?:lists?|newsletters?|e ?mails?|mail|mailing|calls|promos|"
    r"promotions|database|"
    r"system|texts?|messages?|campaigns?|thread|chat|program|subscription|notifications|alerts|this|it|here|these|"
    r"everything)(?: please| now| "
    r"thanks)*$| (?:of )?(?:(?!wait|guest|invit)\w+ ){0,3}(?:mailing |call |calling |text |texting |email |contact "
    r")list\b|$)",
    r"(?:not|isnt) (?:a )?(?:good|right) (?:number|time) (?:to|for) (?:text|texts|reach)|(?:dont|not) (?:text|"
    r"use) this (?:number|phone)\b",
    r"(?:accidentally|mistakenly|didnt mean to|by (?:accident|mistake)) (?:\w+ ){0,3}(?:stop|unsubscribe\w*|optout)$|"
    r"(?:want|like|love) (?:to )?(?:get|receive|start (?:getting|receiving)|have) (?:\w+ ){0,3}(?:texts|messages|"
    r"alerts|updates) "
    r"(?:again|back)|(?:start|resume|begin|continue) (?:texting|sending|messaging)(?: me| us)? |(?:sign|put|"
    r"add) me (?:back (?:up|on|in|again|please|to (?:the|your|texts|messages|texting))\b|back$|(?:up|on|to) (?:again|"
    r"for (?:the |your )?(?:texts|messages|alerts)|"
    r"(?:the|your) (?:text\w*|sms|messag\w+|alert|contact) list))|"
    r"(?:optin(?= again|$| to (?:text|message|alert))|opt back in|opt me (?:back )?in\b(?! (?:for|on|to) the (?!text|"
    r"mess|list|alert|sms))|resubscribe)|subscribe me",
    r"(?:drop|stop|quit) (?:dead|contact|bothering)|waste of (?:my )?time|wasting (?:my|your) time|(?:dont|"
    r"not) (?:bother|bothering)$|not worth|"
    r"lose me|blacklist|(?:do not|dont) disturb\b(?! (?:sign|mode|is|was|on))|\bdnd\b|hate (?:these|your|getting) "
    r"(?:texts|messages)|"
    r"unwanted (?:texts|messages)|unsolicited",
)

ON_A_LIST = r"\b(?:dont (?:call|text|contact|disturb) (?:list|registry|register)|dnc(?: list| registry)?)\b"
