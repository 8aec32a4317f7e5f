"""What reaches the server and is no request, or one that waitress takes otherwise than is meant."""

from __future__ import annotations

import json

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

from michisuji.web.errors import PROBLEM, BadRequest, problem


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request as it comes in."""

    def parse_header(self, header_plus: bytes) -> None:
        """As waitress does it; without a body there is nothing to wait for.

        waitress would tell a GET with ``Expect: 100-continue`` to go on, and wait for ever.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # of an address such as http://[/
            raise ParsingError(str(error)) from error
        if self.body_rcv is None:
            self.expect_continue = False


class MalformedTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """The answer to what waitress refuses before the application sees it."""

    def execute(self) -> None:
        """A problem document, as every error of the application's has one."""
        found = self.request.error
        told = BadRequest(
            f"リクエストを読み取れません: {found.reason}",
            f"the request cannot be read: {found.reason}. {found.body}",
            hint_ja="HTTP/1.1 の書き方と、ヘッダー・本文の大きさを確かめてください",
            hint_en="check its form (HTTP/1.1) and the size of its headers and body",
        )
        body = json.dumps(problem(told, found.code, "ja"), ensure_ascii=False).encode()
        self.status = f"{found.code} {found.reason}"
        self.response_headers += [("Content-Type", PROBLEM), ("Content-Language", "ja")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
