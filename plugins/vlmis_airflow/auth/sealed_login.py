"""Username and password, encrypted while the page that asks for DHIS2's code is on the screen.

The page needs no script, and this server keeps no password; so the page itself carries what was
typed on the one before: only this server can read it, for five minutes, from the same browser.
"""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

from airflow.configuration import conf
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

VALID_SECONDS = 300


def seal_login(username: str, password: SecretStr, nonce: str) -> str:
    """Encrypt a username and a password for the browser that holds the cookie ``nonce``."""
    content = json.dumps([nonce, username, password.get_secret_value()])
    return _cipher().encrypt(content.encode()).decode()


def open_login(sealed: str, nonce: str) -> tuple[str, SecretStr] | None:
    """Return what was typed; None: too long ago, in another browser, or not sealed here."""
    try:
        content = json.loads(_cipher().decrypt(sealed, ttl=VALID_SECONDS))
    except InvalidToken:
        return None
    sealed_for, username, password = content
    return (username, SecretStr(password)) if sealed_for == nonce else None


def _cipher() -> Fernet:
    secret = "vlmis-sealed-login:" + conf.get_mandatory_value("api", "secret_key")
    return Fernet(urlsafe_b64encode(sha256(secret.encode()).digest()))
