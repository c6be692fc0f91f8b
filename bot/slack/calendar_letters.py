"""An event for somebody's calendar: as a file, or as a link where Klatch may send no files."""

from bot.calendars import Entry, add_link, calendar_file
from bot.moment import Moment
from bot.slack import views
from bot.slack.granted import may_send_files


async def send_event(
    moment: Moment,
    to: str,
    key: str,
    *,
    name: str,
    entry: Entry,
    comment: str,
    heard_as: str | None = None,
    subject: int | None = None,
    hears_arrival: bool = False,
) -> bool:
    """Owe an address an event for its calendar; returns whether that is a file.

    ``name`` and ``comment`` are the file's. Without files a message with a link goes in its place, and says why. The
    fate of either is heard as that of any letter is.
    """
    if await may_send_files(moment):
        await moment.attach(
            to,
            key,
            name=name,
            content=calendar_file(entry, moment.now),
            comment=comment,
            heard_as=heard_as,
            subject=subject,
            hears_arrival=hears_arrival,
        )
        return True
    message = views.event_without_file(entry, add_link(entry))
    await moment.tell(to, key, message, heard_as=heard_as, subject=subject, hears_arrival=hears_arrival)
    return False
