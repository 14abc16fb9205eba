"""The words that Slack answers with, and what each means."""

from __future__ import annotations

from advocacy.connectors.answers import AnswerClass

WEBHOOK = {
    "action_prohibited": AnswerClass.PERMISSION,
    "channel_is_archived": AnswerClass.PERMANENT,
    "channel_not_found": AnswerClass.PERMANENT,
    "invalid_payload": AnswerClass.PERMANENT,
    "invalid_token": AnswerClass.REAUTH,
    "no_service": AnswerClass.REAUTH,
    "no_team": AnswerClass.REAUTH,
    "no_text": AnswerClass.PERMANENT,
    "rollup_error": AnswerClass.AMBIGUOUS,
    "too_many_attachments": AnswerClass.PERMANENT,
    "user_not_found": AnswerClass.PERMANENT,
}
_REFUSED = (
    "channel_not_found is_archived msg_too_long no_text msg_blocks_too_long invalid_blocks "
    "invalid_blocks_format too_many_attachments invalid_arguments invalid_arg_name invalid_array_arg "
    "invalid_charset invalid_form_data invalid_post_type missing_post_type metadata_too_large "
    "invalid_metadata_format invalid_metadata_schema attachment_payload_limit_exceeded "
    "duplicate_channel_not_found user_not_found"
)
_FORBIDDEN = (
    "missing_scope not_in_channel no_permission not_allowed_token_type restricted_action access_denied "
    "restricted_action_read_only_channel restricted_action_thread_only_channel ekm_access_denied "
    "restricted_action_non_threadable_channel restricted_action_thread_locked team_access_not_granted"
)
API = {
    **dict.fromkeys(_REFUSED.split(), AnswerClass.PERMANENT),
    **dict.fromkeys(_FORBIDDEN.split(), AnswerClass.PERMISSION),
    **dict.fromkeys(("not_authed", "invalid_auth", "account_inactive", "token_revoked"), AnswerClass.REAUTH),
    **dict.fromkeys(("rate_limited", "ratelimited"), AnswerClass.RATE_LIMITED),
    **dict.fromkeys(("fatal_error", "internal_error"), AnswerClass.AMBIGUOUS),  # “may have succeeded”
    **dict.fromkeys(("invalid_code", "code_already_used"), AnswerClass.REAUTH),
    **dict.fromkeys(("bad_client_secret", "invalid_client_id", "bad_redirect_uri"), AnswerClass.CONFIG),
    "token_expired": AnswerClass.REFRESH,
    "users_not_found": AnswerClass.NOT_FOUND,
    "message_not_found": AnswerClass.NOT_FOUND,
}
