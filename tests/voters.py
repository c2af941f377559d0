"""Somebody who votes over HTTP and tries again until the server answers, as phones do."""

import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from app.core.codes import Code

PATIENCE_SECONDS = 60
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_GROUP = re.compile(r'code__group">([0-9A-Z]{4})<')


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    text: str


class Voter:
    """A phone with its cookies and one connection that it keeps."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._connection = HTTPConnection(self._host, timeout=PATIENCE_SECONDS)
        self.cookies: dict[str, str] = {}
        self.token = ""
        #: Answers that were no pages.
        self.errors: list[int] = []

    def arrive(self) -> "Voter":
        """Look at the page that asks for the code."""
        [self.token] = _TOKEN.findall(self.ask("GET", "/s").text)
        return self

    def open(self, code: Code) -> None:
        """Type a code that can vote."""
        answer = self.ask("POST", "/s", code=code.text)
        assert answer.status == 303, answer

    def choose(self, slug: str, number: int) -> str:
        """Tap an option of the ballot that is open; return the receipt."""
        return receipt_in(self.ask("POST", f"/stemmen/{slug}/kiezen", keuze=str(number)))

    def vote(self, slug: str, code: Code, number: int) -> str:
        """Open a code and tap an option; return the receipt."""
        self.open(code)
        return self.choose(slug, number)

    def ask(self, method: str, path: str, **fields: str) -> Answer:
        """Send a request again and again until the server answers it."""
        body = urlencode({"csrf_token": self.token, **fields}) if fields else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(100):
            try:
                self._connection.request(method, path, body, headers)
                response = self._connection.getresponse()
                text = response.read().decode()
            except (OSError, HTTPException):
                self._connection.close()  # killed under this request
                continue
            self._keep(response)
            if response.status >= 500:
                self.errors.append(response.status)
            return Answer(response.status, text)
        raise AssertionError(f"no answer to {path}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _keep(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def receipt_in(answer: Answer) -> str:
    """Return the receipt on the page that says what was counted."""
    groups = _GROUP.findall(answer.text)
    assert (answer.status, len(groups)) == (200, 4), answer
    return "-".join(groups)
