"""Words for synthetic data: people(), bodies(): names and texts as a plumber's customers might have and write them,
in English and Spanish, with a long tail of rare words and an emoji here and there. The same dice, the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

FIRST = (
    "Maria James Aaliyah Wei Priya Liam Olivia Noah Emma Santiago Valentina Mateo Camila Élodie Zoë Björn Amara Kofi "
    "Yuki Haruto Fatima Omar Ingrid Søren Chloe Ethan Grace Henry Isla Jack Kezia Lucas Mia Nadia Owen Paula Quinn "
    "Rosa Samuel Teresa Uma Victor Wanda Xavier Yasmin Zachary Ana Ben Carla Diego Esperanza Francisco Guadalupe Hector"
).split()
LAST = (
    "Garcia Smith Nguyen Patel Kim Johnson O’Brien Müller Rossi Silva Cohen Okafor Tanaka Haddad Larsson Novak Delgado "
    "Winters Alvarez Achterberg Reyes Fitzgerald Montgomery Castellanos Whitfield Abernathy Dubois Kowalski Ferreira "
    "Mendoza Ibarra Quintero Salazar Thibodeaux Underwood Vasquez Wójcik Xiong Youngblood Zamora Brooks Carter Dalton"
).split()
COMPANIES = ("Desert Bloom", "Sonoran", "Copper State", "Mesa Verde", "Red Rock", "Palo Verde", "Saguaro", "Canyon")
TRADES = ("Dental", "Realty", "Landscaping", "Bakery", "Auto", "Law", "Fitness", "Veterinary", "Roofing", "Catering")
THINGS = (
    "boiler faucet toilet drain pipe sink shower heater valve hose gasket pump filter tank disposal thermostat vent "
    "sprinkler meter ballcock flange ferrule manifold sillcock grommet escutcheon tailpiece backflow cistern geyser"
).split()
TROUBLES = ("leaks", "drips", "makes a noise", "won’t turn off", "smells odd", "froze", "is clogged", "broke again")
DAYS = ("today", "tomorrow", "on Monday", "on Friday", "this weekend", "next week", "after 5", "before noon")
THEIRS = (
    "Hi, our {thing} {trouble}. Can somebody come {day}?", "Do you fix a {thing}? It {trouble}.",
    "The {thing} {trouble} {day}, please call me", "How much for a new {thing}?", "ok thanks", "Yes", "On my way 🚗",
    "Could you move us to {day}?", "The {thing} works again, thank you so much! 🙏",
    "Is it the {word} one or the other?",
    "Hola, ¿pueden venir {dia}? El calentador no funciona", "Gracias, muy amable 😊",
    "¿Cuánto cuesta cambiar la llave?",
    "Still waiting for the {thing}", "My neighbour at {number} {word} Street recommended you", "👍",
    "The invoice says {word}-{number}, is that right?", "I sent the form for the {thing} yesterday",
)
OURS = (
    "Hi, this is Ben from Copper & Co. We can be there {day}.", "A new {thing} is ${number} with the work.",
    "Thanks for the picture. It is the {thing}.", "See you {day}!", "You’re welcome!", "The technician is on the way.",
    "Could you send us a picture of the {thing}?", "Your appointment is {day}. Reply C to confirm.",
    "Claro, llegamos {dia}. ¿Está bien?", "We ordered the part ({word}-{number}); it comes {day}.",
    "Sorry for the wait. Does {day} suit you?", "Invoice {word}-{number} is paid, thank you.",
)
DIAS = ("hoy", "mañana", "el lunes", "el viernes", "esta semana", "por la tarde")
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za bran crel dusk fenn gorm hult".split()


def people(dice: Random) -> Iterator[tuple[str, str, str]]:
    """(name, company or "", e-mail address or "") without end; one in twelve has no name yet."""
    number = 0
    while True:
        number += 1
        first, last = dice.choice(FIRST), dice.choice(LAST)
        name = f"{first} {last}" if dice.random() > 1 / 12 else ""
        company = f"{dice.choice(COMPANIES)} {dice.choice(TRADES)}" if dice.random() < 0.3 else ""
        email = f"person{number}@example.com" if dice.random() < 0.4 else ""
        yield name, company, email


def bodies(dice: Random, sentences: tuple[str, ...], many: int) -> list[str]:
    """This many texts, most of common words, one in four with a word that hardly another text has."""
    made = []
    for _ in range(many):
        sentence = dice.choice(sentences)
        made.append(sentence.format(
            thing=dice.choice(THINGS), trouble=dice.choice(TROUBLES), day=dice.choice(DAYS), dia=dice.choice(DIAS),
            word=rare(dice), number=dice.randrange(10, 9_000),
        ))  # fmt: skip
    return made


def rare(dice: Random) -> str:
    """A word that nobody uses: two to four syllables."""
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.randrange(2, 5)))
