"""The measure: a Bolt app as one would write it first, which opens one form and knows no database.

``python -m benchmarks.bare_bolt``. The form is Klatch's own, made once. Its client keeps one HTTP session for all
calls, as Klatch's does, and it is served by the same server with the same event loop and the same HTTP parser.
"""

import asyncio
import os
import socket

import aiohttp
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.serving import listening
from bot.flash.actions import Action
from bot.flash.question import Question
from bot.flash.views.ask_form import ask_form
from bot.languages.reader import ENGLISH
from bot.server.http_server import Server
from bot.topics.catalogue import TopicName
from bot.topics.starter_topics import starter_topics

TOPICS = [TopicName(id, topic.name) for id, topic in enumerate(starter_topics(), 1)]
FORM = ask_form(ENGLISH, TOPICS, Question(), None).to_dict()


def new_application(session: aiohttp.ClientSession) -> Starlette:
    """Bolt on Starlette: signatures are checked; a command opens the form, a press does nothing; then an answer."""
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"], session=session)
    app = AsyncApp(signing_secret=os.environ["SLACK_SIGNING_SECRET"], client=client, process_before_response=True)

    @app.command("/mentor-ask")
    async def ask(ack: AsyncAck, body: dict[str, str], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.action(Action.OFFER)
    async def press(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", receive, methods=["POST"])])


def new_server(application: Starlette) -> uvicorn.Server:
    """uvicorn as Klatch has it, loop and parser and all, but with connections that Klatch does not watch over."""
    config = Server(application).config
    config.loaded = False  # it is loaded once more, with uvicorn's own connections
    return uvicorn.Server(config)


async def main() -> None:
    """Serve until the process is ended."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # as bot.serving does, and why
    listener.bind((os.environ["HOST"], 0))
    listener.listen()
    async with aiohttp.ClientSession() as session:
        server = new_server(new_application(session))
        listening(listener)
        await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main())
