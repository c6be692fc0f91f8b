"""Who is in the workspace: members, guests, deactivated accounts, bots, strangers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from playground.call_records import Json

SLACKBOT = "USLACKBOT"


class Guest(StrEnum):
    """The two kinds of guest account: of several channels, or of one."""

    MULTI_CHANNEL = "multi"
    SINGLE_CHANNEL = "single"


@dataclass(frozen=True)
class User:
    """An account, with what Slack tells of it.

    ``stranger`` is a Slack Connect member of another workspace with whom the app shares no channel;
    somebody external with whom it shares one has only a foreign ``team_id``.
    """

    id: str
    team_id: str
    real_name: str
    handle: str
    updated: int
    tz: str | None = None
    title: str = ""
    email: str | None = None
    locale: str = "en-US"
    admin: bool = False
    owner: bool = False
    guest: Guest | None = None
    deactivated: bool = False
    bot: bool = False
    stranger: bool = False
    invited: bool = False
    bot_id: str | None = None
    app_id: str | None = None

    @property
    def language(self) -> str:
        """The language of the locale: ``fr`` of ``fr-CA``."""
        return self.locale.partition("-")[0]

    @property
    def can_receive(self) -> bool:
        """Whether an app can open a direct message with this account."""
        return not (self.deactivated or self.bot or self.id == SLACKBOT)

    def to_slack(self, now: datetime, *, with_email: bool = False, with_locale: bool = False) -> Json:
        """The user object of users.info at an instant (the offset of a time zone depends on it)."""
        user = self._identity() | self._standing()
        if with_email and self.email:
            user["profile"]["email"] = self.email
        if with_locale:
            user["locale"] = self.locale
        if self.tz and not self.deactivated:
            offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
            seconds = int(offset.total_seconds()) if offset is not None else 0
            user |= {"tz": self.tz, "tz_label": self.tz.replace("_", " "), "tz_offset": seconds}
        return user

    def _identity(self) -> Json:
        first, _, last = self.real_name.partition(" ")
        profile: Json = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": "" if self.bot else self.real_name,
            "display_name_normalized": "" if self.bot else self.real_name,
            "first_name": first,
            "last_name": last,
            "title": self.title,
            "team": self.team_id,
        }
        if self.bot_id is not None:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id or ""}
        return {"id": self.id, "team_id": self.team_id, "name": self.handle, "profile": profile}

    def _standing(self) -> Json:
        standing: Json = {
            "deleted": self.deactivated,
            "is_bot": self.bot and self.id != SLACKBOT,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.stranger:
            standing["is_stranger"] = True
        if self.invited:
            standing["is_invited_user"] = True
        if self.deactivated:
            return standing
        return standing | {
            "real_name": self.real_name,
            "is_admin": self.admin or self.owner,
            "is_owner": self.owner,
            "is_primary_owner": False,
            "is_restricted": self.guest is not None,
            "is_ultra_restricted": self.guest is Guest.SINGLE_CHANNEL,
        }


class People:
    """The accounts of one workspace, by id and by the names that members read."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}

    def __iter__(self) -> Iterator[User]:
        return iter(list(self._users.values()))

    def add(self, user: User) -> User:
        """Let somebody in; an id that is taken is a mistake in the test and raises ValueError."""
        if user.id in self._users:
            raise ValueError(f"{user.id} is taken")
        self._users[user.id] = user
        return user

    def get(self, user_id: str) -> User | None:
        """The account with this id, deactivated ones too, or None."""
        return self._users.get(user_id)

    def __getitem__(self, user_id: str) -> User:
        return self._users[user_id]

    def change(self, user_id: str, updated: int, **changes: object) -> User:
        """Change fields of an account; raises TypeError for a field that there is none of."""
        self._users[user_id] = replace(self._users[user_id], updated=updated, **changes)  # type: ignore[arg-type]
        return self._users[user_id]

    def named(self, name: str) -> User:
        """The account whose real name, handle or id this is; raises LookupError when there is none."""
        for user in self._users.values():
            if name in (user.id, user.real_name, user.handle, "@" + user.real_name):
                return user
        raise LookupError(f"nobody is called {name!r}; there are {[user.real_name for user in self]}")
