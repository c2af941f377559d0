"""What a document may load: packaged fonts and what its caller hands over, nothing else."""

import re
from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.printing.pdf import ResourceLoader

_ADDRESS = re.compile(r"print:(?P<kind>[a-z]+)/(?P<name>[A-Za-z0-9_-][A-Za-z0-9._/-]*)")


class PackagedFetcher(URLFetcher):  # type: ignore[misc] # weasyprint ships no types
    """Serves `print:<kind>/<name>` through the caller's loaders; everything else is fatal."""

    def __init__(self, resources: Mapping[str, ResourceLoader]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._resources = dict(resources)
        #: Addresses that were asked for in vain; WeasyPrint hides this inside SVG.
        self.failed: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return what lies at `url`.

        Raises:
            FatalURLFetchingError: `url` is not one of the caller's, or its loader failed.
        """
        del headers
        self.failed.append(url)
        match = _ADDRESS.fullmatch(url)
        if match is None or ".." in url or match["kind"] not in self._resources:
            raise FatalURLFetchingError(f"a document may not load {url[:200]!r}")
        body = self._resources[match["kind"]](match["name"])
        self.failed.pop()
        return URLFetcherResponse(url, body)
