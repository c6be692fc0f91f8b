"""The reasons for which letters were not delivered, in words for the operator."""

from dataclasses import dataclass

from bot.outbox.call_results import ADMIN_ERRORS

AGAIN = "Install the app again, or copy its token again from https://api.slack.com/apps."
SCOPES = (
    "Update the app's manifest at https://api.slack.com/apps (python app.py manifest prints it), and install it again."
)
OURS = "It is a fault of Klatch: look for the letter in the log, and report where it came from."


@dataclass(frozen=True, slots=True)
class Cause:
    """The meaning of a code; ``well`` where the operator need not do anything."""

    means: str
    well: bool = True
    mend: str = ""


_CREDENTIALS = {
    "account_inactive": "the app was removed from its workspace, or its owner's account was closed",
    "invalid_auth": "Slack does not know the token",
    "not_authed": "no token was given",
    "token_expired": "the token is too old",
    "token_revoked": "the token was taken back",
}

_NOT_ALLOWED = {
    "missing_scope": "a scope was not granted",
    "no_permission": "the app may not do that in its workspace",
    "not_allowed_token_type": "the token is not one of a bot",
}

_PASSING = {
    "accesslimited": "the workspace takes no writing for now",
    "external_channel_migrating": "the channel is being moved",
    "message_limit_exceeded": "the workspace has no room for more messages just now",
    "org_login_required": "the workspace is being moved into an organization",
    "rate_limited": "Slack asked to wait",
    "ratelimited": "Slack asked to wait",
    "team_added_to_org": "the workspace is being moved into an organization",
}

_FOR_ADMINS = "the settings of the workspace or channel keep it out; its organizers are told"

_TOO_MUCH = {
    "invalid_arguments": "Slack did not understand what was sent",
    "invalid_blocks": "Slack did not accept the message's blocks",
    "invalid_blocks_format": "Slack did not accept the message's blocks",
    "msg_blocks_too_long": "the message was too long",
    "msg_too_long": "the message was too long",
    "no_text": "the message was empty",
    "unreadable": "what it says cannot be read",
}

_NOBODYS_TASK = {
    "amended_letter_failed": "what they would have changed never arrived",
    "cannot_dm_bot": "they were for a bot",
    "cant_update_message": "the message belongs to somebody else by now",
    "channel_not_found": "the channel or conversation is gone, or Klatch is not in it; its organizers are told",
    "is_archived": "the channel is archived; its organizers are told",
    "message_not_found": "the message that they change was deleted",
    "not_in_channel": "Klatch is not in the channel; its organizers are told",
    "superseded": "a later one said more",
    "taken_back": "what it was about came to nothing before it went",
    "user_disabled": "the account was closed",
    "user_not_found": "the person is gone",
    "user_not_in_channel": "the person has left the channel",
    "user_not_visible": "the person cannot be seen from there",
    "workspace_was_away": "they waited too long while Klatch was away from their workspace",
}

_CAUSES = {
    **dict.fromkeys(ADMIN_ERRORS, Cause(_FOR_ADMINS)),
    **{code: Cause(means, well=False, mend=AGAIN) for code, means in _CREDENTIALS.items()},
    **{code: Cause(means, well=False, mend=SCOPES) for code, means in _NOT_ALLOWED.items()},
    **{code: Cause(means, well=False, mend=OURS) for code, means in _TOO_MUCH.items()},
    "edit_window_closed": Cause("the workspace lets nobody change a message that is so old"),
    **{code: Cause(means) for code, means in {**_NOBODYS_TASK, **_PASSING}.items()},
}

_UNKNOWN = Cause(
    "see Slack's list of errors",
    well=False,
    mend="Look it up at https://docs.slack.dev/reference/methods/chat.postMessage.",
)
_UNREACHED = Cause("Slack was not reached", well=False, mend="Look at the network and a proxy in between.")


def cause_of(code: str) -> Cause:
    """Return the cause of a failure: of a code of Slack's or the outbox's, or of the class of a network's fault."""
    if code in _CAUSES:
        return _CAUSES[code]
    # Codes are in small letters; the classes of faults are not.
    return _UNREACHED if code[:1].isupper() or code.startswith("http_") else _UNKNOWN
