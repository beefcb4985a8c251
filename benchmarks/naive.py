"""The naive arrangement of the same night, to compare with: one page after the other, every tool at its default.

trafilatura as it comes, spaCy's whole pipeline over the whole text, MiniLM in float32 at 256 tokens one
text at a time, and one INSERT a row. No archive, no duplicates, no stories, no claims: it does less.

    python benchmarks/naive.py PAGES.jsonl[.gz] WAREHOUSE.duckdb
"""

import gzip
import json
import sys
import time
from pathlib import Path

import duckdb
import trafilatura
from sentence_transformers import SentenceTransformer
from spacy.util import load_model_from_path

from models.manifest import verified_model


def main(pages: Path, warehouse: Path) -> None:
    """Read all pages into a warehouse and print seconds per stage as JSON."""
    seconds = dict.fromkeys(("extract", "tag", "embed", "load"), 0.0)
    _, language = verified_model("en_core_web_sm", kind="language")
    nlp = load_model_from_path(language)
    _, folder = verified_model("all-MiniLM-L6-v2", kind="embedding")
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = 256
    con = duckdb.connect(str(warehouse))
    con.execute("CREATE TABLE articles (id VARCHAR, title VARCHAR, text VARCHAR, vector FLOAT[384])")
    con.execute("CREATE TABLE mentions (article_id VARCHAR, start INTEGER, stop INTEGER, label VARCHAR, text VARCHAR)")
    opened = gzip.open if pages.suffix == ".gz" else open
    read = 0
    with opened(pages, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            read += 1
            begun = time.perf_counter()
            text = trafilatura.extract(page["html"], url=page["url"]) or ""
            seconds["extract"] += time.perf_counter() - begun
            begun = time.perf_counter()
            entities = [(page["id"], e.start_char, e.end_char, e.label_, e.text) for e in nlp(text[:1_000_000]).ents]
            seconds["tag"] += time.perf_counter() - begun
            begun = time.perf_counter()
            vector = model.encode(text, normalize_embeddings=True, show_progress_bar=False).tolist()
            seconds["embed"] += time.perf_counter() - begun
            begun = time.perf_counter()
            con.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", [(page["id"], "", text, vector)])
            if entities:
                con.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", entities)
            seconds["load"] += time.perf_counter() - begun
    con.close()
    print(json.dumps({"pages": read, "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
