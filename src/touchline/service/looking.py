"""Looking into a file before it is imported: its first rows, and how it would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from touchline.collect.guess import Guess, guess
from touchline.collect.importers import ImportError_
from touchline.collect.importers.encoding import EncodingDoubt
from touchline.collect.importers.packed import MemberDoubt
from touchline.collect.options import SHAPES


@dataclass(frozen=True)
class Look:
    """A file as it would be imported.

    ``columns``: by what a column stands for, the name of the column that was named or is sure; ``why`` the
    reasons of those that were guessed; ``rivals`` what to choose from where it is not sure.
    ``asked`` is what a member said, ``given`` all that is settled, in the words of the command line.
    ``said``: sentences on what was found out; ``questions``: what must be said first. ``wrong``: why the
    file cannot be read so, or "".
    """

    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    kind: str = "touches"
    kind_why: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    said: Sequence[str] = ()
    questions: Sequence[str] = ()
    wrong: str = ""


def look(path: Path, kind: str, given: Mapping[str, Any]) -> Look:
    """Look into a file with what a member has said of it so far; ``kind`` "" is found out too.

    Never raises for a file or for a choice: ``wrong`` says what is the matter.
    """
    wanted = {name: str(given[name]) for name in sorted(given) if given[name] not in (None, "")}
    try:
        return _look(path, kind, wanted)
    except OSError as error:
        return Look(kind=kind or "touches", asked=wanted, wrong=f"{path.name}: {error.strerror}.")


def _look(path: Path, kind: str, wanted: dict[str, str]) -> Look:
    try:
        return _found(guess(path, kind or None, wanted), wanted)
    except (EncodingDoubt, MemberDoubt) as error:
        rivals = {"encoding" if isinstance(error, EncodingDoubt) else "member": error.choices}
        return Look(kind=kind or "touches", asked=wanted, rivals=rivals, questions=(str(error),))
    except ImportError_ as error:
        wrong = str(error)
    try:
        plain = _found(guess(path, kind or None), {})
    except ImportError_:
        return Look(kind=kind or "touches", asked=wanted, wrong=wrong)
    shape = SHAPES[plain.kind]
    named = {role: wanted[role] for role in (*shape.needs, *shape.may) if role in wanted}
    return replace(plain, columns=named, why={}, rivals={}, asked=wanted, questions=(), wrong=wrong)


def _found(one: Guess, asked: dict[str, str]) -> Look:
    shape = SHAPES[one.kind]
    named = {role: asked[role] for role in (*shape.needs, *shape.may) if role in asked}
    guessed = [column for column in one.columns if column.role not in asked]
    return Look(
        header=one.header,
        rows=one.rows,
        kind=one.kind,
        kind_why=one.kind_why,
        columns={**named, **{column.role: column.column for column in guessed if column.sure}},
        why={column.role: column.why for column in guessed},
        rivals={column.role: (column.column, *column.rivals) for column in guessed if not column.sure},
        asked=asked,
        given=one.given,
        said=(*one.said, *one.notes),
        questions=one.questions,
    )
