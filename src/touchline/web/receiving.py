"""Taking a large file from a browser: straight to the workspace's disk, a piece at a time."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, UploadFileException
from django.http import HttpRequest
from django.utils.translation import gettext as _

from touchline.collect.disk import is_full
from touchline.collect.importers import ImportError_

FIELD = "file"


class ToDisk(FileUploadHandler):
    """Keeps an upload in the folder of imports until it is taken; says why when it cannot.

    Only the first file counts. It has no name on disk, so nothing is left of it when the request or
    the process ends.
    """

    chunk_size = 1 << 20

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.trouble: OSError | None = None
        self._kept: TemporaryUploadedFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make room for a file that begins."""
        super().new_file(*args, **kwargs)
        if self._kept is not None:
            raise StopUpload(connection_reset=False)
        try:
            folder = settings.TOUCHLINE.imports
            folder.mkdir(parents=True, exist_ok=True)
            self._kept = _InImports(self.file_name or "file", self.content_type or "", 0, self.charset)
        except OSError as error:
            self._stop(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        assert self._kept is not None
        try:
            self._kept.write(raw_data)
        except OSError as error:
            self._stop(error)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The file is here."""
        kept = self._kept
        if kept is None:
            return None
        try:
            kept.flush()
            kept.seek(0)
        except OSError as error:
            self._stop(error)
        kept.size = file_size
        return kept

    def _stop(self, error: OSError) -> None:
        self.trouble = error
        if self._kept is not None:
            self._kept.close()
        raise StopUpload(connection_reset=False)


class _InImports(TemporaryUploadedFile):
    """A temporary file on the disk of the workspace, which has the room for it or says that it has not."""

    def __init__(self, name: str, content_type: str, size: int, charset: str | None) -> None:
        kept = TemporaryFile(dir=settings.TOUCHLINE.imports)  # noqa: SIM115
        UploadedFile.__init__(self, kept, name, content_type, size, charset)


def received(request: HttpRequest) -> UploadedFile[Any]:
    """The file of a form, when ``ToDisk`` is its upload handler. Raises ``ImportError_`` with a sentence."""
    handler = next(one for one in request.upload_handlers if isinstance(one, ToDisk))
    try:
        file = request.FILES.get(FIELD)
    except UploadFileException as error:
        raise ImportError_(_("The file did not arrive whole. Send it again.")) from error
    if handler.trouble is not None:
        if is_full(handler.trouble):
            raise ImportError_(_("The disk is full. Make room and send the file again."))
        raise ImportError_(_("The file cannot be kept: {why}.").format(why=handler.trouble.strerror))
    if not isinstance(file, UploadedFile):
        raise ImportError_(_("Choose a file first."))
    if not file.size:
        raise ImportError_(_("The file “{name}” is empty. Choose another one.").format(name=file.name))
    return file
