"""Who follows whom on a fake Mastodon server, as the real one shows it: newest first, page by page."""

from __future__ import annotations

from typing import Any

from advocacy.testing.relay import Answer
from advocacy.testing.server.mastodon_apps import Account, MastodonApps, person
from advocacy.testing.server.network import Call, reply, route

_MOST = 80


class MastodonFollowers(MastodonApps):
    """The part of the server that shows followers; a person who hides them still sees their own."""

    def follow(self, handle: str, *followers: str, hidden: bool = False) -> None:
        """Let these people (``bob``, ``eve@elsewhere.example``) follow an account; `hidden`: it hides all."""
        with self.lock:
            self._people[handle].followers += followers
            self._people[handle].hides_them = hidden

    @route("GET", r"/api/v1/accounts/(\d+)")
    def _account(self, call: Call) -> Answer:
        account = self._of_id(call.found[0])
        return reply(200, {**person(account), "hide_collections": account.hides_them}) if account else _GONE

    @route("GET", r"/api/v1/accounts/(\d+)/followers")
    def _followers(self, call: Call) -> Answer:
        account, known = self._of_id(call.found[0]), self._tokens.get(call.token)
        if account is None:
            return _GONE
        is_own = known is not None and known[0] is account
        before = int(call.one("max_id") or len(account.followers) + 1)
        size = min(int(call.one("limit", "40")), _MOST)
        shown = account.followers if is_own or not account.hides_them else []
        page = [(number, name) for number, name in enumerate(shown, start=1) if number < before][-size:][::-1]
        more = {"Link": self._older(call.path, page[-1][0], size)} if page and page[-1][0] > 1 else {}
        return reply(200, [self._follower(name) for _number, name in page], **more)

    def _older(self, path: str, oldest: int, size: int) -> str:
        here = f"{self.url}{path}"
        return (
            f'<{here}?limit={size}&max_id={oldest}>; rel="next", <{here}?min_id={oldest + size}>; rel="prev"'
        )

    def _follower(self, name: str) -> dict[str, Any]:
        user, _, elsewhere = name.partition("@")
        page = f"https://{elsewhere}/@{user}" if elsewhere else f"{self.url}/@{user}"
        return {"username": user, "acct": name, "url": page}

    def _of_id(self, id_: str) -> Account | None:
        with self.lock:
            return next((each for each in self._people.values() if each.id == id_), None)


_GONE = reply(404, {"error": "Record not found"})
