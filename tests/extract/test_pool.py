"""Children that read pages, and are killed when they do not come back."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import RejectionReason
from pipeline.extract import pool as pool_module
from pipeline.extract.pool import ChildStartError, ExtractPool, Page
from pipeline.filters import Refused
from pipeline.records import Extraction

SENTENCE = "The raters will be paid fourteen dollars an hour from next month on, a notice on the platform says. "
CHECKOUT = Path(__file__).resolve().parents[2]


def good_page(number: int) -> Page:
    html = f"<html lang='en'><body><h1>Headline number {number}</h1>{f'<p>{SENTENCE * 2}</p>' * 4}</body></html>"
    return Page(html=html, url=f"https://paper.example/{number}")


def slow_page() -> Page:
    # Seconds of honest work for any reader: the limit of the test is shorter.
    return Page(html="<html><body>" + f"<p>{SENTENCE}</p>" * 60_000, url="https://paper.example/slow")


def titles(answers: Iterator[Extraction | Refused]) -> list[str | None]:
    return [answer.title if isinstance(answer, Extraction) else answer.reason.value for answer in answers]


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractPool]:
    with ExtractPool(workers=1) as pool:
        yield pool


def test_answers_every_page_in_order(pool: ExtractPool) -> None:
    pages = [good_page(0), Page(html="", url=""), good_page(1), Page(html=b"\x00", url="x"), good_page(2)]
    assert titles(pool.map(pages)) == [
        "Headline number 0",
        "empty_body",
        "Headline number 1",
        "empty_body",
        "Headline number 2",
    ]


@pytest.mark.slow
def test_gives_the_same_answers_with_any_number_of_workers(pool: ExtractPool) -> None:
    pages = [good_page(number) for number in range(12)]
    with ExtractPool(workers=3) as three:
        assert list(three.map(pages)) == list(pool.map(pages))


@pytest.mark.slow
def test_kills_a_child_that_is_late_and_goes_on() -> None:
    with ExtractPool(workers=1, timeout_s=0.5) as pool:
        started = time.monotonic()
        answers = list(pool.map([good_page(0), slow_page(), good_page(1)]))
        assert time.monotonic() - started < 10
    assert isinstance(answers[1], Refused)
    assert answers[1].reason == RejectionReason.TIMED_OUT
    assert answers[1].detail == "page took longer than 0.5 s"
    assert titles(iter([answers[0], answers[2]])) == ["Headline number 0", "Headline number 1"]


@pytest.mark.slow
def test_loses_no_page_when_a_child_dies() -> None:
    with ExtractPool(workers=1) as pool:
        assert titles(pool.map([good_page(0)])) == ["Headline number 0"]
        for child in list(pool._children):
            os.kill(child._process.pid, signal.SIGKILL)
        answers = titles(pool.map([good_page(1), good_page(2)]))
    assert answers == ["crashed", "Headline number 2"]


@pytest.mark.slow
def test_refuses_a_page_that_needs_more_memory_than_allowed() -> None:
    page = Page(html="<html><body>" + "<p>a b</p>" * 600_000, url="https://paper.example/fat")
    with ExtractPool(workers=1, memory_mib=300) as pool:
        answers = list(pool.map([page, good_page(1)]))
    assert isinstance(answers[0], Refused)
    assert answers[0].reason in {RejectionReason.OUT_OF_MEMORY, RejectionReason.CRASHED}
    assert titles(iter(answers[1:])) == ["Headline number 1"]


def test_answers_before_the_next_page_comes(pool: ExtractPool) -> None:
    may_go_on = threading.Event()

    def pages() -> Iterator[Page]:
        yield good_page(0)
        assert may_go_on.wait(20)
        yield good_page(1)

    answers = pool.map(pages())
    first = next(answers)
    assert isinstance(first, Extraction)
    may_go_on.set()
    assert titles(answers) == ["Headline number 1"]


def test_reads_only_a_few_pages_ahead(pool: ExtractPool) -> None:
    taken: list[int] = []

    def pages() -> Iterator[Page]:
        for number in range(100):
            taken.append(number)
            yield good_page(number)

    answers = pool.map(pages())
    next(answers)
    time.sleep(0.3)
    assert len(taken) <= 5
    answers.close()  # type: ignore[attr-defined]  # map is a generator


def test_hands_an_error_of_its_source_to_the_caller(pool: ExtractPool) -> None:
    def pages() -> Iterator[Page]:
        yield good_page(0)
        raise OSError("archive is gone")

    answers = pool.map(pages())
    assert isinstance(next(answers), Extraction)
    with pytest.raises(OSError, match="archive is gone"):
        next(answers)


def test_refuses_a_page_that_is_too_large_to_send(pool: ExtractPool) -> None:
    answer = pool.extract(Page(html="a" * (pool_module.MAX_PAGE_BYTES + 1), url=""))
    assert isinstance(answer, Refused)
    assert answer.reason == RejectionReason.TOO_LARGE


def test_reads_text_with_lone_surrogates(pool: ExtractPool) -> None:
    page = good_page(7)
    answer = pool.extract(Page(html=str(page.html).replace("Headline", "Head\ud83dline"), url=page.url))
    assert isinstance(answer, Extraction)
    assert answer.title == "Head?line number 7"


def test_says_when_a_child_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with ExtractPool() as pool, pytest.raises(ChildStartError, match="does not start: exit code 1"):
        pool.extract(good_page(0))


@pytest.mark.slow
def test_children_die_with_their_parent() -> None:
    program = (
        "from pipeline.extract.pool import ExtractPool, Page\n"
        "import time\n"
        "pool = ExtractPool()\n"
        "pool.extract(Page(html='<p>x</p>', url=''))\n"
        "print([child._process.pid for child in pool._children][0], flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 10
    while _is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(child)


def test_a_child_loads_no_model() -> None:
    program = (
        "import sys, pipeline.extract.child as child\n"
        "child._warm_up()\n"
        "print([name for name in ('torch', 'spacy', 'scrapy', 'prefect', 'dateparser') if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert run.stdout.strip() == "[]"


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
