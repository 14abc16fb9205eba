"""A strict OAuth server (django-oauth-toolkit) at the addresses of X and LinkedIn, on this machine only.

It is strict where a fake of ours might be kind: codes once, proof by S256 only, registered addresses to the
letter, and a refresh token that comes twice ends all that came from it. ``/_as/NAME`` signs a browser in.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PKCE = {"x"}
APPS = {"x": "x-secret-of-the-strict-server", "linkedin": "linkedin-secret-of-the-strict-server"}
PEOPLE = ("ada", "ben")


def configured(folder: str) -> None:
    scopes = "tweet.read tweet.write users.read media.write offline.access openid profile w_member_social"
    settings.configure(
        DEBUG=False,
        SECRET_KEY="nobody-else-comes-here",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{folder}/oauth.db",
                "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            f"{__name__}.counting",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "PKCE_REQUIRED": lambda client_id: client_id in PKCE,
            "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
            "SCOPES": {scope: scope for scope in scopes.split()},
            "ACCESS_TOKEN_EXPIRE_SECONDS": 7200,
            "ROTATE_REFRESH_TOKEN": True,
            "REFRESH_TOKEN_REUSE_PROTECTION": True,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
        },
    )
    django.setup()


SEEN: Counter[str] = Counter()


def counting(get_response: Any) -> Any:
    """Count requests, so that a test can tell that none was made."""

    def count(request: Any) -> Any:
        SEEN[f"{request.method} {request.path}"] += 1
        return get_response(request)

    return count


def as_unauthorized(view: Any) -> Any:
    """Answer 401 to a token that is not good, as both networks do."""

    def answer(request: Any) -> Any:
        response = view(request)
        if response.status_code == 403:
            response.status_code = 401
        return response

    return answer


urlpatterns: list[Any] = []


def serve(folder: str, redirect_uri: str) -> None:
    configured(folder)
    from django.contrib.auth import get_user_model, login  # noqa: PLC0415 - after the settings
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: PLC0415 - after the settings
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - after the settings
    from django.http import HttpRequest, JsonResponse  # noqa: PLC0415 - after the settings
    from django.urls import path  # noqa: PLC0415 - after the settings
    from oauth2_provider.decorators import protected_resource  # noqa: PLC0415 - after the settings
    from oauth2_provider.models import Application  # noqa: PLC0415 - after the settings
    from oauth2_provider.views import AuthorizationView, RevokeTokenView, TokenView  # noqa: PLC0415 - after the settings

    def sign_in(request: HttpRequest, name: str) -> JsonResponse:
        login(request, get_user_model().objects.get(username=name))
        return JsonResponse({})

    @protected_resource()  # type: ignore[untyped-decorator]
    def x_user(request: Any) -> JsonResponse:
        name = request.resource_owner.username
        return JsonResponse({"data": {"id": "7", "name": name, "username": name}})

    @protected_resource()  # type: ignore[untyped-decorator]
    def linkedin_user(request: Any) -> JsonResponse:
        name = request.resource_owner.username
        return JsonResponse({"sub": f"sub-{name}", "name": name})

    routes = [
        path("_as/<str:name>", sign_in),
        path("_seen", lambda _request: JsonResponse(dict(SEEN))),
        path("i/oauth2/authorize", AuthorizationView.as_view()),
        path("2/oauth2/token", TokenView.as_view()),
        path("2/oauth2/revoke", RevokeTokenView.as_view()),
        path("2/users/me", as_unauthorized(x_user)),
        path("oauth/v2/authorization", AuthorizationView.as_view()),
        path("oauth/v2/accessToken", TokenView.as_view()),
        path("v2/userinfo", as_unauthorized(linkedin_user)),
    ]
    urlpatterns.extend(routes)
    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        get_user_model().objects.create_user(name, password="unused-for-they-are-signed-in")
    for name, secret in APPS.items():
        Application.objects.create(
            name=name,
            client_id=name,
            client_secret=secret,
            hash_client_secret=False,
            client_type="confidential",
            authorization_grant_type="authorization-code",
            redirect_uris=redirect_uri,
            skip_authorization=True,
        )

    class Silent(WSGIRequestHandler):  # type: ignore[misc]
        def log_message(self, *about: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(get_wsgi_application())
    sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def main() -> None:
    threading.Thread(target=stop_with_stdin, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        FOLDERS.append(folder)
        serve(folder, sys.argv[1])


FOLDERS: list[str] = []


def stop_with_stdin() -> None:
    sys.stdin.read()
    for folder in FOLDERS:
        for file in Path(folder).iterdir():
            file.unlink()
        Path(folder).rmdir()
    os._exit(0)


if __name__ == "__main__":
    main()
