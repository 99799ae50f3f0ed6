"""An S3-compatible server of our own on loopback, in a process of its own.

In a process of its own because deltalake waits for it while it holds the interpreter's lock.
``python s3.py`` says its port, and ends when its standard input does.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BUCKET = "touchline-test"


def environ(port: int) -> dict[str, str]:
    """What a process needs to reach it."""
    return {
        "AWS_ACCESS_KEY_ID": "a-key",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
    }


@contextmanager
def served() -> Iterator[int]:
    """The port of a server with an empty bucket."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        port = int(child.stdout.readline())
        client(port).create_bucket(Bucket=BUCKET)
        yield port
        child.stdin.close()


def client(port: int) -> Any:
    """A plain client of it."""
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="a-key",
        aws_secret_access_key="a-secret",
        region_name="us-east-1",
    )


def contents(port: int, prefix: str) -> dict[str, bytes]:
    """Every object below a prefix."""
    here = client(port)
    pages = here.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
    return {key: here.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}


def key(place: str) -> str:
    """A place without the bucket."""
    return place.removeprefix(f"s3://{BUCKET}/")


def send_tree(port: int, folder: Path, prefix: str) -> None:
    """Put every file of a folder below a prefix."""
    for path in folder.rglob("*"):
        if path.is_file():
            name = f"{prefix}/{path.relative_to(folder).as_posix()}"
            client(port).put_object(Bucket=BUCKET, Key=name, Body=path.read_bytes())


def main() -> None:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
