"""A Slack workspace on one's own machine, for a bot to live in: people, channels, forms, and Slack's own no.

It speaks to the bot over HTTP only and knows nothing of it but its URL, its signing secret and its manifest::

    async with Playground(manifest, clock, signing_secret="secret") as playground:
        ...  # start the bot with playground.api_url and playground.bot_token
        playground.connect(bot_url)
        ana = playground.add_person("Ana Ruiz", tz="America/Bogota", title="Cataloguer")
        ben = playground.add_person("Ben Okafor")
        await ana.command("/mentor-ask", "how do I say no?")
        await ana.fill("Your question", "How do I say no to a fourth committee?")
        await ana.submit()
        await ben.press("I can help")
        print(render_message(ana.messages()[-1], reader=ana))
        assert playground.refusals == []
"""

from playground.bot_client import BotAnswer
from playground.call_records import Call, Refusal
from playground.channels import Channel, ChannelKind
from playground.clock import Clock
from playground.faults import Faults
from playground.messages import Message
from playground.outcome import Outcome
from playground.people import Guest, User
from playground.person import Person
from playground.playground import Playground
from playground.switches import Switch
from playground.terminal_rendering import render_message, render_view
from playground.views import View

__all__ = [
    "BotAnswer",
    "Call",
    "Channel",
    "ChannelKind",
    "Clock",
    "Faults",
    "Guest",
    "Message",
    "Outcome",
    "Person",
    "Playground",
    "Refusal",
    "Switch",
    "User",
    "View",
    "render_message",
    "render_view",
]
