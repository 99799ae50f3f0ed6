from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from touchline.settings import SETTINGS, SettingsError, load


def test_defaults_point_at_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert settings.home == tmp_path / "touchline-home"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert not settings.secure


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        ({"TOUCHLINE_PORT": "eighty"}, "TOUCHLINE_PORT"),
        ({"TOUCHLINE_PORT": "0"}, "65535"),
        ({"TOUCHLINE_THREADS": "-1"}, "TOUCHLINE_THREADS"),
        ({"TOUCHLINE_PUBLIC_URL": "touchline.example.com"}, "https://"),
        ({"TOUCHLINE_PUBLIC_URL": "http://touchline.example.com"}, "unencrypted"),
        ({"TOUCHLINE_PUBLIC_URL": "https://[broken"}, "TOUCHLINE_PUBLIC_URL"),
        ({"TOUCHLINE_PUBLIC_URL": "https://example.com:port"}, "TOUCHLINE_PUBLIC_URL"),
        ({"TOUCHLINE_PUBLIC_URL": "https://example.com/touchline"}, "without a path"),
        ({"TOUCHLINE_PUBLIC_URL": "https://ada@example.com"}, "TOUCHLINE_PUBLIC_URL"),
        ({"TOUCHLINE_TRUSTED_PROXY": "localhost"}, "TOUCHLINE_TRUSTED_PROXY"),
        ({"TOUCHLINE_TRUSTED_PROXY": "10.0.0.0/99"}, "10.0.0.0/8"),
        ({"TOUCHLINE_UPLOAD_MB": "0"}, "TOUCHLINE_UPLOAD_MB"),
    ],
)
def test_a_wrong_setting_refuses_with_a_sentence(environ: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(word)) as caught:
        load(environ)
    assert str(caught.value).endswith(".")


def test_proxies_are_addresses_and_networks() -> None:
    assert load({}).trusted_proxies == ()
    found = load({"TOUCHLINE_TRUSTED_PROXY": "127.0.0.1, 10.1.2.3/8,fd00::/8"}).trusted_proxies
    assert [str(one) for one in found] == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="is a file"):
        load({"TOUCHLINE_HOME": str(tmp_path / "file")})


def test_cookies_are_secure_behind_https() -> None:
    assert load({"TOUCHLINE_PUBLIC_URL": "https://touchline.example.com/"}).secure


def test_every_setting_read_is_listed() -> None:
    source = Path(__file__).parent.parent / "src" / "touchline" / "settings.py"
    read = set(re.findall(r'(?:environ\.get\(|environ, )"([A-Z_]+)"', source.read_text()))
    assert read == {row.name for row in SETTINGS}


def test_importing_touchline_loads_neither_django_nor_numba() -> None:
    code = "import sys, touchline; print([m for m in ('django', 'numba', 'pyarrow') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_lake_stands_in_the_workspace_or_where_it_is_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({"TOUCHLINE_HOME": "here"}).lake == str(tmp_path / "here" / "lake")
    assert load({"TOUCHLINE_LAKE": "there"}).lake == str(tmp_path / "there")
    for given in ("s3://bucket/some/prefix", "s3://bucket/some/prefix/"):
        assert load({"TOUCHLINE_LAKE": given}).lake == "s3://bucket/some/prefix"


@pytest.mark.parametrize("place", ["gs://bucket/lake", "s3://", "s3://UPPER/x", "s3://bucket/a b", "file"])
def test_a_place_no_lake_can_stand_at_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"TOUCHLINE_LAKE is .*Give a folder|TOUCHLINE_LAKE is .*a file"):
        load({"TOUCHLINE_LAKE": place})
