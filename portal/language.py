"""Which language the interface speaks: ``?lang=``, then the cookie, then ``Accept-Language``.

What a member chooses with ``?lang=`` is also the language of the e-mails to them and of Wagtail's editor.

Addresses carry no language prefix, so that a link can be shared between readers of different languages.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import formats, translation
from django.utils.cache import patch_vary_headers

ONE_YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """Activate the reader's language and remember a choice made with ``?lang=`` in a cookie.

    An unknown ``lang`` is ignored: it is a preference, not an address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        language = chosen if chosen in self.known else translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        if chosen in self.known:
            _keep_for_mails(request, chosen)
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=ONE_YEAR,
                samesite="Lax",
                secure=getattr(settings, "LANGUAGE_COOKIE_SECURE", False),
            )
        return response


def _keep_for_mails(request: HttpRequest, language: str) -> None:
    """Keep the choice in the profile of whoever is signed in: a cookie tells nothing to who writes them a mail."""
    from wagtail.users.models import UserProfile  # models import this module: they are not ready before

    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


EU_LANGUAGES = (
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()  # Reg. 1/1958, Art. 1
)
OTHER_LANGUAGES = "ar tr ru uk sq sr zh".split()
CONTENT_LANGUAGES = (*EU_LANGUAGES, *OTHER_LANGUAGES)
"""Languages (ISO 639-1) in which an item may be written: the 24 of the EU and those of partner countries."""


def language_choices() -> list[tuple[str, str]]:
    """(code, name of the language in itself) for every content language."""
    return [(code, Locale.parse(code).get_display_name(code) or code) for code in CONTENT_LANGUAGES]


def day_in_words(date: datetime.date) -> str:
    """A day in the reader's language. French has an ordinal for the first of a month, which no date format knows."""
    text = formats.date_format(date, "DATE_FORMAT")
    is_french = (translation.get_language() or "").startswith("fr")
    return f"1er{text[1:]}" if is_french and text.startswith("1 ") else text
