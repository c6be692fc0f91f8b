"""What the stages of a working life are called in forms: about time, never about rank."""

from collections.abc import Mapping

from bot.matching.asks.mentors import Stage

STAGES: Mapping[Stage, str] = {
    Stage.STUDENT: "Student or trainee",
    Stage.EARLY: "In my first years",
    Stage.MIDDLE: "Some years in",
    Stage.EXPERIENCED: "Many years in",
    Stage.SENIOR: "Most of a career in",
}
