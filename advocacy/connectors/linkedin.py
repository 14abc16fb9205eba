"""LinkedIn: posts of members."""

from __future__ import annotations

import re

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Capabilities, Lane, Network
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.text import utf16_length

_REFUSED = {
    "FIELD_LENGTH_TOO_LONG",
    "INVALID_URN_ID",
    "INVALID_URN_TYPE",
    "MISSING_FIELD",
    "INVALID_VALUE_FOR_FIELD",
    "INVALID_VALUE_BLANK_FIELD",
    "INVALID_URL",
    "INVALID_IMAGE_ID",
    "MEDIA_ASSET_PROCESSING_FAILED",
}
_UPLOAD_AGAIN = {"EXPIRED_UPLOAD_URL", "MEDIA_ASSET_WAITING_UPLOAD", "UPDATING_ASSET_FAILED"}
_VERSION = {"NONEXISTENT_VERSION", "VERSION_MISSING"}
_URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
_DUPLICATE = re.compile(r"DUPLICATE_POST|duplicate of urn:li:(?:share|ugcPost|activity):\d+")
_CODE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")


class LinkedIn(Network):
    """Answers come in three shapes: status and code, input errors, and plain text."""

    name = "linkedin"
    title = "LinkedIn"
    capabilities = Capabilities(lane=Lane.HAND_OFF, max_length=3000, cut_off=210)
    dialog = Dialog(
        with_link="https://www.linkedin.com/sharing/share-offsite/?url={link}",
        without_link="https://www.linkedin.com/feed/?shareActive=true&text={text}",
        takes_text=False,
        post_hosts=("www.linkedin.com", "linkedin.com"),
        post_paths={
            r"/feed/update/(urn:li:(?:share|ugcPost|activity):\d+)": r"\1",
            r"/posts/[\w%.-]*?[_-](activity|share|ugcPost)-(\d+)[\w-]*": r"urn:li:\1:\2",
        },
    )

    text_length = staticmethod(utf16_length)

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By status, then by the codes that the answer names."""
        if answer.is_2xx:
            return _created(answer) if op == "create" else None
        codes, status = _codes(answer), answer.status or 0
        if status in {401, 429} or status >= 500:  # noqa: PLR2004 - the range of HTTP
            return None
        if status == 426 or codes & _VERSION:  # noqa: PLR2004 - upgrade required
            return AnswerClass.CONFIG
        if _DUPLICATE.search(_words(answer)):
            return AnswerClass.ALREADY_PUBLISHED
        return _refused(status, codes, answer)


def named_post(answer: Answer) -> str | None:
    """The URN of the post that an answer names: the new one, or the one it duplicates."""
    found = _URN.search(answer.headers.get("x-restli-id", "")) or _URN.search(_words(answer))
    return found[0] if found else None


def _created(answer: Answer) -> AnswerClass:
    known = _URN.fullmatch(answer.headers.get("x-restli-id", "").strip()) or _URN.fullmatch(answer.word("id"))
    return AnswerClass.OK if known else AnswerClass.AMBIGUOUS


def _refused(status: int, codes: set[str], answer: Answer) -> AnswerClass | None:
    if status == 403 and (answer.json or codes & {"ACCESS_DENIED"}):  # noqa: PLR2004 - forbidden
        return AnswerClass.PERMISSION
    if codes & _REFUSED:
        return AnswerClass.PERMANENT
    return AnswerClass.REUPLOAD if codes & _UPLOAD_AGAIN else None


def _codes(answer: Answer) -> set[str]:
    named = {str(each["code"]) for each in answer.dicts() if isinstance(each.get("code"), str)}
    return named | set(_CODE.findall(answer.text))


def _words(answer: Answer) -> str:
    """Everything the answer says in words, whatever its shape."""
    said = [answer.text]
    for each in answer.dicts():
        said.extend(value for value in each.values() if isinstance(value, str))
    return "\n".join(said)
