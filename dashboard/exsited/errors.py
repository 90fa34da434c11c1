"""
What can go wrong when talking to Exsited.

ExsitedError
├── Unreachable        no answer: DNS, TLS, refused, reset, cut
│   └── TimedOut       no answer in the time there was
├── Busy               told to wait longer than this page may (429, 503 with Retry-After), or no token to be had now
├── Unreadable         an answer that is not what the API documents (bad JSON, wrong shape, too large, 5xx, a redirect)
├── Refused            our credentials were turned down (302 to sign-in, 401 after a renewal)
├── Forbidden          the credentials may not see this (403)
├── Missing            there is no such record (404)
├── Conflict           the record is being changed (409, 423)
└── Rejected           the request was turned down (other 4xx)

`BadId` stands apart: it is a `ValueError` about our own argument, raised before anything is sent.
"""

from __future__ import annotations


class ExsitedError(Exception):
    """
    A call that gave no usable answer. Its text is safe to log: it never holds a body, a header, a token or a query.

    fault        one machine word for logs and for choosing words on the page, such as `connect_refused`, `bad_json`
    endpoint     the path template asked for, such as `/api/v3/invoices/{id}`; never the filled path
    status       the HTTP status that came back, None when there was none
    attempts     how many times the request was sent
    retry_after  seconds to wait before asking again, None when nothing was said
    message      the upstream's own sentence, at most 300 characters, secrets hidden; None when there was none
    """

    def __init__(
        self,
        fault: str,
        *,
        endpoint: str = "",
        status: int | None = None,
        attempts: int = 1,
        retry_after: float | None = None,
        message: str | None = None,
    ) -> None:
        self.fault = fault
        self.endpoint = endpoint
        self.status = status
        self.attempts = attempts
        self.retry_after = retry_after
        self.message = message
        super().__init__(f"{type(self).__name__}: {fault} at {endpoint or 'unknown endpoint'} (status {status})")


class Unreachable(ExsitedError):
    pass


class TimedOut(Unreachable):
    pass


class Busy(ExsitedError):
    pass


class Unreadable(ExsitedError):
    pass


class Refused(ExsitedError):
    pass


class Forbidden(ExsitedError):
    pass


class Missing(ExsitedError):
    pass


class Conflict(ExsitedError):
    pass


class Rejected(ExsitedError):
    pass


class BadId(ValueError):
    """An id that may not stand in an upstream path. Nothing was sent."""
