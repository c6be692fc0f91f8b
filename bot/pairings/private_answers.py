"""The parts of a lunch that only the encryption key tells: each one's answer, and those for whom nobody was found."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.padding import PrivateWord, PrivateWords
from bot.pairings.rules import PRESENT, SAYS_NOTHING, GroupState, LunchAnswer, SearchResult


@dataclass(frozen=True, slots=True)
class Kept:
    """The private notes about a member in a round of lunch."""

    is_out: bool = False
    """They said no, or were silent, or take no part after all."""
    truth: SearchResult | None = None
    """The words for them when nobody was found."""
    why: str = ""
    """The reason, where that is known."""

    def written(self) -> str:
        """Return it in words."""
        return f"{'out' if self.is_out else '-'} {self.truth or '-'} {self.why or '-'}"

    @classmethod
    def read(cls, words: str) -> "Kept":
        """Read it from its words."""
        out, truth, why = words.split() or "---"
        return cls(out != "-", None if truth == "-" else SearchResult(truth), "" if why == "-" else why)


class _KnownAs:
    """A row about a member, which the keys of letters name."""

    member: Mapped[str]
    alias: Mapped[str | None] = mapped_column(PrivateWord)
    """The name of the member in the keys of letters about a lunch; none for those of older versions, and of coffee."""

    @property
    def known_as(self) -> str:
        """Return the name of the member in the keys of letters about a lunch."""
        return self.alias or self.member


class KeptAttendance(_KnownAs):
    """Columns that tell that a member is out of a round, or that nobody was found: of coffee readable, of lunch not."""

    seems_out: Mapped[bool] = mapped_column("is_out", default=False)
    """That they are out of it, as it is readable: not of lunch, where an older version did not write it."""
    left_out: Mapped[str | None] = mapped_column(String(40))
    """That nobody was found for them for coffee at the last decision; whatever the reason, the same stands here."""
    former_truth: Mapped[SearchResult | None] = mapped_column("truth")
    """The same as ``truth`` in the private notes, as older versions wrote it down."""
    kept_words: Mapped[str | None] = mapped_column(PrivateWords)
    """Of lunch, a :class:`Kept`; none of coffee, nor where an older version wrote it down."""

    @property
    def kept(self) -> Kept:
        """Return the private notes, with what an older version has written since."""
        kept = Kept.read(self.kept_words or "")
        return Kept(kept.is_out or self.seems_out, kept.truth or self.former_truth, kept.why or self.left_out or "")

    def keep(self, **noted: Any) -> None:
        """Change some of the private notes."""
        self.kept_words = replace(self.kept, **noted).written()
        self.seems_out, self.former_truth, self.left_out = False, None, None

    @hybrid_property
    def is_out(self) -> bool:
        """True when they skip this round, or have dropped out of it. A statement finds only those of coffee by it."""
        return self.kept.is_out

    @is_out.inplace.setter
    def _skips(self, is_out: bool) -> None:
        self.seems_out = is_out

    @is_out.inplace.expression
    @classmethod
    def _seems_out(cls) -> ColumnElement[bool]:
        return cls.seems_out.expression


def answer_of(seems: LunchAnswer, kept: str | None) -> LunchAnswer:
    """Return the answer: the one that is kept, unless the readable one says more."""
    answer = LunchAnswer(kept or LunchAnswer.WAITING)
    return seems if answer is LunchAnswer.WAITING or seems not in SAYS_NOTHING else answer


class KeptSeat(_KnownAs):
    """Columns of a member's answer to a proposal, and of their part in a group that was not proposed."""

    seems: Mapped[LunchAnswer] = mapped_column("answer")
    """The answer as it is readable: of a proposal, that nobody has answered yet, until all who are left have agreed."""
    kept_answer: Mapped[str | None] = mapped_column(PrivateWord)
    """The answer to a proposal; None of coffee, and where an older version wrote it down."""

    @hybrid_property
    def answer(self) -> LunchAnswer:
        """Return the answer. In a statement seats are found by the readable one."""
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
        """Make readable what everybody may know of a proposal in this state: an introduction names its people."""
        is_silent = state in (GroupState.PROPOSED, GroupState.DISSOLVED)
        settled = LunchAnswer.IN if self.answer in PRESENT else LunchAnswer.LAPSED
        self.seems = LunchAnswer.WAITING if is_silent else settled
