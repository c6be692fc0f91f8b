"""A story that plays in the playground: people act, and what they see is printed. It knows no bot, only Slack."""

from .scenes import tell
from .stage import Stage, StoryError

__all__ = ["Stage", "StoryError", "tell"]
