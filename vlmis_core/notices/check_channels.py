"""Send a test by the channels, so that an operator knows which of them work."""

from dataclasses import dataclass

from vlmis_core.errors import PermanentError
from vlmis_core.messages import message, translator
from vlmis_core.notices.channels import send_mail, send_to_channel
from vlmis_core.notices.notice import Letter, letter_of
from vlmis_core.settings import Settings


@dataclass(frozen=True, slots=True)
class CheckedChannel:
    """A channel, or the address of a person, and whether the test was taken."""

    channel: str
    works: bool


def check_channels(settings: Settings, channel: str | None = None) -> list[CheckedChannel]:
    """Send a test to one channel, or to all of them.

    Raises:
        PermanentError: there is no such channel, or none at all.
    """
    if not settings.notice_channels:
        raise PermanentError(message("no_channel_is_set"))
    if channel is not None and channel not in settings.notice_channels:
        raise PermanentError(message("channel_is_unknown", channel=channel))
    letter = _test(settings)
    return [
        CheckedChannel(name, send_to_channel(address, letter))
        for name, address in settings.notice_channels.items()
        if channel in (None, name)
    ]


def check_mail(settings: Settings, address: str) -> CheckedChannel:
    """Send a test to an e-mail address by the mail server of the notices.

    Raises:
        PermanentError: no mail server is set.
    """
    if settings.notice_mail is None:
        raise PermanentError(message("notice_mail_is_not_set"))
    return CheckedChannel(address, send_mail(settings.notice_mail, address, _test(settings)))


def _test(settings: Settings) -> Letter:
    tr = translator(settings.message_language, settings.zone)
    return letter_of("VLMIS", [tr.sentence(message("test_of_channel"))])
