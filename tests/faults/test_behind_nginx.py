"""The nginx of the guide before a real ``touchline serve``: TLS, addresses, cookies, a sign-in."""

from __future__ import annotations

import http.client
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.conftest import inside, missing
from tests.faults.test_serve_kill import answers, free_port, start

GUIDE = Path(__file__).parents[2] / "docs" / "internet.md"
NAME = "touchline.example.com"
CLIENT = "127.0.0.9"
"""An address of this machine that is no trusted proxy."""

Answer = tuple[int, http.client.HTTPMessage, str]


@dataclass
class Behind:
    """A workspace behind nginx."""

    home: Path
    tls: int
    plain: int
    link: str

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """One request over TLS."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        asking = http.client.HTTPSConnection(
            "127.0.0.1", self.tls, context=context, timeout=30, source_address=(CLIENT, 0)
        )
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        asking.request(method, path, body or None, {"Host": NAME, **given})
        answer = asking.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def configured(folder: Path, served: int, tls: int, plain: int) -> Path:
    """The configuration of the guide, on ports and with files of this test."""
    found = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found
    server = re.sub(r"^ *listen \[::\].*\n", "", found[1], flags=re.MULTILINE)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        (f"/etc/letsencrypt/live/{NAME}", str(folder)),
        ("127.0.0.1:8000", f"127.0.0.1:{served}"),
    ):
        assert old in server
        server = server.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temp = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    path = folder / "nginx.conf"
    path.write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temp}\n{server}}}\n"
    )
    return path


@pytest.fixture
def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Behind]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        missing("nginx or openssl")
    assert nginx
    served, tls, plain = free_port(), free_port(), free_port()
    key = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", f"/CN={NAME}"]
    make = ["openssl", "req", "-x509", "-nodes", "-days", "2", *kind, *key]
    subprocess.run(make, check=True, capture_output=True)
    config = configured(tmp_path, served, tls, plain)
    tested = subprocess.run([nginx, "-t", "-c", str(config)], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    monkeypatch.setenv("TOUCHLINE_PUBLIC_URL", f"https://{NAME}")
    monkeypatch.setenv("TOUCHLINE_TRUSTED_PROXY", "127.0.0.1")
    home = tmp_path / "home"
    proxy = subprocess.Popen([nginx, "-c", str(config), "-g", "daemon off;"])
    serving = start(home, served)
    try:
        assert serving.stdout is not None
        link = next((line.strip() for line in serving.stdout if "/join/" in line), "")
        assert link.startswith(f"https://{NAME}/join/"), serving.communicate()[1]
        yield Behind(home, tls, plain, link.removeprefix(f"https://{NAME}"))
    finally:
        serving.terminate()
        serving.communicate(timeout=60)
        proxy.terminate()
        proxy.wait(timeout=60)
    assert not answers(served)


def test_a_member_signs_in_through_it(behind: Behind) -> None:
    status, headers, page = behind.ask("GET", behind.link, User_Agent="curl/8")
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = headers["Set-Cookie"].strip()
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"name": "Ada", "email": "ada@example.com", "password": "a bicycle for two"}
    sent = {
        "Content_Type": "application/x-www-form-urlencoded",
        "Cookie": cookie.split(";")[0],
        "Origin": f"https://{NAME}",
        "X_Forwarded_For": "203.0.113.9",
    }
    form = urlencode({**fields, "csrfmiddlewaretoken": token})
    status, headers, _page = behind.ask("POST", behind.link, form, **sent)
    assert (status, headers["Location"]) == (302, "/")
    kept = headers.get_all("Set-Cookie") or []
    assert len(kept) == 3
    assert all("Secure" in one for one in kept)
    session = next(one for one in kept if one.strip().startswith("touchline-") and "known" not in one)
    status, _headers, page = behind.ask("GET", "/account", Cookie=session.strip().split(";")[0])
    assert status == 200
    assert CLIENT in page, "who asked nginx, and not what they wrote"
    assert "203.0.113.9" not in page
    status, headers, _page = behind.ask(
        "POST", behind.link, form, **{**sent, "Origin": "https://evil.example"}
    )
    assert status == 403


def test_what_is_refused_is_refused_through_it_too(behind: Behind) -> None:
    status, _headers, page = behind.ask("GET", "/", Host="evil.example")
    assert (status, f"It is at https://{NAME}." in page) == (400, True)
    assert behind.ask("POST", "/sign-in", "x" * (9 << 20))[0] == 413
    plain = http.client.HTTPConnection("127.0.0.1", behind.plain, timeout=30)
    plain.request("GET", "/people", headers={"Host": NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/people")
    guess = {"Content_Type": "application/x-www-form-urlencoded"}
    assert behind.ask("POST", "/sign-in", "email=a", **guess)[0] == 403
    counted = "from touchline.workspace.models import SignInAttempt\nprint(SignInAttempt.objects.count())"
    assert inside(behind.home, counted) == "0\n"
