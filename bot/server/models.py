"""The last time that the database was seen to be writable."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant


class LastWrite(Base):
    """The last time that something was written, by whichever process, to see whether anything can be."""

    __tablename__ = "last_writes"

    part: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
