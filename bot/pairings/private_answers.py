"""What only the encryption key tells of a lunch: what each of its people answered, and for whom nobody was found."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.padding import PrivateWord, PrivateWords
from bot.pairings.rules import PRESENT, SAYS_NOTHING, GroupState, LunchAnswer, SearchResult


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of somebody in a round of lunch."""

    is_out: bool = False
    """They said no, or were silent, or take no part after all."""
    truth: SearchResult | None = None
    """What they are told when nobody was found."""
    why: str = ""
    """Why nobody was, where that is known."""

    def written(self) -> str:
        """It, in words."""
        return f"{'out' if self.is_out else '-'} {self.truth or '-'} {self.why or '-'}"

    @classmethod
    def read(cls, words: str) -> "Kept":
        """It, from its words."""
        out, truth, why = words.split() or "---"
        return cls(out != "-", None if truth == "-" else SearchResult(truth), "" if why == "-" else why)


class _KnownAs:
    """A row about a member, which the keys of letters name."""

    member: Mapped[str]
    alias: Mapped[str | None] = mapped_column(PrivateWord)
    """By what the letters about a lunch are known; none for those that an older version wrote, and of coffee."""

    @property
    def known_as(self) -> str:
        """How the keys of letters about a lunch name the member."""
        return self.alias or self.member


class KeptAttendance(_KnownAs):
    """Columns of who is out of a round, and for whom nobody was found: of coffee readable, of lunch not."""

    seems_out: Mapped[bool] = mapped_column("is_out", default=False)
    """That they are out of it, as it is readable: not of lunch, where an older version did not write it."""
    left_out: Mapped[str | None] = mapped_column(String(40))
    """That nobody was found for them for coffee at the last decision; whatever the reason, the same stands here."""
    former_truth: Mapped[SearchResult | None] = mapped_column("truth")
    """What they are told about a lunch for which nobody was found, as older versions wrote it down."""
    kept_words: Mapped[str | None] = mapped_column(PrivateWords)
    """Of lunch, a :class:`Kept`; none of coffee, nor where an older version wrote it down."""

    @property
    def kept(self) -> Kept:
        """What the key tells; what an older version has written since is added to it."""
        kept = Kept.read(self.kept_words or "")
        return Kept(kept.is_out or self.seems_out, kept.truth or self.former_truth, kept.why or self.left_out or "")

    def keep(self, **noted: Any) -> None:
        """Note some of it, readable with the key alone."""
        self.kept_words = replace(self.kept, **noted).written()
        self.seems_out, self.former_truth, self.left_out = False, None, None

    @hybrid_property
    def is_out(self) -> bool:
        """They skip this round, or have dropped out of it. In a statement only those of coffee are found by it."""
        return self.kept.is_out

    @is_out.inplace.setter
    def _skips(self, is_out: bool) -> None:
        self.seems_out = is_out

    @is_out.inplace.expression
    @classmethod
    def _seems_out(cls) -> ColumnElement[bool]:
        return cls.seems_out.expression


def answer_of(seems: LunchAnswer, kept: str | None) -> LunchAnswer:
    """What was answered: what is kept, unless what is readable says more."""
    answer = LunchAnswer(kept or LunchAnswer.WAITING)
    return seems if answer is LunchAnswer.WAITING or seems not in SAYS_NOTHING else answer


class KeptSeat(_KnownAs):
    """Columns of what somebody answered to a proposal, and of where they stand to a group that was not proposed."""

    seems: Mapped[LunchAnswer] = mapped_column("answer")
    """The answer as it is readable: of a proposal, that nobody has answered yet, until all who are left have agreed."""
    kept_answer: Mapped[str | None] = mapped_column(PrivateWord)
    """The answer to a proposal; None of coffee, and where an older version wrote it down."""

    @hybrid_property
    def answer(self) -> LunchAnswer:
        """Where they stand. In a statement they are found by what it seems to be."""
        return answer_of(self.seems, self.kept_answer)

    @answer.inplace.setter
    def _stands(self, answer: LunchAnswer) -> None:
        self.seems = answer

    @answer.inplace.expression
    @classmethod
    def _seems(cls) -> ColumnElement[LunchAnswer]:
        return cls.seems.expression

    def say(self, answer: LunchAnswer) -> None:
        """Answer to a proposal: nobody sees without the key that it was answered."""
        self.kept_answer = answer.value

    def seem(self, state: GroupState) -> None:
        """Come to what everybody may know of a proposal in this state: who is introduced tells who is in it."""
        is_silent = state in (GroupState.PROPOSED, GroupState.DISSOLVED)
        settled = LunchAnswer.IN if self.answer in PRESENT else LunchAnswer.LAPSED
        self.seems = LunchAnswer.WAITING if is_silent else settled
