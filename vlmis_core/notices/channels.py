"""Send a text by a channel: the one place that knows Apprise, and the addresses of channels."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apprise import Apprise, NotifyBase, NotifyFormat
from apprise.plugins.email import NotifyEmail
from pydantic import SecretStr

from vlmis_core.notices.notice import Letter

_LOG = logging.getLogger(__name__)

_TALKATIVE = ("apprise", "urllib3")
"""Loggers that write the paths of addresses, which hold the keys of many services."""


def send_to_channel(address: SecretStr, letter: Letter) -> bool:
    """Send a letter to the target of a channel; tell whether the channel took it. Never raises."""
    with _silent():
        return _took(_channel(address), letter)


def send_mail(server: SecretStr, recipient: str, letter: Letter) -> bool:
    """Send a letter to one e-mail address; tell whether the server took it. Never raises."""
    with _silent():
        channel = _channel(server)
        if not isinstance(channel, NotifyEmail):
            return False
        # Set, not written into the address: what a person typed is never read as an address.
        channel.targets = [(False, recipient)]
        return _took(channel, letter)


def _channel(address: SecretStr) -> NotifyBase | None:
    """Open the channel of an address; None where it is no address or has several targets."""
    channel = Apprise.instantiate(address.get_secret_value(), suppress_exceptions=True)
    # Half a success could not be tried again.
    return channel if isinstance(channel, NotifyBase) and len(channel) == 1 else None


def _took(channel: NotifyBase | None, letter: Letter) -> bool:
    if channel is None:
        return False
    try:
        return bool(
            channel.notify(body=letter.body, title=letter.title, body_format=NotifyFormat.TEXT)
        )
    except Exception as error:  # A channel of a hundred; its text could hold the address.
        _LOG.warning("A channel failed with %s.", type(error).__name__)
        return False


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what the libraries log out of the log; addresses are secrets."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
