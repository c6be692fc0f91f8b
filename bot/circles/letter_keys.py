"""Keys of the letters and cards of circles: by its key a letter is said once, and a card is found again."""

from datetime import datetime

from bot.circles.models import Circle, Meeting


def announcement(meeting: Meeting) -> str:
    """Return the key of a meeting's announcement in its circle's channel."""
    return f"meeting-{meeting.id}/announcement"


def reminder(meeting: Meeting, member: str, failed: int = 0) -> str:
    """Return the key of a member's reminder of a meeting, or the host's card, after others that ``failed``."""
    whose = meeting.alias_of(member) or member
    return f"meeting-{meeting.id}/reminder-{whose}{f'-{failed}' if failed else ''}"


def change(meeting: Meeting, member: str, number: int) -> str:
    """Return the key of the news for a member that a meeting was moved or called off."""
    return f"meeting-{meeting.id}/change-{number}-{member}"


def change_in_thread(meeting: Meeting, number: int) -> str:
    """Return the key of the same news in the thread of the announcement."""
    return f"meeting-{meeting.id}/thread-change-{number}"


def summary(meeting: Meeting) -> str:
    """Return the key of a meeting's summary in the thread of its announcement."""
    return f"meeting-{meeting.id}/thread-summary"


def tables(meeting: Meeting, moves: int, number: int) -> str:
    """Return the key of the message of this number about tables, for the day on which a meeting was after its moves."""
    return f"meeting-{meeting.id}/thread-tables-{moves}-{number}"


def calendar_file(meeting: Meeting, member: str) -> str:
    """Return the key of a member's calendar file as the meeting is now."""
    return f"meeting-{meeting.id}/calendar-{meeting.moves}-{member}"


def calendar_link(meeting: Meeting, member: str) -> str:
    """Return the key of the link that takes the place of a calendar file which could not be sent."""
    return f"meeting-{meeting.id}/link-{meeting.moves}-{member}"


def undelivered(meeting: Meeting, what: str) -> str:
    """Return the key of the letter that says what could not be told about a meeting."""
    return f"meeting-{meeting.id}/untold-{what}"


def missed(circle: Circle, occurrence: str) -> str:
    """Return the key of the news that meetings up to this one were missed, where there is none to announce."""
    return f"circle-{circle.id}/missed-{occurrence}"


def set_up(circle: Circle) -> str:
    """Return the key of the card for the member who started a circle."""
    return f"circle-{circle.id}/set-up"


def places(circle: Circle, member: str) -> str:
    """Return the beginning of the keys of all news about a member's places in a circle."""
    return f"circle-{circle.id}/place-{member}-"


def place(circle: Circle, member: str, number: int) -> str:
    """Return the key of the news that a member is in a circle or waits, once each time."""
    return f"{places(circle, member)}{number}"


def arrival(circle: Circle) -> str:
    """Return the key of the line in its channel that says that there is a circle."""
    return f"circle-{circle.id}/arrival"


def channel_gone(circle: Circle, at: datetime) -> str:
    """Return the key of the news for the member who started a circle that its channel is gone."""
    return f"circle-{circle.id}/gone-{int(at.timestamp())}"


def arrival_failed(circle: Circle) -> str:
    """Return the key of the news for the member who started a circle that its channel could not be told of it."""
    return f"circle-{circle.id}/no-arrival"
