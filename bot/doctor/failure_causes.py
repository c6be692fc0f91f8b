"""Why letters were not delivered, in words for the operator."""

from dataclasses import dataclass

from bot.doctor.findings import Verdict
from bot.doctor.slack_checks import NEW_SCOPES
from bot.outbox.call_results import ADMIN_ERRORS

AGAIN = "Reinstall the app, or copy its token again from https://api.slack.com/apps."
OURS = "This is a bug in Klatch: find the letter in the log, and report it with its reference."


@dataclass(frozen=True, slots=True)
class Cause:
    """The meaning of a code, and what the operator can do about it: nothing, where the verdict is OK."""

    means: str
    verdict: Verdict = Verdict.OK
    fix: str = ""


_CREDENTIALS = {
    "account_inactive": "the app was removed from its workspace, or its owner's account was deactivated",
    "invalid_auth": "Slack does not recognize the token",
    "not_authed": "no token was sent",
    "token_expired": "the token has expired",
    "token_revoked": "the token was revoked",
}

_NOT_ALLOWED = {
    "missing_scope": "the app is missing a scope",
    "no_permission": "the app is not allowed to do this in its workspace",
    "not_allowed_token_type": "the token is not a bot token",
}

_PASSING = {
    "accesslimited": "the workspace cannot be written to right now",
    "external_channel_migrating": "the channel is being moved",
    "message_limit_exceeded": "the workspace has reached its message limit",
    "org_login_required": "the workspace is being moved to an organization",
    "rate_limited": "Slack asked Klatch to slow down",
    "ratelimited": "Slack asked Klatch to slow down",
    "team_added_to_org": "the workspace is being moved to an organization",
}

_FOR_ADMINS = "the settings of the workspace or channel do not allow it; the organizers are told"

_TOO_MUCH = {
    "invalid_arguments": "Slack did not understand what was sent",
    "invalid_blocks": "Slack did not accept the message's blocks",
    "invalid_blocks_format": "Slack did not accept the message's blocks",
    "msg_blocks_too_long": "the message was too long",
    "msg_too_long": "the message was too long",
    "no_text": "the message was empty",
}

_NOBODYS_TASK = {
    "amended_letter_failed": "the messages they would have updated never arrived",
    "cannot_dm_bot": "they were addressed to a bot",
    "cant_update_message": "the messages they would have updated were not posted by this app",
    "channel_not_found": "the channel or conversation is gone, or Klatch is not in it; the organizers are told",
    "is_archived": "the channel is archived; the organizers are told",
    "message_not_found": "the messages they would have updated were deleted",
    "not_in_channel": "Klatch is not in the channel; the organizers are told",
    "superseded": "a newer message replaced them",
    "taken_back": "they were no longer needed",
    "user_disabled": "the account was deactivated",
    "user_not_found": "the person no longer exists in Slack",
    "user_not_in_channel": "the person has left the channel",
    "user_not_visible": "Klatch is not allowed to see the person",
    "workspace_was_away": "they waited too long while Klatch was not in the workspace",
}

_CAUSES = {
    **dict.fromkeys(ADMIN_ERRORS, Cause(_FOR_ADMINS)),
    **{code: Cause(means, verdict=Verdict.FAIL, fix=AGAIN) for code, means in _CREDENTIALS.items()},
    **{code: Cause(means, verdict=Verdict.FAIL, fix=NEW_SCOPES) for code, means in _NOT_ALLOWED.items()},
    **{code: Cause(means, verdict=Verdict.FAIL, fix=OURS) for code, means in _TOO_MUCH.items()},
    "unreadable": Cause(
        "they cannot be decrypted",
        verdict=Verdict.FAIL,
        fix="Add the key they were encrypted with to KLATCH_ENCRYPTION_KEY, after a comma.",
    ),
    "edit_window_closed": Cause("the workspace does not allow messages that old to be edited"),
    **{code: Cause(means) for code, means in {**_NOBODYS_TASK, **_PASSING}.items()},
}

_UNKNOWN = Cause(
    "Slack gave an error that Klatch does not know",
    verdict=Verdict.FAIL,
    fix="Look the code up at https://docs.slack.dev/reference/methods/chat.postMessage.",
)
_UNREACHED = Cause(
    "Slack could not be reached", verdict=Verdict.FAIL, fix="Check the network, and the proxy if there is one."
)


def cause_of(code: str) -> Cause:
    """Return the cause of a failure, by Slack's code, the outbox's own, or the class of a network error."""
    if code in _CAUSES:
        return _CAUSES[code]
    # Codes are in lower case; the names of exception classes are not.
    return _UNREACHED if code[:1].isupper() or code.startswith("http_") else _UNKNOWN
