"""The words for organizers, and the hello in a channel."""

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import button, buttons, counted, inline, listed, message, note, paragraph, people, person, said
from bot.form_fields import form, people_field
from bot.languages.reader import ENGLISH
from bot.organizers.actions import Action, Field, Form, new_circle_button, new_coffee_button
from bot.organizers.rules import CHANNEL_GONE, Failure
from bot.outbox.call_results import ADMIN_ERRORS, TRANSIENT_ERRORS
from bot.outbox.message import Message
from bot.outbox.models import LetterState
from bot.outbox.results import RATE_LIMITED
from bot.outbox.suspension import WORKSPACE_WAS_AWAY

ORGANIZERS_AT_MOST = 50
FAILURES_SHOWN = 12
DECIDING_SHOWN = 5


def hello(invited_by: str | None, *, is_ask_channel: bool) -> Message:
    """Return the hello: what Klatch is, who invited it, and what it does in this channel."""
    who = f"{person(invited_by)} or an organizer" if invited_by is not None else "An organizer"
    thanks = f" Thank you for inviting me, {person(invited_by)}." if invited_by else ""
    greeting = (
        f"Hello, I am Klatch.{thanks} I introduce you to a colleague who can help with a question, the same "
        "day. Type `/mentor-ask` with your question, or `/mentor-volunteer` to help others."
    )
    if is_ask_channel:
        state = "Questions whose askers want it also stand here, and anyone in this channel can offer to help."
        choice = button("Stop putting questions here", Action.STOP, "")
    else:
        state = "I am quiet in this channel. If you like, questions whose askers want it can also stand here."
        choice = button("Put questions here too", Action.START, "")
    return message(
        ENGLISH,
        paragraph(greeting),
        paragraph(state),
        buttons(choice, new_coffee_button("Set up random coffee here"), new_circle_button("Start a circle here")),
        note(
            "Where questions stand is for organizers to decide: whoever else presses asks them. Random coffee: "
            f"{who} does that. Anyone can start a circle: people who meet every now and then, to talk as equals."
        ),
    )


def asked(deciding: Sequence[str]) -> Message:
    """Return the words for a member who pressed and does not decide it: whom we have asked."""
    if not deciding:
        return Message("An admin of this workspace decides where questions stand. Please ask one to press it.")
    who = listed([person(one) for one in deciding[:DECIDING_SHOWN]], "or")
    return Message(
        f"Where questions stand is for the organizers to decide. I have asked {who}, and tell you when it changes."
    )


def request(channel: str, by: str | None, ask_channel: str | None) -> Message:
    """Return the request to those who decide; or, once it is decided, what is so."""
    there, is_there = f"<#{channel}>", ask_channel == channel
    if by is None:
        state = "also stand" if is_there else "do not stand"
        return said(ENGLISH, f"Questions {state} in {there}. There is nothing to do.")
    if is_there:
        return message(
            ENGLISH,
            paragraph(f"{person(by)} would like questions not to stand in {there} any more."),
            buttons(button("Stop putting questions there", Action.STOP, channel)),
        )
    now = "Now they stand in no channel."
    if ask_channel:
        now = f"Questions stand in one channel at a time: now that is <#{ask_channel}>, and they would stand in {there} instead."
    return message(
        ENGLISH,
        paragraph(
            f"{person(by)} would like questions to stand in {there}, if their askers want it: anyone there can then offer to help. {now}"
        ),
        buttons(button("Put questions there", Action.START, channel)),
        note("You decide this as an organizer. If it should stay as it is, there is nothing to do."),
    )


def channel_told(*, is_ask_channel: bool) -> Message:
    """Return the words for a channel that becomes the one where questions stand, or is it no more."""
    if is_ask_channel:
        return said(ENGLISH, "From now on, questions whose askers want it also stand here.")
    return said(ENGLISH, "From now on, questions do not stand here any more.")


def change_told(before: str | None, after: str | None, by: str | None) -> Message:
    """Return the words for those who decide, and had asked: where questions stand now."""
    why = f" {person(by)} decided it." if by else ""
    return said(ENGLISH, f"{_moved(before, after)}{why}")


def _moved(before: str | None, after: str | None) -> str:
    if after is None:
        left = f" They do not stand in <#{before}> any more." if before else ""
        return f"Questions stand in no channel now.{left}"
    instead = f", instead of <#{before}>" if before else ""
    return f"From now on questions also stand in <#{after}>{instead}."


def gone() -> Message:
    """Return the words for a press on a hello in a channel of which nothing is known any more."""
    return Message(
        "I do not know this channel any more, so nothing was changed. Type `/invite @Klatch` here, and choose in the "
        "hello that follows. If I am in this channel still, remove me first."
    )


def overview(sections: Sequence[Block], *, is_admin: bool) -> Message:
    """Return the answer to `/mentor-admin`: what there is, and what can be done about it."""
    naming = [buttons(button("Name organizers", Action.NAME, ""))] if is_admin else []
    return message(
        ENGLISH,
        *sections,
        *naming,
        note("Only you see this. `/mentor-admin help` says what an organizer can do, and see."),
    )


def help_() -> Message:
    """Return the help: what organizers can do, and what they cannot see."""
    return message(
        ENGLISH,
        paragraph(
            "`/mentor-admin` shows the programmes and circles of this workspace. From there you can:\n"
            "• set up random coffee in a channel that Klatch was invited to (`/invite @Klatch`)\n"
            "• see what people will read, how many people there are and how large the groups, before anything is sent\n"
            "• have a round at once, change, pause or end a programme\n"
            "• look after the circles of this workspace, and take out prompts that members added\n"
            "Workspace admins are organizers, and name others with *Name organizers*."
        ),
        note(
            "After each round you hear how many groups say that they met: a count, and none of fewer than five people. Who is in, skips, pauses or is left over is theirs, and so is what people write or turn down."
        ),
    )


def slip(typed: str, meant: str | None) -> Message:
    """Return the answer to something that /mentor-admin does not know."""
    hint = f"Did you mean `/mentor-admin {meant}`?" if meant else "`/mentor-admin help` says what it can do."
    return said(ENGLISH, f"`/mentor-admin` does not know “{inline(typed[:100])}”. {hint}")


def naming_form(chosen: Iterable[str]) -> View:
    """Return the form with the members whom admins have named organizers."""
    return form(
        ENGLISH,
        Form.NAME,
        "Name organizers",
        paragraph(
            "Organizers set up programmes and hear how they go. They see counts, never what people write or turn down. Workspace admins are organizers already."
        ),
        people_field(
            Field.ORGANIZERS,
            "Organizers",
            chosen,
            at_most=ORGANIZERS_AT_MOST,
            hint="Whom you add is told so privately. Whom you take away is not.",
        ),
        submit="Save",
    )


NOBODY_SAYS_WHO_THEY_ARE = "Slack did not say in time who all of them are. Please try again in a minute."


def cannot_be_named(names: Sequence[str]) -> str:
    """Return the fault of a form that names people for whom Klatch is not."""
    return f"Klatch is for full members of this workspace, so it cannot be organized by {listed(names)}."


def organizers_saved(organizers: Sequence[str]) -> Message:
    """Return the words after the form."""
    if not organizers:
        return said(ENGLISH, "Saved. Workspace admins are the only organizers now.")
    return said(ENGLISH, f"Saved. Organizers, beside the workspace admins: {people(ENGLISH, organizers)}.")


def for_admins() -> Message:
    """Return the words for an organizer who is no admin, and wanted to name others."""
    return said(ENGLISH, "Only an admin of this workspace can name organizers. Nothing was changed.")


def you_are_organizer(admin: str) -> Message:
    """Return the words for a member who has just been named."""
    return said(
        ENGLISH,
        f"{person(admin)} has named you an organizer of introductions here. `/mentor-admin` shows what there is, and sets up random coffee in a channel. Nothing is expected of you.",
    )


def undelivered(failures: Sequence[Failure]) -> Message:
    """Return the words for those who can act on it: what has not arrived, why, and what they can do."""
    kinds = [(words, [one for one in failures if one.state is state]) for state, words in _WHAT_BECAME_OF_THEM.items()]
    is_waiting = all(one.state is LetterState.WAITING for one in failures)
    not_kept = "" if is_waiting else " What is not tried again is not kept: say again yourself what still matters."
    return message(
        ENGLISH,
        *(paragraph("\n".join([words, *_lines(found)])) for words, found in kinds if found),
        note(f"You are told once an hour at most.{not_kept}"),
    )


_WHAT_BECAME_OF_THEM = {
    LetterState.WAITING: (
        "Some messages could not be delivered when this was written. They are tried again for a day from the first "
        "time, and arrive by themselves if somebody clears the way."
    ),
    LetterState.FAILED: "Some messages could not be delivered, and will not be tried again.",
    LetterState.UNKNOWN: (
        "Some messages may or may not have arrived: Slack did not say, and they will not be tried again. Somebody can look."
    ),
}


def _lines(failures: Sequence[Failure]) -> Sequence[str]:
    lines = [f"• {_how_many(failure)}: {_why_and_what_now(failure)}" for failure in failures[:FAILURES_SHOWN]]
    if len(failures) > FAILURES_SHOWN:
        lines.append(f"• and more, in {counted(len(failures) - FAILURES_SHOWN, 'other place', 'other places')}")
    return lines


def _how_many(failure: Failure) -> str:
    letters = counted(failure.letters, "message")
    return f"{letters} in <#{failure.channel}>" if failure.channel else f"{letters} to people directly"


def _why_and_what_now(failure: Failure) -> str:
    if failure.state is LetterState.UNKNOWN:
        return f"whoever runs Klatch can find out why (`{inline(failure.code)}`)."
    match failure.code:
        case code if code in CHANNEL_GONE and failure.channel is None:
            return f"Slack knows no such conversation ({inline(code)}). Please pass that on to whoever runs Klatch."
        case "is_archived":
            return "the channel is archived. Unarchive it, or set up elsewhere what Klatch did there."
        case code if code in CHANNEL_GONE:
            return "Klatch is not in that channel. Type `/invite @Klatch` there, or set up elsewhere what it did."
        case "missing_scope":
            return "Klatch was not given the permission for it. An admin can give it by installing Klatch again."
        case code if code in _NOT_ALLOWED:
            return "the settings of this workspace or channel do not let Klatch write there. An admin can change that."
        case code if code == WORKSPACE_WAS_AWAY:
            return "Klatch was not installed while it was time for them. Nothing else is lost."
        case code if code == RATE_LIMITED or code in _NOT_REACHED | TRANSIENT_ERRORS:
            return "Slack did not take them for a whole day. Whoever runs Klatch can find out why."
        case code:
            return f"Slack refused them and said `{inline(code)}`. Please pass that on to whoever runs Klatch."


_NOT_ALLOWED = ADMIN_ERRORS | {
    "file_uploads_disabled",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
}

_NOT_REACHED = frozenset({"ClientConnectorError", "ConnectionTimeoutError", "LookupError", "TimeoutError"})
"""What a letter fails of that was tried in vain for a day."""
