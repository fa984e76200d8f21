"""How each element of an opt-in text is recognised, in English, Spanish and French: plain() a text, then ask one of
the functions below about it. Accents don't matter; capitals matter only where a keyword stands far from its verb."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

FLAGS = re.IGNORECASE
VERB = (
    r"\b(?:reply|replying|text|txt|texting|send|sending|respond|responding|answer|answering|type|"
    r"envi[ae]r?|respond[ae]r?|contest[ae]|escrib[ae]|mand[ae]|repond(?:re|ez|s)|envoy(?:er|ez)|textez|ecrivez|tapez)\b"
)
FILLER = (
    r"(?:[\s:,]+(?:back|with|us|the|la|el|le|un|word|palabra|mot|keyword|code|only|por|favor|please|at|any|time|anytime|"
    r"to\s+(?:this|us|our)(?:\s+(?:message|text|number))?|to\s+\(?[\d() -]{5,16}|con|par|avec))*"
)
NEAR = r"[^.!?\n]{0,70}"
QUOTE = r"[\s:\"'“”‘’«»(\[*-]*"
LINK = r"(?:https?://\S+|\bwww\.\S+|\b(?:[A-Za-z0-9-]+\.)+[a-z]{2,12}\b(?:/\S*)?)"
PHONE = r"\+?1?[\s.(-]*\d{3}[\s.)-]*\d{3}[\s.-]*\d{4}"
MAIL = r"[\w.+-]+@[\w-]+\.[\w.]+"

STOPS = ("STOP", "UNSUBSCRIBE", "ARRET", "ALTO", "STOPALL", "OPTOUT", "CANCEL", "END", "QUIT", "REVOKE")
STARTS = ("START", "UNSTOP", "SUBSCRIBE", "COMENZAR", "EMPEZAR", "COMMENCER")
YESES = ("YES", "Y", "SI", "OUI", "AGREE", "JOIN")
HELPS = ("HELP", "AIDE", "AYUDA", "INFO")
AS_A_VERB = r"(?!\s+(?:(?!receiving|getting)\w+ing|by|in|at|over|into|working|your?|my|our|a|an|the|off|with|sign)\b)"
STOPPING = (
    r"(?:opt(?:ing)?[\s-]*out|unsubscribe|unsub|cancel|end|quit|stop|leave|no\s+more|remove|not\s+(?:get|receive)|"
    r"cancelar|dejar|darse\s+de\s+baja|salir|no\s+recibir|(?:vous\s+)?desabonner|(?:vous\s+)?desinscrire|arreter|"
    r"ne\s+plus)"
)
AGREEING = (
    r"(?:agree|opt[\s-]*in|join|get|receive|subscribe|begin|accept|confirm|consent|sign\s*up|hear|allow|resume|"
    r"aceptar|recibir|suscribirse|confirmar|accepter|recevoir|(?:vous\s+)?abonner|confirmer)"
)
HELPING = r"(?:help|info|information|support|assistance|more|speak|talk|questions?|ayuda|aide|obtenir)"
TO = r"\s*(?:to\s+be\s+|to|2|4|for|para|pour|=|:|->)?\s*(?:ser\s+|vous\s+|d')?"

RATES = re.compile(
    r"\b(?:msgs?|messag\w*|text(?:ing|s)?|sms|data|mensajes?|datos|donnees|mensajeria|std|standard|carrier)\b[^.!?\n]{0,40}"
    r"\b(?:rates?|fees|charges|tarifas?|cargos|costos?|frais|tarifs)\b[^.!?\n]{0,24}\b(?:apply|applies|appl\w+|aplic\w+)"
    r"|\b(?:aplic\w+|appl\w+)\b[^.!?\n]{0,12}\b(?:tarifas?|cargos|costos?|rates|fees|frais)\b[^.!?\n]{0,24}"
    r"\b(?:mensaj\w*|datos|sms|texto|messag\w*|donnees|data)\b"
    r"|\b(?:frais|tarifs)\b[^.!?\n]{0,16}appliqu\w+[^.!?\n]{0,20}\b(?:messages?|sms|textos?|donnees)\b"
    r"|\b(?:frais|tarifs)\b[^.!?\n]{0,60}\b(?:messagerie|messages?|sms|textos?|donnees)\b[^.!?\n]{0,40}\b(?:s'|sont\s+)?appli(?:qu|c)\w+",
    FLAGS,
)
TEXTS = r"(?:msgs?|messages?|texts?|sms|alerts?|mensajes?|msjs?|textos?|reminders?|avisos?|updates?)"
EACH = (
    r"(?:(?:/|\bper\b|\ban?\b|\beach\b|\bevery\b|\bal\b|\bpor\b|\bpar\b|\bcada\b|\bchaque\b)\s*"
    r"(?:day|days|wk|week|mo|mth|month|year|yr|visit|order|job|appointment|quarter|request|purchase|login|dia|semana|mes|ano|cita|jour|semaine|"
    r"mois|an|visite|rendez-vous)\b|\b(?:daily|weekly|monthly|quarterly|yearly)\b)"
)
HOW_MANY = r"(?:\d+|one|two|three|four|five|six|seven|eight|ten|un|una|dos|tres|cuatro|deux|trois|quatre)"
FREQUENCY = re.compile(
    rf"\b(?:freq(?:uency)?\.?|frecuencia|frequence)\b(?!\s+(?:of|de)\s+(?!{TEXTS})\w)[^.!?\n]{{0,30}}\b(?:var\w+|depends?|depend\w*)\b"
    rf"|\b{TEXTS}\s+(?:freq(?:uency)?\.?)\s*:?\s*(?:is|up\s+to|about|\d)"
    rf"|\b{HOW_MANY}\s*(?:[-–]\s*\d+\s*)?(?:\w+\s+)?{TEXTS}\b[^.!?\n]{{0,40}}{EACH}"
    rf"|\b(?:up\s+to|at\s+most|about|no\s+more\s+than|max(?:imum)?(?:\s+of)?|hasta|como\s+maximo|jusqu'a|maximum)\s+"
    rf"{HOW_MANY}\s*(?:\w+\s+)?{TEXTS}\b"
    rf"|\b{HOW_MANY}\s*{TEXTS}\s*{EACH}|\b(?:daily|weekly|monthly)\s+(?:\w+\s+)?{TEXTS}\b"
    rf"|\b{TEXTS}\s+(?:(?:are\s+)?(?:sent|come|go\s+out)\s+)?(?:daily|weekly|monthly|(?:once|twice)\s+{EACH})"
    rf"|\b{TEXTS}\b[^.!?\n]{{0,40}}\b(?:up\s+to|at\s+most|max\w*)\s+{HOW_MANY}\s+{EACH}"
    rf"|\b{TEXTS}\s+(?:will\s+)?vary\s+in\s+(?:number|frequency)",
    FLAGS,
)
TERMS = re.compile(
    r"(?<!in )\bterms\b(?!\s+of\s+(?:payment|price))|\bt\s*&\s*cs?\b|\btos\b|\bterminos\b|\bcondicion(?:es)?\b|"
    r"\bconditions\b(?!\s+of\s+(?:purchase|sale))", FLAGS,
)  # fmt: skip
PRIVACY = re.compile(r"privacy|\bpp\b(?=[\s:]+\S*\.\S)|privacidad|confidentialite|vie\s+privee", FLAGS)
IS_LINK = re.compile(LINK)
DATA = (
    r"(?:info\w*|data|datos|numbers?|numero|details|privacy|privacidad|confidentialite|it|them|opt-in|consent|donnees|"
    r"coordonnees|personal\w*)"
)
SOLD = r"(?:sold|sell|selling|vend\w+)"
UNSOLD = (
    rf"(?:\b(?:not|never|nor|neither|no|cannot|jamais|nunca|ni|ne|pas|sans)|n't|\bdont|\bwont)\s+"
    rf"(?:(?!(?:we|us|they|purchase)\b)[\w&'-]+[\s,/]+){{0,7}}?{SOLD}\b(?!\s+(?:out|here|separately|in\s+\w+))"
    rf"|\b(?:not|never|isn't)\s+for\s+sale\b"
)
NOT_SOLD = re.compile(
    rf"\b{DATA}\b[^!?]{{0,80}}(?:{UNSOLD})|(?:{UNSOLD})[^.!?\n]{{0,60}}\b{DATA}\b|(?:^|[.!?\n(])\s*(?:{UNSOLD})", FLAGS
)
HELP_AT = re.compile(
    rf"\b(?:(?:for|get|need|more|any)\s+help|help\s*(?:at|:|line|desk|call|e-?mail)|questions|support|customer\s+(?:care|service)|"
    rf"ayuda|preguntas|aide|service\s+client)\b[^!\n]{{0,36}}?(?:{PHONE}|{MAIL}|{LINK})", FLAGS
)  # fmt: skip
NO_CONDITION = re.compile(
    r"\b(?:consent\w*|agree\w*|opting\s+in|joining|sign\w*\s*up|it|this)\b[^.!?\n]{0,30}(?:\b(?:not|never)|n't)\b[^.!?\n]{0,30}"
    r"\b(?:condition|required?|requirement|needed|necessary)\b[^.!?\n]{0,30}\b(?:purchas\w+|buy\w*|sale|service)\b"
    r"|\bnot\s+(?:a\s+condition\s+of|required\s+(?:to|for)(?:\s+a)?)\s+(?:any\s+|a\s+|agree\s+(?:in\s+order\s+)?to\s+|make\s+a\s+)*(?:purchas\w+|buy\w*)\b"
    r"|\bno\s+(?:es|se\s+requiere|constituye)\b[^.!?\n]{0,40}\b(?:condicion|requisito|compra\w*)\b[^.!?\n]{0,20}(?:\bcompra\w*)?"
    r"|\bn'est\s+pas\b[^.!?\n]{0,40}\bcondition\b[^.!?\n]{0,20}\b(?:achat|d'achat|acheter)\b",
    FLAGS,
)
KINDS = (
    r"\b(?:reminders?|appointments?|deliver(?:y|ies)|orders?|shipping|shipments?|bookings?|reservations?|offers?|promos?|"
    r"promotions?|promotional|marketing|deals?|discounts?|coupons?|sales|savings|alerts?|newsletters?|news|quotes?|"
    r"estimates?|invoices?|bills?|billing|payments?|surveys?|feedback|tips|events?|schedul(?:e|es|ing)|receipts?|"
    r"confirmations?|passcodes?|visits?|services?|repairs?|inspections?|maintenance|requests?|inquir(?:y|ies)|projects?|"
    r"jobs?|account\s+\w+|tickets?|notifications?|notices?|company\s+updates|rewards?|giveaways?|"
    r"recordatorios?|citas?|pedidos?|entregas?|ofertas?|promociones|alertas?|cotizaci(?:on|ones)|presupuestos?|facturas?|"
    r"visitas?|servicios?|reservas?|novedades|avisos\s+\w+|"
    r"rappels?|rendez-vous|commandes?|livraisons?|offres?|promotions|alertes?|devis|factures?|nouvelles|reservations?)\b"
)
ABOUT = (
    r"\b(?:texts?|messages?|msgs?|sms|updates?|mensajes|textos)\s+(?:(?:messages?|from\s+\S+(?:\s+\S+){0,4}?)\s+)?"
    r"(?:about|regarding|concerning|related\s+to|sobre|acerca\s+de|concernant|au\s+sujet)\s+(?!us\b|this\b|it\b)\w+"
    r"|\b(?!(?:text|sms|get|our|your|more|the|with|receive|for|any|all|future|from)\b)[a-z]{4,}\s+updates\b"
)
USE = re.compile(f"{KINDS}|{ABOUT}", FLAGS)
LEGAL = re.compile(r"[\s,]+(?:inc|llc|l\.l\.c|ltd|corp|corporation|co|pllc|pc|lp|llp|gmbh|sa)\.?$", FLAGS)


def plain(text: str) -> str:
    """Without accents, with straight quotes and single spaces; lines stay."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def names(text: str, business: str) -> bool:
    """Whether the business is named, with or without its legal form; not inside an address or another word."""
    whole = plain(business).strip()
    forms = {whole, LEGAL.sub("", whole)} - {""}
    words = re.sub(rf"{MAIL}|{LINK}", " ", text) if not IS_LINK.search(whole) else text
    return any(re.search(rf"(?<![\w@]){re.escape(form)}(?!\w)", words, FLAGS) for form in forms)


def tells(text: str, keywords: tuple[str, ...], purpose: str) -> bool:
    """Whether one is told to text one of these keywords: behind a verb, in capitals further on in its sentence, or with
    what it is for ("STOP to end")."""
    return any(pattern.search(text) for pattern in _keyword(keywords, purpose))


@cache
def _keyword(keywords: tuple[str, ...], purpose: str) -> tuple[re.Pattern[str], ...]:
    any_case = "|".join(keywords)
    alone = rf"(?<![\w-])(?:{any_case})(?![\w-])"
    usual = rf"(?<![\w-])(?:{'|'.join(w for w in keywords if len(w) > 1)})(?![\w-])"
    beside = rf"{VERB}{FILLER}{QUOTE}{alone}{AS_A_VERB}"
    further = rf"(?i:{VERB}){NEAR}{usual}(?i:{AS_A_VERB})(?!\s+\d)"
    for_it = rf"(?<![\w-])(?:{any_case})[\"'“”»)\]]*(?:2|4|(?![\w-])){TO}(?<=[\s=:>24']){purpose}\b"
    by_it = rf"(?i:\b{purpose})\b{NEAR}(?i:\b(?:with|by|con|par|avec))\s+{usual}"
    return re.compile(beside, FLAGS), re.compile(further), re.compile(for_it, FLAGS), re.compile(by_it)


def has_use(text: str) -> bool:
    """Whether it says what the texts are for, beside what it says of rates, help, stopping and the small print."""
    for pattern in (RATES, NO_CONDITION, NOT_SOLD, re.compile(EACH, FLAGS)):
        text = pattern.sub(" ", text)
    text = re.sub(rf"{MAIL}|{LINK}", " ", text)
    small = r"\b(?:terms\s+of\s+service|terms\s+and\s+conditions|customer\s+(?:care|service)|service\s+client)\b"
    stopping = rf"\b(?:to|para|pour)\s+{STOPPING}\b[^.!?\n,;]{{0,40}}|\bfuture\s+text\s+\w+"
    return bool(USE.search(re.sub(f"{small}|{stopping}", " ", text, flags=FLAGS)))
