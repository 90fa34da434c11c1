"""Files in a form: there is no form that takes one."""

from __future__ import annotations

from typing import NoReturn

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Refuses a file at its head: otherwise it is on the disk, however large, before anybody looks who sent it."""

    def new_file(self, *args: object, **options: object) -> NoReturn:
        del args, options
        raise SuspiciousOperation("a form brought a file")
