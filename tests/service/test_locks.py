from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from touchline.service.locks import Held, worker_lock

HOLD = """
import sys, time
from pathlib import Path
from touchline.service.locks import worker_lock
with worker_lock(Path(sys.argv[1]), "the other one"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_told_who_holds_it_and_gets_it_after_a_kill(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == "held\n"
        with pytest.raises(Held) as caught, worker_lock(tmp_path):
            pass
        assert caught.value.holder == "the other one"
        child.kill()
        child.wait()
    with worker_lock(tmp_path):
        pass


def test_a_lock_can_be_taken_again_after_it_was_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with worker_lock(tmp_path):
            pass
