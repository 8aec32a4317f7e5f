"""A request as waitress reads it, and an answer as waitress sends it, with a few differences."""

from __future__ import annotations

import json
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask

from michisuji.errors import MichisujiError
from michisuji.web.http.errors import PROBLEM, TURNED_AWAY, BadRequest, internal, problem


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request as it arrives."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the header like waitress, but expect no body where there is none.

        waitress would tell a GET with ``Expect: 100-continue`` to go on, and wait for ever.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # of an address such as http://[/
            raise ParsingError(str(error)) from error
        if self.body_rcv is None:
            self.expect_continue = False


class Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """One request and its answer."""

    def get_environment(self) -> dict[str, Any]:
        """Return waitress' environment, with a mark on a request that has found no place."""
        environ: dict[str, Any] = super().get_environment()
        environ[TURNED_AWAY] = getattr(self.request, "turned_away", False)
        return environ

    def service(self) -> None:
        """Answer; a limit that ends an answer in progress ends the connection, too.

        It has been logged already in one line; waitress would add a traceback.
        """
        try:
            super().service()
        except MichisujiError:
            if not self.wrote_header:
                raise
            self.close_on_finish = True

    def set_close_on_finish(self) -> None:
        """Close the connection as waitress does, unless the answer marks its own end.

        waitress also ends a chunked answer to HEAD, which must not have a body: that one closes.
        """
        is_asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        ends = self.chunked_response and self.request.command != "HEAD"
        if self.version == "1.1" and not is_asked and (ends or not self.has_body):
            return
        super().set_close_on_finish()


class MalformedTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """The answer to a request that waitress refuses before the application sees it."""

    def execute(self) -> None:
        """Send a problem document, like every error of the application."""
        found = self.request.error
        told = (
            internal()
            if found.code == 500
            else BadRequest(
                f"リクエストを読み取れません: {found.reason}",
                f"the request cannot be read: {found.reason}. {found.body}",
                hint_ja="HTTP/1.1 の書き方と、ヘッダー・本文の大きさを確かめてください",
                hint_en="check its form (HTTP/1.1) and the size of its headers and body",
            )
        )
        body = json.dumps(problem(told, found.code, "ja"), ensure_ascii=False).encode()
        self.status = f"{found.code} {found.reason}"
        self.response_headers += [("Content-Type", PROBLEM), ("Content-Language", "ja")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
