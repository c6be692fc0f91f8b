"""Asking and volunteering in French, beside people who read English."""

from tests.library import Library, card, last_seen, live_buttons, whispers

GRANT = "Comment rédiger une demande de subvention pour un premier projet?"


async def test_an_asker_and_a_mentor_each_read_the_language_of_their_slack(library: Library) -> None:
    lea, sam = library.person("Léa Roy", locale="fr-CA"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await lea.command("/mentor-ask", GRANT)
    await library.send(lea, Votre_nom="Sans mon nom, jusqu’à ce que je choisisse quelqu’un")
    shown = card(lea, "Votre question est en route")
    assert "Jusqu’ici, j’ai demandé à une personne, en privé." in shown.text
    assert "Personne ne voit votre nom tant que vous n’avez pas choisi quelqu’un." in shown.text
    assert "A colleague has a question" in card(sam, "hopes for").text
    await library.press(lea, "Retirer", shown)
    assert f"Vous avez retiré «\u00a0{GRANT}\u00a0»." in card(lea, "Vous avez retiré").text
    assert "C’est retiré." in whispers(lea)[-1]
    assert live_buttons(lea) == ["Reposer la question"]


async def test_words_after_the_command_and_what_is_missing_are_said_in_french(library: Library) -> None:
    lea = library.person("Léa Roy", locale="fr-CA")
    assert "`/mentor-ask retirer`" in (await lea.command("/mentor-ask", "aide")).text
    assert "`/mentor-ask liste`" in (await lea.command("/mentor-ask", "listes")).text
    assert "Vous n’avez aucune question ouverte." in (await lea.command("/mentor-ask", "liste")).text
    await lea.command("/mentor-ask", "")
    outcome = await library.send(lea, Votre_question=" ")
    assert outcome.errors == {"Votre question": "Écrivez une question, s’il vous plaît."}


async def test_a_mentor_volunteers_and_takes_a_break_in_french(library: Library) -> None:
    lea = library.person("Léa Roy", locale="fr-CA")
    await lea.command("/mentor-volunteer")
    await library.send(
        lea,
        Sujets=["Demandes de subvention", "Publier ses recherches"],
        Mon_mentorat_en_quelques_mots="J’écoute d’abord.",
        Votre_promesse=["Si je dis oui, je prends le temps, j’écoute, et cela reste entre nous."],
    )
    assert "Merci d’offrir votre aide." in last_seen(lea)
    said = last_seen(lea)
    assert "Demandes de subvention et Publier ses recherches. Ce sera au plus deux discussions par mois." in said
    assert (
        "Votre retour est automatique, le lundi 30 novembre;"
        in (await lea.command("/mentor-volunteer", "pause jusqu’à lundi")).text
    )
    assert "Bon retour!" in (await lea.command("/mentor-volunteer", "reprendre")).text
