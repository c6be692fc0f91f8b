"""Members' own prompts: the form, its replies, and the list for organizers. Pure functions."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, ConfirmObject, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, formatted, inline, message, note, paragraph, quote, said
from bot.circles.actions import Action, Field, Form
from bot.circles.rules import AGENDA_IS_THIN
from bot.form_fields import form, select_field, text_field
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.prompts.library import LONGEST_TEXT, NotAdded, PromptKind, Section
from bot.prompts.models import OwnPrompt
from bot.prompts.prompts import OWN_PROMPTS_AT_MOST

TYPED_AT_MOST = 300
"""More than a prompt may have: who wrote too much is told so, and does not find it cut."""


def names_of_sections(reader: Reader) -> Mapping[Section, str]:
    """Return the purposes of members' prompts, as a form offers them."""
    return {
        Section.QUESTIONS_FOR_A_KLATCH: reader.gettext("Any circle"),
        Section.RESEARCH_LIFE: reader.gettext("Research life"),
        Section.REFLECTION: reader.gettext("Looking back after a meeting"),
        Section.VALUES: reader.gettext("What matters to us"),
    }


def _names_of_kinds(reader: Reader) -> Mapping[PromptKind, str]:
    return {
        PromptKind.ICEBREAKER: reader.gettext("Something light, to begin with"),
        PromptKind.STORY: reader.gettext("A story"),
        PromptKind.OPINION: reader.gettext("An opinion"),
        PromptKind.PRACTICE: reader.gettext("How others go about something"),
        PromptKind.DILEMMA: reader.gettext("What to do when it isn't clear"),
        PromptKind.REFLECTION: reader.gettext("A second thought about ourselves"),
    }


def fault(reader: Reader, refusal: NotAdded) -> str:
    """Return what to mend in a prompt that was not added."""
    return {
        NotAdded.THERE_ALREADY: reader.gettext("That one is already there. Do you have another?"),
        NotAdded.NO_QUESTION: reader.gettext("Please make it a question, with a question mark."),
        NotAdded.TOO_LONG: reader.gettext(
            "Please keep it under {limit} characters, so that it can be read aloud in one breath.",
            limit=LONGEST_TEXT + 1,
        ),
        NotAdded.UNREADABLE: reader.gettext("I couldn't read one of the characters in it. Please type it again."),
        NotAdded.ENOUGH: reader.gettext(
            "Members have added {most} prompts, which is all I can keep. An organizer can remove some.",
            most=OWN_PROMPTS_AT_MOST,
        ),
    }[refusal]


def prompt_form(reader: Reader, words: str) -> View:
    """Return the form for a prompt."""
    return form(
        reader,
        Form.PROMPT,
        reader.gettext("Your own prompt"),
        paragraph(
            reader.gettext(
                "A prompt is a question to talk about together. I offer circles two of them when their agenda is nearly empty."
            )
        ),
        text_field(
            Field.WORDS,
            reader.gettext("Your question"),
            limit=TYPED_AT_MOST,
            value=words,
            hint=reader.gettext("One or two short sentences, easy to read aloud, that nobody needs courage to answer."),
            required=True,
        ),
        select_field(
            Field.PROMPT_SECTION,
            reader.gettext("What is it for?"),
            list(names_of_sections(reader).items()),
            Section.QUESTIONS_FOR_A_KLATCH,
        ),
        select_field(
            Field.PROMPT_KIND,
            reader.gettext("What does it ask for?"),
            list(_names_of_kinds(reader).items()),
            PromptKind.STORY,
        ),
        note(
            reader.gettext(
                "Every circle in this workspace can get it, and your name isn't shown. Organizers can remove prompts."
            )
        ),
        submit=reader.gettext("Add it"),
    )


def added(reader: Reader, prompt: OwnPrompt) -> Message:
    """Return the reply to a new prompt: when it may come up."""
    return message(
        reader,
        paragraph(reader.gettext("Thank you, your prompt is in:\n{prompt}", prompt=quote(prompt.text))),
        paragraph(_comes_up(reader, prompt.section)),
        buttons(button(reader.gettext("Take it out again"), Action.REMOVE_PROMPT, prompt.id)),
    )


def _comes_up(reader: Reader, section: Section) -> str:
    few = reader.number(AGENDA_IS_THIN)
    if section is Section.REFLECTION:
        return reader.gettext(
            "Members' prompts go first. Yours may come up after the next meeting of a circle, to look back on it."
        )
    if section is Section.RESEARCH_LIFE:
        return reader.gettext(
            "Members' prompts go first. Yours may come up the next time a research support group has fewer than {few} topics on its agenda.",
            few=few,
        )
    return reader.gettext(
        "Members' prompts go first. Yours may come up the next time a circle has fewer than {few} topics on its agenda.",
        few=few,
    )


def removed(reader: Reader) -> Message:
    """Return the reply to who takes their prompt out."""
    return said(
        reader,
        reader.gettext("I've removed your prompt, and it won't come up any more. `/klatch prompt` adds another."),
    )


def gone(reader: Reader) -> Message:
    """Return the reply where a prompt is out already."""
    return said(reader, reader.gettext("That prompt has already been removed."))


def all_of_them(reader: Reader, prompts: Sequence[OwnPrompt]) -> View:
    """Return the list of members' prompts, for organizers."""
    if prompts:
        said = reader.ngettext(
            "Members have added one prompt to the ones I came with.",
            "Members have added {number} prompts to the ones I came with.",
            len(prompts),
        )
    else:
        said = reader.gettext("Nobody has added a prompt yet. I offer circles the ones I came with.")
    return View(
        type="modal",
        title=reader.gettext("Members' prompts"),
        close=reader.gettext("Close"),
        blocks=[
            paragraph(said),
            *(_one(reader, prompt) for prompt in prompts),
            note(
                reader.gettext(
                    "Anyone can add one with `/klatch prompt`. One that you remove won't come up any more, and nobody is told."
                )
            ),
            buttons(button(reader.gettext("Add a prompt"), Action.NEW_PROMPT, "")),
        ],
    )


def _one(reader: Reader, prompt: OwnPrompt) -> Block:
    where = f"{names_of_sections(reader)[prompt.section]} · {_names_of_kinds(reader)[prompt.kind]}"
    remove = button(reader.gettext("Remove"), Action.REMOVE_PROMPT, prompt.id, confirm=_sure(reader))
    return SectionBlock(text=formatted(f"{inline(prompt.text)}\n_{where}_"), accessory=remove)


def _sure(reader: Reader) -> ConfirmObject:
    return confirmation(
        reader.gettext("Remove this prompt?"),
        reader.gettext("It won't come up any more. Nobody is told."),
        reader.gettext("Remove"),
        reader.gettext("Keep it"),
    )
