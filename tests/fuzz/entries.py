"""Every door of the bot, and what is tried at it: requests as they go over the wire, made by chance."""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from tests.fuzz.corpus import Body
from tests.fuzz.imagining import WHO
from tests.fuzz.mutating import IDS, ODD, SUBJECTS, TEXTS, at, bent, paths, text_of

EVENTS_PATH = "/slack/events"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

PATHS = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/slack/events",
    "/slack/install",
    "/slack/oauth_redirect",
    "/slack",
    "/",
    "//",
    "/slack/events/",
    "/slack/../healthz",
    "/%00",
    "/%ff%fe",
    "/" + "a" * 4_000,
    "/slack/install%2f..",
    "/favicon.ico",
)
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "X")
QUERY_FIELDS = ("code", "state", "error", "error_description", "code", "state", "x")
STATE = "{state}"
"""Stands in a request for the state of the installation that was begun last."""

ELSEWHERE = 0.08
"""The part of requests that are not signed."""

AT_ONCE = 0.3
"""The part of presses beside which somebody else presses the same."""

PEOPLE = tuple(f"U0001000000{number}" for number in range(1, 9))
"""Members of the story."""

RELEARN_EVERY = 500
"""Requests after which values of what is newly known are tried elsewhere."""

COOKIES = ("klatch_install", "state", "slack_install_state", "klatch-install", "")


@dataclass(frozen=True, slots=True)
class Knock:
    """One request; a signed one is signed when it is sent."""

    name: str
    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_signed: bool = False
    beside: bytes = b""
    """What is sent at the same instant, if anything."""

    @property
    def bodies(self) -> Sequence[bytes]:
        """What is sent at once."""
        return [self.body, self.beside] if self.beside else [self.body]

    def __str__(self) -> str:
        """To be seen again: what went over the wire."""
        return f"{self.method} {self.path[:200]} {dict(self.headers)} {self.body[:2_000]!r} {self.beside[:2_000]!r}"


def knocks(by_name: Mapping[str, Sequence[Body]], chance: Random) -> Iterator[Knock]:
    """Requests without end, made from these, by their names; there may be more of them from one to the next."""
    others = _others(by_name)
    for number in itertools.count(1):
        if number % RELEARN_EVERY == 0:
            others = _others(by_name)
        if chance.random() < ELSEWHERE:
            yield _elsewhere(chance)
            continue
        name = chance.choice(sorted(by_name))
        yield _signed(name, bent(chance.choice(by_name[name]), others, chance), chance)


def _others(by_name: Mapping[str, Sequence[Body]]) -> list[Any]:
    """Values that stand somewhere in a request, to be put elsewhere: each once, and short ones."""
    found: dict[str, Any] = {}
    for body in itertools.chain.from_iterable(by_name.values()):
        for path in paths(body):
            value = at(body, path)
            if len(text := json.dumps(value, sort_keys=True)) < 300:
                found[text] = value
    return list(found.values())


def _signed(name: str, body: Any, chance: Random) -> Knock:
    is_command = isinstance(body, dict) and "command" in body
    if isinstance(body, dict) and ("event" in body or "event_id" in body):
        body["event_id"] = body.get("event_id") if chance.random() < 0.1 else f"Ev{chance.getrandbits(48)}"
        return _knock(name, text_of(body, chance).encode(errors="replace"), JSON)
    if is_command:
        fields = [(key, value if isinstance(value, str) else json.dumps(value)) for key, value in body.items()]
        if chance.random() < 0.05:
            fields.append((chance.choice(fields)[0], chance.choice(TEXTS)))
        return _knock(name, urlencode(fields, errors="replace").encode(), FORM)
    if isinstance(body, dict) and isinstance(body.get("view"), dict) and chance.random() < 0.9:
        body["view"]["id"] = f"V{chance.getrandbits(48)}"  # or it would be one that was sent before
    text = text_of(body, chance)
    if chance.random() < 0.03:
        return _knock(name, text.encode(errors="replace"), JSON)
    return _knock(name, _payload(text), FORM, _beside(body, text, chance))


def _beside(body: Any, text: str, chance: Random) -> bytes:
    """A form is sent twice at once; and what somebody presses, another does at the same instant."""
    kind = body.get("type") if isinstance(body, dict) else None
    if kind == "view_submission":
        return _payload(text)
    if kind == "block_actions" and chance.random() < AT_ONCE:
        return _payload(json.dumps({**body, "user": {**WHO["user"], "id": chance.choice(PEOPLE)}}))
    return b""


def _payload(text: str) -> bytes:
    return urlencode({"payload": text}, errors="replace").encode()


def _knock(name: str, body: bytes, content_type: str, beside: bytes = b"") -> Knock:
    headers = {"Content-Type": content_type}
    return Knock(name, "POST", EVENTS_PATH, body, headers, is_signed=True, beside=beside)


def _elsewhere(chance: Random) -> Knock:
    """Something at another door, or at the same in another manner; nothing that Slack signed."""
    path, method = chance.choice(PATHS), chance.choice(METHODS)
    if chance.random() < 0.6:
        path, method = chance.choice(("/slack/install", "/slack/oauth_redirect")), "GET"
    fields = [(name, _word(chance)) for name in QUERY_FIELDS if chance.random() < 0.4]
    if chance.random() < 0.5:
        fields.append(("state", STATE))  # the last of a name counts
    query = (
        urlencode(fields, errors="replace").replace(quote(STATE), STATE)
        if chance.random() < 0.8
        else quote(_word(chance), errors="replace")
    )
    headers = {}
    if chance.random() < 0.5:
        cookie = _word(chance).encode("latin-1", "ignore").decode("latin-1")
        odd = "".join(each for each in f"{chance.choice(COOKIES)}={cookie}" if " " <= each != "\x7f").strip()
        headers["Cookie"] = f"klatch_install={STATE}" if chance.random() < 0.6 else odd
    if chance.random() < 0.2:
        headers["Authorization"] = chance.choice(("Bearer", "Bearer x", "Basic eDp5", "Bearer \xff", "x"))
    body = _word(chance).encode(errors="replace") if method not in ("GET", "HEAD", "TRACE") else b""
    return Knock(f"{method} {path[:30]}", method, f"{path}?{query}" if query else path, body, headers)


def _word(chance: Random) -> str:
    return str(chance.choice([STATE, STATE, STATE, *TEXTS, *SUBJECTS, *IDS, *map(str, ODD)]))[:2_000]
