"""The names of the stages of a working life in forms: about time, never about rank."""

from collections.abc import Mapping

from bot.matching.asks.mentors import CareerStage

STAGES: Mapping[CareerStage, str] = {
    CareerStage.STUDENT: "Student or trainee",
    CareerStage.EARLY: "In my first years",
    CareerStage.MIDDLE: "Some years in",
    CareerStage.EXPERIENCED: "Many years in",
    CareerStage.SENIOR: "Most of a career in",
}
