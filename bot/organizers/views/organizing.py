"""The words for organizers, and the hello in a channel."""

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot.blocks import button, buttons, inline, message, note, paragraph, people, person, said
from bot.form_fields import form, people_field
from bot.languages.reader import Reader
from bot.organizers.actions import Action, Field, Form, new_circle_button, new_coffee_button
from bot.outbox.message import Message

ORGANIZERS_AT_MOST = 50
DECIDING_SHOWN = 5


def hello(reader: Reader, invited_by: str | None, *, is_ask_channel: bool) -> Message:
    """Return the hello: what Klatch is, who invited it, and what it does in this channel."""
    return message(
        reader,
        paragraph(" ".join(_greeting(reader, invited_by))),
        paragraph(_state(reader, is_ask_channel=is_ask_channel)),
        buttons(
            _switch(reader, is_ask_channel=is_ask_channel),
            new_coffee_button(reader.gettext("Set up random coffee here")),
            new_circle_button(reader.gettext("Start a circle here")),
        ),
        note(" ".join(_who_may(reader, invited_by))),
    )


def _greeting(reader: Reader, invited_by: str | None) -> list[str]:
    thanks = reader.gettext("Thanks for the invitation, {person}.", person=person(invited_by)) if invited_by else ""
    return [
        reader.gettext("Hello, I'm Klatch."),
        *([thanks] if thanks else []),
        reader.gettext("Got a question? I'll find a colleague who can help, often the same day."),
        reader.gettext("Type `/mentor-ask` with your question, or `/mentor-volunteer` to help others."),
    ]


def _state(reader: Reader, *, is_ask_channel: bool) -> str:
    if is_ask_channel:
        return reader.gettext("I post questions here too, when the person asking agrees. Anyone can offer to help.")
    return reader.gettext("I can post questions here too, when the person asking agrees.")


def _switch(reader: Reader, *, is_ask_channel: bool) -> ButtonElement:
    if is_ask_channel:
        return button(reader.gettext("Stop posting questions here"), Action.STOP, "")
    return button(reader.gettext("Post questions here"), Action.START, "")


def _who_may(reader: Reader, invited_by: str | None) -> list[str]:
    if invited_by is None:
        coffee = reader.gettext("Organizers decide whether I post questions here, and set up random coffee.")
    else:
        coffee = reader.gettext(
            "Organizers decide whether I post questions here. They or {person} can set up random coffee.",
            person=person(invited_by),
        )
    return [coffee, reader.gettext("Anyone can start a circle: people who meet regularly and talk as equals.")]


def asked(reader: Reader, deciding: Sequence[str]) -> Message:
    """Return the words for a member who pressed and does not decide it: whom I have asked."""
    if not deciding:
        return Message(reader.gettext("Workspace admins decide where I post questions. Please ask one of them."))
    who = reader.listed([person(one) for one in deciding[:DECIDING_SHOWN]])
    return Message(
        reader.gettext(
            "Organizers decide where I post questions. I've asked {people}, and I'll tell you what they decide.",
            people=who,
        )
    )


def request(reader: Reader, channel: str, by: str | None, ask_channel: str | None) -> Message:
    """Return the request to those who decide; or, once it is decided, what is so."""
    there, is_there = f"<#{channel}>", ask_channel == channel
    if by is None:
        if is_there:
            return said(reader, reader.gettext("I now post questions in {channel}. Nothing left to do.", channel=there))
        return said(reader, reader.gettext("I don't post questions in {channel}. Nothing left to do.", channel=there))
    if is_there:
        return message(
            reader,
            paragraph(
                reader.gettext(
                    "{person} would like me to stop posting questions in {channel}.", person=person(by), channel=there
                )
            ),
            buttons(button(reader.gettext("Stop posting questions there"), Action.STOP, channel)),
        )
    return message(
        reader,
        paragraph(" ".join(_wish(reader, there, by, ask_channel))),
        buttons(button(reader.gettext("Post questions there"), Action.START, channel)),
        note(reader.gettext("As an organizer, you can decide this. To leave it as it is, do nothing.")),
    )


def _wish(reader: Reader, there: str, by: str, ask_channel: str | None) -> list[str]:
    wish = reader.gettext(
        "{person} would like me to post questions in {channel}, when the person asking agrees. Anyone there could offer to help.",
        person=person(by),
        channel=there,
    )
    if not ask_channel:
        return [wish, reader.gettext("At the moment I don't post them in any channel.")]
    now = f"<#{ask_channel}>"
    return [wish, reader.gettext("I post them in one channel at a time, and they'd move from {channel}.", channel=now)]


def channel_told(reader: Reader, *, is_ask_channel: bool) -> Message:
    """Return the words for a channel that becomes the one where questions are posted, or is it no more."""
    if is_ask_channel:
        return said(reader, reader.gettext("From now on I'll post questions here too, when the person asking agrees."))
    return said(reader, reader.gettext("I won't post questions here any more."))


def change_told(reader: Reader, before: str | None, after: str | None, by: str | None) -> Message:
    """Return the words for those who decide, and had asked: where questions are posted now."""
    moved = _moved(reader, before, after)
    who = [reader.gettext("{person} decided this.", person=person(by))] if by else []
    return said(reader, " ".join([moved, *who]))


def _moved(reader: Reader, before: str | None, after: str | None) -> str:
    old, new = f"<#{before}>", f"<#{after}>"
    if before and after:
        return reader.gettext("I now post questions in {new} instead of {old}.", new=new, old=old)
    if after:
        return reader.gettext("I now post questions in {channel} too.", channel=new)
    if before:
        return reader.gettext(
            "I've stopped posting questions in {channel}, so I'm not posting them in any channel now.", channel=old
        )
    return reader.gettext("I don't post questions in any channel now.")


def gone(reader: Reader) -> Message:
    """Return the words for a press on a hello in a channel of which nothing is known any more."""
    return Message(
        reader.gettext(
            "I've lost track of this channel, so nothing changed. Remove me if I'm still here, then type `/invite @Klatch` and choose again."
        )
    )


def overview(reader: Reader, sections: Sequence[Block], *, is_organizer: bool, is_admin: bool) -> Message:
    """Return the answer to `/mentor-admin`: what there is, and what can be done about it."""
    settings = [button(reader.gettext("Language"), Action.LANGUAGE, "")] if is_organizer else []
    if is_admin:
        settings.append(button(reader.gettext("Name organizers"), Action.NAME, ""))
    help_ = reader.gettext("Only you can see this. `/mentor-admin help` explains what organizers can do and see.")
    return message(reader, *sections, *([buttons(*settings)] if settings else []), note(help_))


def help_(reader: Reader) -> Message:
    """Return the help: what organizers can do, and what they cannot see."""
    return message(
        reader,
        paragraph(
            reader.gettext(
                "`/mentor-admin` shows this workspace's random coffees, lunches and circles. From there you can:\n"
                "• set up random coffee in a channel I'm in (`/invite @Klatch`)\n"
                "• preview what people will read, before anything is sent\n"
                "• match people right now, or change, pause or end a coffee\n"
                "• look after circles, and remove prompts that members added\n"
                "• choose the language I use with people who don't share one\n"
                "Workspace admins are organizers. They can name others with *Name organizers*."
            )
        ),
        note(
            reader.gettext(
                "I'll tell you how many groups met. I never show numbers below five, who takes part, skips or pauses, or what people write."
            )
        ),
    )


def slip(reader: Reader, typed: str, meant: str | None) -> Message:
    """Return the answer to something that /mentor-admin does not know."""
    unknown = reader.gettext("`/mentor-admin` doesn't know “{words}”.", words=inline(typed[:100]))
    if meant:
        hint = reader.gettext("Did you mean `/mentor-admin {word}`?", word=meant)
    else:
        hint = reader.gettext("`/mentor-admin help` shows what you can type.")
    return said(reader, f"{unknown} {hint}")


def naming_form(reader: Reader, chosen: Iterable[str]) -> View:
    """Return the form with the members whom admins have named organizers."""
    return form(
        reader,
        Form.NAME,
        reader.gettext("Name organizers"),
        paragraph(
            reader.gettext(
                "Organizers set up coffees, lunches and circles, and see how they're going. They see numbers, never what people write or turn down. Workspace admins are organizers already."
            )
        ),
        people_field(
            Field.ORGANIZERS,
            reader.gettext("Organizers"),
            chosen,
            at_most=ORGANIZERS_AT_MOST,
            hint=reader.gettext("I'll message people you add, not people you remove."),
        ),
        submit=reader.gettext("Save"),
    )


def nobody_says_who_they_are(reader: Reader) -> str:
    """Return the fault of a form that names people whom Slack has not described in time."""
    return reader.gettext("I couldn't check everyone on the list just now. Please try again in a minute.")


def cannot_be_named(reader: Reader, names: Sequence[str]) -> str:
    """Return the fault of a form that names people for whom Klatch is not."""
    return reader.gettext(
        "Only full members of this workspace can be organizers, so not {names}.", names=reader.listed(names, by_or=True)
    )


def organizers_saved(reader: Reader, organizers: Sequence[str]) -> Message:
    """Return the words after the form."""
    if not organizers:
        return said(reader, reader.gettext("Saved. Workspace admins are the only organizers now."))
    named = people(reader, organizers)
    return said(reader, reader.gettext("Saved. Organizers, besides workspace admins: {people}.", people=named))


def for_admins(reader: Reader) -> Message:
    """Return the words for an organizer who is no admin, and wanted to name others."""
    return said(reader, reader.gettext("Only a workspace admin can name organizers. Nothing changed."))


def you_are_organizer(reader: Reader, admin: str) -> Message:
    """Return the words for a member who has just been named."""
    named = reader.gettext("{person} has made you an organizer.", person=person(admin))
    can = reader.gettext("`/mentor-admin` shows what's running, and lets you set up random coffee in a channel.")
    return said(reader, f"{named} {can}")


def for_organizers_alone(reader: Reader) -> Message:
    """Return the words for a member who is no organizer any more, and sent what only organizers decide."""
    return said(reader, reader.gettext("Only organizers can change that. Nothing changed."))


def for_organizers(reader: Reader, organizers: Sequence[str]) -> Message:
    """Return the words for a member who is no organizer: who is, as far as the directory knows."""
    if organizers:
        who = reader.listed([person(one) for one in organizers], by_or=True)
        words = reader.gettext("Only organizers can do this. Ask {people}.", people=who)
    else:
        words = reader.gettext("Only organizers can do this. Ask an admin of this workspace.")
    own = reader.gettext(
        "To see what you can do: `/mentor-ask help`, `/klatch help`, `/coffee help`, `/just-lunch help`."
    )
    return message(reader, paragraph(words), note(own))
