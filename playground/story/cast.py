"""The twelve people of a university library in whom the story plays, and one more: Léa, whose Slack is in French."""

from dataclasses import dataclass

from playground import Person, Playground


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who."""

    amara: Person
    ben: Person
    chloe: Person
    dario: Person
    elif_: Person
    farid: Person
    grace: Person
    hana: Person
    ivo: Person
    june: Person
    kofi: Person
    lena: Person
    lea: Person


def enter(playground: Playground) -> Cast:
    """Bring them into the workspace."""
    add = playground.add_person
    toronto, london, vancouver = "America/Toronto", "Europe/London", "America/Vancouver"
    return Cast(
        amara=add("Amara Obi", tz=toronto, title="Cataloguing assistant"),
        ben=add("Ben Whitlock", tz=toronto, title="Grants and research librarian"),
        chloe=add("Chloé Martin", tz=toronto, title="Scholarly communication librarian"),
        dario=add("Dario Conti", tz=london, title="Research data specialist"),
        elif_=add("Elif Aydın", tz=toronto, title="Head of user services", admin=True),
        farid=add("Farid Rahimi", tz=toronto, title="Teaching librarian"),
        grace=add("Grace Liu", tz=vancouver, title="Subject librarian, history"),
        hana=add("Hana Sato", tz=toronto, title="Archivist"),
        ivo=add("Ivo Novak", tz=toronto, title="Systems librarian"),
        june=add("June Harper", tz=toronto, title="Library technician"),
        kofi=add("Kofi Mensah", tz=toronto, title="Student assistant"),
        lena=add("Lena Fischer", tz=toronto, title="Access services supervisor"),
        lea=add("Léa Tremblay", tz=toronto, title="Bibliothécaire de référence", locale="fr-CA"),
    )
