"""References: short, readable, and theirs who wrote in the same transaction."""

from random import Random, SystemRandom

from sqlalchemy.ext.asyncio import AsyncSession

from bot.references import READABLE, REFERENCE_LENGTH, new_reference, refer, reference_of


def test_a_reference_is_eight_characters_that_can_be_read_out() -> None:
    references = [new_reference(SystemRandom()) for _ in range(200)]
    assert {len(reference) for reference in references} == {REFERENCE_LENGTH}
    assert set("".join(references)) <= set(READABLE)
    assert len(set(references)) == 200


def test_every_character_may_stand_in_every_place() -> None:
    references = [new_reference(Random(seed)) for seed in range(2_000)]  # noqa: S311
    assert [set(places) for places in zip(*references, strict=True)] == [set(READABLE)] * REFERENCE_LENGTH


def test_a_session_refers_to_what_it_was_last_told() -> None:
    session = AsyncSession()
    assert reference_of(session) is None
    refer(session, "abcdefgh")
    assert reference_of(session) == "abcdefgh"
    refer(session, None)
    assert reference_of(session) is None
    assert reference_of(AsyncSession()) is None
