"""The tables of prompts that were offered, and of those that members added."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant, PrivateText
from bot.prompts.library import ID_LENGTH, PromptKind, Section


class PromptUse(Base):
    """The last time that an audience was offered a prompt. Needed for as long as a prompt rests: a year."""

    __tablename__ = "prompt_uses"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    audience: Mapped[str] = mapped_column(String(200), primary_key=True)
    """The people who should not get it again, such as ``circle/12`` or ``member/U1``."""
    prompt: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(Instant, index=True)


class OwnPrompt(Base):
    """A prompt that a member added to those of the library, for everybody in the workspace."""

    __tablename__ = "own_prompts"
    __table_args__ = (UniqueConstraint("workspace", "prompt"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    prompt: Mapped[str] = mapped_column(String(ID_LENGTH))
    """Comes from its words, as that of a prompt in the library."""
    section: Mapped[Section]
    kind: Mapped[PromptKind]
    text: Mapped[str] = mapped_column(PrivateText)
    added_by: Mapped[str] = mapped_column(String(32))
