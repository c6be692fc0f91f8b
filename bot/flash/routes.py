"""From what comes in, or falls due, to the use cases of flash mentoring: the whole table on one page."""

from bot.flash import (
    asking,
    channel_asks,
    choosing,
    clarifying,
    closing,
    departures,
    introductions,
    inviting,
    meeting_times,
    offering,
)
from bot.flash.actions import ASK_FROM_MESSAGE, Action, Field, Form, Later
from bot.flash.listeners import asking as ask_forms
from bot.flash.listeners import conversations, mentoring
from bot.flash.listeners.forms import opens_form, passes_words
from bot.flash.views import forms
from bot.flash.views.answers import answers, choices, closings, stepping_back, withdrawals
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member, on_departure, on_press
from bot.slack.routes import Routes

_DECLINE = on_press(offering.decline, answers)
_STEP_BACK = on_press(closing.step_back, stepping_back)

ROUTES = Routes(
    commands={"/mentor-ask": ask_forms.command, "/mentor-volunteer": mentoring.command},
    shortcuts={ASK_FROM_MESSAGE: ask_forms.ask_about_message},
    presses={
        Action.ASK: ask_forms.open_form,
        Action.MORE_ABOUT_ASK: ask_forms.show_more,
        Action.ASK_AGAIN: ask_forms.ask_again,
        Action.WITHDRAW_ASK: on_press(asking.withdraw, withdrawals),
        Action.CHOOSE: on_press(choosing.choose, choices),
        Action.KEEP_LOOKING: on_press(choosing.keep_looking, choices),
        Action.ANSWER_FIRST: opens_form(clarifying.may_answer_first, forms.answer_first_form, answers),
        Action.VOLUNTEER: mentoring.open_form,
        Action.MORE_ABOUT_VOLUNTEERING: mentoring.show_more,
        Action.OFFER: on_press(offering.offer, answers),
        Action.DECLINE: _DECLINE,
        Action.ASK_FIRST: opens_form(offering.may_still_answer, forms.ask_first_form, answers),
        Action.SOMEONE_ELSE: opens_form(offering.may_still_answer, forms.someone_else_form, answers),
        Action.PAUSE_ME: mentoring.open_pause_form,
        Action.WITHDRAW_OFFER: on_press(offering.withdraw_offer, answers),
        Action.PROPOSE_TIME: conversations.open_propose_form,
        conversations.TAKE_TIME: conversations.take_time,
        Action.WE_TALKED: on_press(closing.we_talked, closings),
        Action.NOT_YET: on_press(closing.not_yet, closings),
        Action.NOT_HAPPENING: on_press(closing.not_happening, closings),
        Action.ASK_SOMEONE_ELSE: on_press(closing.ask_someone_else, closings),
        Action.SAY_THANKS: opens_form(closing.may_thank, forms.thanks_form, closings),
        Action.STEP_BACK: _STEP_BACK,
    },
    forms={
        Form.ASK: ask_forms.post,
        Form.ANSWER_FIRST: passes_words(clarifying.answer_first, Field.ANSWER, answers),
        Form.VOLUNTEER: mentoring.volunteer,
        Form.PAUSE: mentoring.pause,
        Form.ASK_FIRST: passes_words(clarifying.ask_first, Field.ANSWER, answers),
        Form.SOMEONE_ELSE: mentoring.name_someone,
        Form.PROPOSE_TIME: conversations.propose,
        Form.THANKS: passes_words(closing.say_thanks, Field.THANKS, closings),
    },
    mostly_read=(ask_forms.command, ask_forms.open_form),
    traceless=(_DECLINE, mentoring.name_someone, _STEP_BACK),
    events={
        "user_change": on_departure(departures.member_left),
        "member_joined_channel": on_channel_member(channel_asks.member_joined),
        **dict.fromkeys((*CHANNEL_GONE, *CHANNEL_BACK), on_channel(channel_asks.channel_came_or_went)),
    },
    channel_id_changed=channel_asks.channel_id_changed,
    due={
        Later.INVITATION_LAPSES: inviting.lapse,
        Later.CHANNEL_CLOSES: channel_asks.continue_ask,
        Later.CHOICE_WAITS: choosing.remind_or_close,
        Later.NUDGE: closing.nudge,
        Later.TIME_PASSES: meeting_times.time_passes,
        Later.CHECK_IN: closing.check_in,
        Later.CONVERSATION_FADES: closing.fade,
    },
    fates={
        Later.CHANNEL_ASK_SETTLED: channel_asks.on_channel_ask_fate,
        Later.INVITATION_SETTLED: inviting.on_invitation_fate,
        Later.OFFER_SETTLED: offering.on_offer_fate,
        Later.CLARIFICATION_SETTLED: clarifying.on_clarification_fate,
        Later.INTRODUCTION_SETTLED: introductions.on_introduction_fate,
        Later.PROPOSAL_SETTLED: meeting_times.on_proposal_fate,
        Later.THANKS_SETTLED: closing.on_thanks_fate,
        Later.CALENDAR_FILE_SETTLED: meeting_times.on_calendar_file_fate,
    },
)
