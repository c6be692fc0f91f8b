"""Outcomes of what members ask for: use cases return them, and views have words for them."""

from enum import StrEnum


class JoinOutcome(StrEnum):
    """Outcome of joining, leaving or choosing reminders."""

    JOINED = "joined"
    WAITING = "waiting"
    """The circle is full; they are on its waiting list."""
    IN_BEFORE = "in_before"
    WAITING_BEFORE = "waiting_before"
    LEFT = "left"
    NOT_IN = "not_in"
    REMINDER_CHOSEN = "reminder_chosen"
    NO_CIRCLE = "no_circle"
    """It has ended, there never was one, or it is not for them to see."""


class AnswerOutcome(StrEnum):
    """Outcome of an answer to a meeting, or of moving it or calling it off."""

    DONE = "done"
    LINK_COMES = "link_comes"
    """They asked for a calendar file, and Klatch may send none: they get a link."""
    JOINED_TOO = "joined_too"
    """They were not in the circle: with *I'm in* they are now."""
    FULL = "full"
    """They were not in the circle, and it is full."""
    NOT_IN_CIRCLE = "not_in_circle"
    BEGUN = "begun"
    """It has begun or is over."""
    CALLED_OFF = "called_off"
    NOT_ASKED = "not_asked"
    """It is not in question any more."""
    NOT_YOURS = "not_yours"
    """Moving and calling off is for the host and who may change the circle."""
    IN_THE_PAST = "in_the_past"
    TOO_LATE = "too_late"
    """The day chosen is not before the next meeting."""
    TOO_FAR = "too_far"


class HostingOutcome(StrEnum):
    """Outcome of agreeing to host, passing or volunteering."""

    PASSED = "passed"
    PASSED_AFTER_YES = "passed_after_yes"
    """The announcement has named them."""
    AGREED = "agreed"
    NOT_ASKED = "not_asked"
    NOT_HOST = "not_host"
    HOSTS = "hosts"
    """They host the meeting that is announced."""
    NEXT_TIME = "next_time"
    """They host the meeting after it."""
    NOT_IN_CIRCLE = "not_in_circle"
    OVER = "over"


class TopicOutcome(StrEnum):
    """Outcome of what a member does with a topic or a takeaway."""

    DONE = "done"
    ENOUGH = "enough"
    """They have as many topics waiting as one member may."""
    NOT_IN_CIRCLE = "not_in_circle"
    GONE = "gone"
    """The topic is not on the agenda any more."""
    NOT_YOURS = "not_yours"
    CARRIED_BEFORE = "carried_before"
    NOT_OVER = "not_over"
    """The meeting is still to come, or did not happen."""
    TOO_LATE = "too_late"
    """The meeting was too long ago for its summary to change."""
    NO_CIRCLE = "no_circle"
    """It has ended, there never was one, or it is not for them to see."""


class CircleSaving(StrEnum):
    """How the form of a circle was taken that was not refused."""

    DONE = "done"
    NAME_TAKEN = "name_taken"
    """The channel has a circle of this name."""
    NO_DATES = "no_dates"
    """All of its dates are over."""
