"""From Slack's requests to the use cases of flash mentoring: the whole table on one page."""

from bot.flash import choosing, closing, offering, views
from bot.flash.actions import ASK_FROM_MESSAGE, Action, Form
from bot.flash.inviting import follow
from bot.flash.listeners import asking, channels, conversations, mentoring, volunteering
from bot.flash.listeners.replies import on_press
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE, follow_channels
from bot.slack.edge import Edge


def register(edge: Edge) -> None:
    """Every command, button, form, shortcut and event of this room."""
    edge.command("/mentor-ask", asking.command)
    edge.shortcut(ASK_FROM_MESSAGE, asking.ask_about_message)
    edge.press(Action.ASK, asking.open_form)
    edge.press(Action.ASK_AGAIN, asking.ask_again)
    edge.submission(Form.ASK, asking.post)
    edge.press(Action.WITHDRAW_ASK, asking.withdraw)
    edge.press(Action.CHOOSE, on_press(choosing.choose, views.CHOICES))
    edge.press(Action.KEEP_LOOKING, on_press(choosing.keep_looking, views.CHOICES))
    edge.press(Action.ANSWER_FIRST, asking.open_answer_form)
    edge.submission(Form.ANSWER_FIRST, asking.answer_first)

    edge.command("/mentor-volunteer", volunteering.command)
    edge.press(Action.VOLUNTEER, volunteering.open_form)
    edge.submission(Form.VOLUNTEER, volunteering.volunteer)
    edge.submission(Form.PAUSE, volunteering.pause)

    edge.press(Action.OFFER, on_press(offering.offer, views.ANSWERS))
    decline = on_press(offering.decline, views.ANSWERS)
    edge.press(Action.DECLINE, decline)
    edge.press(Action.ASK_FIRST, mentoring.open_ask_first_form)
    edge.submission(Form.ASK_FIRST, mentoring.ask_first)
    edge.press(Action.SOMEONE_ELSE, mentoring.open_someone_else_form)
    edge.submission(Form.SOMEONE_ELSE, mentoring.name_someone)
    edge.press(Action.PAUSE_ME, mentoring.open_pause_form)
    edge.press(Action.WITHDRAW_OFFER, on_press(offering.take_back, views.ANSWERS))

    edge.press(Action.PROPOSE_TIME, conversations.open_propose_form)
    edge.submission(Form.PROPOSE_TIME, conversations.propose)
    edge.press(conversations.TAKE_TIME, conversations.take_time)
    edge.press(Action.WE_TALKED, on_press(closing.we_talked, views.CLOSINGS))
    edge.press(Action.NOT_YET, on_press(closing.not_yet, views.CLOSINGS))
    edge.press(Action.NOT_HAPPENING, on_press(closing.not_happening, views.CLOSINGS))
    edge.press(Action.ASK_SOMEONE_ELSE, on_press(closing.ask_someone_else, views.CLOSINGS))
    edge.press(Action.SAY_THANKS, conversations.open_thanks_form)
    edge.submission(Form.THANKS, conversations.say_thanks)
    edge.press(Action.STEP_BACK, conversations.step_back)
    edge.leave_no_trace(decline, mentoring.name_someone, conversations.step_back)
    edge.event("user_change", conversations.somebody_changed)
    for name in (*CHANNEL_GONE, *CHANNEL_BACK):
        edge.event(name, channels.came_or_went)
    follow_channels(edge, follow)
    edge.event("member_joined_channel", channels.somebody_came)
