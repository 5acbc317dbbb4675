"""A coded message in an answer of the API: its code, its values, and its text for people."""

from typing import Self

from pydantic import BaseModel, JsonValue

from vlmis_core.messages import Message, Translator


class MessageBody(BaseModel):
    """A message; programs read ``code`` and ``values``, people read ``text``."""

    code: str
    values: dict[str, JsonValue]
    text: str

    @classmethod
    def of(cls, message: Message, translator: Translator) -> Self:
        """Write a message in the language of the reader."""
        return cls.model_validate({**message.as_json(), "text": translator.text(message)})
