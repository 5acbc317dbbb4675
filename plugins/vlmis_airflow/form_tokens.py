"""Signed form tokens, which prove that this server made the form that comes back.

The session is a cookie, which a browser sends along with a form of any other site. So each form
carries a token that only this server can sign, for one holder and for a limited time.
"""

import hashlib
from dataclasses import dataclass

from airflow.configuration import conf
from fastapi import Request
from itsdangerous import BadData, URLSafeTimedSerializer


@dataclass(frozen=True, slots=True)
class FormTokens:
    """The tokens of one kind of form.

    Attributes:
        purpose: The salt; a token of one purpose is refused for another one.
        valid_seconds: How long a form may stay open before it is sent.
    """

    purpose: str
    valid_seconds: int

    def make(self, *holder: str | int) -> str:
        """Sign a token for ``holder``: whoever may send the form, and nobody else."""
        return self._serializer().dumps(holder)

    def is_valid(self, token: str, *holder: str | int) -> bool:
        """Tell whether this server signed ``token`` for ``holder``, and not too long ago."""
        return self.holder(token) == list(holder)

    def holder(self, token: str) -> list[str | int] | None:
        """Return whom this server signed ``token`` for; None: it did not, or too long ago."""
        try:
            signed_for = self._serializer().loads(token, max_age=self.valid_seconds)
        except BadData:
            return None
        return signed_for if isinstance(signed_for, list) else None

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            conf.get_mandatory_value("api", "secret_key"),
            salt=self.purpose,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )


def is_same_origin(request: Request) -> bool:
    """Tell whether a request comes from this site; a program that names no site is believed."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
