"""A lake in an object store that speaks S3. An object is there as a whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any
from urllib.parse import urlsplit

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError
from pyarrow import fs

from touchline.lake.parquet import CAMPAIGN
from touchline.lake.store import LOG, S3, LakeError

CONNECT_SECONDS, ATTEMPTS = 5, 4
OPTIONS = {
    "connect_timeout": f"{CONNECT_SECONDS}s",
    "timeout": "60s",
    "max_retries": str(ATTEMPTS),
    "retry_timeout": "60s",
    "aws_conditional_put": "etag",
}
"""For deltalake. A commit is put only where none is yet, so that of two writers one is told."""

HOW = (
    (
        r"NoSuchBucket|NO_SUCH_BUCKET",
        "There is no bucket {bucket} at {where}. Make it, or correct TOUCHLINE_LAKE.",
    ),
    (
        r"NoSuchKey|NO_SUCH_KEY",
        "A file of the lake in {place} is missing, or went while it was read. Try again, and see: "
        "touchline doctor",
    ),
    (
        r"AccessDenied|ACCESS_DENIED|InvalidAccessKeyId|INVALID_ACCESS_KEY_ID|SignatureDoesNotMatch|"
        r"SIGNATURE_DOES_NOT_MATCH|ExpiredToken|403 Forbidden|401 Unauthorized|HTTP status 403",
        "{where} refuses the key for {place}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to one that "
        "may list, read, write and delete there.",
    ),
    (
        r"301 Moved|PermanentRedirect|HTTP status 301|redirect",
        "The bucket {bucket} is in another region. Set AWS_REGION to the region it is in.",
    ),
    (
        r"error sending request|NETWORK_CONNECTION|timed out|dns error|Could not resolve|Connection refused",
        "{where} cannot be reached for the lake in {place}. See that it runs and that AWS_ENDPOINT_URL is "
        "its address.",
    ),
)
"""What an error says, and what is said of it."""


class Objects:
    """A ``Store`` below ``s3://bucket/prefix``. Key, region and endpoint come from the AWS_* variables."""

    def __init__(self, place: str, environ: Mapping[str, str] = os.environ) -> None:
        self.place = self.uri = place.rstrip("/")
        self._root = self.place.removeprefix(S3)
        given = _given(self.place, environ)
        self._endpoint = given.get("AWS_ENDPOINT_URL", "")
        self.options = OPTIONS | given
        self._own = fs.SubTreeFileSystem(self._root, _file_system(given))

    def make(self) -> None:
        """A prefix needs no making."""

    def write(self, name: str, fill: Callable[[IO[bytes]], None]) -> int:
        """The object appears when the stream is closed."""
        stream = self._own.open_output_stream(name)
        fill(stream)
        size = int(stream.tell())
        stream.close()
        return size

    def size(self, name: str) -> int | None:
        """The size of an object."""
        found = self._own.get_file_info(name)
        return found.size if found.type == fs.FileType.File else None

    def names(self) -> list[str]:
        """All objects with events."""
        return [name for name in self._list("") if re.fullmatch(r"events-.*\.parquet", name)]

    def remove(self, names: Sequence[str]) -> None:
        """Delete objects."""
        for name in names:
            try:
                self._own.delete_file(name)
            except FileNotFoundError:
                continue

    def below(self, folder: str) -> dict[str, int]:
        """The sizes of all objects below."""
        found = self._own.get_file_info(fs.FileSelector(folder, allow_not_found=True, recursive=True))
        return {one.path: one.size for one in found if one.type == fs.FileType.File}

    def parquet(self, name: str, **how: Any) -> pq.ParquetFile:
        """Read ahead in few large requests."""
        return pq.ParquetFile(name, filesystem=self._own, pre_buffer=True, **how)

    def open(self, name: str) -> IO[bytes]:
        """Open an object with events."""
        stream: IO[bytes] = self._own.open_input_file(name)
        return stream

    def keeping(self) -> AbstractContextManager[None]:
        """Nothing holds an object: what goes within an hour of being merged or removed is missed."""
        return nullcontext()

    def alone(self, *, wait: bool) -> AbstractContextManager[bool]:
        """Nobody can be asked."""
        return nullcontext(True)

    def view(self, base: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> None:
        """DuckDB asks Arrow for the columns and row groups it needs."""
        events = ds.dataset(list(files), format="parquet", filesystem=self._own)
        lacking = [pa.field(one, pa.string()) for one in CAMPAIGN if one not in events.schema.names]
        base.register(name, events.replace_schema(pa.schema([*events.schema, *lacking])))

    def address(self, name: str) -> str:
        """With the bucket."""
        return f"{self.place}/{name}"

    def log_names(self) -> list[str]:
        """All objects of the log."""
        return self._list(LOG)

    def read_log(self, name: str) -> bytes:
        """The content of an object of the log."""
        with self._own.open_input_stream(f"{LOG}/{name}") as stream:
            return bytes(stream.read())

    def remove_log(self, names: Sequence[str]) -> None:
        """Delete objects of the log."""
        self.remove([f"{LOG}/{name}" for name in names])

    def keep_log(self, names: Sequence[str]) -> None:
        """What an object store has acknowledged is kept."""

    def mend(self) -> list[str]:
        """Nothing is ever half written."""
        return []

    def torn(self) -> int | None:
        """Nothing is ever half written."""
        return None

    def trouble(self, error: Exception) -> Exception:
        """The sentence for what the object store said."""
        if not isinstance(error, DeltaError) and not re.search(
            r"AWS Error|S3 error|object at location", str(error)
        ):
            return error
        where = self._endpoint or "Amazon S3"
        bucket = self._root.split("/")[0]
        for pattern, sentence in HOW:
            if re.search(pattern, str(error), re.IGNORECASE):
                return LakeError(sentence.format(bucket=bucket, where=where, place=self.place))
        first = next(iter(str(error).splitlines()), type(error).__name__).rstrip(".")
        return LakeError(f"The lake in {self.place} cannot be used: {first}. See: touchline doctor")

    def _list(self, folder: str) -> list[str]:
        found = self._own.get_file_info(fs.FileSelector(folder, allow_not_found=True))
        return sorted(one.base_name for one in found if one.type == fs.FileType.File)


def _given(place: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Key, region and endpoint for ``place``, or the sentence that says what is missing."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL")
    given = {name: environ[name] for name in names if environ.get(name)}
    missing = [name for name in names[:2] if name not in given]
    if missing:
        raise LakeError(f"There is no key for the lake in {place}. Set {' and '.join(missing)}.")
    if given.get("AWS_ENDPOINT_URL", "").startswith("http://"):
        if environ.get("AWS_ALLOW_HTTP", "").lower() not in ("true", "1", "yes"):
            raise LakeError(
                f"AWS_ENDPOINT_URL is {given['AWS_ENDPOINT_URL']}, which sends events unencrypted. "
                "Give an https address, or set AWS_ALLOW_HTTP=true."
            )
        given["AWS_ALLOW_HTTP"] = "true"
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    return given | {"AWS_REGION": region}


def _file_system(given: Mapping[str, str]) -> fs.S3FileSystem:
    parts = urlsplit(given.get("AWS_ENDPOINT_URL", ""))
    return fs.S3FileSystem(
        access_key=given["AWS_ACCESS_KEY_ID"],
        secret_key=given["AWS_SECRET_ACCESS_KEY"],
        session_token=given.get("AWS_SESSION_TOKEN"),
        region=given["AWS_REGION"],
        scheme=parts.scheme or "https",
        endpoint_override=parts.netloc or None,
        connect_timeout=CONNECT_SECONDS,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
        allow_delayed_open=True,
    )
