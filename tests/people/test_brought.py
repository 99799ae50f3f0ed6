from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from touchline.lake.meaning import Joins, no_joins
from touchline.people.brought import referrals
from touchline.people.identities import numbers
from touchline.people.known import Fact, add

pytestmark = pytest.mark.django_db


def test_referrals_are_read_when_something_was_learnt_and_not_otherwise(home: Path) -> None:
    joins = no_joins()
    assert len(referrals(joins).brought) == 0
    ann, bob, cid = (int(one) for one in numbers(["ann", "bob", "cid"]))
    add([Fact(bob, brought_by=ann, brought_as="promoter"), Fact(cid, brought_by=bob)])
    first = referrals(joins)
    assert (first.brought.tolist(), first.by.tolist(), first.how.tolist()) == ([bob, cid], [ann, bob], [2, 0])
    with CaptureQueriesContext(connection) as queries:
        assert referrals(joins) is first
    assert len(queries) == 1
    joined = Joins(np.array([bob]), np.array([ann]))
    with CaptureQueriesContext(connection) as queries:
        assert referrals(joined).by.tolist() == [ann, ann]
    assert len(queries) == 1, "joins that change ask for no reading"
