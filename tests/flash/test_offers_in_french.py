"""From the invitation to the thanks, for people who read French; and for two who do not share a language."""

from datetime import UTC, datetime

from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, texts

QUESTION = "Comment rédiger ma première demande de subvention?"
TIME = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
ANSWERS = ["Je peux aider", "Pas cette fois", "Demander une précision", "Je connais quelqu’un", "Me mettre en pause"]


async def invited(library: Library, asker: Person, mentor: Person) -> None:
    await library.enlist([mentor], "Subventions")
    await library.ask(asker, QUESTION)


async def test_two_who_read_french_read_nothing_else_from_the_offer_to_the_thanks(library: Library) -> None:
    lea, marc = library.person("Léa Roy", locale="fr-CA"), library.person("Marc Côté", locale="fr-CA")
    await invited(library, lea, marc)
    assert "*Pouvez-vous aider?*" in last_seen(marc)
    assert live_buttons(marc) == ANSWERS
    await library.press(marc, "Je peux aider")
    assert "Merci! Je transmets votre offre à @Léa Roy\u00a0:" in last_seen(marc)
    await library.press(lea, "Choisir", card(lea, "@Marc Côté peut vous aider"))
    assert card(lea, "@Léa Roy, voici @Marc Côté. @Marc Côté, voici @Léa Roy.") == card(marc, "voici")

    await library.press(lea, "Proposer un moment", card(lea, "voici"))
    await library.send(lea)
    await library.press(marc, "Choisir le moment 1")
    assert "Rendez-vous fixé\u00a0:" in card(marc, "Google Agenda").text
    assert any("ajouter le rendez-vous à votre calendrier" in text for text in texts(lea))

    await library.pass_time(days=3)
    await library.press(lea, "Nous avons parlé", card(lea, "Avez-vous parlé avec @Marc Côté?"))
    assert "qu’en retenez-vous" in last_seen(lea)
    assert "Dire merci" in live_buttons(lea)


async def test_each_of_two_reads_their_own_language_and_both_the_workspaces(library: Library) -> None:
    mia, lea = library.person("Mia Chen"), library.person("Léa Roy", locale="fr-CA")
    await invited(library, mia, lea)
    await library.press(lea, "Je peux aider")
    assert "@Léa Roy can help with" in last_seen(mia)
    await library.press(mia, "Choose")
    assert "Votre offre a été retenue pour" in card(lea, "a été retenue").text
    introduction = card(lea, "@Mia Chen, meet @Léa Roy")
    assert introduction == card(mia, "@Mia Chen, meet @Léa Roy")
    await library.press(lea, "Step back", introduction)
    assert len(cards(lea, "Votre discussion avec @Mia Chen a pris fin.")) == 1
