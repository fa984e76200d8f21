"""Words of replies as data: the keywords of three languages, how people mistype them, chat spelling, courtesy.

The seven words of 47 CFR 64.1200(a)(10) and the carrier's own (Twilio: default keywords) come from keywords.py.
French ARRET and AIDE are Canadian carriers' keywords, Spanish ALTO and AYUDA American ones; the rest is customary.
"""

from app.sms.keywords import HELP_WORDS, START_WORDS, STOP_WORDS


def _low(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


# These also ask for other things ("cancel, please"): with anything beside them a person decides.
WEAK_STOPS = frozenset({
    "cancel", "end", "quit", "remove", "revoke", "annuler", "annulez", "cancelar", "baja", "cancele", "cancelen",
})  # fmt: skip
STOPS = _low(STOP_WORDS) | WEAK_STOPS | frozenset({
    "stoop", "removeme", "unsubscribed", "unsubscribeme", "optmeout", "desist", "td",
    "arret", "arrete", "arretez", "arreter", "desabonner", "desabonnement", "desabonnez", "desinscription",
    "desinscrire", "desabonnezmoi", "cessez", "pare", "paren", "alto", "detener", "detengan", "basta",
    "yabasta", "nomas", "dardebaja", "darmedebaja", "dardemebaja", "deseabonner", "desuscribir",
    "desuscribirme", "desuscribirse",
})  # fmt: skip
STARTS = _low(START_WORDS) | {"subscribe", "resubscribe", "optin", "begin", "alta", "commencer", "optmein"}
HELPS = _low(HELP_WORDS) | {"aide", "ayuda", "support"}
DOUBTFUL_ALONE = frozenset({
    "fin", "para", "salir", "exit", "pause", "block", "spam", "enough", "scam", "stops", "stopped", "leave", "halt",
    "delete", "nomore", "terminate", "cease", "out", "assez", "borrar", "eliminar", "salga", "mute", "unfollow",
    "discontinue", "stoptext", "lawyer", "attorney", "lawsuit", "police", "abogado", "abogada", "avocat",
    "harassment", "parar", "blocked", "blocking", "blockear",
})  # fmt: skip

YESES = frozenset({
    "y", "yes", "yep", "yeah", "yea", "yup", "ya", "ok", "okay", "k", "sure", "agree", "iagree", "accept", "iaccept",
    "oui", "ouais", "si", "confirm", "confirmed", "absolutely", "definitely", "ofcourse", "daccord", "claro", "vale",
    "acepto", "jaccepte", "yesiagree", "yesido", "signmeup", "soundsgood", "siporsupuesto", "yessir", "yesmaam",
})  # fmt: skip
NOES = frozenset({
    "n", "no", "nope", "nah", "non", "decline", "idecline", "never", "nothanks", "nothankyou", "nunca", "jamais",
    "noway", "refuse", "irefuse", "idonot", "idont", "disagree", "idisagree", "negative", "nogracias", "nonmerci",
})  # fmt: skip
LAUGHS = frozenset("lol lmao lmfao rofl haha hahaha hahah hehe ha jaja jajaja mdr ptdr joking jk kidding".split())

# Courtesy, anger and forms of address: beside a keyword they change nothing. Longest first where one begins another.
COURTESY = (
    r"thank you(?: so much| very much| kindly)?|thanks(?: so much| a lot| but no thanks)?|many thanks|please|kindly|"
    r"por favor|porfavor|porfa|favor|muchas gracias|gracias|s il (?:vous|te) plait|s il te plait|svp|stp|merci|"
    r"have a (?:nice|good|great|blessed) (?:day|one|night|evening|weekend)|god bless(?: you)?|good ?(?:day|bye|"
    r"night)|"
    r"bye(?: bye)?|cheers|sincerely|regards|i appreciate it|appreciate it|"
    r"at all|right (?:now|away|this (?:second|minute|instant))|at once|this (?:instant|minute|second)|"
    r"effective immediately|immediately|asap|now|already|at this time|for (?:good|real|ever|life)|forever|"
    r"permanently|"
    r"once and for all|fr|frfr|on god|period|actually|for the (?:last|first|second|third|fourth|hundredth|\d+\w*|"
    r"love of (?:god|all that is holy)) ?"
    r"(?:time)?|for (?:gods|christs|fucks|petes|heavens) sake|ffs|i (?:mean|said|beg) (?:it|you)|seriously|anymore|"
    r"any more|no more|again|ever again|ever|and ever|from now on|no matter what|in general|"
    r"(?:all|every)(?: of)? (?:it|this|them|that)|entirely|completely|altogether|"
    r"hi|hello|hey|hola|bonjour|allo|yo|good (?:morning|afternoon|evening)|buenos dias|buenas(?: tardes)?|oye|oigan|"
    r"ok|okay|k|alright|fine|well|yes|yeah|yep|si|oui|no|nope|non|nah|um|uh|ugh|oh|so|just|and|n|then|or|too|also|"
    r"as well|"
    r"sorry|excuse me|pardon|sir|maam|madam|miss|sis|fam|boi|cuz|homie|pal|chief|champ|mate|bruv|ladies|gentlemen|"
    r"mister|mr|man|men|bro|bruh|dude|guys|girl|lady|folks|people|"
    r"everyone|dear (?:sir|madam|sirs|all)(?: or madam| or sir)?|to whom it may concern|"
    r"you (?:(?:fucking|stupid|damn|dumb|freaking) ){0,2}(?:idiots?|morons?|people|guys|assholes?|creeps?|scammers?|"
    r"jerks?|"
    r"losers?|bastards?|spammers?|pigs?|clowns?|bots?)|fuck (?:you|u|yall|all of you)|screw (?:you|u|yall)|i "
    r"swear(?: to god)?|mi amor|"
    r"buddy|amigo|amiga|senor|senora|my friend|friend|hun|honey|team|"
    r"god|jesus|christ|jesus christ|lord|damn|dammit|goddamn|goddammit|damnit|hell|fuck|fucking|shit|bitch|bitches|"
    r"asshole|assholes|jerk|jerks|moron|morons|idiot|idiots|creep|creeps|scammer|scammers|spammers|loser|losers|"
    r"wtf|omg|smh|dammit|carajo|putain|merde|pendejos?|cabron(?:es)?|bon sang|enough|"
    r"tout de suite|maintenant|immediatement|ya|ahora|ahora mismo|inmediatamente|mas|"
    r"sent (?:from|via) my [a-z0-9]+(?: [a-z0-9]+){0,3}|get outlook for \w+|envoye de mon \w+|enviado desde mi \w+|"
    r"(?:from|to) you(?: (?:guys|people|all|folks))?|from your (?:company|business|office)|"
    r"(?:to|on|at) (?:me|us|this number|my (?:phone|number|cell))|from anyone|from this number|of any kind|"
    r"whatsoever|"
    r"(?:twice|three times|3 times|several times|multiple times|a (?:million|thousand|hundred) times)"
)

_CHAT = """
u you|ur your|yall you|ya'll you|youse you|r are|pls please|plz please|plse please|pleas please|pleez please
pleeze please|plese please|plzz please|pleasee please|txt text|txts texts|txting texting|txtin texting
textin texting|txtn texting|msg message|msgs messages|mssg message|mssgs messages|msging messaging|mesages messages
messagin messaging|numba number|num number|nbr number|thx thanks|thnx thanks|thanx thanks|tks thanks|ty thank you
tysm thank you|wanna want to|gonna going to|gotta got to|lemme let me|dnt dont|donot dont|dnot dont|dunt dont
dontt dont
dont dont|didint didnt|cannot cant|ive i have|youve you have|youre you are|fuckin fucking|fkn fucking
fckn fucking|fckin fucking|effing fucking|frigging fucking|freaking fucking|frickin fucking|friggin fucking
freakin fucking|fcking fucking|motherfucking fucking|goddamned damn|fuk fuck|fck fuck|eff fuck|phuck fuck
pelase please|palease please|stopit stop it|stoptexting stop texting|stoptextingme stop texting me
pleasestop please stop|stopplease stop please|leavemealone leave me alone|stopmessaging stop messaging
stopspamming stop spamming|stopcalling stop calling|donttextme dont text me|dontext dont text|dontcontact dont contact
nomore no more|unsub unsubscribe|unsubs unsubscribe|unsubscribeme unsubscribe me|unsubscribes unsubscribe
textes textos|texto textos|sendin sending|callin calling|botherin bothering|buggin bugging|spammin spamming
harrassing harassing|harrasing harassing|harasing harassing|nemore anymore|nomo no more|optme opt me|tx thanks
stahp stop|sto stop|stawp stop|stap stop|staph stop|shtop stop|gimmie give me|gimme give me|somethin something
nothin nothing
imma i will|incorrect wrong|b4 before|bc because|txtng texting|txng texting|textng texting|texing texting
texxting texting|rmv remove
unsuscribe unsubscribe|msges messages|telephone phone|cellphone cell|unenrol unenroll
whyd why did|howd how did|whered where did|whod who did|whend when did|ill ill|im im|i'm im|tht that
wrng wrong|wong wrong|worng wrong|wron wrong|whos who is|pplz people
ppl people
recieve receive|recieving receiving|recive receive|receving receiving|frm from|xq porque|q que|k que
mensages mensajes|msjs mensajes|msj mensajes|mensajitos mensajes|mnsjs mensajes|porfis por favor
porfavor por favor|xfa por favor|xfavor por favor|pq porque|ecrit ecrit|msgs messages|sil s il
"""
CHAT = dict(pair.split(" ", 1) for line in _CHAT.strip().splitlines() for pair in line.split("|"))
for _gerund in "texting messaging sending calling bothering blowing hitting spamming harassing bugging getting".split():
    CHAT[_gerund[:-1]] = _gerund
CHAT = {wrong: usual for wrong, usual in CHAT.items() if wrong not in {"k", "ill", "im", "ecrit"}}

PAIRS = {
    **{(verb, "not"): f"{verb}nt" for verb in "do does did is are was could would should have has had".split()},
    ("can", "not"): "cant", ("will", "not"): "wont", ("don", "t"): "dont", ("i", "am"): "im", ("can", "t"): "cant",
    ("opt", "out"): "optout", ("opt", "in"): "optin", ("any", "more"): "anymore",
    ("un", "subscribe"): "unsubscribe",
    ("good", "bye"): "goodbye", ("un", "stop"): "unstop", ("id", "be"): "id be",
    ("tex", "me"): "text me", ("stop", "p"): "stop", ("s", "top"): "stop", ("dont", "tex"): "dont text",
    ("f", "ing"): "fucking",
}  # fmt: skip

# Real words that a slip of the thumb also makes: they keep their own meaning.
_REAL = frozenset("ending text texts top sop atop stoop umber gain lease pleased".split())
_NEIGHBOURS = {"s": "adwzx", "t": "rygf", "o": "iplk0", "p": "ol"}
_ROUGH = ("unsubscribe",)
_SLIPPED = (
    "stop", "unsubscribe", "texting", "messaging", "message", "messages", "please", "contact", "contacting",
    "sending",
    "number", "cancel", "remove", "subscription", "bothering", "harassing", "spamming", "interested", "desabonner",
    "desabonnement", "arretez", "mensajes", "numero", "cancelar", "again", "wrong", "optout",
)  # fmt: skip


def _slips(word: str) -> set[str]:
    """The word with one letter left out, doubled, or swapped with the next."""
    left_out = {word[:i] + word[i + 1 :] for i in range(len(word))}
    doubled = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return left_out | doubled | swapped


def _all_slips() -> dict[str, str]:
    found = {slip: word for word in _SLIPPED for slip in _slips(word)}
    for word in _ROUGH:
        found |= {twice: word for slip in _slips(word) for twice in _slips(slip)}
    for place, letter in enumerate("stop"):
        for near in _NEIGHBOURS[letter]:
            found["stop"[:place] + near + "stop"[place + 1 :]] = "stop"
            found["stop"[:place] + near + "stop"[place:]] = "stop"
            found["stop"[: place + 1] + near + "stop"[place + 1 :]] = "stop"
    keep = _REAL | set(_SLIPPED) | STOPS | STARTS | HELPS | DOUBTFUL_ALONE | {"subscribe", "subscribed"}
    return {slip: word for slip, word in found.items() if len(slip) > 2 and slip not in keep} | {
        w: w for w in _SLIPPED
    }


TYPOS = _all_slips()

_CYRILLIC = dict(zip("АВЕКМНОРСТХУаеорсухіѕѵՏԵ", "ABEKMHOPCTXYaeopcyxisvSE", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοτρυσ", "ABEZHIKMNOPTYXotpuo", strict=True))
LOOKALIKES = str.maketrans(
    {**_CYRILLIC, **_GREEK, "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "\u2028": "\n",
    "\u2029": "\n",
     "\r": "\n", "\t": " ", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
     "т": "t", "Ѕ": "S", "○": "o", "◯": "O", "Σ": "S", "ꜱ": "s"}
    | dict(zip("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprtuvwyz", strict=True))
    | {chr(0x1F1E6 + place): chr(ord("a") + place) for place in range(26)}
    | {chr(0x1F170 + place): chr(ord("A") + place) for place in range(26)}
    | {chr(0x1F150 + place): chr(ord("A") + place) for place in range(26)}
)  # fmt: skip
