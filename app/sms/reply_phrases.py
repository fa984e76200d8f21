"""What English replies say about being texted, as data: the patterns of rules M6 to M8, over plain words.

Each pattern reads the plain form of a clause (plain_reply.py) from a place where a wish or a command can begin.
Gaps are lists of words, never "anything", and every repetition has a bound: reading is linear, and "stop sending the
trucks" is no "stop sending texts". 47 CFR 64.1200(a)(10): a revocation is whatever a reasonable person reads as one.
"""

from app.sms.reply_vocabulary import (
    COMMERCIAL,
    CONTACT,
    CONTACTING,
    ELSEWHERE,
    END,
    GAP,
    HARD,
    JUNK,
    KIN,
    LIST,
    MINE,
    OFFERS,
    PLAIN,
    SELF,
    STRICT_LIST,
    THIRD,
)

# With anything after them, unless it limits them.
FIRM = (
    rf"{END} {HARD}{CONTACTING}(?! (?:and driving|while driving|him|her|them|each other|one another|your|the|with|"
    rf"about (?:it|how)|that|my (?:boss|friends?|clients?|ex|coworkers?|employees?|tenants?|dog|cat))\b)",
    rf"(?:{END}|cancel|turn off|shut off|deactivate|kill|disable|terminate|get rid of|no more of) "
    rf"{HARD}(?:(?:sending|send|getting|receiving|giving|to)(?: (?:me|us|out|my phone|this number))? )?"
    rf"(?:my )?{GAP}{{0,5}}{PLAIN}{ELSEWHERE}(?! (?:each other|one another|"
    rf"my (?:boss|friends?|clients?|ex|coworkers?|employees?|tenants?|customers?|staff|workers?|students?|dog|cat))\b)",
    rf"{END} {HARD}(?:sending|send|getting|receiving|giving) (?:(?:me|us|out|my phone|this number) "
    rf")?{GAP}{{0,5}}{COMMERCIAL}"
    rf"{ELSEWHERE}",
    rf"(?:{END}|turn off|shut off|deactivate|kill|disable|cancel) (?:{HARD}){GAP}{{0,5}}{COMMERCIAL}(?= *$| "
    rf"(?:please|now|"
    r"thanks|thank|to (?:me|us|my|this)|from (?:you|your|this)|immediately|already|asap|right|at once|i |im |its|"
    r"this|you|"
    r"or|and (?:dont|never|lose|remove|leave|delete|take)|they|so i|sent))(?<!cancel offers)",
    rf"(?:{END}|deactivate|disable) (?:sending|send) (?:me|us|out|my phone|this number) {GAP}{{0,5}}(?:texts?|"
    rf"messages?)\b",
    r"(?:i|we) (?:hereby |now |am |are |do |formally |officially |choose to |elect to |wish to |would like to |want "
    r"to )*"
    r"(?:optout|opt out|opting out|unsubscribe|unsubscribing)(?: (?:of|from)(?= (?:all|your|these|this|any|future|"
    r"further|"
    r"texts?|messag\w+|sms|everything|it))|(?=$| thanks| thank| please| now))",
    r"(?:any|all|my|our|the) (?:\w+ )?(?:consent|permission|authorization) (?:\w+ ){0,4}(?:is |are |has been |was "
    r")(?:hereby |now )?"
    r"(?:revoked|withdrawn|rescinded|cancelled|canceled|terminated|void)",
    r"my (?:client|clients|husband|wife|mother|father|mom|dad|son|daughter) (?:hereby |formally |has |have "
    r")*(?:revokes?|revoked|"
    r"withdraws?|withdrawn|rescinds?)(?: (?:all|any|their|his|her|prior|express)){0,3} (?:consent|permission|"
    r"authorization)",
    rf"(?:dont|never) {HARD}(?:text|message|contact|call or text) (?:him|her|them|my {KIN}) ?(?:anymore|again|ever|"
    rf"any ?more|"
    r"no more|at all)",
    r"(?:i|we) (?:hereby |am |formally |now |do |officially |also )*(?:revoke|revoking|withdraw|withdrawing|rescind) "
    r"(?:any |all |my |"
    r"prior |express |written |previous )*(?:consent|permission|authorization)",
    r"how many (?:more )?times (?:\w+ ){1,7}(?:stop|unsubscribe|remove me|take me off|be removed|optout|leave me "
    r"alone)\b(?! by)",
    r"(?:stop|quit|unsubscribe)(?: now| it| this| please| texting)? (?:or (?:else\b|(?:ill|i will|im going to|we will|"
    r"i) (?:call|sue|report|"
    r"block|contact|file|press|get a|get my|take legal|have you))|before (?:i|we) (?:report|sue|call|block|contact|"
    r"file|get a|lose))",
    rf"(?:see|make sure|ensure|ask|request|insist)(?: to it)?(?: that)? {SELF} (?:is|be|gets|are) (?:promptly |"
    rf"immediately )?(?:removed|"
    r"deleted|erased|taken off|taken out)",
    r"(?:take|remove|get|delete) (?:it|this|that|this one) (?:off|from|out) (?:of )?(?:whatever|whichever|any|your|"
    r"ur) (?:\w+ ){0,2}"
    r"(?:lists?|system|database)\b",
    rf"(?:take|remove|delete|drop|strike|scratch|pull|erase) {SELF} (?:off|from|out) (?:of )?(?:your|ur|this|these|"
    rf"all) "
    r"(?:(?!wait|waiting|guest|invit|volunteer|callback|standby|rsvp|payroll|account)\w+ ){0,2}(?:lists?|database|"
    r"system|contacts|records)\b",
    rf"{SELF} (?:needs?|has|must|should|better|wants?|ought)(?: to)? (?:be |come |get |go )?(?:off|removed from|"
    rf"taken off|deleted from|"
    rf"out of) {STRICT_LIST}",
    r"(?:i |we )?(?:have )?(?:ask|asked|request|requested|demand|demanded|insist|insisted|want|wanted|expect) "
    r"(?:that )?(?:(?:these|the|all|your|"
    r"any|further|future) ){0,3}(?:texts|messages|communications?|texting|contact|text messages) (?:to )?(?:cease|"
    r"stop|end|be (?:stopped|"
    r"discontinued|ended))\b",
    r"(?:did|didnt) (?:i|we) (?:not |just |already )?(?:say|tell you|ask|text|reply|type|text you)(?: (?:you|to|the "
    r"word|already)){0,3} (?:stop|"
    r"unsubscribe|no more)\b(?! (?:by|in|at))",
    r"(?:stop|unsubscribe)(?= (?:i (?:said|told|already|never|asked|dont want)|no me interesa|ya no|not interested|"
    r"im not (?:interested|him|her|"
    r"the)|wrong (?:number|person)|we (?:dont want|are not interested)|who is this|not your)\b)",
    rf"(?:dont|never) {HARD}send (?:me |us )?(?:(?:any|more|anymore) ){{1,2}}(?:of )?(?:these|them|those|your)\b",
    r"(?:im|i am|we are) (?:so )?done (?:with|w) (?:these|your|the|all these|all the) (?:texts|messages)(?= (?:take|"
    r"remove|unsubscribe|stop|optout))",
    rf"(?:dont|never) {HARD}reach out(?: to (?:me|us))?(?: (?:again|anymore|ever)|$)",
    rf"(?:want|wish|like|need|have|get|request|ask) (?:to )?(?:have |get |for |that )?{SELF} (?:to )?(?:be "
    rf")?(?:removed|"
    r"deleted|erased|taken off|taken out|unsubscribed|purged|opted out|scrubbed)(?! (?:from|off) (?:the )?(?:\w+ "
    r")?(?:lease|"
    r"deed|title|loan|account|policy|waitlist|mortgage|contract|bill|invoice|schedule))",
    rf"(?:i |we )?(?:dont|no longer) {HARD}(?:want|wish|need|care) (?:(?:to|get|receive|be|for|getting|any|more|"
    rf"anymore) ){{0,5}}"
    rf"{GAP}{{0,3}}(?:texts|messages|text messages|sms|spam|solicitations|notifications) from (?:you|your|this|ur|"
    rf"yall|u)\b",
    rf"{END} {HARD}(?:calling|emailing|phoning) ?(?:me |us )?(?:and|or|n|&) ?(?:texting|messaging)",
    rf"(?:dont|never|no longer|not to|not|you may not|you cant) {HARD}(?:try to )?(?:send )?(?:call |"
    rf"email )?(?:or |and )?"
    rf"(?:fucking )?{CONTACT} (?:(?:to|or call|or email|and call) )?{MINE}(?! (?:or|and) (?:my|the) (?:boss|"
    rf"employer))",
    rf"(?:dont|never) {HARD}(?:send|give|text|message|write) (?:(?:to )?(?:me|us|this number) )?{GAP}{{1,5}}{OFFERS}",
    rf"(?:i |we )?(?:dont|no longer|never|didnt|wont|not|cant) {HARD}(?:really )?(?:want|wish|care|need|like|"
    rf"desire|agree|"
    rf"consent|would like|authorize|intend|tolerate|accept)(?:ed)? (?:for )?(?:you |you guys |you people )?(?:to )?"
    rf"(?:be |keep |continue |have |get |getting |receive |receiving |see |hear |read |see )*(?:any |more |"
    rf"any more |anymore |"
    rf"your |to |from you )*(?:texted|messaged|contacted|bothered|spammed|solicited|hear from (?:you|u|anyone)|"
    rf"texting me|"
    rf"hearing from you|contacting me|to (?:text|contact|message) me|(?:text|contact|message|bother) (?:me|us)\b|"
    rf"on (?:this|your|the|any) (?:\w+ )?list)",
    rf"(?:not|no longer|never) (?:interested|looking|wishing|wanting|willing|wish|want) (?:in |to |for )?"
    rf"(?:receiv\w+|get|getting|hear\w*|be|being|these|any|your) (?:be )?{GAP}{{0,4}}(?:{OFFERS}|from you|contacted|"
    rf"texted)",
    rf"(?:id |i |would |we )*(?:rather|prefer|like|want|wish|choose|elect|ask) (?:you )?(?:to )?(?:not|"
    rf"didnt) (?:to )?"
    rf"(?:be |get |receive |getting |receiving |hear |have )*{GAP}{{0,4}}(?:{OFFERS}|contacted|texted|messaged|"
    rf"from you|{CONTACT} me)",
    rf"(?:i )?(?:want|need|get|got|wanted|take|remove|delete|scratch|drop|cross|strike|pull|erase|scrub|kick|keep|"
    rf"cut) "
    rf"(?:(?:{SELF}|off|out) ){{1,3}}(?:(?:off|out|from|of) ){LIST}(?! (?:plan|bill|account|call|insurance|policy|"
    rf"lease|"
    rf"title|tree|line))",
    rf"(?:i )?(?:want|need|get|got|wanted|keep) (?:me )?(?:off|out)(?: of)? {STRICT_LIST}",
    rf"(?:take|remove|delete|drop|strike|scratch|pull|erase|get) {THIRD} (?:off|from|out)(?: of)? {STRICT_LIST}",
    rf"(?:delete|erase|lose|remove|take off) (?:his|her|their|(?:my|our) (?:late )?{KIN}s) (?:phone |cell "
    rf")?number\b(?! from (?!your|the system|this))",
    rf"(?:remove|delete|unsubscribe|(?:getting|get) off|removal) (?:from |of )?(?:from "
    rf")?{STRICT_LIST}(?<!texts)(?<!messages)",
    rf"(?:getting|be|get) (?:removed from|taken off|deleted from|taken out of) {LIST}",
    r"(?:stay|keep|get) (?:off|out of) my (?:phone|line|inbox|texts)\b",
    rf"(?:unsubscribe|optout|opt {SELF} out|unenroll|deregister|unlist|unregister|opting out)"
    rf"(?: {SELF})?(?: (?:the (?:hell|fuck) out))?(?: (?:of|from|to))? {GAP}{{0,4}}(?:{OFFERS}|these|this|all|"
    rf"everything|here|it|"
    rf"list|that|your (?:list|texts|service|texting|system|company|program|database|thing)|{JUNK}|mailing list|"
    rf"texting list)\b",
    rf"(?:unsubscribe|optout|unenroll|deregister) {SELF}(?! from)",
    rf"opt(?:ing)? {SELF} (?:the (?:hell|fuck) )?out(?! of)",
    r"(?:i |we )?(?:hereby |am |formally |now |do |officially )*(?:revoke|revoking|withdraw|withdrawing|rescind|"
    r"retract|"
    r"take back|cancel|terminate) (?:my|all|any|our|the) (?:prior |previous |express |written |my |any |all |"
    r"given |of )*"
    r"(?:consent|permission|authorization|optin|approval)",
    r"(?:my )?(?:consent|permission|authorization) (?:is |has been |to text me is )*(?:hereby )?(?:revoked|"
    r"withdrawn|rescinded|"
    r"cancelled|canceled|denied)",
    r"you (?:dont|no longer|never) (?:\w+ )?(?:have|had) (?:my |any |our )?(?:permission|consent|authorization) to "
    r"(?:text|contact|message|send)",
    r"(?:i )?(?:dont|no longer) (?:consent|give (?:you )?(?:my )?(?:consent|permission))",
    rf"(?:dont|never) {HARD}(?:hit|blow) (?:me|us|my (?:phone|line|cell)) up",
    r"what part of (?:stop|unsubscribe|dont text|leave me alone)",
    r"cease (?:and desist|all|any|contact|communications?)",
    r"leave (?:me|us|my (?:wife|husband|family|mom|mother|kids?|son|daughter)) (?:the (?:fuck|hell|f|heck) |tf |"
    r"fucking |"
    r"completely )?(?:alone|be|tf alone)\b",
    rf"(?:lose|loose|delete|erase|forget|lost|dump|destroy|trash|burn|scrub|throw away|get rid of|discard) "
    rf"(?:{SELF}|my (?:\w+ )?(?:number|digits))\b(?! (?:from the (?:invoice|form|order|sign|lease)|in|and use|use))",
    r"(?:fuck|f|piss|bugger|sod|back|buzz|screw|bug|eff|fk) off\b(?! the)",
    rf"(?:make|get|have|tell) (?:it|this|them|him|her|these people|this thing|(?:your|the|this) (?:bot|system|computer|"
    rf"robot|people|machine|office|number|phone)) (?:to )?{END} {HARD}{CONTACTING}",
    r"(?:make|get) (?:it so you |these |the |this |those |your )*(?:texts|messages|texting|alerts|notifications|"
    r"spam) (?:to )?stop",
    r"(?:want|need) (?:these |the |this |those |your |all )+(?:texts|messages|texting|alerts|notifications|"
    r"spam) (?:to )?"
    r"(?:stop|end|be stopped)",
    r"(?:all |these |the |this |those |your )*(?:texts|messages|texting|spamming|harassment|messaging|alerts|"
    r"notifications) "
    r"(?:(?:really )?(?:need|needs|must|have|has|should|better|got)(?: to)?) (?:stop|end|cease)",
    r"(?:stay|get) (?:away from me|off my phone|the (?:fuck|hell) (?:off|out of) my (?:phone|inbox)|"
    r"out of my (?:inbox|phone))",
    r"(?:put|add|place) (?:me|us|this number|my number) (?:on|to|in) (?:(?:the|your|a|ur) )*(?:dont (?:call|text|"
    r"contact)|dnc|dnd|"
    r"no (?:call|contact|text)|block|blocked|suppression)\b",
    rf"(?:block|blacklist|ban) {SELF} (?:from|on) (?:your|the|this)\b",
    r"(?:stop|stopall|unsubscribe) (?:stop|stopall|unsubscribe|quit|end|cancel)\b",
    r"(?:have |get )?(?:my number|my name|me) (?:be )?(?:removed|deleted|taken off|unsubscribed)\b",
    r"(?:i|ive|we) (?:would |want |have |said |do )*(?:asked|requested|like|love)? ?(?:to )?(?:be )?(?:removed|"
    r"taken off|unsubscribed|"
    r"opted out|deleted) (?:from |off )?(?:of )?(?:your|this|the|these|ur) (?:\w+ )?(?:lists?|texts|messages|"
    r"database|system)",
)

# Alone in their clause but for courtesy, or followed by a new thought.
WHOLE = (
    rf"(?:dont|never) {HARD}(?!bother$|bug$|annoy$|write$|ping$|disturb$|write$){CONTACT}(?! (?:and|while) (?:you |"
    rf"you are )?driv)(?: (?:back|or (?:call|email)|me|us))?",
    rf"(?:dont|never) {HARD}(?:call|phone) (?:me )?or (?:text|message)",
    rf"(?:dont|never) {HARD}(?:send|text) (?:me|us) (?:any )?(?:more |other |another )?(?:{JUNK}|texts?|"
    rf"messages?|any ?more)(?: (?:else|more|anymore))?",
    rf"{END} (?:sending|send|getting|receiving|messages|texts)(?: (?:me|us|to me|to this number))?(?: "
    rf"{GAP}{{0,4}}(?:{JUNK}|these|"
    rf"this|that|texts|it|those|them))?",
    rf"(?:stop|quit|end|cease|desist) {GAP}{{0,4}}(?:{JUNK}|it|this|these|them|everything|all|service|subscription)",
    r"(?:stop|cancel|end|quit) (?:(?:the|this|all|your|my|any|send|sending) ){0,2}(?:text|message|sms|alert|"
    r"notification|contact)",
    rf"no more (?:of )?{GAP}{{0,4}}(?:{OFFERS}|this|these|{JUNK})",
    rf"no {GAP}{{0,3}}(?:texts|robo ?texts?|text messages|texting|spam|sms|solicit\w+|messages|contact)",
    rf"(?:i |we )?(?:dont|no longer|never|didnt) {HARD}(?:really )?(?:want|wish|care|need|like|desire|wanted|"
    rf"appreciate) "
    rf"(?:for |to )?(?:(?:be|keep|get|getting|receive|receiving|have|see|read) )*{GAP}{{0,5}}(?:my )?{OFFERS}",
    rf"(?:take|get) {SELF} (?:off|out)",
    rf"(?:remove|unsubscribe|delete|unlist) (?:{SELF}|number|phone number)",
    r"(?:be |get |being )(?:removed|taken off|unsubscribed|opted out|optout|deleted)",
    r"(?:want|like|need) (?:removed|unsubscribed|taken off|deleted)",
    r"i (?:want|need|would like) (?:off|out)",
    r"want off",
    r"(?:go|stay) (?:the fuck |the hell |fuck |to hell|kick rocks|pound sand|f |eff )?(?:away|to hell|yourself|kick "
    r"rocks|pound sand|off)(?! (?:weekend|party|gift|present|card)\b)(?! (?:for|on|this|next|to (?!hell)|with|in|"
    r"during|at) )",
    r"(?:go )?(?:kick rocks|get lost|buzz off|beat it|gtfo|scram|get bent|go kick rocks|take a hike|bug off|"
    r"shove off|"
    r"go pound sand|go to hell|go away(?! (?:weekend|party|gift|present|card)\b)(?! (?:for|on|this|next|to|with|in|"
    r"during|at|until) )|go jump in a lake)",
    r"(?:unsubscribe|optout|stopall|stop|unsubscribed)",
    r"desist",
    r"(?:im |i am |i )?(?:opting out|unsubscribing)",
    r"(?:(?:text|reply|send|type|texting|replying|sending|here is my) )?(?:stop|unsubscribe|end)(?: (?:2|to|"
    r"two) (?:end|stop|quit|optout|unsubscribe|cancel|all))",
    r"(?:text|reply|send|type|texting|replying|sending) (?:stop|unsubscribe)",
    rf"(?:i |we )?(?:dont|no longer|never) {HARD}(?:want|wish|care|need|like|desire) (?:to )?(?:be |keep |"
    rf"continue )*(?:get|getting|receive|receiving|be on) {GAP}{{0,4}}(?:these|this|them|those|any|it)",
    rf"(?:block|blacklist|ban) {SELF}(?! (?:for|off|out|in|a|on) )",
    r"(?:i )?(?:have |just )*(?:already |literally |clearly )*(?:said|say|texted|replied|typed|wrote|sent|"
    r"told (?:you|u)(?: to)?|"
    r"asked (?:you )?(?:to)?|responded|answered|put|pressed)(?: (?:you|the word|to))* (?:stop|unsubscribe)",
    r"(?:stop|unsubscribe) (?:means|is|was) (?:stop|unsubscribe|my answer|what i said)",
    r"(?:opt|cut|count) (?:me|us) out",
    r"(?:dont|never) (?:bother|contact|disturb) (?:me|us)",
    r"(?:dont|never) (?:text|message|contact) (?:me |us |back |here )*(?:no more|anymore|again|ever)",
)
