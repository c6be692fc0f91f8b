"""Members' own prompts: the form, its replies, and the list for organizers. Pure functions."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, ConfirmObject, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, counted, formatted, inline, message, note, paragraph, quote, said
from bot.circles.actions import Action, Field, Form
from bot.circles.rules import AGENDA_IS_THIN
from bot.form_fields import form, select_field, text_field
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.prompts.library import LONGEST_TEXT, NotAdded, PromptKind, Section
from bot.prompts.models import OwnPrompt
from bot.prompts.prompts import OWN_PROMPTS_AT_MOST

TYPED_AT_MOST = 300
"""More than a prompt may have: who wrote too much is told so, and does not find it cut."""

SECTIONS: Mapping[Section, str] = {
    Section.QUESTIONS_FOR_A_KLATCH: "Any circle",
    Section.RESEARCH_LIFE: "Research life",
    Section.REFLECTION: "Looking back after a meeting",
    Section.VALUES: "What matters to us",
}
"""Purposes of members' prompts."""

KINDS: Mapping[PromptKind, str] = {
    PromptKind.ICEBREAKER: "Something light, to begin with",
    PromptKind.STORY: "A story",
    PromptKind.OPINION: "An opinion",
    PromptKind.PRACTICE: "How others go about something",
    PromptKind.DILEMMA: "What to do when it is not clear",
    PromptKind.REFLECTION: "A second thought about ourselves",
}

_THIN = f"announced with fewer than {counted(AGENDA_IS_THIN, 'topic')} on its agenda"
_COMES_UP: Mapping[Section, str] = {
    Section.QUESTIONS_FOR_A_KLATCH: f"the next time that a circle is {_THIN}",
    Section.RESEARCH_LIFE: f"the next time that a research support group is {_THIN}",
    Section.REFLECTION: "after the next meeting of a circle, for looking back on it",
    Section.VALUES: f"the next time that a circle is {_THIN}",
}

FAULTS: Mapping[NotAdded, str] = {
    NotAdded.THERE_ALREADY: "This one is among the prompts already. Another one?",
    NotAdded.NO_QUESTION: "Please make it a question, with a question mark.",
    NotAdded.TOO_LONG: f"Please keep it under {LONGEST_TEXT + 1} characters, so that it can be read aloud in one breath.",
    NotAdded.UNREADABLE: "There is a character in it that could not be read. Please type it anew.",
    NotAdded.ENOUGH: f"There are {OWN_PROMPTS_AT_MOST} prompts of members already, which is all that we can keep. An organizer can take some out.",
}


def prompt_form(words: str) -> View:
    """Return the form for a prompt."""
    return form(
        ENGLISH,
        Form.PROMPT,
        "A prompt of your own",
        paragraph(
            "A prompt is a question to talk about together. Circles are offered two when hardly anything is on their agenda."
        ),
        text_field(
            Field.WORDS,
            "Your question",
            limit=TYPED_AT_MOST,
            value=words,
            hint="One or two short sentences that can be read aloud. Nobody should need to be brave to answer.",
            required=True,
        ),
        select_field(Field.PROMPT_SECTION, "What is it for?", list(SECTIONS.items()), Section.QUESTIONS_FOR_A_KLATCH),
        select_field(Field.PROMPT_KIND, "What does it ask for?", list(KINDS.items()), PromptKind.STORY),
        note(
            "It is for everybody in this workspace, and your name does not stand beside it. Organizers can take prompts out."
        ),
        submit="Add it",
    )


def added(prompt: OwnPrompt) -> Message:
    """Return the reply to a new prompt: when it may come up."""
    return message(
        ENGLISH,
        paragraph(f"Thank you, your prompt is in:\n{quote(prompt.text)}"),
        paragraph(f"Prompts of members go first: yours may come up {_COMES_UP[prompt.section]}."),
        buttons(button("Take it out again", Action.REMOVE_PROMPT, prompt.id)),
    )


def removed() -> Message:
    """Return the reply to who takes their prompt out."""
    return said(ENGLISH, "Your prompt is out, and will not be offered any more. `/klatch prompt` adds another one.")


def gone() -> Message:
    """Return the reply where a prompt is out already."""
    return said(ENGLISH, "This prompt is not among the prompts any more.")


def all_of_them(prompts: Sequence[OwnPrompt]) -> View:
    """Return the list of members' prompts, for organizers."""
    if prompts:
        said = f"Members have added {counted(len(prompts), 'prompt')} to those that come with Klatch."
    else:
        said = "Nobody has added a prompt yet. Circles are offered those that come with Klatch."
    return View(
        type="modal",
        title="Prompts of members",
        close="Close",
        blocks=[
            paragraph(said),
            *map(_one, prompts),
            note(
                "Any member can add one with `/klatch prompt`. One that you remove is not offered any more; nobody is told."
            ),
            buttons(button("Add a prompt", Action.NEW_PROMPT, "")),
        ],
    )


def _one(prompt: OwnPrompt) -> Block:
    where = f"{SECTIONS[prompt.section]} · {KINDS[prompt.kind]}"
    text = formatted(f"{inline(prompt.text)}\n_{where}_")
    return SectionBlock(text=text, accessory=button("Remove", Action.REMOVE_PROMPT, prompt.id, confirm=_SURE))


_SURE: ConfirmObject = confirmation(
    "Remove this prompt?", "It will not be offered any more. Nobody is told.", "Remove", "Keep it"
)
