"""What Slack makes of the words that a person types: signs escaped, mentions turned into ids."""

from playground.workspace import Workspace


def escaped(text: str) -> str:
    """The three signs that Slack escapes in every text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_mentions(workspace: Workspace, text: str) -> str:
    """Escaped text in which ``@Full Name`` and ``#channel`` are mentions, as when picked from Slack's list."""
    sent = escaped(text)
    for user in sorted(workspace.people, key=lambda user: -len(user.real_name)):
        sent = sent.replace(f"@{user.real_name}", f"<@{user.id}>")
    for channel in sorted(workspace.channels, key=lambda channel: -len(channel.name)):
        if channel.name:
            sent = sent.replace(f"#{channel.name}", f"<#{channel.id}|{channel.name}>")
    return sent
