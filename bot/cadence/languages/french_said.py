"""What Klatch says about rhythms in French, as it is written in Canada: with no-break spaces, and hours with an h."""

import re

from bot.cadence.language import Fault, Phrases
from bot.cadence.recurrence import Nth, Recurs

_KEPT_TOGETHER = re.compile(r"(?<=«) | (?=[»:;])|(?<=\d) (?=h\b)|(?<= h) (?=\d\d)")


def _typeset(words: str) -> str:
    """Return words with no-break spaces where a line may not end."""
    return _KEPT_TOGETHER.sub("\N{NO-BREAK SPACE}", words)


PHRASES = Phrases(
    rhythms={
        Recurs.EVERY_WEEK: "tous les {days}",
        Recurs.EVERY_TWO_WEEKS: "un {day} sur deux",
        Recurs.EVERY_THREE_WEEKS: "toutes les trois semaines, le {day}",
        Recurs.EVERY_FOUR_WEEKS: "toutes les quatre semaines, le {day}",
        Recurs.EVERY_FIVE_WEEKS: "toutes les cinq semaines, le {day}",
        Recurs.EVERY_SIX_WEEKS: "toutes les six semaines, le {day}",
        Recurs.EVERY_EIGHT_WEEKS: "toutes les huit semaines, le {day}",
        Recurs.EVERY_MONTH: "le {nth_days} du mois",
        Recurs.EVERY_OTHER_MONTH: "un mois sur deux, le {nth_days}",
        Recurs.EVERY_THREE_MONTHS: "tous les trois mois, le {nth_days}",
        Recurs.EVERY_FOUR_MONTHS: "tous les quatre mois, le {nth_days}",
        Recurs.EVERY_SIX_MONTHS: "tous les six mois, le {nth_days}",
        Recurs.EVERY_YEAR: "une fois par an, le {nth_days} du mois",
        Recurs.SIX_TIMES_A_YEAR: "six fois par an, le {nth_days} du mois",
        Recurs.SEVEN_TIMES_A_YEAR: "sept fois par an, le {nth_days} du mois",
        Recurs.CHOSEN_DATES: "{dates}",
    },
    rhythms_of_several_days={
        Recurs.EVERY_TWO_WEEKS: "toutes les deux semaines, les {days}",
        Recurs.EVERY_THREE_WEEKS: "toutes les trois semaines, les {days}",
        Recurs.EVERY_FOUR_WEEKS: "toutes les quatre semaines, les {days}",
        Recurs.EVERY_FIVE_WEEKS: "toutes les cinq semaines, les {days}",
        Recurs.EVERY_SIX_WEEKS: "toutes les six semaines, les {days}",
        Recurs.EVERY_EIGHT_WEEKS: "toutes les huit semaines, les {days}",
    },
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    weekdays_in_days=("lundis", "mardis", "mercredis", "jeudis", "vendredis", "samedis", "dimanches"),
    working_days="du lundi au vendredi",
    every_day="tous les jours",
    nths={
        Nth.FIRST: "premier",
        Nth.SECOND: "deuxième",
        Nth.THIRD: "troisième",
        Nth.FOURTH: "quatrième",
        Nth.LAST: "dernier",
    },
    between=(", ", " et "),
    between_nths=(", le ", " et le "),
    between_nth_days=(", le ", " et le "),
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    day="{day}\N{NO-BREAK SPACE}{month} {year}",
    first_of_month="1er\N{NO-BREAK SPACE}{month} {year}",
    date_in_list="le\N{NO-BREAK SPACE}{date}",
    hour="{hour}\N{NO-BREAK SPACE}h",
    hour_and_minute="{hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{minute:02}",
    small_hours="{time} du matin",
    named_times={(0, 0): "minuit", (12, 0): "midi"},
    at="{rhythm} à {time}, {zone}",
    zone_of_city="heure de {city}",
    zone_of_city_with_vowel="heure d’{city}",
    starting="à partir du {date}",
    skipping="sauf {dates}",
    moving="avec le {original} déplacé au {to}",
    at_another_time=" à {time}",
    more_dates="{dates} et {count} autres dates",
)

_FAULTS_AS_TYPED = {
    Fault.NO_RHYTHM_OR_TIME: "Je ne comprends pas « {words} ». Indiquez à quelle fréquence et à quelle heure.",
    Fault.UNREAD: "Je ne comprends pas « {words} ».",
    Fault.NO_SUCH_RHYTHM: "Je ne connais pas de rythme comme « {words} ».",
    Fault.UNREAD_CLAUSE: "Je ne comprends pas tout ce qui suit l’heure. On peut ajouter « à partir du 5 janvier », « sauf le 2 mars » et « avec le 9 mars déplacé au 10 mars à 14 h ».",
    Fault.NO_END: "Je ne peux pas prévoir de fin (« {words} »). Omettez-la, et mettez-y fin le moment venu.",
    Fault.TWO_STARTS: "Il y a deux dates de début. Indiquez-en une seule.",
    Fault.DATE_OF_EACH_MONTH: "Je ne peux pas prévoir « {words} » de chaque mois, qui tomberait souvent la fin de semaine. Nommez un jour, par exemple : le troisième mardi du mois à 15 h.",
    Fault.TWO_TIMES: "Il y a deux heures : que veut dire « {words} »? Indiquez-en une seule.",
    Fault.UNREAD_DATE: "Je ne comprends pas la date « {words} ». Écrivez-la comme ceci : 5 janvier 2027.",
    Fault.NO_SUCH_DATE: "« {words} » n’existe pas dans le calendrier. Vérifiez la date.",
    Fault.WRONG_WEEKDAY: "Le {words} est un {weekday}. Vérifiez la date.",
    Fault.NO_SUCH_TIME: "« {words} » n’est pas une heure. Écrivez-la comme ceci : 15 h ou 15 h 30.",
    Fault.UNKNOWN_ZONE: "Je ne connais pas le fuseau horaire « {words} ». Nommez une de ses villes, par exemple : heure de Toronto.",
    Fault.AMBIGUOUS_ZONE: "Le fuseau horaire pourrait être {words}. Précisez lequel.",
    Fault.ZONE_WITHOUT_SUMMER: "« {words} » est le même l’été et l’hiver. Nommez une ville dont vous suivez l’heure, par exemple : heure de Londres, ou écrivez UTC.",
    Fault.NONE_TO_COME: "Toutes ces dates sont passées. Ajoutez-en une.",
    Fault.TIME_NOT_IN_MINUTES: "L’heure est une heure locale en minutes entières, comme 15 h 30.",
    Fault.NO_DATE: "Choisissez au moins une date.",
    Fault.NO_WEEKDAY: "Choisissez un jour de la semaine.",
    Fault.NO_WEEK_OF_THE_MONTH: "Choisissez la semaine du mois : première, deuxième, troisième, quatrième ou dernière.",
    Fault.DATES_AND_WEEKDAY: "Choisissez soit des dates, soit un jour de la semaine, pas les deux.",
    Fault.WEEK_OF_THE_MONTH_BY_THE_WEEK: "La semaine du mois ne vaut que pour ce qui revient chaque mois.",
    Fault.YEAR_TOO_FAR: "L’année {words} est trop lointaine. Vérifiez la date.",
    Fault.MOVED_TWICE: "Une date ne peut être déplacée qu’à une seule autre date.",
    Fault.SKIPPED_AND_MOVED: "Le {words} est à la fois sauté et déplacé. Choisissez l’un des deux.",
    Fault.NOT_PLANNED: "Le {words} ne peut pas être déplacé : rien n’est prévu ce jour-là.",
    Fault.RULE_UNREAD: "La règle enregistrée de ce rythme est illisible.",
    Fault.RULE_SAYS_MORE: "La règle enregistrée de ce rythme en dit plus qu’un rythme ne le peut.",
}

_EXAMPLES_AS_TYPED = (
    "tous les mardis à 15 h",
    "un mardi sur deux à 15 h, à partir du 5 janvier",
    "les mardis et jeudis à midi",
    "toutes les quatre semaines, le mardi à 15 h",
    "le dernier jeudi du mois à 15 h",
    "six fois par an, le premier lundi du mois à 15 h",
    "le 3 mars, le 14 avril et le 9 juin à 15 h",
    "demain à 15 h",
)

FAULTS = {fault: _typeset(words) for fault, words in _FAULTS_AS_TYPED.items()}

BEFORE_EXAMPLES = _typeset("Voici ce que je comprends :")
EXAMPLES = tuple(map(_typeset, _EXAMPLES_AS_TYPED))
