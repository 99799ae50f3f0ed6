"""Tables on a terminal."""

from __future__ import annotations

from typing import Any

import pytest

from touchline.cli.tables import print_table


def difference(number: str, first: Any, second: Any, between: Any) -> dict[str, Any]:
    return {"key": "know", "number": number, "first": first, "second": second, "difference": between}


def test_differences_are_written_as_what_they_count(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(
        [
            difference("share", 0.5, 0.25, -0.25),
            difference("median_seconds", 172_800.0, 86_400.0, -86_400.0),
            difference("people", 2_000, 1, -1_999),
        ]
    )
    lines = [line.split()[1:] for line in capsys.readouterr().out.splitlines()]
    assert lines[2:] == [
        ["share", "50.0", "%", "25.0", "%", "-25.0", "points"],
        ["median_seconds", "2.0", "d", "1.0", "d", "-1.0", "d"],
        ["people", "2,000", "1", "-1,999"],
    ]
