"""``touchline person``: each decision is said in a sentence, refused in one, and undone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run


def test_deciding_about_ids(new_home: Path) -> None:
    file = new_home.parent / "messages.jsonl"
    said = [
        {"type": "identify", "userId": f"office-{n}", "traits": {"email": "info@firm.example"}}
        for n in range(4)
    ]
    said += [{"type": "track", "anonymousId": "anon-1", "event": "Demo"}]
    file.write_text("\n".join(map(json.dumps, said)))
    run(new_home, "init")
    assert "No id is quarantined." in run(new_home, "person", "quarantine")
    run(new_home, "inbox", "put", str(file))

    shared = json.loads(run(new_home, "person", "quarantine", "--json"))["ids"]
    assert shared == [
        {"id": "info@firm.example", "user_ids": 4, "ids_in_all": 4, "stands": "quarantined"},
    ]
    assert "is quarantined and joins nobody" in run(
        new_home, "person", "join", "anon-1", "info@firm.example", code=1
    )
    assert "joins people again" in run(new_home, "person", "release", "info@firm.example")
    assert len(json.loads(run(new_home, "person", "show", "office-3", "--json"))["ids"]) == 5
    said_so = run(new_home, "person", "split", "office-3")
    assert said_so.startswith("“office-3” is apart from the others now.")
    assert "One id is person" in run(new_home, "person", "show", "office-3")
    assert "undone already" in run(new_home, "person", "split", "office-3", "info@firm.example", code=1)
    assert "are one person now" in run(new_home, "person", "join", "office-3", "anon-1")
    assert "No id “nobody”" in run(new_home, "person", "show", "nobody", code=1)
    assert json.loads(run(new_home, "person", "limits", "--users", "4", "--json")) == {"users": 4, "ids": 500}
