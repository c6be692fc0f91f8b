"""Just Lunch for somebody whose Slack is in French, with a colleague whose Slack is in English."""

import pytest

from playground import Person, render_view
from tests.library import Library, card, live_buttons
from tests.pairings.lunchroom import ASKED, CAFE, PLACE, VIDEO, join, newest, toronto, type_word

pytestmark = pytest.mark.one_database

PROPOSED = "ça vous dit?"


async def participer(library: Library, person: Person) -> None:
    """Somebody sends the form in French."""
    await person.command("/just-lunch", "Rejoindre")
    assert person.form is not None
    assert "Seulement jusqu’au vendredi 27 novembre" in render_view(person.form, person)
    await person.fill("Quels jours vous conviennent?", ["mardi"])
    await person.fill("Comment souhaitez-vous vous voir?", ["En personne", "Par vidéo"])
    await person.fill("Où?", CAFE)
    assert (await person.submit()).errors == {}
    await library.settle()


async def test_each_reads_the_same_lunch_in_their_own_language(library: Library) -> None:
    lea, sam = library.person("Léa Roy", locale="fr-CA"), library.person("Sam Osei")
    await participer(library, lea)
    await join(library, sam, ways=(PLACE, VIDEO))
    assert f"Vous participez\u00a0: le mardi ({CAFE} ou par vidéo)." in newest(lea)
    assert live_buttons(lea) == ["Modifier", "Passer cette semaine", "Quitter"]
    await library.pass_time(minutes=6)
    proposal = card(lea, PROPOSED)
    assert f"*Just Lunch*\u00a0: un repas du midi avec <@{sam.id}>, ça vous dit?" in proposal.text
    assert f"Quand et où\u00a0: mardi 24 novembre à 12\u00a0h, {CAFE}" in proposal.text
    assert "Répondez au plus tard le lundi 23 novembre à 16\u00a0h" in proposal.text
    assert "\nBoutons\u00a0: Accepter, Pas cette fois." in proposal.text
    assert "Not this time" in card(sam, ASKED).buttons
    await library.press(lea, "Accepter")
    assert "Je vous dirai au plus tard le lundi 23 novembre à 16\u00a0h s’il a lieu." in card(lea, "dit oui").text
    await library.press(sam, "Accept")
    assert "C’est confirmé" in card(lea, "messages de groupe").text
    assert "It's on" in card(sam, "group DMs").text


async def test_the_words_of_the_command_are_french_too(library: Library) -> None:
    lea = library.person("Léa Roy", locale="fr-CA")
    assert "`/just-lunch passer`\u00a0: passer cette semaine" in await type_word(library, lea, "aide")
    assert "Vouliez-vous dire `/just-lunch reprendre`?" in await type_word(library, lea, "reprandre")
    await participer(library, lea)
    assert "Pas de repas jusqu’au lundi 30 novembre" in await type_word(library, lea, "passer")
    assert "pour le repas du mardi 24 novembre, jusqu’à 11\u00a0h\u00a035" in await type_word(library, lea, "RESUME")
    await lea.command("/just-lunch", "aujourdhui")
    assert "C’est noté pour ce midi." in newest(lea)
    await library.pass_until(toronto(23, 11, 36))
    assert "Pas de repas le lundi 23 novembre" in newest(lea)
    assert "Vous avez quitté Just Lunch" in await type_word(library, lea, "quitter")
