"""Random coffee in French: the form that sets it up, the notice, the introduction, and what is asked after it."""

from datetime import timedelta

import pytest

from tests.library import Library, card, last_seen
from tests.pairings.office import channel_with, press, remember
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND

pytestmark = pytest.mark.one_database


async def test_who_reads_french_sets_a_coffee_up_and_is_introduced_in_french(library: Library) -> None:
    lea, luc = library.person("Léa Roy", locale="fr-CA", admin=True), library.person("Luc Roy", locale="fr-CA")
    await remember(library, lea)
    await remember(library, luc)
    channel = await channel_with(library, [lea, luc])
    await lea.command("/mentor-admin")
    await lea.press("Nouveau café-rencontre")
    await lea.press("Plus d’options")
    await lea.fill("Canal", channel)
    await lea.fill("Qui participe", "Tout le canal, à moins de se désister")
    await lea.fill("Fréquence", "Chaque semaine")
    assert (await lea.submit()).errors == {}
    await library.settle()
    assert "Café-rencontre* est en place dans" in card(lea, "Prochains cafés").text

    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    assert "Rien à faire d’ici là." in card(luc, "prochaine fois").text
    assert card(luc, "prochaine fois").buttons == ["Passer mon tour", "Pause jusqu’au…", "Quitter"]
    await luc.command("/coffee", "aide")
    assert "`/coffee passer`" in last_seen(luc)

    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert card(luc, "voici").buttons == ["Proposer un moment", "Pourquoi nous?", "Me retirer"]
    await library.press(luc, "Pourquoi nous?")
    assert "Pas de raison particulière : c’est le hasard." in last_seen(luc).replace("\N{NO-BREAK SPACE}", " ")
    (asked,) = await library.due("pairing_asks")
    await library.pass_until(asked + timedelta(minutes=1))
    await library.press(luc, "Pas encore", card(luc, "La rencontre a-t-elle eu lieu?"))
    assert "D’accord" in last_seen(luc)
    await press(library, lea, "Aperçu")
    assert "ce que les gens reçoivent" in last_seen(lea)
