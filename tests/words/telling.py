"""The whole story, told in a workspace where everybody reads one language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from sqlalchemy import update

from bot.topics.starter_topics import starter_topics_elsewhere
from bot.workspaces.models import Installation
from playground import Playground
from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.story import tell
from tests.words.overheard import Overheard, overheard
from tests.words.stage import TranslatedStage
from tests.words.translation import Translation


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that the story is told in: that of a locale of Slack's, with its catalogues."""

    locale: str
    catalogues: Iterable[Catalog]

    @property
    def language(self) -> str:
        """The language without its country."""
        return self.locale.partition("-")[0]

    def translation(self, written: Mapping[str, object]) -> Translation:
        """What the acts of the story are called in it. Of topics each language has its own list."""
        topics = starter_topics_elsewhere().get(self.language, {})
        return Translation(self.catalogues, {name: topic.name for name, topic in topics.items()}, written)


StageOf = Callable[[Rehearsal, Translation], TranslatedStage]


async def tell_in(tongue: Tongue, database_url: str, stage_of: StageOf = TranslatedStage) -> Overheard:
    """Play the whole story, and return all that was said in it. Raises StoryError when a step does not happen."""

    def in_their_language(playground: Playground) -> None:
        playground.locale = tongue.locale

    async with rehearsal(database_url, STORY_BEGINS, prepare=in_their_language) as here:
        await _choose_language(here, tongue)
        with overheard(here.playground) as heard:
            await tell(stage_of(here, tongue.translation(heard.by_members)))
    return heard


async def _choose_language(here: Rehearsal, tongue: Tongue) -> None:
    """For the workspace: it is what is read where it is not known yet who reads."""
    async with here.klatch.database.transaction() as session:
        await session.execute(update(Installation).values(language=tongue.language))
