"""From what an answer means to the error that tells the publisher, and the person, what to do next."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from advocacy.connectors.answers import Answer, AnswerClass, classify_generic
from advocacy.connectors.base import Connector, Secret
from advocacy.connectors.redact import redacted
from advocacy.errors import (
    AuthorizationExpired,
    ConnectorError,
    MediaLost,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.language import Text

READS = frozenset({"getRecord", "read", "media", "delete"})
"""Operations that may simply be done again: an answer lost there leaves nothing in doubt."""


def meaning_of(connector: Connector, op: str, answer: Answer) -> AnswerClass:
    """What `answer` means, first as the network documents it, then as it does everywhere."""
    said = None if answer.status is None else connector.classify(op, answer)
    meaning = said or classify_generic(op, answer)
    if op in READS and meaning in {AnswerClass.AMBIGUOUS, AnswerClass.NOT_SENT}:
        return AnswerClass.RETRY
    return meaning


def succeeded(connector: Connector, op: str, answer: Answer, fine: Collection[AnswerClass] = ()) -> bool:
    """Whether `answer` is the success of `op`, or one of `fine`."""
    meaning = meaning_of(connector, op, answer)
    return meaning is AnswerClass.OK or meaning in fine


def refusal(connector: Connector, op: str, answer: Answer, secrets: Iterable[Secret] = ()) -> ConnectorError:
    """The error for an answer that is not the success of `op`."""
    meaning = meaning_of(connector, op, answer)
    if meaning is AnswerClass.OK and op in READS:  # a yes without what was asked for
        meaning = AnswerClass.RETRY
    said = excerpt(answer, secrets)
    text = _TEXTS.get(meaning, _UNKNOWN).format(
        network=connector.title, said=said or str(answer.status or "—")
    )
    if meaning is AnswerClass.RATE_LIMITED:
        when, whom = connector.told_to_wait(answer)
        return TryLater(text, until=when, scope=whom)
    if meaning in _LATER:
        return (MediaLost if meaning is AnswerClass.REUPLOAD else TryLater)(text)
    if meaning in {AnswerClass.REFRESH, AnswerClass.REAUTH}:
        return AuthorizationExpired(text, refreshable=meaning is AnswerClass.REFRESH)
    if meaning in {AnswerClass.PERMISSION, AnswerClass.CONFIG, AnswerClass.OPERATOR_HOLD}:
        return NetworkOnHold(text)
    if meaning in {AnswerClass.PERMANENT, AnswerClass.NOT_FOUND, AnswerClass.ALREADY_EXISTS}:
        return Rejected(text)
    return OutcomeUnknown(text)


def excerpt(answer: Answer, secrets: Iterable[Secret] = ()) -> str:
    """What the network said, without secrets, cut to about 2 kB."""
    body = answer.body
    said = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False) if body else ""
    return redacted(" ".join(said.split()), (secret.reveal() for secret in secrets))


_LATER = {AnswerClass.NOT_SENT, AnswerClass.RETRY, AnswerClass.REUPLOAD}
_UNKNOWN = Text(
    fr="{network} n’a pas donné de réponse claire : le post y est peut-être. Vérifiez avant. ({said})",
    en="{network} gave no clear answer: the post may be there. Look before sending again. ({said})",
)
_TEXTS = {
    AnswerClass.NOT_SENT: Text(
        fr="{network} n’a pas pu être joint ; rien n’est parti. On réessaiera. ({said})",
        en="{network} could not be reached; nothing was sent. It will be tried again. ({said})",
    ),
    AnswerClass.RETRY: Text(
        fr="{network} n’est pas prêt ; rien n’a été publié. On réessaiera. ({said})",
        en="{network} is not ready; nothing was published. It will be tried again. ({said})",
    ),
    AnswerClass.RATE_LIMITED: Text(
        fr="{network} demande d’attendre ; rien n’a été publié. ({said})",
        en="{network} asks us to wait; nothing was published. ({said})",
    ),
    AnswerClass.REUPLOAD: Text(
        fr="{network} n’a plus le média : il sera envoyé à nouveau. ({said})",
        en="{network} no longer has the media: it will be uploaded again. ({said})",
    ),
    AnswerClass.REFRESH: Text(
        fr="L’accès à {network} doit être renouvelé. ({said})",
        en="The access to {network} must be renewed. ({said})",
    ),
    AnswerClass.REAUTH: Text(
        fr="{network} n’accepte plus cet accès : reliez le compte à nouveau. ({said})",
        en="{network} no longer accepts this access: connect the account again. ({said})",
    ),
    AnswerClass.PERMISSION: Text(
        fr="{network} : il manque une autorisation ; réglez-la dans l’application. ({said})",
        en="{network}: a permission is missing; ask for it in the settings of the app. ({said})",
    ),
    AnswerClass.CONFIG: Text(
        fr="{network} : l’application n’est plus réglée comme il faut (produit ou version). ({said})",
        en="{network}: the app is not set up as it must be (product or version). ({said})",
    ),
    AnswerClass.OPERATOR_HOLD: Text(
        fr="{network} : plus de crédit ; rechargez-le ou relevez le plafond. ({said})",
        en="{network}: out of credits; add some or raise the cap. ({said})",
    ),
    AnswerClass.PERMANENT: Text(
        fr="{network} refuse ce post : changez-le puis acceptez-le à nouveau. ({said})",
        en="{network} refuses this post: change it, then accept it again. ({said})",
    ),
    AnswerClass.NOT_FOUND: Text(
        fr="{network} ne trouve plus ce post : il a été supprimé. ({said})",
        en="{network} no longer finds this post: it was deleted. ({said})",
    ),
    AnswerClass.ALREADY_EXISTS: Text(
        fr="{network} : un autre post porte déjà cette clé ; rien n’a été remplacé. ({said})",
        en="{network}: another post already has this key; nothing was replaced. ({said})",
    ),
}
