"""The error codes that Slack documents for the methods by which letters go out, and what is to be made of each."""


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


EVERYWHERE = _codes(
    """
    access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied enterprise_is_restricted
    fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth invalid_charset
    invalid_form_data invalid_post_type method_deprecated missing_post_type missing_scope no_permission
    not_allowed_token_type not_authed org_login_required ratelimited request_timeout service_unavailable
    team_access_not_granted team_added_to_org token_expired token_revoked two_factor_setup_required
    """
)
"""Any method may say these."""

_OWN = {
    "chat.postMessage": """
        app_access_restricted as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message
        channel_not_found draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_message_not_found invalid_blocks invalid_blocks_format
        invalid_metadata_format invalid_metadata_schema is_archived markdown_text_conflict message_limit_exceeded
        messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large missing_file_data msg_blocks_too_long
        no_text not_in_channel rate_limited restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
        send_on_behalf_not_allowed slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_lists_sharing_blocked team_not_found too_many_attachments too_many_contact_cards
    """,
    "chat.update": """
        as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message cant_update_message
        channel_not_found edit_window_closed external_channel_migrating file_deleted file_is_deleted file_not_found
        file_share_limit_reached invalid_attachments invalid_blocks invalid_blocks_format invalid_metadata_format
        invalid_metadata_schema is_inactive markdown_text_conflict max_file_sharing_exceeded message_limit_exceeded
        message_not_found metadata_must_be_sent_from_app metadata_too_large msg_too_long
        no_dual_broadcast_content_update no_text posting_to_channel_denied slack_connect_blocked_file_type
        slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
        slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked streaming_state_conflict
        team_not_found too_many_attachments unable_to_share_files update_failed
    """,
    "chat.postEphemeral": """
        cannot_reply_to_message channel_not_found invalid_attachments invalid_blocks invalid_blocks_format is_archived
        markdown_text_conflict message_limit_exceeded messages_tab_disabled msg_too_long no_text not_in_channel
        restricted_action too_many_attachments user_not_in_channel
    """,
    "conversations.open": """
        channel_not_found invalid_user_combination method_not_supported_for_channel_type not_enough_users
        restricted_action too_many_users user_disabled user_not_found user_not_visible users_list_not_supplied
    """,
    "files.getUploadURLExternal": """
        alt_txt_too_large file_type_not_allowed file_upload_size_restricted file_uploads_disabled
        file_uploads_except_images_disabled missing_argument snippet_too_large storage_limit_reached
        unknown_snippet_type unknown_subtype
    """,
    "files.completeUploadExternal": """
        channel_not_found channels_limit_exceeded file_not_found file_type_not_allowed file_update_failed
        file_uploads_except_images_disabled invalid_blocks invalid_channel not_in_channel posting_to_channel_denied
    """,
}

DOCUMENTED = {method: _codes(own) | EVERYWHERE for method, own in _OWN.items()}
"""Method by method. That a direct message may be refused with ``restricted_action`` was seen, not read."""

MAY_HAVE_HAPPENED = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Said also after the call was carried out."""

TRANSIENT_ERRORS = MAY_HAVE_HAPPENED | _codes(
    """
    accesslimited external_channel_migrating file_update_failed message_limit_exceeded org_login_required
    rate_limited ratelimited streaming_state_conflict team_added_to_org update_failed
    """
)
"""They pass by themselves."""

MENDABLE = _codes(
    """
    access_denied account_inactive app_access_restricted ekm_access_denied enterprise_is_restricted
    file_type_not_allowed file_uploads_disabled file_uploads_except_images_disabled invalid_auth
    messages_tab_disabled missing_scope no_permission not_allowed_token_type not_authed
    posting_to_channel_denied restricted_action restricted_action_read_only_channel storage_limit_reached
    team_access_not_granted token_expired token_revoked two_factor_setup_required
    """
)
"""Whoever looks after the workspace or the app can mend them."""

FOR_GOOD = frozenset.union(*DOCUMENTED.values()) - TRANSIENT_ERRORS - MENDABLE
"""All others: the same call will never do."""

THREADS = frozenset(
    {"cannot_reply_to_message", "restricted_action_non_threadable_channel", "restricted_action_thread_locked"}
)
"""Of these the message itself is not refused: it may stand in its channel."""

TO_WHO_IS_NOT_THERE = _codes("user_disabled user_not_in_channel cannot_dm_bot users_not_found")
"""What letters for somebody whose account is closed are answered, and whispers where somebody is not."""

TO_A_CHANNEL_THAT_IS_GONE = _codes("channel_not_found is_archived not_in_channel")
"""What letters for a channel are answered that is archived, or that Klatch was put out of."""
