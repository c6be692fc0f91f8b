"""The ids of buttons, forms, fields and due rows of flash mentoring. They are never shown to anyone."""

from enum import StrEnum


class Action(StrEnum):
    """A button."""

    OFFER = "flash_offer"
    DECLINE = "flash_decline"
    ASK_FIRST = "flash_ask_first"
    ANSWER_FIRST = "flash_answer_first"
    SOMEONE_ELSE = "flash_someone_else"
    PAUSE_ME = "flash_pause_me"
    WITHDRAW_OFFER = "flash_withdraw_offer"
    CHOOSE = "flash_choose"
    KEEP_LOOKING = "flash_keep_looking"
    WITHDRAW_ASK = "flash_withdraw_ask"
    ASK_AGAIN = "flash_ask_again"
    PROPOSE_TIME = "flash_propose_time"
    TAKE_TIME = "flash_take_time"
    WE_TALKED = "flash_we_talked"
    NOT_YET = "flash_not_yet"
    NOT_HAPPENING = "flash_not_happening"
    ASK_SOMEONE_ELSE = "flash_ask_someone_else"
    SAY_THANKS = "flash_say_thanks"
    STEP_BACK = "flash_step_back"
    ASK = "flash_ask"
    VOLUNTEER = "flash_volunteer"
    MORE_ABOUT_ASK = "flash_more_about_ask"
    MORE_ABOUT_VOLUNTEERING = "flash_more_about_volunteering"


class Form(StrEnum):
    """A form."""

    ASK = "flash_ask_form"
    VOLUNTEER = "flash_volunteer_form"
    PAUSE = "flash_pause_form"
    ASK_FIRST = "flash_ask_first_form"
    ANSWER_FIRST = "flash_answer_first_form"
    SOMEONE_ELSE = "flash_someone_else_form"
    PROPOSE_TIME = "flash_propose_time_form"
    THANKS = "flash_thanks_form"


ASK_FROM_MESSAGE = "ask_about_message"
"""The message shortcut, as manifest.yml names it."""


class Later(StrEnum):
    """A kind of due row; its subject is an ask, an invitation, a conversation or a proposal."""

    INVITATION_LAPSES = "flash_invitation_lapses"
    CHANNEL_CLOSES = "flash_channel_closes"
    CHOICE_WAITS = "flash_choice_waits"
    CHECK_IN = "flash_check_in"
    CONVERSATION_FADES = "flash_conversation_fades"
    NUDGE = "flash_nudge"
    TIME_PASSES = "flash_time_passes"
    CHANNEL_ASK_SETTLED = "flash_channel_ask_settled"
    INVITATION_SETTLED = "flash_invitation_settled"
    OFFER_SETTLED = "flash_offer_settled"
    CLARIFICATION_SETTLED = "flash_clarification_settled"
    INTRODUCTION_SETTLED = "flash_introduction_settled"
    PROPOSAL_SETTLED = "flash_proposal_settled"
    THANKS_SETTLED = "flash_thanks_settled"
    CALENDAR_FILE_SETTLED = "flash_calendar_file_settled"


class Field(StrEnum):
    """A field of a form: its block id, and the action id of its one element."""

    QUESTION = "question"
    TOPICS = "topics"
    NEW_TOPICS = "new_topics"
    TRIED = "tried"
    IN_RETURN = "in_return"
    PREFERENCE = "preference"
    MINUTES = "minutes"
    FORMAT = "format"
    NAME = "name"
    CHANNEL = "channel"
    CAPACITY = "capacity"
    OWN_WORDS = "own_words"
    TEAM = "team"
    PLACE = "place"
    STAGE = "stage"
    PLEDGE = "pledge"
    UNTIL = "until"
    ANSWER = "answer"
    PERSON = "person"
    FIRST_TIME = "first_time"
    SECOND_TIME = "second_time"
    THIRD_TIME = "third_time"
    THANKS = "thanks"
