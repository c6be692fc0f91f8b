"""Answering a press or command at the address that Slack gave with it (``response_url``).

It takes an answer where Klatch is not in the channel, and without a token: https://docs.slack.dev/interactivity.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.proxies import proxy_for


async def respond(session: aiohttp.ClientSession, url: str, said: Mapping[str, Any]) -> bool:
    """Send an answer to the member alone, without following redirects; returns True when Slack took it.

    Raises aiohttp.ClientError, OSError or TimeoutError when no answer comes back.
    """
    body = {**said, "response_type": "ephemeral", "replace_original": False}
    async with session.post(url, json=body, allow_redirects=False, proxy=proxy_for(url)) as answer:
        return answer.status == HTTPStatus.OK
