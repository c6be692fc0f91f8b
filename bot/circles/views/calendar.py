"""What stands beside a calendar file."""

from bot.wording import inline

ON_ITS_WAY = "A calendar file comes to your direct messages, if this workspace allows files. If the meeting moves, a new one follows."
"""To somebody who asked for it."""

_IF_NOT = "If your calendar keeps the old one too, please delete that."


def here_it_is(circle_name: str) -> str:
    """With the file that was asked for."""
    return (
        f"*{inline(circle_name)}* for your calendar: open the file to add it. If the meeting moves, a new file comes."
    )


def moved(circle_name: str) -> str:
    """With the file of a meeting that was moved."""
    return f"*{inline(circle_name)}* was moved: open this file, and your calendar has the new time. {_IF_NOT}"


def called_off(circle_name: str) -> str:
    """With the file that takes a meeting out of a calendar."""
    return (
        f"*{inline(circle_name)}* does not happen this time: open this file to take it out of your calendar. "
        "If it is still there then, please delete it."
    )
