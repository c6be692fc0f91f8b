"""Where Klatch has said hello."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Hello(Base):
    """Klatch's hello in a channel that it was invited to."""

    __tablename__ = "hellos"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    invited_by: Mapped[str | None] = mapped_column(String(32))
    """The member who invited Klatch there, and who may say what it does there."""
    letter: Mapped[str] = mapped_column(String(200))
    """The key of the letter that says hello."""
