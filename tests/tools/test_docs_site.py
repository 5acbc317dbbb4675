"""Which files make the site of the documents, and what it must not load."""

from pathlib import Path

import pytest

from tools.docs_site import documents, loaded_from_elsewhere


def test_the_site_is_made_of_the_documents_of_the_whole_repository(tmp_path: Path) -> None:
    for path in (
        "README.md",
        "LICENSE",
        "Makefile",
        "docs/web.md",
        "docs/screenshots/days.png",
        "sql/README.md",
        "sandbox/stand_in/README.md",
        "sandbox/stand_in/app.py",
        ".venv/README.md",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert documents(tmp_path) == [
        "LICENSE",
        "README.md",
        "docs/screenshots/days.png",
        "docs/web.md",
        "sandbox/stand_in/README.md",
        "sql/README.md",
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example.org/mermaid.js"></script>',
        "<link rel=stylesheet href=//fonts.example.org/a.css>",
        '<img alt="" src="http://example.org/a.png">',
        '<div class="mermaid">graph TD</div>',
        '<pre class="mermaid"><code>graph TD</code></pre>',
    ],
)
def test_what_a_page_would_load_from_another_server_is_found(html: str) -> None:
    assert loaded_from_elsewhere(html)


@pytest.mark.parametrize(
    "html",
    [
        '<script src="assets/bundle.js"></script>',
        '<a href="https://dhis2.org">DHIS2</a>',
        '<div class="language-mermaid highlight"><pre><code>graph TD</code></pre></div>',
    ],
)
def test_own_files_links_and_diagrams_as_code_are_no_such_thing(html: str) -> None:
    assert not loaded_from_elsewhere(html)
