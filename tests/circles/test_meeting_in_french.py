"""A meeting as somebody reads it whose Slack is in French, in a channel that is read in English."""

from bot.circles.rules import MeetingState
from tests.circles.klatch import open_klatch, toronto
from tests.circles.meeting import alone, announced, press, press_alone
from tests.circles.talking import close, form_of, summary
from tests.library import Library, last_seen


async def test_each_reads_a_meeting_in_their_language_and_the_channel_in_its_own(library: Library) -> None:
    lea, ben = library.person("Léa Roy", locale="fr-CA"), library.person("Ben Moss")
    klatch = await open_klatch(library, [lea, ben], quorum=1)
    assert "*Voulez-vous animer?*\n*Coffee Klatch* dans #klatch" in alone(lea, "Voulez-vous")[-1]
    assert "I'm looking for a host" in announced(klatch)
    await press_alone(klatch, lea, "Comment animer")
    assert "Animer, ce n’est pas présider." in form_of(lea)
    await close(lea)
    await press_alone(klatch, lea, "Je vais animer")
    assert "C’est vous qui animez cette rencontre" in last_seen(lea)
    assert "Host: @Léa Roy" in announced(klatch)
    await press_alone(klatch, lea, "Je participe")
    assert "Présence confirmée : @Léa Roy." in alone(lea, "C’est vous qui animez")[-1].replace("\u00a0", " ")

    await press_alone(klatch, lea, "Suggérer un sujet")
    await library.send(lea, **{"De quoi aimeriez-vous parler?": "Lire ensemble", "Votre nom": "Sans mon nom"})
    assert "Votre sujet est à l’ordre du jour, sans votre nom." in form_of(lea)
    await close(lea)
    await press(klatch, ben, "I'm in")
    await press_alone(klatch, lea, "Autre date")
    await library.send(lea, **{"Quelle autre date?": toronto(11, 25, 10)})
    assert "Rencontre déplacée." in form_of(lea)
    await close(lea)
    assert "has moved. New time" in alone(ben)[-1]

    await library.pass_until(toronto(11, 25, 11, 1))
    assert [meeting.state for meeting in await klatch.meetings()] == [MeetingState.OVER]
    assert "est terminée. Son résumé est dans #klatch" in alone(lea)[-1]
    await lea.press("Reflect", summary(klatch, lea))
    await library.send(lea, **{"Qu’en retenez-vous?": "Commencer à l’heure"})
    assert "Ce sera dans le résumé d’ici cinq minutes" in form_of(lea)
