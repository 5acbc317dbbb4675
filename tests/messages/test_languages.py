"""Which language a reader wants."""

import pytest

from vlmis_core.messages import best_language, language_from_locale


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("de, fr-CI;q=0.9, en;q=0.8", "fr"),
        ("fr;q=0.1, en", "en"),
        ("fr;q=much, en;q=0.5", "en"),
        ("de", "en"),
    ],
)
def test_the_most_wanted_language_that_there_is(header: str, language: str) -> None:
    assert best_language(header) == language


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr_CI.UTF-8", "fr"),
        ("fr", "fr"),
        ("FR-ci", "fr"),
        ("fr:en", "fr"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("", "en"),
        ("de_DE", "en"),
    ],
)
def test_the_language_of_a_locale(locale: str, language: str) -> None:
    assert language_from_locale(locale) == language
