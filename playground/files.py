"""Files: uploaded by the bot in three steps, or put into a form by a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.call_records import Json
from playground.identifiers import Identifiers


@dataclass(eq=False)
class File:
    """A file in the workspace; ``content`` is None until its bytes have come."""

    id: str
    name: str
    length: int
    owner: str
    content: bytes | None = None
    title: str = ""

    def to_slack(self, base_url: str) -> Json:
        """The file object of messages and of file inputs, as far as an app needs it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "user": self.owner,
            "mode": "hosted",
            "url_private": f"{base_url}files/{self.id}",
            "url_private_download": f"{base_url}files/{self.id}",
        }


class Files:
    """The files of one workspace."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._files: dict[str, File] = {}

    def announce(self, name: str, length: int, owner: str) -> File:
        """Make room for a file whose bytes are still to come."""
        file = File(self._identifiers.new("F"), name, length, owner)
        self._files[file.id] = file
        return file

    def add(self, name: str, content: bytes, owner: str) -> File:
        """A file with its bytes at once."""
        file = self.announce(name, len(content), owner)
        file.content = content
        return file

    def __iter__(self) -> Iterator[File]:
        return iter(list(self._files.values()))

    def bring_back(self, file: File) -> None:
        """A file that was here before."""
        self._files[file.id] = file

    def get(self, file_id: str) -> File | None:
        """The file with this id, or None."""
        return self._files.get(file_id)
