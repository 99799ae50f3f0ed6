"""What became of the rows of an import, in sentences and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from touchline.collect.models import Import


def as_dict(done: Import) -> dict[str, Any]:
    """An import, or a rehearsal, as JSON; money in minor units by verdict and currency."""
    counts = {name: getattr(done, name) for name in ("accepted", "refused", "duplicates")}
    if not done.number:
        return {"rehearsal": True, **counts, "suspicious": done.suspicious, **_details(done)}
    return {"import": done.number, **counts}


def _details(done: Import) -> dict[str, Any]:
    return {
        "rows": done.rows,
        "reasons": done.verdicts,
        "doubts": done.doubts,
        "money": done.money,
        "foreseen": done.foreseen,
    }


def sentences(done: Import) -> Iterator[str]:
    """The same in words."""
    who = f"Import {done.number}" if done.number else "Rehearsal"
    yield (
        f"{who}: {done.accepted:,} accepted, {done.duplicates:,} here already, {done.refused:,} refused"
        f"{f', {done.suspicious:,} of the accepted suspicious' if done.suspicious else ''}."
    )
    yield from _reasons(done)
    yield from _money(done)
    if not done.number:
        yield from _foreseen(done.foreseen)
        yield "Nothing was recorded. Leave --dry-run away to import."
    elif done.refused:
        yield f"The refused rows are kept in {done.refused_file()}."
        yield f"Put them right there and send them again: touchline import corrected {done.number} FILE"


def _reasons(done: Import) -> Iterator[str]:
    from touchline.collect.doubts import BY_ID as DOUBTS
    from touchline.collect.reasons import BY_ID as REASONS

    for reason, count in sorted(done.verdicts.items(), key=lambda item: -item[1]):
        yield f"  {count:,} refused: {REASONS[reason].sentence}"
    for doubt, count in sorted(done.doubts.items(), key=lambda item: -item[1]):
        yield f"  {count:,} suspicious: {DOUBTS[doubt].sentence}"


def _money(done: Import) -> Iterator[str]:
    from touchline.workspace.currencies import in_words

    words = {"accepted": "accepted", "duplicate": "here already", "refused": "refused"}
    for verdict, sums in done.money.items():
        listed = ", ".join(in_words(amount, currency) for currency, amount in sums.items())
        yield f"  Money {words[verdict]}: {listed}."


def _foreseen(foreseen: dict[str, Any]) -> Iterator[str]:
    if foreseen.get("people"):
        yield f"  {foreseen['people']:,} people would be new."
    if foreseen.get("joins"):
        yield f"  {foreseen['joins']:,} pairs of ids would be joined as one person each."
    if foreseen.get("touchpoints"):
        named = ", ".join(one["name"] for one in foreseen["names"][:10])
        rest = "" if foreseen["touchpoints"] <= 10 else ", …"
        yield f"  {foreseen['touchpoints']:,} touchpoints would be discovered: {named}{rest}"
    if foreseen.get("first"):
        yield f"  The new rows are from {foreseen['first'][:10]} to {foreseen['last'][:10]}."
