"""References: short, readable, and theirs who wrote in the same transaction."""

from random import Random, SystemRandom

from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import READABLE, REFERENCE_LENGTH, correlate, correlation_id_of, new_correlation_id


def test_a_reference_is_eight_characters_that_can_be_read_out() -> None:
    references = [new_correlation_id(SystemRandom()) for _ in range(200)]
    assert {len(reference) for reference in references} == {REFERENCE_LENGTH}
    assert set("".join(references)) <= set(READABLE)
    assert len(set(references)) == 200


def test_every_character_may_stand_in_every_place() -> None:
    references = [new_correlation_id(Random(seed)) for seed in range(2_000)]  # noqa: S311
    assert [set(places) for places in zip(*references, strict=True)] == [set(READABLE)] * REFERENCE_LENGTH


def test_a_session_refers_to_what_it_was_last_told() -> None:
    session = AsyncSession()
    assert correlation_id_of(session) is None
    correlate(session, "abcdefgh")
    assert correlation_id_of(session) == "abcdefgh"
    correlate(session, None)
    assert correlation_id_of(session) is None
    assert correlation_id_of(AsyncSession()) is None
