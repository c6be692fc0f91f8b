"""The routes of organizers, and of what Klatch does in its channels."""

from collections.abc import Sequence
from functools import partial

from bot.organizers import delivery_failures, hello, listeners
from bot.organizers.actions import Action, Form, Later
from bot.organizers.listeners import Section
from bot.slack.channel_events import CHANNEL_ARCHIVED, CHANNEL_BACK, CHANNEL_LOST
from bot.slack.handlers import on_channel
from bot.slack.routes import Routes


def routes(sections: Sequence[Section] = ()) -> Routes:
    """Return the handlers of organizers; ``sections`` make up their overview, in this order."""
    return Routes(
        commands={"/mentor-admin": partial(listeners.command, sections)},
        presses={
            Action.NAME: listeners.open_naming_form,
            Action.LANGUAGE: listeners.open_language_form,
            Action.START: partial(listeners.decide_ask_channel, is_wanted=True),
            Action.STOP: partial(listeners.decide_ask_channel, is_wanted=False),
        },
        forms={Form.NAME: listeners.name, Form.LANGUAGE: listeners.choose_language},
        events={
            "member_joined_channel": listeners.joined,
            **dict.fromkeys(CHANNEL_LOST, on_channel(hello.channel_lost)),
            **dict.fromkeys(CHANNEL_ARCHIVED, on_channel(hello.channel_archived)),
            **dict.fromkeys(CHANNEL_BACK, on_channel(hello.channel_unarchived)),
        },
        channel_id_changed=hello.follow,
        due={delivery_failures.KIND: delivery_failures.tell},
        sweeps={Later.SHOWS_HELLOS: hello.page},
    )
