"""The language in which a request is answered: pages, login, problems of the API."""

from starlette.requests import Request

from vlmis_core.messages import LANGUAGES, Translator, best_language, translator
from vlmis_core.settings import load_settings

COOKIE = "vlmis_lang"


def language_of(request: Request) -> str:
    """Return the language that the person chose, else the best one for the browser."""
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return best_language(request.headers.get("Accept-Language", ""))


def translator_of(request: Request) -> Translator:
    """Return the translator into the language of a request; times are those of the country."""
    return translator(language_of(request), load_settings().zone)
