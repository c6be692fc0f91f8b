"""The ids of buttons, forms and fields between Slack and us, and the kinds of due rows. Never shown to anyone."""

from enum import StrEnum

from bot.organizers import actions as organizers


class Action(StrEnum):
    """A button."""

    JOIN_COFFEE = "coffee_join"
    SKIP_ROUND = "coffee_skip_round"
    REJOIN_ROUND = "coffee_rejoin_round"
    SKIP_NEXT = "coffee_skip_next"
    PAUSE_COFFEE = "coffee_pause"
    RESUME_COFFEE = "coffee_resume"
    LEAVE_COFFEE = "coffee_leave"

    JOIN_LUNCH = "lunch_join"
    JOIN_TODAY = "lunch_today"
    LEAVE_TODAY = "lunch_not_today"
    SKIP_WEEK = "lunch_skip_week"
    RESUME_LUNCH = "lunch_resume"
    LEAVE_LUNCH = "lunch_leave"
    ACCEPT = "lunch_accept"
    DECLINE = "lunch_decline"

    WHY_US = "pairing_why_us"
    WE_MET = "pairing_we_met"
    NOT_YET = "pairing_not_yet"
    NOT_HAPPENING = "pairing_not_happening"
    STEP_BACK = "pairing_step_back"

    NEW_COFFEE = organizers.NEW_COFFEE
    """Stands in the hello of a channel too."""
    SHOW = "programme_show"
    EDIT = "programme_edit"
    PREVIEW = "programme_preview"
    RUN_NOW = "programme_run_now"
    PAUSE = "programme_pause"
    RESUME = "programme_resume"
    END = "programme_end"


class Form(StrEnum):
    """A form."""

    PAUSE_COFFEE = "coffee_pause_form"
    LUNCH = "lunch_form"
    COFFEE_PROGRAMME = "programme_coffee_form"
    LUNCH_PROGRAMME = "programme_lunch_form"


class Later(StrEnum):
    """A kind of due row. Its subject is named in each case."""

    ROUND_OPENS = "pairing_round_opens"
    """A programme: its next round is announced."""
    NOTICES = "pairing_notices"
    """A round: who is in gets a notice, some hundred at a time."""
    NOTICE_SETTLED = "pairing_notice_settled"
    """A letter: a notice has failed for good."""
    SHOWS_NOTICES = "pairing_shows_notices"
    """A round: its notices are brought up to date, a hundred at a time."""
    TELLS_LEFT_OUT = "pairing_tells_left_out"
    """A round: for whom nobody was found is told so, a hundred at a time; and what came of it later."""
    STAYS_SILENT = "pairing_stays_silent"
    """A group: whoever of it was asked whether they would like to go on, and did not answer, is paused."""
    SHOWS_QUESTIONS = "pairing_shows_questions"
    """A round: who was asked after it whether they would like to go on sees what is so, a hundred at a time."""
    ROUND_GATHERS = "pairing_round_gathers"
    """A round: it is time, and the channel's members are read a last time."""
    ROUND_DECIDES = "pairing_round_decides"
    """A round: whoever is free is put into groups. Again whenever somebody becomes free."""
    INTRODUCES = "pairing_introduces"
    """A group: its introduction is written."""
    INTRODUCTION_SETTLED = "pairing_introduction_settled"
    """A letter: an introduction has arrived, or failed for good."""
    GIVES_UP = "pairing_gives_up"
    """A group: its conversation has not opened, and is waited for no more."""
    NUDGES = "pairing_nudges"
    """A group: a word midway."""
    ASKS = "pairing_asks"
    """A group: did you meet?"""
    FADES = "pairing_fades"
    """A group: nobody has said whether they met."""
    ROUND_CLOSES = "pairing_round_closes"
    """A round: nothing more is asked, and the organizer hears how it went."""
    PROGRAMME_STANDS = "pairing_programme_stands"
    """A programme: its channel has been read for the first time."""
    PREVIEWS = "pairing_previews"
    """A programme: an organizer would like to see what people will read."""
    LUNCH_PLANS = "lunch_plans"
    """The Just Lunch programme: the rounds of the next lunch day are opened."""
    LUNCH_DECIDES = "lunch_decides"
    """A lunch round: whoever is free is put into groups, and asked."""
    PROPOSES = "lunch_proposes"
    """A group: each of its people is asked, alone, whether they would like to."""
    PROPOSAL_SETTLED = "lunch_proposal_settled"
    """A letter: a proposal has failed for good."""
    LAPSES = "lunch_lapses"
    """A group: who has not answered its proposal is taken to have no time."""
    LUNCH_OVER = "lunch_over"
    """A lunch round: whoever is still waiting is told that nobody was found."""
    LUNCH_TRUTHS = "lunch_truths"
    """A lunch round that is over: whoever nobody was found for is told, a hundred at a time."""
    LUNCH_SHOWS = "lunch_shows"
    """A lunch round: its cards are brought up to date, a hundred at a time."""
    LUNCH_PASSES = "lunch_passes"
    """A lunch round that is over: the day that its cards offer instead is over too."""
    LUNCH_MEMBERS = "lunch_members"
    """The Just Lunch programme: it rests or goes on, and the cards of its members say so, a hundred at a time."""
    LUNCH_WEEK_ENDS = "lunch_week_ends"
    """An instant, in minutes since 1970: who was in until then is out, who skipped is back, and their cards say so."""


class Field(StrEnum):
    """A field of a form: its block id, and the action id of its one element."""

    UNTIL = "until"
    WEEKDAYS = "weekdays"
    WAYS = "ways"
    PLACE = "place"
    HOW_LONG = "how_long"
    NAME = "name"
    CHANNEL = "channel"
    JOINING = "joining"
    CADENCE = "programme_cadence"
    WEEKDAY = "programme_weekday"
    TIME = "programme_time"
    ZONE = "programme_zone"
    STARTS_ON = "programme_starts_on"
    SIZE = "size"
    REACH = "reach"


TELLING_FIELDS = (Field.JOINING, Field.CADENCE, Field.WEEKDAY, Field.TIME, Field.ZONE, Field.STARTS_ON)
"""Fields that tell us at once what is chosen in them, so that the form shows what comes of it."""
