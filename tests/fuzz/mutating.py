"""Bending what Slack sends: other types and ids, forged subjects, missing and doubled fields, the worst of Unicode."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

Path = tuple[str | int, ...]

NUMBERS = [0, -1, 1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e-320]

TEXTS = [
    "",
    " ",
    "a" * 300,
    "a" * 5_000,
    "\u202e\u2067left\u2069",
    "\u200b\u200b\u2060",
    "\ufeffx",
    "e\u0301" * 200,
    "👩🏽‍🚀🏳️‍🌈" * 40,
    "\x01\x02\x1b[31m",
    "\ud83d",
    "\udc00\ud800",
    "\x00",
    "\u2028\u2029\x85",
    "<!channel> <@U1|x> <https://a|b> &amp; `*_~",
    "{{7*7}} ${1} %s %(x)s {0}",
    "'; DROP TABLE letters; --",
    "٣",
    "²",
    "1e9",
    "0x10",
    "+1",
    "1_000",
    "NaN",
    "null",
    "true",
    "../../etc/passwd",
    "\n" * 3_000,
]

SUBJECTS = [
    "0",
    "-1",
    "99999999999999999999",
    "ask:99999999999999999999",
    "1 2 3",
    "1:2:3:4",
    "1.5",
    "1,2",
    "1 -1",
    "1 99999999999",
    "1 9999999999999999999999",
    "٣",
    "1\u00b2",
    " 1 ",
    "2026-13-45",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "1 0001-01-01",
    "1 9999-12-31",
    '{"id": 1}',
    "[]",
    "1/1",
    "1-1",
]

IDS = [
    "U0000000000",
    "USLACKBOT",
    "U99999999999",
    "W1",
    "C0000000001",
    "T0000000001",
    "T9",
    "E1",
    "U" * 33,
    "Ä1",
    "u-1",
]

ODD: list[Any] = [None, True, False, [], {}, [[]], [None], {"": None}, [{}], {"id": None}, {"value": {}}]

NESTED: Any = 1
for _ in range(60):
    NESTED = [NESTED]


def bent(body: Mapping[str, Any], others: list[Any], chance: Random) -> Any:
    """The body with one to four places changed; ``others`` are values from other requests."""
    value: Any = json.loads(json.dumps(body))
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 4])):
        if not isinstance(value, dict) or not (places := paths(value)):
            return value
        value = _changed(value, chance.choice(places), others, chance)
    return value


def paths(value: Any, here: Path = ()) -> list[Path]:
    """Every place in a payload."""
    found = [here] if here else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found += paths(child, (*here, key))
    return found


def at(value: Any, path: Path) -> Any:
    """What stands in a place."""
    for key in path:
        value = value[key]
    return value


def text_of(value: Any, chance: Random) -> str:
    """As JSON, now and then with a field twice, surrogates escaped or bare, and white space where JSON allows it."""
    text = json.dumps(value, ensure_ascii=chance.random() < 0.7)
    if isinstance(value, dict) and value and chance.random() < 0.05:
        key = chance.choice(list(value))
        again = f"{json.dumps(key)}: {json.dumps(chance.choice([*ODD, *NUMBERS[:8], *TEXTS]))}"
        text = f"{{{again}, {text[1:]}" if chance.random() < 0.5 else f"{text[:-1]}, {again}}}"
    return f" \n{text}\t" if chance.random() < 0.02 else text


def _changed(value: Any, path: Path, others: list[Any], chance: Random) -> Any:
    old = at(value, path)
    new: Callable[[], Any] = chance.choice(
        [
            lambda: chance.choice(ODD),
            lambda: chance.choice(NUMBERS),
            lambda: chance.choice(TEXTS),
            lambda: chance.choice(SUBJECTS),
            lambda: chance.choice(SUBJECTS),
            lambda: chance.choice(IDS),
            lambda: chance.choice(others),
            lambda: [old, old],
            lambda: [old] * 150,
            lambda: {"value": old},
            lambda: f"{old}{chance.choice(TEXTS[:12])}",
            lambda: _spliced(str(old), chance),
            lambda: NESTED,
        ]
    )
    holder, fresh = at(value, path[:-1]), json.loads(json.dumps(new()))
    if chance.random() < 0.15:
        del holder[path[-1]]
    elif isinstance(holder, dict) and chance.random() < 0.06:
        holder[chance.choice(TEXTS)] = holder.pop(path[-1])
    elif isinstance(path[-1], int) and chance.random() < 0.2:
        holder.append(fresh)
    else:
        holder[path[-1]] = fresh
    return value


def _spliced(text: str, chance: Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice([*TEXTS[4:13], *SUBJECTS[:4], "-", ":", " ", "/"]) + text[place:]
