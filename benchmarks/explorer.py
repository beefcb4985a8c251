"""Milliseconds and bytes of each page of the explorer, asked by eight clients at once.

    python benchmarks/explorer.py [--articles 50000] [--claims 100000] [--keep FILE.duckdb] [--asked 200]

The warehouse is that of benchmarks/views.py, invented rows. The server is `laborwire serve` in a process of its own;
each client asks for another filter, story or payer each time, so that nothing is answered from a cache.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from views import N_PAYERS, fill

from pipeline.places import CHECKOUT
from pipeline.warehouse.store import Warehouse

CLIENTS = 8


def addresses(name: str, number: int) -> str:
    """Return the address of a page, another one for each number."""
    payer, story = f"p{number * 7 % N_PAYERS}", f"st{number * 37 % 10_000}"
    kinds = ("change", "offered_rate", "average", "bonus")
    return {
        "stories": f"/stories?page={number % 200 + 1}&snapshot=0",
        "claims": f"/claims?page={number % 1500 + 1}&snapshot=0",
        "claims, filtered": f"/claims?platform={payer}&kind={kinds[number % 4]}&sort=-pay&snapshot=0",
        "claims, json": f"/claims.json?platform={payer}&snapshot=0",
        "feed": f"/claims.atom?platform={payer}",
        "story": f"/stories/{story}?snapshot=0",
        "claim": f"/claims/c{number * 13 + 7}?snapshot=0",
        "platform": f"/platforms/{payer}?snapshot=0",
        "sources": "/sources?snapshot=0",
        "source": f"/sources/s{number % 100}?snapshot=0",
    }[name]


def ask(port: int, name: str, numbers: range, found: list[tuple[float, int, int]]) -> None:
    """Ask for one page with each of some numbers, and note seconds, bytes and status."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in numbers:
        begun = time.perf_counter()
        client.request("GET", addresses(name, number))
        answer = client.getresponse()
        size = len(answer.read())
        found.append((time.perf_counter() - begun, size, answer.status))


def main() -> None:
    """Make the warehouse, serve it, ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="a folder for the warehouse, which is left there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        var = options.keep or Path(folder)
        path = var / "laborwire.duckdb"
        if not path.exists():
            with Warehouse.open(path, data=CHECKOUT / "data") as warehouse:
                fill(warehouse.con, articles=options.articles, claims=options.claims)
        begun = time.perf_counter()
        command = [str(Path(sys.executable).parent / "laborwire"), "serve", "--port", "0", "--var", str(var)]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
            assert server.stdout is not None
            port = int(server.stdout.readline().split("/")[2].split(":")[1])
            print(f"opened in {time.perf_counter() - begun:.1f} s")
            print(f"{'page':18}  {'p50 ms':>7}  {'p95 ms':>7}  {'kB':>6}")
            for name in ("stories", "claims", "claims, filtered", "claims, json", "feed", "story", "claim", "platform",
                         "sources", "source"):  # fmt: skip
                found: list[tuple[float, int, int]] = []
                share = options.asked // CLIENTS
                clients = [
                    threading.Thread(target=ask, args=(port, name, range(n * share, (n + 1) * share), found))
                    for n in range(CLIENTS)
                ]
                for client in clients:
                    client.start()
                for client in clients:
                    client.join()
                good = sorted((seconds, size) for seconds, size, status in found if status == 200)
                bad = len(found) - len(good)
                p50, p95 = (good[int(share_of * (len(good) - 1))][0] * 1000 for share_of in (0.5, 0.95))
                kilobytes = max(size for _, size in good) / 1000
                note = f"  {bad} not 200" if bad else ""
                print(f"{name:18}  {p50:7.0f}  {p95:7.0f}  {kilobytes:6.0f}{note}")
            server.terminate()


if __name__ == "__main__":
    main()
