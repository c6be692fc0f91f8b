"""From Slack's requests to the use cases of flash mentoring: the whole table on one page."""

from bot.flash.actions import ASK_FROM_MESSAGE, Action, Form
from bot.flash.listeners import asking, channels, conversations, mentoring, volunteering
from bot.slack.edge import Edge
from bot.slack.events import CHANNEL_BACK, CHANNEL_GONE


def register(edge: Edge) -> None:
    """Every command, button, form, shortcut and event of this room."""
    edge.command("/mentor-ask", asking.command)
    edge.shortcut(ASK_FROM_MESSAGE, asking.ask_about_message)
    edge.press(Action.ASK, asking.open_form)
    edge.press(Action.ASK_AGAIN, asking.ask_again)
    edge.submission(Form.ASK, asking.post)
    edge.press(Action.WITHDRAW_ASK, asking.withdraw)
    edge.press(Action.CHOOSE, asking.choose)
    edge.press(Action.KEEP_LOOKING, asking.keep_looking)
    edge.press(Action.ANSWER_FIRST, asking.open_answer_form)
    edge.submission(Form.ANSWER_FIRST, asking.answer_first)

    edge.command("/mentor-volunteer", volunteering.command)
    edge.press(Action.VOLUNTEER, volunteering.open_form)
    edge.submission(Form.VOLUNTEER, volunteering.volunteer)
    edge.submission(Form.PAUSE, volunteering.pause)

    edge.press(Action.OFFER, mentoring.offer)
    edge.press(Action.DECLINE, mentoring.decline)
    edge.press(Action.ASK_FIRST, mentoring.open_ask_first_form)
    edge.submission(Form.ASK_FIRST, mentoring.ask_first)
    edge.press(Action.SOMEONE_ELSE, mentoring.open_someone_else_form)
    edge.submission(Form.SOMEONE_ELSE, mentoring.name_someone)
    edge.press(Action.PAUSE_ME, mentoring.open_pause_form)
    edge.press(Action.WITHDRAW_OFFER, mentoring.take_back)

    edge.press(Action.PROPOSE_TIME, conversations.open_propose_form)
    edge.submission(Form.PROPOSE_TIME, conversations.propose)
    edge.press(conversations.TAKE_TIME, conversations.take_time)
    edge.press(Action.WE_TALKED, conversations.we_talked)
    edge.press(Action.NOT_YET, conversations.not_yet)
    edge.press(Action.NOT_HAPPENING, conversations.not_happening)
    edge.press(Action.ASK_SOMEONE_ELSE, conversations.ask_someone_else)
    edge.press(Action.SAY_THANKS, conversations.open_thanks_form)
    edge.submission(Form.THANKS, conversations.say_thanks)
    edge.press(Action.STEP_BACK, conversations.step_back)
    edge.event("user_change", conversations.somebody_changed)
    for name in (*CHANNEL_GONE, *CHANNEL_BACK):
        edge.event(name, channels.came_or_went)
    edge.event("member_joined_channel", channels.somebody_came)
