"""The content of the ask form: a question to be posted, changed or asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bot.flash.models import Ask
from bot.flash.rules import MINUTES
from bot.matching.asks.mentors import MeetingFormat, Preference


@dataclass(frozen=True, slots=True)
class Question:
    """The content of the ask form."""

    question: str = ""
    topic_ids: Sequence[int] = ()
    tried: str = ""
    in_return: str = ""
    preference: Preference = Preference.NO_PREFERENCE
    minutes: int = MINUTES[0]
    meeting_format: MeetingFormat = MeetingFormat.CALL
    shows_name: bool = True
    in_channel: bool = False

    @property
    def says_more(self) -> bool:
        """Whether there is something in it that the form asks only behind *More about it*."""
        return self != Question(self.question, self.topic_ids, shows_name=self.shows_name)

    @classmethod
    def of(cls, ask: Ask) -> Self:
        """Return the content of the form for an ask."""
        return cls(
            question=ask.question,
            topic_ids=ask.topic_ids,
            tried=ask.tried,
            in_return=ask.in_return,
            preference=ask.preference,
            minutes=ask.minutes,
            meeting_format=ask.meeting_format,
            shows_name=ask.shows_name,
            in_channel=ask.channel is not None,
        )
