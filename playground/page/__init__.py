"""The playground in the browser: a page that looks and behaves as Slack does where a person would notice.

It is handed a Playground and a BotControl, and is served on the loopback::

    page = Page(playground, control)
    server = LoopbackServer(page.asgi)
    print(page.key.entrance(await server.start()))
    ...
    page.close()
    await server.stop()
"""

from playground.page.bot_control import BotControl, WaitingWork
from playground.page.page import Page

__all__ = ["BotControl", "Page", "WaitingWork"]
