"""The Web API methods that the playground has, by name."""

from playground.methods import chat, conversations, directory, uploads, views
from playground.methods.method import Method

METHODS: dict[str, Method] = {
    method.name: method for room in (chat, conversations, directory, uploads, views) for method in room.METHODS
}
