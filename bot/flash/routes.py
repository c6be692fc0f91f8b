"""From what comes in, or falls due, to the use cases of flash mentoring: the whole table on one page."""

from bot.flash import choosing, closing, departures, inviting, letter_results, meeting_times, offering, views
from bot.flash.actions import ASK_FROM_MESSAGE, Action, Form, Later
from bot.flash.listeners import asking, channels, conversations, mentoring, volunteering
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE
from bot.slack.handlers import on_channel, on_departure, on_press
from bot.slack.routes import Routes


def routes() -> Routes:
    """Return who handles what in flash mentoring."""
    decline = on_press(offering.decline, views.ANSWERS)
    return Routes(
        commands={"/mentor-ask": asking.command, "/mentor-volunteer": volunteering.command},
        shortcuts={ASK_FROM_MESSAGE: asking.ask_about_message},
        presses={
            Action.ASK: asking.open_form,
            Action.ASK_AGAIN: asking.ask_again,
            Action.WITHDRAW_ASK: asking.withdraw,
            Action.CHOOSE: on_press(choosing.choose, views.CHOICES),
            Action.KEEP_LOOKING: on_press(choosing.keep_looking, views.CHOICES),
            Action.ANSWER_FIRST: asking.open_answer_form,
            Action.VOLUNTEER: volunteering.open_form,
            Action.OFFER: on_press(offering.offer, views.ANSWERS),
            Action.DECLINE: decline,
            Action.ASK_FIRST: mentoring.open_ask_first_form,
            Action.SOMEONE_ELSE: mentoring.open_someone_else_form,
            Action.PAUSE_ME: mentoring.open_pause_form,
            Action.WITHDRAW_OFFER: on_press(offering.take_back, views.ANSWERS),
            Action.PROPOSE_TIME: conversations.open_propose_form,
            conversations.TAKE_TIME: conversations.take_time,
            Action.WE_TALKED: on_press(closing.we_talked, views.CLOSINGS),
            Action.NOT_YET: on_press(closing.not_yet, views.CLOSINGS),
            Action.NOT_HAPPENING: on_press(closing.not_happening, views.CLOSINGS),
            Action.ASK_SOMEONE_ELSE: on_press(closing.ask_someone_else, views.CLOSINGS),
            Action.SAY_THANKS: conversations.open_thanks_form,
            Action.STEP_BACK: conversations.step_back,
        },
        forms={
            Form.ASK: asking.post,
            Form.ANSWER_FIRST: asking.answer_first,
            Form.VOLUNTEER: volunteering.volunteer,
            Form.PAUSE: volunteering.pause,
            Form.ASK_FIRST: mentoring.ask_first,
            Form.SOMEONE_ELSE: mentoring.name_someone,
            Form.PROPOSE_TIME: conversations.propose,
            Form.THANKS: conversations.say_thanks,
        },
        traceless=(decline, mentoring.name_someone, conversations.step_back),
        events={
            "user_change": on_departure(departures.somebody_left),
            "member_joined_channel": channels.somebody_came,
            **dict.fromkeys((*CHANNEL_GONE, *CHANNEL_BACK), on_channel(inviting.channel_came_or_went)),
        },
        channel_id_changed=inviting.follow,
        due={
            Later.INVITATION_LAPSES: inviting.lapse,
            Later.CHANNEL_CLOSES: inviting.close_channel,
            Later.CHOICE_WAITS: choosing.choice_waits,
            Later.NUDGE: closing.nudge,
            Later.TIME_PASSES: meeting_times.time_passes,
            Later.CHECK_IN: closing.check_in,
            Later.CONVERSATION_FADES: closing.fade,
        },
        fates={
            Later.CHANNEL_ASK_SETTLED: letter_results.channel_ask_settled,
            Later.INVITATION_SETTLED: letter_results.invitation_settled,
            Later.OFFER_SETTLED: letter_results.offer_settled,
            Later.CLARIFICATION_SETTLED: letter_results.clarification_settled,
            Later.INTRODUCTION_SETTLED: letter_results.introduction_settled,
            Later.PROPOSAL_SETTLED: letter_results.proposal_settled,
            Later.THANKS_SETTLED: letter_results.thanks_settled,
            Later.CALENDAR_FILE_SETTLED: letter_results.calendar_file_settled,
        },
    )
