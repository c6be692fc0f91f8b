"""Values at work: a short list to choose from, so that two people may find the same on theirs."""

from enum import StrEnum


class Value(StrEnum):
    """A value that one learns and leads from. Its names for members: bot.profiles.names_of_choices."""

    BALANCE = "balance"
    BELONGING = "belonging"
    CARE = "care"
    CLARITY = "clarity"
    CONNECTION = "connection"
    COURAGE = "courage"
    CRAFT = "craft"
    CREATIVITY = "creativity"
    CURIOSITY = "curiosity"
    FAIRNESS = "fairness"
    GENEROSITY = "generosity"
    HONESTY = "honesty"
    HUMOUR = "humour"
    INDEPENDENCE = "independence"
    JOY = "joy"
    LEARNING = "learning"
    OPENNESS = "openness"
    PASSION = "passion"
    PATIENCE = "patience"
    PURPOSE = "purpose"
    RELIABILITY = "reliability"
    SERVICE = "service"
    TEAMWORK = "teamwork"
    TRUST = "trust"
