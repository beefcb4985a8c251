"""The card's figures come from the texts that nothing was learned from, and say how many there were."""

import re
import shutil
from pathlib import Path

import pytest

from models.gold import SPLITS
from models.pay_card import main
from models.pay_train import GOLD


@pytest.fixture(scope="module")
def few_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one author for validation, 20 passages long."""
    folder = tmp_path_factory.mktemp("gold")
    author = "s"
    assert SPLITS[author] == "validation"
    for part in (f"passages/{author}.jsonl", f"agreed/{author}/passages.jsonl"):
        lines = (GOLD / part).read_text(encoding="utf-8").splitlines()[:20]
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.thorough
def test_tells_scores_of_both_readers_and_how_far_confidence_keeps_its_word(
    few_texts: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--gold", str(few_texts), "--plot", str(tmp_path / "kept.png")]) == 0
    told = capsys.readouterr().out
    rows = re.findall(r"^\| (validation, [^|]+) \| ([^|]+) \| (\S+) \| (\S+) \| (\S+) \| (\d+ of \d+) \|$", told, re.M)
    plain = {reader: scores for name, reader, *scores in rows if "every day" in name}
    assert set(plain) == {"rules alone", "with the reader"}
    for amount, unit, whole, _ in plain.values():
        assert 1 >= float(amount) >= float(unit) >= float(whole) > 0
    assert "validation part" in told
    assert "test" not in told
    claims = sum(int(number) for number in re.findall(r"^\| 0\.\d+ \| \d\.\d+ \| (\d+) \|$", told, re.M))
    assert claims > 10
    assert (tmp_path / "kept.png").exists()


def test_the_test_part_is_read_only_when_asked_for(
    few_texts: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "gold"
    shutil.copytree(few_texts, folder)
    main(["--gold", str(folder), "--test"])
    assert "test, passages in the wording of every day" in capsys.readouterr().out
