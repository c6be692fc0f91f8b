"""The playground in the browser: a page that looks and behaves as Slack does where a person would notice.

It is handed a Playground and a Backstage, and is served on the loopback::

    page = Page(playground, backstage)
    server = LoopbackServer(page.asgi)
    print(page.key.entrance(await server.start()))
    ...
    page.close()
    await server.stop()
"""

from .backstage import Backstage, Waiting
from .page import Page

__all__ = ["Backstage", "Page", "Waiting"]
