"""From what comes in, or falls due, to the use cases of pairings: the whole table on one page."""

from bot.database.database import Database
from bot.pairings import closing, dropping_out, group_pages, introducing, introduction_results, matching
from bot.pairings.actions import TELLING_FIELDS, Action, Field, Form, Later
from bot.pairings.coffee import cards, inactive_members, participation, rounds
from bot.pairings.coffee import meeting_times as coffee_times
from bot.pairings.listeners import coffee, groups, lunch, meeting_times, organizing
from bot.pairings.listeners.organizing import UPKEEP
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.lunch import membership_cards, proposing
from bot.pairings.lunch import rounds as lunch_rounds
from bot.pairings.models import Programme
from bot.pairings.organizing import previewing, programmes, reporting
from bot.pairings.organizing.programmes import COFFEES, PROGRAMMES
from bot.pairings.views.coffee import choices
from bot.pairings.views.groups import closings, stepped_back
from bot.pairings.views.proposals import answers
from bot.recurring.planning import following
from bot.slack.channel_events import CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member, on_departure, on_press
from bot.slack.routes import Routes

_STEP_BACK, _DECLINE = on_press(closing.step_back, stepped_back), on_press(proposing.decline, answers)


def routes(database: Database) -> Routes:
    """Return the table of pairings; matching reads the database page by page."""
    return Routes(
        commands={"/coffee": coffee.command, "/just-lunch": lunch.command},
        presses={
            Action.NEW_COFFEE: organizing.open_new_coffee,
            Action.SHOW: UPKEEP.on_press(PROGRAMMES.to_end, organizing.show),
            Action.EDIT: UPKEEP.on_press(PROGRAMMES.to_change, organizing.open_form),
            Action.PREVIEW: UPKEEP.on_press(COFFEES.to_change, organizing.preview),
            Action.RUN_NOW: UPKEEP.on_press(COFFEES.to_change, organizing.run_now),
            Action.PAUSE: UPKEEP.on_press(PROGRAMMES.pause, UPKEEP.paused),
            Action.RESUME: UPKEEP.on_press(PROGRAMMES.resume, UPKEEP.resumed),
            Action.END: UPKEEP.on_press(COFFEES.end, UPKEEP.ended),
            **dict.fromkeys((*TELLING_FIELDS, Action.MORE_ABOUT_COFFEE), organizing.show_what_comes_of_it),
            Field.WAYS: lunch.show_where,
            Action.JOIN_LUNCH: lunch.open_form,
            Action.JOIN_TODAY: lunch.request_day,
            Action.LEAVE_TODAY: lunch.cancel_day,
            Action.SKIP_WEEK: lunch.on_card(lunch.skip_week),
            Action.RESUME_LUNCH: lunch.on_card(lunch.resume),
            Action.LEAVE_LUNCH: lunch.on_card(lunch.leave),
            Action.ACCEPT: on_press(proposing.accept, answers),
            Action.DECLINE: _DECLINE,
            Action.JOIN_COFFEE: coffee.on_programme(coffee.join),
            Action.LEAVE_COFFEE: coffee.on_programme(coffee.leave),
            Action.SKIP_ROUND: on_press(participation.skip, choices),
            Action.REJOIN_ROUND: on_press(participation.rejoin_round, choices),
            Action.SKIP_NEXT: coffee.on_programme(coffee.skip_next),
            Action.PAUSE_COFFEE: coffee.on_programme(coffee.open_pause_form),
            Action.RESUME_COFFEE: coffee.on_programme(coffee.resume),
            Action.WHY_US: groups.why_us,
            Action.PROPOSE_TIME: meeting_times.open_form,
            meeting_times.TAKE_TIME: meeting_times.take,
            Action.WE_MET: on_press(closing.we_met, closings),
            Action.NOT_YET: on_press(closing.not_yet, closings),
            Action.NOT_HAPPENING: on_press(closing.not_happening, closings),
            Action.STEP_BACK: _STEP_BACK,
        },
        forms={
            Form.PAUSE_COFFEE: coffee.pause,
            Form.PROPOSE_TIME: meeting_times.propose,
            Form.COFFEE_PROGRAMME: organizing.save_coffee,
            Form.LUNCH_PROGRAMME: organizing.save_lunch,
            Form.LUNCH: lunch.send,
        },
        traceless=(_STEP_BACK, _DECLINE),
        events={
            "user_change": on_departure(dropping_out.somebody_left),
            "member_joined_channel": on_channel(participation.joined_channel),
            "member_left_channel": on_channel_member(participation.left_channel),
            **dict.fromkeys(CHANNEL_GONE, on_channel(rounds.channel_gone)),
        },
        channel_id_changed=following(Programme),
        due={
            Later.PROGRAMME_STANDS: programmes.channel_read,
            Later.PREVIEWS: previewing.show,
            Later.GIVES_UP: introduction_results.give_up,
            Later.STAYS_SILENT: inactive_members.take_out_inactive,
            Later.ROUND_OPENS: rounds.open_round,
            Later.NOTICES: rounds.notices,
            Later.ROUND_GATHERS: rounds.gather,
            Later.WRITES_GROUPS: group_pages.write_next,
            Later.INTRODUCES: introducing.introduce,
            Later.NUDGES: closing.nudge,
            Later.TIME_PASSES: coffee_times.time_passes,
            Later.ASKS: closing.ask,
            Later.FADES: closing.fade,
            Later.ROUND_CLOSES: reporting.close,
            Later.LUNCH_PLANS: lunch_rounds.plan_again,
            Later.PROPOSES: proposing.propose,
            Later.LAPSES: proposing.lapse,
            Later.LUNCH_OVER: lunch_rounds.close_round,
            Later.LUNCH_PASSES: lunch_rounds.show_past,
        },
        fates={
            Later.INTRODUCTION_SETTLED: introduction_results.introduction_settled,
            Later.NOTICE_SETTLED: participation.notice_settled,
            Later.PROPOSAL_SETTLED: proposing.proposal_settled,
        },
        sweeps={
            Later.SHOWS_NOTICES: cards.page_of(cards.notice),
            Later.TELLS_LEFT_OUT: cards.page_of(cards.nobody_found_now),
            Later.SHOWS_QUESTIONS: cards.page_of(cards.going_on),
            Later.LUNCH_TRUTHS: lunch_cards.page_when_over,
            Later.LUNCH_SHOWS: lunch_cards.page,
            Later.LUNCH_MEMBERS: membership_cards.page,
            Later.LUNCH_WEEK_ENDS: membership_cards.page_of_week,
        },
        # Matching takes longer than a transaction should.
        tasks=dict.fromkeys((Later.ROUND_DECIDES, Later.LUNCH_DECIDES), matching.task(database)),
    )
