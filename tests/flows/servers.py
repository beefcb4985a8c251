"""A mail server and a web server on loopback, for tests of what is sent: real sockets, told how to behave."""

import json
import os
import signal
import socketserver
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class MailServer:
    """Speaks SMTP as far as alerts need it, and keeps what it took over."""

    def __init__(self, **answers: str) -> None:
        self.answers = {"ehlo": "250-here\r\n250 SIZE 100000", "mail": "250 ok", "rcpt": "250 ok"}
        self.answers |= {"data": "354 go on", "text": "250 queued"} | answers
        self.mails: list[str] = []
        self.said: list[str] = []
        self.on_text: Callable[[], None] = lambda: None
        """Called when a text has arrived, before it is answered."""
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 mail.test\r\n")
                while line := self.rfile.readline():
                    word = line.decode().strip()
                    outer.said.append(word)
                    verb = word.split(" ")[0].lower()
                    answer = outer.answers.get(verb, "221 bye" if verb == "quit" else "250 ok")
                    self.wfile.write(f"{answer}\r\n".encode())
                    if verb == "quit":
                        return
                    if verb == "data" and answer.startswith("354"):
                        text = b""
                        while not text.endswith(b"\r\n.\r\n"):
                            text += self.rfile.readline()
                        outer.mails.append(text.decode())
                        outer.on_text()
                        if outer.answers["text"] == "hang up":
                            return
                        self.wfile.write(f"{outer.answers['text']}\r\n".encode())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Hook:
    """Takes POSTs and answers with a status."""

    def __init__(self, status: int = 204, *, location: str = "") -> None:
        self.status = status
        self.posts: list[tuple[str, dict[str, str], Any]] = []
        self.paths: list[str] = []
        self.drip = threading.Event()
        """Set to answer a byte now and then, without end."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.posts.append((self.path, dict(self.headers), json.loads(body)))
                while outer.drip.is_set():
                    try:
                        self.wfile.write(b"H")
                        self.wfile.flush()
                    except OSError:
                        return
                    threading.Event().wait(0.05)
                self.send_response(outer.status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:  # the library's name
                outer.paths.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.netloc = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.netloc}/pay?desk=1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.drip.clear()
        self._server.shutdown()
        self._server.server_close()


def kill(process_id: int) -> None:
    """End a process as a power cut would."""
    os.kill(process_id, signal.SIGKILL)
