"""Names of the buttons, forms, fields and due rows of circles. Never shown to anyone."""

from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button
from bot.organizers import actions as organizers

WORDS_IN_A_BUTTON = 1_500
"""Slack allows 2,000 characters in a button's value."""


class Action(StrEnum):
    """A button, or a menu that tells at once what was chosen."""

    JOIN = "circle_join"
    LEAVE = "circle_leave"
    REMINDERS = "circle_reminders"
    """Choose how to be reminded."""

    COMING = "meeting_in"
    MAYBE = "meeting_maybe"
    NOT_THIS_TIME = "meeting_not_this_time"
    GO_AHEAD = "meeting_go_ahead"
    MOVE_IT = "meeting_move_it"
    """A wish, when too few come."""
    MOVE = "meeting_move"
    """Opens the form for another day; for the host and who may change the circle."""
    CALL_OFF = "meeting_call_off"
    CALENDAR = "meeting_calendar"

    HOST = "meeting_host"
    PASS = "meeting_pass"  # noqa: S105  the host's: no secret
    WOULD_HOST = "circle_would_host"
    HOW_TO_HOST = "meeting_how_to_host"

    SUGGEST = "circle_suggest"
    PUT_ON_AGENDA = "circle_put_on_agenda"
    """Opens the same form with a question in it."""
    AGENDA = "circle_agenda"
    VOTE = "topic_vote"
    TAKE_BACK = "topic_take_back"
    CARRY_OVER = "topic_carry_over"
    REFLECT = "meeting_reflect"

    NEW = organizers.NEW_CIRCLE
    """In the hello of a channel, too."""
    MORE_ABOUT_CIRCLE = "circle_more"
    """Stands in the form of a circle, and shows the rest of it."""
    SWAP_WHEN = "circle_swap_when"
    """Stands there too: menus instead of words, or words instead of menus."""
    SHOW = "circle_show"
    EDIT = "circle_edit"
    PAUSE = "circle_pause"
    RESUME = "circle_resume"
    END = "circle_end"
    NEW_PROMPT = "prompt_new"
    PROMPTS = "prompts_show"
    REMOVE_PROMPT = "prompt_remove"


class Form(StrEnum):
    """A form."""

    JOIN = "circle_join_form"
    REMINDERS = "circle_reminders_form"
    SUGGEST = "circle_suggest_form"
    AGENDA = "circle_agenda_form"
    MOVE = "meeting_move_form"
    REFLECT = "meeting_reflect_form"
    CIRCLE = "circle_form"
    PROMPT = "prompt_form"


class Field(StrEnum):
    """A field of a form: its block id, and the action id of its one element."""

    CIRCLE = "circle"
    REMINDER = "reminder"
    WORDS = "words"
    NAME_SHOWN = "name_shown"
    TO = "to"
    KIND = "circle_kind"
    NAME = "circle_name"
    ABOUT = "about"
    CHANNEL = "circle_channel"
    CADENCE = "circle_cadence"
    """When, in words;"""
    HOW_OFTEN = "circle_how_often"
    """or by menus: how often, on which day of the week, on which day if it is once, and at what time."""
    WEEKDAY = "circle_weekday"
    DAY = "circle_day"
    TIME = "circle_time"
    MINUTES = "minutes"
    PARTS = "parts"
    PLACE = "meeting_place"
    SEATS = "seats"
    QUORUM = "quorum"
    TABLE_SIZE = "table_size"
    PROMPT_SECTION = "prompt_section"
    PROMPT_KIND = "prompt_kind"


FIELDS_OF_WHEN = (Field.CADENCE, Field.HOW_OFTEN, Field.WEEKDAY, Field.DAY, Field.TIME)
"""Fields that tell us at once what is said in them, so that the form shows the dates."""


class Later(StrEnum):
    """Kinds of due rows: a value begins with its subject, a circle or a meeting."""

    ANNOUNCES = "circle_announces"
    """The channel is read anew, and the next meeting is announced where it is time for that."""
    CHANNEL_READ = "circle_channel_read"
    """The members of the channel have been read."""
    CHANNEL_REREAD = "circle_channel_reread"
    """They have been read again, whatever Slack has told meanwhile."""
    PUBLISHES_AGENDA = "meeting_redraws"
    UPDATES_SUMMARY = "meeting_summary_redraws"
    REMINDS_ANNOUNCED = "meeting_reminds_announced"
    REMINDS_DAY = "meeting_reminds_day"
    """Who likes it the day before is reminded, and those who come are counted."""
    REMINDS_HOUR = "meeting_reminds_hour"
    HOST_LAPSES = "meeting_host_lapses"
    """Who was asked to host has said nothing, and somebody else is asked."""
    DECIDES = "meeting_decides"
    TABLES = "meeting_tables"
    BEGINS = "meeting_begins"
    ENDS = "meeting_ends"
    SUMMARY_CLOSES = "meeting_summary_closes"
    """The summary takes up no more."""
    SHOWS_MEETING = "meeting_shows"
    SENDS_FILES = "meeting_sends_files"
    SHOWS_CIRCLE = "circle_shows"
    """Everybody who has heard that there is a place for them sees the circle as it is."""
    GIVES_PLACES = "circle_gives_places"
    REMOVES_LEAVERS = "circle_tidies"
    """Who has left the workspace or the private channel leaves the circle, too."""
    CHANNEL_GONE = "circle_stands_still"
    """The circle is paused."""
    ANNOUNCEMENT_RESULT = "meeting_announcement_settled"
    """The announcement arrived or failed; the same for the letters below."""
    REMINDER_RESULT = "meeting_reminder_settled"
    NEWS_RESULT = "meeting_news_settled"
    FILE_RESULT = "meeting_file_settled"
    ARRIVAL_RESULT = "circle_arrival_settled"


def put_on_agenda_button(label: str, words: str) -> ButtonElement:
    """Return a button that opens the form for a topic with these words in it, for any message to its reader alone."""
    return button(label, Action.PUT_ON_AGENDA, words[:WORDS_IN_A_BUTTON])


def prompts_button(label: str) -> ButtonElement:
    """Return a button that opens the workspace's own prompts, for those who organize."""
    return button(label, Action.PROMPTS, "")
