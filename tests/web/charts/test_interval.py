from __future__ import annotations

from tests.web.charts.drawings import of, parse

from touchline.web.charts.interval import Share, dot_line


def test_dot_and_line_stand_where_they_belong() -> None:
    root = parse(dot_line(Share(0.42, 0.4, 0.5), width=108))
    (track,), (line,), (dot,) = (of(root, look) for look in ("tr", "iv", "pt"))
    assert (track.attrib["x1"], track.attrib["x2"]) == ("4", "104")
    assert (line.attrib["x1"], line.attrib["x2"]) == ("44", "54")
    assert dot.attrib["cx"] == "46"
    assert root[0].attrib["aria-hidden"] == "true"


def test_a_scale_of_ones_own_and_values_beyond_it() -> None:
    root = parse(dot_line(Share(3, 0, 9), width=108, lowest=1, highest=5, bad=True))
    assert of(root, "pt")[0].attrib["cx"] == "54"
    assert (of(root, "iv")[0].attrib["x1"], of(root, "iv")[0].attrib["x2"]) == ("4", "104")
    assert "bad" in root[0].attrib["class"].split()


def test_no_estimate_draws_nothing() -> None:
    assert dot_line(None) == ""
