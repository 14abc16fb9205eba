"""The two addresses that a nudge leads to, for an intranet: /offers/SHARE and /nudges/KEY.

Put it behind your single sign-on, which says who is there in REMOTE_USER, and set `nudges.address` to where
it is.
`python examples/answer_page.py` serves it on this machine, to look at.
"""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

from advocacy import Program
from advocacy.errors import AdvocacyError

program = Program.open(os.environ.get("ADVOCACY_PROGRAM", "advocacy.db"))
Environ = dict[str, Any]


def app(environ: Environ, start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """A GET decides nothing, for mail filters open every link; a POST does what the person pressed."""
    _, kind, key = (str(environ["PATH_INFO"]).rstrip("/") + "//").split("/")[:3]
    is_post = environ["REQUEST_METHOD"] == "POST"
    elsewhere = environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin"
    form = _form(environ) if is_post and not elsewhere else {}  # another site's page answers for nobody
    try:
        if (
            kind == "nudges"
        ):  # no sign-on here: mail programmes post it by themselves, and the key is a secret
            body = _stop(key, is_post=is_post)
        else:
            body = _offer(key, str(environ.get("REMOTE_USER", "")), form)
        status = "200 OK"
    except AdvocacyError as error:  # a refusal says what to do next, in both languages
        status, body = "400 Bad Request", f"<p>{html.escape(str(error))}</p>"
    start(status, [("Content-Type", "text/html; charset=utf-8"), ("Referrer-Policy", "no-referrer")])
    return [f'<!doctype html><meta name="viewport" content="width=device-width">{body}'.encode()]


def _offer(share_id: str, person: str, form: dict[str, str]) -> str:
    share = program.share(share_id)
    if share.advocate != person:
        return "<p>This offer is somebody else's.</p>"
    if form.get("answer") == "decline":
        program.decline(share_id, by=person)
        return "<p>Noted, thank you.</p>"
    if form.get("answer") == "accept":
        taken = program.accept(share_id, by=person, text=form["text"])
        return f"<p>Thank you: it is {taken.state.told}.</p>"
    return (
        f'<form method="post"><textarea name="text" rows="8">{html.escape(share.text)}</textarea>'
        '<p><button name="answer" value="accept">Yes, in these words</button> '
        '<button name="answer" value="decline">No, thank you</button></p></form>'
    )


def _stop(key: str, *, is_post: bool) -> str:
    if not is_post:
        return '<form method="post"><button>Stop these messages</button></form>'
    program.unsubscribe(key)
    return "<p>You will get no more of these messages.</p>"


def _form(environ: Environ) -> dict[str, str]:
    length = min(int(str(environ.get("CONTENT_LENGTH") or 0)), 100_000)
    sent = environ["wsgi.input"].read(length).decode()
    return {name: values[-1] for name, values in parse_qs(sent).items()}


if __name__ == "__main__":
    with make_server("127.0.0.1", 8080, app) as server:
        server.serve_forever()
