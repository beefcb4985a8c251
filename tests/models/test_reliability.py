"""How far a probability keeps its word: the table by hand, and the picture as a file."""

from pathlib import Path

import pytest

from models.reliability import Tenth, draw_reliability, markdown_of, reliability


def test_each_tenth_has_its_mean_its_share_and_its_number() -> None:
    found = reliability([0.72, 0.78, 0.05, 0.0, 1.0], [True, False, False, False, True])
    assert [(round(one.mean, 3), one.share, one.n) for one in found] == [(0.025, 0.0, 2), (0.75, 0.5, 2), (1.0, 1.0, 1)]


def test_nothing_judged_is_an_empty_table() -> None:
    assert reliability([], []) == []
    assert (
        markdown_of([], mean="said", share="came true", n="cases") == "| said | came true | cases |\n|---:|---:|---:|"
    )


def test_a_probability_without_an_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        reliability([0.5, 0.6], [True])


def test_the_table_has_a_row_for_each_tenth() -> None:
    rows = markdown_of([Tenth(mean=0.256, share=0.3, n=40)], mean="said", share="came true", n="cases").splitlines()
    assert rows[2:] == ["| 0.26 | 0.30 | 40 |"]


def test_the_picture_is_a_png_in_a_folder_that_is_made(tmp_path: Path) -> None:
    picture = tmp_path / "images" / "kept.png"
    draw_reliability([Tenth(mean=0.5, share=0.4, n=7)], picture, mean="said", share="came true", n="cases")
    assert picture.read_bytes().startswith(b"\x89PNG")
