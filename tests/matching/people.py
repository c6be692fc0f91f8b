"""One asker, and a mentor who is much like them."""

from datetime import UTC, datetime

from bot.matching.asks.mentors import Candidate, CareerStage, MeetingFormat, Seeker

NOW = datetime(2030, 5, 6, 12, tzinfo=UTC)
SEEKER = Seeker(
    member="asker",
    topics=frozenset({1, 2}),
    words=frozenset({"grant", "budget", "funder", "deadlin"}),
    team="Reference",
    place="Main",
    stage=CareerStage.MIDDLE,
    role_words=frozenset({"librarian"}),
    minutes=30,
    meeting_format=MeetingFormat.CALL,
)
SAME = Candidate("same", topics=frozenset({1}), team="Reference", place="Main", stage=CareerStage.MIDDLE, capacity=4)
