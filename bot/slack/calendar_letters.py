"""An event for somebody's calendar: as a file, or as a link where Klatch may send no files."""

from bot.calendars import Entry, add_link, calendar_file
from bot.moment import Moment
from bot.slack import views
from bot.slack.granted import may_send_files


async def send_event(moment: Moment, to: str, key: str, *, name: str, entry: Entry, comment: str) -> bool:
    """Owe an address an event for its calendar; returns whether that is a file.

    ``name`` and ``comment`` are the file's. Without files a link goes in its place, and says why.
    """
    if await may_send_files(moment):
        await moment.attach(to, key, name=name, content=calendar_file(entry, moment.now), comment=comment)
        return True
    await moment.tell(to, key, views.event_without_file(entry, add_link(entry)))
    return False
