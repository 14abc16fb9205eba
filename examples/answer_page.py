"""Where a nudge leads, for an intranet: /offers/SHARE takes an answer, /nudges/KEY ends the nudges.

Put it behind your single sign-on, which says who is there in REMOTE_USER, and set `nudges.address` to where
it is.
`python examples/answer_page.py ada` serves it on this machine as Ada sees it, to look at.
"""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

from advocacy import Program
from advocacy.connectors import registry
from advocacy.errors import AdvocacyError, CharterRefusal
from advocacy.language import Text, moment
from advocacy.share import Share, ShareState

program = Program.open(os.environ.get("ADVOCACY_PROGRAM", "."))
Environ = dict[str, Any]


def app(environ: Environ, start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """A GET decides nothing, for mail filters open every link; a POST does what the person pressed."""
    _, kind, key = (str(environ["PATH_INFO"]).rstrip("/") + "//").split("/")[:3]
    is_post = environ["REQUEST_METHOD"] == "POST"
    elsewhere = environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin"
    form = _form(environ) if is_post and not elsewhere else {}  # another site's page answers for nobody
    language, status = str(environ.get("HTTP_ACCEPT_LANGUAGE", "en")), "200 OK"
    try:
        if (
            kind == "nudges"
        ):  # no sign-on here: mail programmes post it by themselves, and the key is a secret
            body = _stop(key, language, is_post=is_post)
        else:
            language, body = _offer(key, str(environ.get("REMOTE_USER", "")), form, language)
    except AdvocacyError as error:  # a refusal says what to do next
        status, body = "400 Bad Request", f"<p>{_safe(error.text.say(language))}</p>"
    start(status, [("Content-Type", "text/html; charset=utf-8"), ("Referrer-Policy", "no-referrer")])
    return [_PAGE.format(language="fr" if language.startswith("fr") else "en", body=body).encode()]


def _offer(share_id: str, person: str, form: Mapping[str, str], language: str) -> tuple[str, str]:
    """The page of one offer, and its language: that of the person."""
    share = program.share(share_id)
    if share.advocate != person:
        return language, f"<p>{_ELSES.say(language)}</p>"
    language = program.advocate(person).language
    trouble, words = "", form.get("text", share.text)
    try:
        if "answer" in form:
            share = _answer(share, person, words, form)
    except CharterRefusal as refusal:
        findings = _safe(refusal.review.say(language))
        asked = (
            [each.rule for each in refusal.review if each.severity == "warn"]
            if not _is_blocked(refusal)
            else []
        )
        reasons = "".join(
            f'<label>{_WHY.say(language)} <input name="why:{_safe(rule)}" required></label>' for rule in asked
        )
        trouble = f'<pre role="alert">{findings}</pre>{reasons}'
    except AdvocacyError as error:
        trouble = f'<pre role="alert">{_safe(error.text.say(language))}</pre>'
    is_open = share.state is ShareState.OFFERED
    shown = _asked(share, words, trouble, language) if is_open else trouble + _taken(share, language)
    return language, _head(share, language) + shown


def _answer(share: Share, person: str, words: str, form: Mapping[str, str]) -> Share:
    """Do what was pressed."""
    if form["answer"] == "accept":
        reasons = {
            key.removeprefix("why:"): why for key, why in form.items() if key.startswith("why:") and why
        }
        return program.accept(share, by=person, text=words, confirm=reasons)
    if form["answer"] == "confirm":
        return program.confirm(share, by=person, url=form.get("url", ""))
    return (program.decline if share.state is ShareState.OFFERED else program.cancel)(share, by=person)


def _head(share: Share, language: str) -> str:
    story = program.story(share.story, edition=share.edition).story
    network = registry.network(share.network).title
    about = f"<p>{_safe(story.summary.say(language))}</p>" if story.summary else ""
    return f"<small>{_safe(network)}</small><h1>{_safe(story.title.say(language))}</h1>{about}"


def _asked(share: Share, words: str, trouble: str, language: str) -> str:
    """The words, to be changed, and two buttons."""
    link = f"<small>{_LINK.say(language)} <code>{_safe(share.link)}</code></small>" if share.link else ""
    return (
        f'<form method="post"><label>{_WORDS.say(language)}'
        f'<textarea name="text" rows="8">{_safe(words)}</textarea></label>{link}'
        f"{trouble}<p>{_FREE.say(language)}</p>"
        f'<button name="answer" value="accept" class="yes">{_YES.say(language)}</button>'
        f'<button name="answer" value="decline" formnovalidate>{_NO.say(language)}</button></form>'
    )


def _taken(share: Share, language: str) -> str:
    """What became of it, and what there is left to do."""
    told = f"<p>{_NOW.say(language)} <b>{_safe(share.state.told.say(language))}</b></p>"
    if share.reason:
        told += f"<p>{_safe(share.reason.say(language))}</p>"
    if share.state is ShareState.QUEUED:
        at = moment(program.local(share.advocate, share.due_at), language)
        told += f"<p>{_LEAVES.say(language)} {_safe(at)}</p>"
    if share.state is ShareState.HANDED_OFF:
        told += _by_hand(share, language)
    if share.state in {ShareState.QUEUED, ShareState.ON_HOLD, ShareState.HANDED_OFF}:
        told += (
            f'<form method="post"><button name="answer" value="cancel">{_BACK.say(language)}</button></form>'
        )
    return told


def _by_hand(share: Share, language: str) -> str:
    """The network's own dialog, and the words to paste where it opens without them."""
    title = registry.network(share.network).title
    open_ = _safe(_OPEN.say(language).format(network=title))
    copy = "" if program.hand_off(share.network).takes_text else f"<p>{_COPY.say(language)}</p>"
    return (
        f"{copy}<textarea rows=6 readonly>{_safe(share.text)}</textarea>"
        f'<a class="yes" href="{_safe(program.dialog(share))}">{open_}</a>'
        f'<form method="post"><label>{_WHERE.say(language)}<input name="url" type="url" required></label>'
        f'<button name="answer" value="confirm">{_DONE.say(language)}</button></form>'
    )


def _stop(key: str, language: str, *, is_post: bool) -> str:
    if not is_post:
        return f'<form method="post"><button>{_STOP.say(language)}</button></form>'
    program.unsubscribe(key)
    return f"<p>{_STOPPED.say(language)}</p>"


def _is_blocked(refusal: CharterRefusal) -> bool:
    return refusal.review.verdict == "block"


def _form(environ: Environ) -> dict[str, str]:
    length = min(int(str(environ.get("CONTENT_LENGTH") or 0)), 100_000)
    sent = environ["wsgi.input"].read(length).decode()
    return {name: values[-1].replace("\r\n", "\n") for name, values in parse_qs(sent).items()}


def _safe(text: str) -> str:
    return html.escape(text)


_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>advocacy</title><style>
body {{ font: 1.05rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: auto; padding: 1rem }}
h1 {{ font-size: 1.35rem; line-height: 1.25; margin: .25rem 0 .5rem }}
small {{ color: #566; word-break: break-word }}
textarea, input, button, .yes {{ font: inherit; width: 100%; box-sizing: border-box; padding: .7rem;
  border: 1px solid #99a; border-radius: .5rem; margin: .35rem 0; background: #fff; color: inherit }}
button, .yes {{ display: block; min-height: 3rem; text-align: center; text-decoration: none }}
.yes {{ background: #1b5e9b; border-color: #1b5e9b; color: #fff; font-weight: 600 }}
pre {{ white-space: pre-wrap; font: inherit; border-left: .25rem solid #b3261e; padding-left: .7rem }}
</style><main>{body}</main></html>"""
_ELSES = Text(fr="Cette offre est à quelqu’un d’autre.", en="This offer is somebody else's.")
_WORDS = Text(fr="Vos mots, à changer comme vous voulez :", en="Your words, to change as you like:")
_LINK = Text(fr="Gardez votre lien dans le texte :", en="Keep your link in the text:")
_FREE = Text(fr="Rien ne part sans votre oui.", en="Nothing leaves without your yes.")
_YES = Text(fr="Oui, dans ces mots", en="Yes, in these words")
_NO = Text(fr="Non merci", en="No, thank you")
_WHY = Text(fr="Si vous gardez ces mots, dites pourquoi :", en="If you keep these words, say why:")
_NOW = Text(fr="Merci. C’est noté :", en="Thank you. It is noted:")
_LEAVES = Text(fr="Départ : le", en="It leaves on")
_BACK = Text(fr="Finalement, non", en="On second thoughts, no")
_COPY = Text(
    fr="Copiez d’abord vos mots : la fenêtre du réseau s’ouvre sans eux.",
    en="Copy your words first: the network's window opens without them.",
)
_OPEN = Text(fr="Publier sur {network}", en="Post on {network}")
_WHERE = Text(fr="Ensuite, l’adresse de votre post :", en="Then, the address of your post:")
_DONE = Text(fr="C’est publié", en="It is posted")
_STOP = Text(fr="Ne plus recevoir ces messages", en="Stop these messages")
_STOPPED = Text(fr="Vous ne recevrez plus ces messages.", en="You will get no more of these messages.")


if __name__ == "__main__":
    who = {"REMOTE_USER": sys.argv[1]} if sys.argv[1:] else {}
    with make_server("127.0.0.1", 8080, lambda environ, start: app(environ | who, start)) as server:
        server.serve_forever()
