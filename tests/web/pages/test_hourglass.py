from __future__ import annotations

import re
from html import unescape

import pytest
from tests.web.conftest import Cast
from tests.web.world import BROUGHT, NAMES, firm, make

pytestmark = pytest.mark.usefixtures("cast")


def text(content: bytes) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", content.decode())))


def test_the_page(cast: Cast) -> None:
    make(firm(), brought=BROUGHT, names=NAMES)
    answer = cast.viewer.get("/")
    assert answer.status_code == 200
    print(text(answer.content))
