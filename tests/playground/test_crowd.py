"""A bigger workspace: so many more people, no two of one name, and the same ones each time."""

import pytest

from playground import Playground
from playground.crowd import fill
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock


def filled(*sizes: int) -> Playground:
    playground = Playground(MANIFEST, HandMovedClock(), SECRET)
    for size in sizes:
        fill(playground, size)
    return playground


def names(playground: Playground) -> list[str]:
    return [person.name for person in playground.people]


@pytest.mark.parametrize("size", [0, 1, 7, 200, 5_000])
def test_there_are_so_many_people_and_no_two_of_one_name(size: int) -> None:
    people = names(filled(size))
    assert (len(people), len(set(people))) == (size, size)


def test_they_come_from_many_places() -> None:
    assert len({person.user.tz for person in filled(200).people}) >= 12


def test_asking_again_adds_nobody_who_is_there() -> None:
    assert names(filled(50, 50)) == names(filled(50))
    assert names(filled(20, 50)) == names(filled(50))
    assert names(filled(50, 20)) == names(filled(50))


def test_a_thousand_people_have_two_hundred_channels_of_different_names() -> None:
    channels = [channel.name for channel in filled(1_000).workspace.channels]
    assert (len(channels), len(set(channels))) == (200, 200)


def test_nobody_is_in_a_channel_twice() -> None:
    assert [c.name for c in filled(100).workspace.channels if len(set(c.members)) != len(c.members)] == []
