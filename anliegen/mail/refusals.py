"""Why a mail did not leave, in one sentence, and whether another try can help."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.mail import BadHeaderError
from django.utils import translation
from django.utils.translation import gettext as _

from anliegen.common.text import line

LONGEST = 300


class RefusalError(Exception):
    """A try that failed. `for_good`: the server will never take this mail."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = line(reason)[:LONGEST]
        self.for_good = for_good


@contextmanager
def told() -> Iterator[None]:
    """Turn whatever goes wrong in the block into a RefusalError, so that no mail is left without a state."""
    try:
        yield
    except Exception as error:
        with translation.override("de"):
            raise _refusal(error) from error


def _refusal(error: Exception) -> RefusalError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _answered(code, answer)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # A wrong password is mended in the settings: the mails wait for it.
        return RefusalError(_("The mail server refused the account: %(answer)s") % _words(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error.smtp_code, error.smtp_error)
    if isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):
        return RefusalError(_("No safe connection to the mail server: %(answer)s") % {"answer": error})
    if isinstance(error, OSError):
        return RefusalError(_("The mail server cannot be reached: %(answer)s") % {"answer": error})
    if isinstance(error, (BadHeaderError, UnicodeError, ValueError)):
        return RefusalError(_("The mail cannot be written: %(answer)s") % {"answer": error}, for_good=True)
    return RefusalError(_("Unexpected failure: %(answer)s") % {"answer": type(error).__name__})


def _answered(code: int, answer: bytes | str) -> RefusalError:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    reason = _("The mail server answered: %(answer)s") % {"answer": f"{code} {words}"}
    return RefusalError(reason, for_good=500 <= code < 600)


def _words(error: smtplib.SMTPResponseException) -> dict[str, str]:
    words = error.smtp_error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return {"answer": f"{error.smtp_code} {text}"}
