"""Hooks of MkDocs: which files make the site, and that it loads nothing from other servers.

The pages lie in `docs/`, but also at the top of the repository and beside the code that they
describe. The site keeps their paths, so that a relative link leads to the same page on the site, on
a code host and in an editor.
"""

import logging
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
PATTERNS = (
    "*.md", "LICENSE", "docs/**/*.*", "sandbox/**/README.md",
    "*/README.md", "sql/order.toml", "sql/schema/*.sql",
)  # fmt: skip
"""What belongs to the site; hidden folders apart."""

_FROM_ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//[^>]+>"
    r"|<\w+ class=[\"']?mermaid\b[^>]*>"  # The theme loads Mermaid from another server for it.
)
log = logging.getLogger("mkdocs.hooks.docs_site")


def documents(root: Path) -> list[str]:
    """Return the paths of all files of the site, relative to ``root``, sorted."""
    found = {path.relative_to(root) for pattern in PATTERNS for path in root.glob(pattern)}
    return sorted(str(path) for path in found if not path.parts[0].startswith("."))


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Replace the pages of `docs/` by those of the whole repository; keep the theme's own files."""
    for file in list(files):
        if file.src_dir == config.docs_dir:
            files.remove(file)
    for path in documents(ROOT):
        files.append(File(path, str(ROOT), config.site_dir, config.use_directory_urls))
    return files


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> None:
    """Warn, which fails a strict build, of what ``page`` would load from another server."""
    for tag in loaded_from_elsewhere(output):
        log.warning("%s loads from another server: %s", page.file.src_uri, tag)


def loaded_from_elsewhere(html: str) -> list[str]:
    """Return the tags of a page that make a browser load something from another server."""
    return _FROM_ELSEWHERE.findall(html)
