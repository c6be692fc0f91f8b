"""How a request of Slack ended, for whoever watches Klatch from outside."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one request."""

    DONE = "done"
    TURNED_AWAY = "turned_away"
    """The member may not take part, or Klatch is not in that workspace."""
    STARTING = "starting"
    """Klatch does not know yet which workspace it is in."""
    NOBODY_LISTENS = "nobody_listens"
    """To the button of an older version, for example."""
    FORM_TOO_LATE = "form_too_late"
    """What was asked for is done, but Slack did not open its form in time."""
    FORM_OVERTAKEN = "form_overtaken"
    """The same, because the member has closed or changed the form meanwhile."""
    BUSY = "busy"
    """The database let it wait for too long; nothing was changed."""
    LATE = "late"
    """It was done, after Slack had told the member that it failed."""
    FAULT = "fault"
