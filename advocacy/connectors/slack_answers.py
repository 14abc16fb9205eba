"""The words that Slack answers with, and what each means."""

from __future__ import annotations

from advocacy.connectors.answers import AnswerClass

WEBHOOK = {
    "action_prohibited": AnswerClass.PERMISSION,
    "channel_is_archived": AnswerClass.PERMANENT,
    "channel_not_found": AnswerClass.PERMANENT,
    "invalid_blocks": AnswerClass.PERMANENT,
    "invalid_blocks_format": AnswerClass.PERMANENT,
    "invalid_payload": AnswerClass.PERMANENT,
    "invalid_token": AnswerClass.REAUTH,
    "no_active_hooks": AnswerClass.REAUTH,
    "no_service": AnswerClass.REAUTH,
    "no_service_id": AnswerClass.REAUTH,
    "no_team": AnswerClass.REAUTH,
    "no_text": AnswerClass.PERMANENT,
    "posting_to_general_channel_denied": AnswerClass.PERMISSION,
    "rollup_error": AnswerClass.AMBIGUOUS,
    "team_disabled": AnswerClass.REAUTH,
    "too_many_attachments": AnswerClass.PERMANENT,
    "user_not_found": AnswerClass.PERMANENT,
}
_REFUSED = (
    "channel_not_found is_archived msg_too_long no_text msg_blocks_too_long invalid_blocks "
    "invalid_blocks_format too_many_attachments invalid_arguments invalid_arg_name invalid_array_arg "
    "invalid_charset invalid_form_data invalid_post_type missing_post_type metadata_too_large "
    "invalid_metadata_format invalid_metadata_schema attachment_payload_limit_exceeded "
    "duplicate_channel_not_found user_not_found as_user_not_supported block_mismatch cannot_dm_bot "
    "cannot_reply_to_message markdown_text_conflict slack_connect_canvas_sharing_blocked "
    "slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked"
)
_FORBIDDEN = (
    "missing_scope not_in_channel no_permission not_allowed_token_type restricted_action access_denied "
    "restricted_action_read_only_channel restricted_action_thread_only_channel ekm_access_denied "
    "restricted_action_non_threadable_channel restricted_action_thread_locked team_access_not_granted "
    "accesslimited enterprise_is_restricted messages_tab_disabled"
)
API = {
    **dict.fromkeys(_REFUSED.split(), AnswerClass.PERMANENT),
    **dict.fromkeys(_FORBIDDEN.split(), AnswerClass.PERMISSION),
    **dict.fromkeys(("not_authed", "invalid_auth", "account_inactive", "token_revoked"), AnswerClass.REAUTH),
    **dict.fromkeys(("rate_limited", "ratelimited", "message_limit_exceeded"), AnswerClass.RATE_LIMITED),
    **dict.fromkeys(("org_login_required", "team_added_to_org"), AnswerClass.RETRY),  # while it moves
    **dict.fromkeys(("deprecated_endpoint", "method_deprecated"), AnswerClass.CONFIG),
    **dict.fromkeys(("fatal_error", "internal_error"), AnswerClass.AMBIGUOUS),  # “may have succeeded”
    **dict.fromkeys(("invalid_code", "code_already_used"), AnswerClass.REAUTH),
    **dict.fromkeys(("bad_client_secret", "invalid_client_id", "bad_redirect_uri"), AnswerClass.CONFIG),
    "token_expired": AnswerClass.REFRESH,
    "two_factor_setup_required": AnswerClass.REAUTH,
    "users_not_found": AnswerClass.NOT_FOUND,
    "message_not_found": AnswerClass.NOT_FOUND,
}
