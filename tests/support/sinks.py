"""A mail server and a webhook that keep what they are sent, for tests of notices."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast


class MailSink(socketserver.ThreadingTCPServer):
    """An SMTP server (RFC 5321, without extensions) that keeps what it accepts.

    ``refuses``: it answers every message with 451, as a full disk does.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SmtpHandler)
        self.refuses = False
        self.received: list[Mail] = []

    @property
    def address(self) -> str:
        """The address of the server for Apprise."""
        return f"mailto://127.0.0.1:{self.server_address[1]}?from=vlmis@example.org&mode=insecure"


class Mail:
    """One message: who the envelope names, and its content."""

    def __init__(self, recipients: list[str], raw: bytes) -> None:
        self.recipients, self.raw = recipients, raw
        self.message: Message = message_from_bytes(raw, policy=default)

    @property
    def subject(self) -> str:
        """The subject as a person reads it."""
        return str(make_header(decode_header(str(self.message["Subject"]))))

    @property
    def text(self) -> str:
        """The text of the only part that is a text."""
        (part,) = [each for each in self.message.walk() if each.get_content_maintype() == "text"]
        assert part.get_content_type() == "text/plain"
        return cast("bytes", part.get_payload(decode=True)).decode().replace("\r\n", "\n")


class _SmtpHandler(socketserver.StreamRequestHandler):
    server: MailSink

    def handle(self) -> None:
        self._answer("220 sink")
        recipients: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "RCPT":
                    recipients.append(rest.partition("<")[2].partition(">")[0])
                    self._answer("250 OK")
                case "DATA":
                    self._take(recipients)
                    recipients = []
                case "QUIT":
                    self._answer("221 bye")
                    return
                case _:
                    self._answer("250 OK")

    def _take(self, recipients: list[str]) -> None:
        self._answer("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.refuses:
            self._answer("451 no room")
            return
        self.server.received.append(Mail(recipients, b"".join(lines)))
        self._answer("250 OK")

    def _answer(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class HookSink(ThreadingHTTPServer):
    """A web server that keeps the JSON bodies that are posted to it.

    ``status``: what it answers.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _HookHandler)
        self.status = 200
        self.received: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        """The address of the webhook for Apprise, with a secret path."""
        return f"json://127.0.0.1:{self.server_address[1]}/hook/s3cr3t-path"


class _HookHandler(BaseHTTPRequestHandler):
    server: HookSink

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.status == 200:
            self.server.received.append(body)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """A running mail server."""
    with MailSink() as sink:
        yield from _served(sink)


@contextmanager
def hook_sink() -> Iterator[HookSink]:
    """A running webhook."""
    with HookSink() as sink:
        yield from _served(sink)


def _served(sink: Any) -> Iterator[Any]:
    thread = threading.Thread(target=lambda: sink.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.shutdown()
        thread.join()
