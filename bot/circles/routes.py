"""The table from what comes in, or falls due, to the use cases of circles."""

from bot.circles.actions import FIELDS_OF_WHEN, Action, Field, Form, Later
from bot.circles.agenda import publishing
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as meeting_cards
from bot.circles.listeners import agenda, circles, meetings, organizing, prompts
from bot.circles.listeners.due import about_circle, about_meeting, when_failed
from bot.circles.listeners.organizing import UPKEEP
from bot.circles.listeners.redrawing import on_circle, on_meeting, saying
from bot.circles.meetings import calendar_files, letter_results, lifecycle, quorum, reminding, rescheduling, tables
from bot.circles.members import hosting, joining
from bot.circles.models import Circle
from bot.circles.organizing import starting, stopping
from bot.circles.organizing.changing import CIRCLES
from bot.circles.views import answers
from bot.circles.views import hosting as hosting_views
from bot.recurring.planning import following
from bot.slack.channel_events import CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member, on_departure
from bot.slack.routes import Routes

_PASS_ON = on_meeting(saying(hosting.pass_on, hosting_views.outcomes))

ROUTES = Routes(
    commands={"/klatch": circles.command},
    presses={
        Action.JOIN: on_circle(circles.open_join_form),
        Action.LEAVE: on_circle(circles.leave),
        Action.REMINDERS: circles.open_reminders_form,
        Action.HOST: on_meeting(saying(hosting.agree, hosting_views.outcomes)),
        Action.PASS: _PASS_ON,
        Action.WOULD_HOST: saying(hosting.volunteer, hosting_views.outcomes),
        Action.HOW_TO_HOST: on_meeting(meetings.how_to_host),
        Action.COMING: on_meeting(meetings.answer),
        Action.MAYBE: on_meeting(meetings.answer),
        Action.NOT_THIS_TIME: on_meeting(meetings.answer),
        Action.GO_AHEAD: on_meeting(meetings.wish),
        Action.MOVE_IT: on_meeting(meetings.wish),
        Action.CALENDAR: on_meeting(saying(calendar_files.send, answers.outcomes_of_calendar)),
        Action.MOVE: on_meeting(meetings.open_move_form),
        Action.CALL_OFF: on_meeting(saying(rescheduling.call_off_by_member, answers.outcomes_of_calling_off)),
        Action.NEW: organizing.open_new,
        Action.SHOW: UPKEEP.on_press(CIRCLES.to_end, organizing.show),
        Action.EDIT: on_circle(UPKEEP.on_press(CIRCLES.to_change, organizing.open_form)),
        Action.PAUSE: on_circle(UPKEEP.on_press(CIRCLES.pause, UPKEEP.paused)),
        Action.RESUME: on_circle(UPKEEP.on_press(CIRCLES.resume, UPKEEP.resumed)),
        Action.END: on_circle(UPKEEP.on_press(CIRCLES.end, UPKEEP.ended)),
        Field.KIND: organizing.choose_kind,
        **dict.fromkeys(FIELDS_OF_WHEN, organizing.show_dates),
        Action.SWAP_WHEN: organizing.swap_when,
        Action.MORE_ABOUT_CIRCLE: organizing.show_more,
        Action.NEW_PROMPT: prompts.open_form,
        Action.PROMPTS: prompts.show,
        Action.REMOVE_PROMPT: prompts.remove,
        Action.SUGGEST: agenda.open_suggest_form,
        Action.PUT_ON_AGENDA: agenda.put_on_agenda,
        Action.AGENDA: agenda.open_agenda,
        Action.VOTE: agenda.vote,
        Action.TAKE_BACK: agenda.take_back,
        Action.CARRY_OVER: agenda.carry_over,
        Action.REFLECT: agenda.open_reflect_form,
    },
    forms={
        Form.JOIN: circles.join,
        Form.REMINDERS: circles.choose_reminder,
        Form.MOVE: meetings.move,
        Form.CIRCLE: organizing.save,
        Form.PROMPT: prompts.add,
        Form.SUGGEST: agenda.suggest,
        Form.REFLECT: agenda.reflect,
    },
    traceless=(
        _PASS_ON,
        agenda.open_suggest_form,
        agenda.put_on_agenda,
        agenda.suggest,
        agenda.open_agenda,
        agenda.vote,
        agenda.take_back,
        agenda.carry_over,
        agenda.open_reflect_form,
        agenda.reflect,
    ),
    events={
        "user_change": on_departure(joining.left_workspace),
        "member_left_channel": on_channel_member(joining.left_channel),
        **dict.fromkeys(CHANNEL_GONE, on_channel(stopping.channel_gone)),
    },
    channel_id_changed=following(Circle),
    due={
        Later.ANNOUNCES: about_circle(lifecycle.announce),
        Later.CHANNEL_READ: starting.channel_read,
        Later.CHANNEL_REREAD: starting.channel_reread,
        Later.PUBLISHES_AGENDA: about_meeting(publishing.publish),
        Later.UPDATES_SUMMARY: about_meeting(lifecycle.update_summary),
        Later.REMINDS_ANNOUNCED: about_meeting(reminding.remind),
        Later.REMINDS_DAY: about_meeting(lifecycle.day_before),
        Later.REMINDS_HOUR: about_meeting(reminding.remind),
        Later.DECIDES: about_meeting(quorum.decide),
        Later.HOST_LAPSES: about_meeting(hosting.request_expired),
        Later.BEGINS: about_meeting(lifecycle.begin),
        Later.ENDS: about_meeting(lifecycle.end),
        Later.SUMMARY_CLOSES: about_meeting(lifecycle.update_summary),
        Later.SENDS_FILES: about_meeting(calendar_files.send_newest),
        Later.GIVES_PLACES: about_circle(joining.give_places),
        Later.REMOVES_LEAVERS: about_circle(joining.remove_leavers),
        Later.CHANNEL_GONE: stopping.pause_without_channel,
    },
    fates={
        Later.ANNOUNCEMENT_RESULT: when_failed(letter_results.announcement_failed),
        Later.REMINDER_RESULT: when_failed(letter_results.reminder_failed),
        Later.NEWS_RESULT: when_failed(letter_results.news_failed),
        Later.FILE_RESULT: when_failed(calendar_files.file_failed),
        Later.ARRIVAL_RESULT: starting.arrival_settled,
    },
    sweeps={Later.SHOWS_MEETING: meeting_cards.page, Later.SHOWS_CIRCLE: circle_cards.page},
    # Seating takes longer than a transaction should.
    tasks={Later.TABLES: tables.task()},
)
