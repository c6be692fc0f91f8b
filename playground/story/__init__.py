"""A story that plays in the playground: people act, and what they see is printed. It knows no bot, only Slack."""

from playground.story import beginning
from playground.story.chapters import tell, tell_in_brief
from playground.story.stage import HOME_ZONE, Stage, StoryError

__all__ = ["HOME_ZONE", "Stage", "StoryError", "beginning", "tell", "tell_in_brief"]
