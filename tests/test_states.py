"""Every state machine: its table knows each of its states, and no model takes a step that is not in it."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product

import pytest

from bot.circles.models import AgendaTopic, Circle, Meeting
from bot.circles.rules import MEETING_MOVES, TOPIC_MOVES
from bot.flash.rules import ASK_MOVES, CONVERSATION_MOVES, INVITATION_MOVES
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import GROUP_MOVES, ROUND_MOVES
from bot.recurring.rules import MOVES
from bot.states import ImpossibleMoveError, check_move

pytestmark = pytest.mark.one_database

Moves = Mapping[StrEnum, frozenset[StrEnum]]
MODELS = (
    (Programme, MOVES),
    (Circle, MOVES),
    (Round, ROUND_MOVES),
    (Group, GROUP_MOVES),
    (Meeting, MEETING_MOVES),
    (AgendaTopic, TOPIC_MOVES),
)
TABLES = [*(moves for _, moves in MODELS), ASK_MOVES, INVITATION_MOVES, CONVERSATION_MOVES]


@pytest.mark.parametrize("moves", TABLES)
def test_a_table_knows_every_state_and_no_step_leads_nowhere(moves: Moves) -> None:
    states = set(type(next(iter(moves))))
    assert set(moves) == states
    assert all(steps <= states for steps in moves.values())


@pytest.mark.parametrize("moves", TABLES)
def test_a_step_that_is_not_in_the_table_is_a_defect(moves: Moves) -> None:
    for before, to in product(moves, moves):
        if to in moves[before]:
            check_move(before, to, moves)
        else:
            with pytest.raises(ImpossibleMoveError):
                check_move(before, to, moves)


@pytest.mark.parametrize(("model", "moves"), MODELS)
def test_a_row_takes_the_steps_of_its_table_and_stays_where_it_is_otherwise(model: type, moves: Moves) -> None:
    for before, to in product(moves, moves):
        row = model(state=before)
        if to in moves[before]:
            row.move(to)
            assert row.state is to
        else:
            with pytest.raises(ImpossibleMoveError):
                row.move(to)
            assert row.state is before
