"""The language of an opt-out, an opt-in or a cry for help, for the one confirmation: language_of("alto") is "es"."""

from __future__ import annotations

import re

from app.sms.plain_reply import folded

SPANISH = frozenset(
    "alto baja cancelar detener pare parar basta ayuda alta darse quitar quiteme eliminar borrar mensajes textos mas "
    "enviar envien manden mande me favor quiero escriban gracias numero equivocado".split()
)
FRENCH = frozenset(
    "arret arretez arreter desabonner desabonnement annuler aide commencer plus messages textos envoyez envoyer merci "
    "veux ne pas me mon numero liste retirez enlevez cessez svp moi".split()
)
TELLING = {"es": SPANISH - FRENCH, "fr": FRENCH - SPANISH}


def language_of(text: str) -> str:
    """es, fr or en: that of most words which only one of them has; en where none does, or as many do."""
    words = re.findall(r"\w+", folded(text))
    spanish, french = (sum(word in TELLING[language] for word in words) for language in ("es", "fr"))
    if spanish == french:
        return "en"
    return "es" if spanish > french else "fr"
