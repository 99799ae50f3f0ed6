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
    ],
)
def test_a_wrong_setting_refuses_with_a_sentence(environ: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(word)) as caught:
        load(environ)
    assert str(caught.value).endswith(".")


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
