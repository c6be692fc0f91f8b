"""From what comes in, or falls due, to the use cases of circles: the whole table on one page."""

from bot.circles.actions import Action, Field, Form, Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as meeting_cards
from bot.circles.listeners import circles, meetings, organizing, prompts, talk
from bot.circles.listeners.organizing import UPKEEP
from bot.circles.listeners.redrawing import on_circle, on_meeting
from bot.circles.meetings import (
    announcing,
    beginning,
    calendar_files,
    counting,
    deciding,
    ending,
    reminding,
    tables,
    undelivered,
)
from bot.circles.members import hosting, joining
from bot.circles.models import Circle
from bot.circles.organizing import starting, stopping
from bot.circles.organizing.changing import CIRCLES
from bot.circles.talk import publishing
from bot.recurring.planning import following
from bot.slack.channel_events import CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member, on_departure
from bot.slack.routes import Routes


def routes() -> Routes:
    """Return who handles what in circles."""
    passing = on_meeting(circles.pass_on)
    return Routes(
        commands={"/klatch": circles.command},
        presses={
            Action.JOIN: on_circle(circles.open_join_form),
            Action.LEAVE: on_circle(circles.leave),
            Action.REMINDERS: circles.open_reminders_form,
            Action.HOST: on_meeting(circles.agree),
            Action.PASS: passing,
            Action.WOULD_HOST: circles.would_host,
            Action.HOW_TO_HOST: on_meeting(circles.how_to_host),
            Action.COMING: on_meeting(meetings.coming),
            Action.MAYBE: on_meeting(meetings.maybe),
            Action.NOT_THIS_TIME: on_meeting(meetings.not_this_time),
            Action.GO_AHEAD: on_meeting(meetings.go_ahead),
            Action.MOVE_IT: on_meeting(meetings.move_it),
            Action.CALENDAR: on_meeting(meetings.send_file),
            Action.MOVE: on_meeting(meetings.open_move_form),
            Action.CALL_OFF: on_meeting(meetings.call_off),
            Action.NEW: organizing.open_new,
            Action.SHOW: UPKEEP.on_press(CIRCLES.to_end, organizing.show),
            Action.EDIT: on_circle(UPKEEP.on_press(CIRCLES.to_change, organizing.open_form)),
            Action.PAUSE: on_circle(UPKEEP.on_press(CIRCLES.pause, UPKEEP.paused)),
            Action.RESUME: on_circle(UPKEEP.on_press(CIRCLES.resume, UPKEEP.resumed)),
            Action.END: on_circle(UPKEEP.on_press(CIRCLES.end, UPKEEP.ended)),
            Field.KIND: organizing.choose_kind,
            Field.CADENCE: organizing.show_dates,
            Action.NEW_PROMPT: prompts.open_form,
            Action.PROMPTS: prompts.show,
            Action.REMOVE_PROMPT: prompts.remove,
            Action.SUGGEST: talk.open_suggest_form,
            Action.PUT_ON_AGENDA: talk.put_on_agenda,
            Action.AGENDA: talk.open_agenda,
            Action.VOTE: talk.vote,
            Action.TAKE_BACK: talk.take_back,
            Action.CARRY_OVER: talk.carry_over,
            Action.REFLECT: talk.open_reflect_form,
        },
        forms={
            Form.JOIN: circles.join,
            Form.REMINDERS: circles.choose_reminder,
            Form.MOVE: meetings.move,
            Form.CIRCLE: organizing.save,
            Form.PROMPT: prompts.add,
            Form.SUGGEST: talk.suggest,
            Form.REFLECT: talk.reflect,
        },
        traceless=(
            passing,
            talk.open_suggest_form,
            talk.put_on_agenda,
            talk.suggest,
            talk.open_agenda,
            talk.vote,
            talk.take_back,
            talk.carry_over,
            talk.open_reflect_form,
            talk.reflect,
        ),
        events={
            "user_change": on_departure(joining.somebody_left),
            "member_left_channel": on_channel_member(joining.left_channel),
            **dict.fromkeys(CHANNEL_GONE, on_channel(stopping.channel_gone)),
        },
        channel_id_changed=following(Circle),
        due={
            Later.ANNOUNCES: announcing.announce,
            Later.CHANNEL_READ: starting.channel_read,
            Later.CHANNEL_REREAD: starting.channel_reread,
            Later.REDRAWS: publishing.publish,
            Later.SUMMARY_REDRAWS: ending.sum_up_anew,
            Later.REMINDS_ANNOUNCED: reminding.remind,
            Later.REMINDS_DAY: counting.count,
            Later.REMINDS_HOUR: reminding.remind,
            Later.DECIDES: deciding.decide,
            Later.HOST_LAPSES: hosting.lapse,
            Later.BEGINS: beginning.begin,
            Later.ENDS: ending.end,
            Later.SUMMARY_CLOSES: ending.sum_up_anew,
            Later.SENDS_FILES: calendar_files.send_newest,
            Later.GIVES_PLACES: joining.give_places_when_due,
            Later.TIDIES: joining.tidy,
            Later.STANDS_STILL: stopping.pause_without_channel,
        },
        fates={
            Later.ANNOUNCEMENT_SETTLED: undelivered.announcement_settled,
            Later.REMINDER_SETTLED: reminding.settled,
            Later.NEWS_SETTLED: undelivered.news_settled,
            Later.FILE_SETTLED: calendar_files.settled,
            Later.ARRIVAL_SETTLED: starting.arrival_settled,
        },
        sweeps={Later.SHOWS: meeting_cards.page, Later.SHOWS_CIRCLE: circle_cards.page},
        # Dealing tables takes longer than a transaction should.
        tasks={Later.TABLES: tables.task()},
    )
