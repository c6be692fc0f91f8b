"""From what changes in the workspace to what one open page is told of it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date

from playground.change_feed import Change, MessageChange, MessageGone, RoomChange, ViewChange
from playground.messages import Message
from playground.page import top_bar, view_models
from playground.page.context import PageContext
from playground.page.rendering.viewer import zone_of
from playground.page.stream import Told, encoded
from playground.person import Person


class PageUpdates:
    """Tells one page: that of a person who looks at ``current``, a conversation or ``home``.

    ``since`` is the revision that the page was made at, ``form`` the hash of the form it shows: what has
    changed between that and the beginning of the stream is told first.
    """

    def __init__(self, context: PageContext, person: Person, current: str, since: int, form: str) -> None:
        self._context = context
        self._person = person
        self._current = current
        self._since = since
        self._form = form
        self._said: dict[str, str] = {}
        self._today = self._date()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The stream's bytes, for as long as the page is open."""
        begun = False
        async for heard in self._context.streams.listen():
            if not begun:
                yield encoded(self._missed())
                begun = True
                continue
            # What one looks at comes first, and what stands around it after: it takes longer to look up.
            if told := list(self._told(heard)):
                yield encoded(told)
            yield encoded(self._around() if any(map(_is_around, heard)) else ())

    def _missed(self) -> Iterator[Told]:
        for message in self._context.workspace.messages.since(self._since):
            yield from self._message(message)
        form = self._person.form
        if self._form != ("" if form is None else form.hash):
            yield self._modal()
        yield from self._around()

    def _told(self, heard: Sequence[Change | Told]) -> Iterator[Told]:
        for change in _each_once(heard):
            match change:
                case Told(event=top_bar.CLOCK):
                    yield self._context.bar.told(self._person)
                    yield from self._day()
                case Told():
                    yield change
                case MessageChange(channel, ts):
                    message = self._context.workspace.messages.get(channel, ts)
                    yield from self._message(message) if message is not None else ()
                case MessageGone(channel, ts) if channel == self._current:
                    yield Told("gone", {"channel": channel, "ts": ts})
                case ViewChange(user) if user == self._person.id:
                    yield self._modal()
                    yield from self._home()

    def _message(self, message: Message) -> Iterator[Told]:
        workspace = self._context.workspace
        if message.channel != self._current or not workspace.is_visible(message, self._person.id):
            return
        look = view_models.message_look(view_models.viewer_of(self._person), self._person, message)
        yield Told(
            "message",
            {
                "ts": look.ts,
                "thread": look.thread or look.ts,
                "list": "" if look.thread else self._html_of(look, "list"),
                "in_thread": self._html_of(look, "thread") if look.thread or look.replies else "",
            },
        )
        parent = workspace.messages.get(message.channel, message.thread_ts) if message.thread_ts else None
        if parent is not None and parent is not message:
            yield from self._message(parent)

    def _day(self) -> Iterator[Told]:
        """On another day, what says "today" or "tomorrow", as it reads from there."""
        if self._today == self._date():
            return
        self._today = self._date()
        for message in view_models.dated(self._context.workspace, self._current):
            yield from self._message(message)
        yield from self._home()

    def _date(self) -> date:
        return self._context.workspace.now.astimezone(zone_of(self._person.user)).date()

    def _html_of(self, look: view_models.MessageView, part: str) -> str:
        return self._context.html("fragment_message.html", shown=look, person=self._person, part=part)

    def _modal(self) -> Told:
        form = self._person.form
        if form is None:
            return Told("modal", {"html": "", "id": "", "hash": ""})
        look = view_models.view_look(self._person, form)
        html = self._context.html("fragment_modal.html", modal=look, person=self._person)
        return Told("modal", {"html": html, "id": look.id, "hash": look.hash})

    def _home(self) -> Iterator[Told]:
        home = self._person.home
        if self._current == "home" and home is not None:
            html = self._context.html(
                "fragment_home.html", home=view_models.view_look(self._person, home), person=self._person
            )
            yield Told("home", {"html": html})

    def _around(self) -> Iterator[Told]:
        """The sidebar and the rail, when they look otherwise than when they were last told."""
        sidebar = view_models.sidebar(self._person, self._current)
        rail = self._context.rail.beside(self._person)
        shown = {"person": self._person, "current": self._current}
        yield from self._new("sidebar", self._context.html("fragment_sidebar.html", sidebar=sidebar, **shown))
        yield from self._new("rail", self._context.html("fragment_rail.html", rail=rail, **shown))

    def _new(self, event: str, html: str) -> Iterator[Told]:
        if self._said.get(event) != html:
            self._said[event] = html
            yield Told(event, {"html": html})


def _is_around(change: Change | Told) -> bool:
    return isinstance(change, MessageChange | MessageGone | RoomChange)


def _each_once(heard: Sequence[Change | Told]) -> list[Change | Told]:
    """What is told later again is told then alone, as it stands then."""
    told: set[Change] = set()
    kept: list[Change | Told] = []
    for change in reversed(heard):
        if isinstance(change, Told):
            kept.append(change)
        elif change not in told:
            told.add(change)
            kept.append(change)
    return kept[::-1]
