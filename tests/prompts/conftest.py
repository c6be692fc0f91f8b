"""A workspace in which prompts are offered, on each of the two databases."""

import pytest

from bot.database.database import Database
from tests.prompts.workspace import Workspace


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return Workspace(database)
