"""More people and channels, for a workspace of any size: the same ones each time."""

from collections.abc import Iterator, Sequence
from itertools import count, islice
from random import Random

from playground.person import Person
from playground.playground import Playground

PEOPLE_A_CHANNEL = 5
"""There is one channel for so many people."""
SMALLEST_CHANNEL, LARGEST_CHANNEL = 3, 30

_ORIGINS = (
    ("Adaeze Chidi Ebele Ifeoma Kelechi Ngozi Obinna Uche", "Adeyemi Balogun Eze Nwosu Okoro Olawale", "Africa/Lagos"),
    ("Aarav Diya Ishaan Kavya Meera Nikhil Priya Rohan", "Banerjee Iyer Kulkarni Menon Patel Sharma", "Asia/Kolkata"),
    ("Akira Haruka Kenji Mei Naoko Ren Sora Yui", "Fujita Hayashi Kimura Nakamura Ogawa Tanaka", "Asia/Tokyo"),
    ("Camila Diego Gabriela Joaquín Lucía Mateo Tomás Valeria", "Castro Guzmán Herrera Rojas Silva Vargas",
     "America/Bogota America/Santiago"),
    ("Anneke Bram Femke Joris Maartje Ruben Sanne Thijs", "Bakker Hendriks Mulder Smits Verhoeven Visser",
     "Europe/Amsterdam"),
    ("Aylin Burak Deniz Emre Melis Selin Tolga Yasemin", "Arslan Çelik Demir Kaya Şahin Yıldız", "Europe/Istanbul"),
    ("Amal Bassam Dalia Hadi Layla Nadia Samir Yousef", "Darwish Haddad Khalil Mansour Nasser Saleh",
     "Africa/Cairo Asia/Amman"),
    ("Agnieszka Bartek Halina Jakub Kasia Marek Ola Zofia", "Jankowski Kamińska Lewandowski Mazur Nowak Wójcik",
     "Europe/Warsaw"),
    ("Aroha Hemi Kiri Mere Ngaire Rangi Tama Wiremu", "Clarke Harris Ngata Parata Tipene Walker", "Pacific/Auckland"),
    ("Bao Chen Fang Jing Lei Min Xiu Yan", "Gao Huang Liu Sun Wu Zhou", "Asia/Shanghai Asia/Singapore"),
    ("Abigail Caleb Delia Ethan Harriet Marcus Naomi Wyatt", "Bennett Carver Douglas Fletcher Monroe Whitaker",
     "America/Chicago America/New_York America/Los_Angeles"),
    ("Aoife Cian Fiadh Niamh Oisín Róisín Saoirse Tadhg", "Byrne Doyle Gallagher Kavanagh Nolan Quinn",
     "Europe/Dublin"),
)  # fmt: skip
"""Given names, family names, and where people of these names live here."""

_TITLES = (
    "Archivist", "Budget officer", "Cataloguing librarian", "Communications officer", "Conservator",
    "Data steward", "Digital preservation specialist", "Doctoral student", "Facilities coordinator",
    "Front desk assistant", "Head of acquisitions", "Interlibrary loan assistant", "Learning designer",
    "Metadata librarian", "Open access officer", "Programme manager", "Research software engineer",
    "Special collections curator", "Student assistant", "Subject librarian, law", "Subject librarian, medicine",
    "Systems administrator", "Teaching librarian", "User experience researcher",
)  # fmt: skip

_KINDS = ("team", "project", "help", "news", "social", "reading", "event", "group")
_SUBJECTS = (
    "accessibility", "acquisitions", "archives", "budget", "building", "catalogue", "climate", "conservation", "data",
    "digitisation", "events", "exhibitions", "games", "gardening", "history", "languages", "law", "loans", "maps",
    "medicine", "metadata", "music", "onboarding", "open-access", "outreach", "photography", "poetry", "repository",
    "running", "shelving", "software", "teaching",
)  # fmt: skip


def fill(playground: Playground, people: int) -> None:
    """Have so many more people there, and a channel for every few of them; those who are there already stay.

    Nothing is told to the bot.
    """
    known = {person.name: person for person in playground.people}
    crowd = []
    for name, title, tz in islice(_everybody(), people):
        crowd.append(known.get(name) or playground.add_person(name, title=title, tz=tz))
    _open_channels(playground, crowd)


def _everybody() -> Iterator[tuple[str, str, str]]:
    """Names without end, no two the same, with a title and a time zone."""
    for number in count():
        given, family, zones = (part.split() for part in _ORIGINS[number % len(_ORIGINS)])
        nth = number // len(_ORIGINS)
        name = _name(nth, given, family)
        yield name, _TITLES[number * 7 % len(_TITLES)], zones[nth % len(zones)]


def _name(number: int, given: Sequence[str], family: Sequence[str]) -> str:
    """The name of that number; when all pairs are used up they come again with an initial between them."""
    round_, at = divmod(number, len(given) * len(family))
    row, column = divmod(at, len(given))
    initial = f" {chr(ord('A') + round_ - 1)}." if round_ else ""
    return f"{given[column]}{initial} {family[(row + column) % len(family)]}"


def _open_channels(playground: Playground, crowd: Sequence[Person]) -> None:
    there = {channel.name for channel in playground.workspace.channels}
    chance = Random(len(crowd))  # noqa: S311  the same channels each time
    for number in range(len(crowd) // PEOPLE_A_CHANNEL):
        subject, kind = _SUBJECTS[number % len(_SUBJECTS)], _KINDS[number // len(_SUBJECTS) % len(_KINDS)]
        again = number // (len(_SUBJECTS) * len(_KINDS))
        name = f"{kind}-{subject}" + (f"-{again + 1}" if again else "")
        size = min(chance.randint(SMALLEST_CHANNEL, LARGEST_CHANNEL), len(crowd))
        members = chance.sample(crowd, size)
        if name not in there:
            playground.add_channel(name, members)
