"""In which language something of the app stands, and the few words that Slack's own client puts among its words."""

from playground.messages import Message
from playground.people import User
from playground.workspace import Workspace

_FRENCH = {
    "(edited)": "(modifié)",
    "(optional)": "(facultatif)",
    "Cancel": "Annuler",
    "Choose an option": "Choisissez une option",
    "Choose options": "Choisissez des options",
    "Close": "Fermer",
    "More": "Plus",
    "Only visible to you": "Visible par vous uniquement",
    "Please complete this required field.": "Veuillez remplir ce champ obligatoire.",
    "Remove": "Retirer",
    "Type a name": "Tapez un nom",
}


def client_words(user: User, english: str) -> str:
    """The words as the client of this person says them: in French to those whose Slack is in French."""
    return _FRENCH.get(english, english) if user.language == "fr" else english


def language_of_message(workspace: Workspace, message: Message, reader: User) -> str:
    """The language of what the app says: the reader's where they read it alone, else their common one, else the room's.

    Empty where it is that of the page, and for what people say: nobody knows.
    """
    channel = workspace.channels.get(message.channel)
    if not message.from_app or channel is None:
        return ""
    if message.is_ephemeral:
        return _unlike_the_page(reader.language)
    if not channel.is_direct:
        return _unlike_the_page(channel.locale.partition("-")[0])
    people = [workspace.people[member] for member in channel.members if not workspace.people[member].bot]
    shared = {user.language for user in people}
    return _unlike_the_page(shared.pop()) if len(shared) == 1 else ""


def language_of_view(reader: User) -> str:
    """The language of a form or Home tab, which one person sees alone."""
    return _unlike_the_page(reader.language)


def _unlike_the_page(language: str) -> str:
    return "" if language == "en" else language
