"""laborwire as a spaCy pipeline: same answers as the filters, also after saving, and what the documentation shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from models.gazetteer import Gazetteer
from models.mentions import tag_mentions
from models.nlp import Context
from models.spacy_pipeline import COLOURS, SHIPPED, displacy_options, laborwire_language
from pipeline.errors import ConfigError, ModelError
from pipeline.places import CHECKOUT
from pipeline.records import Label

TEXT = (
    "Grace Wanjiru rated answers for Scale AI in Nairobi. In March 2025 Scale cut her pay from $21 to $16 an hour, "
    "under Project Lark. Ex-Outlier-contractors of Scale's sued."
)


@pytest.fixture(scope="module")
def light() -> Language:
    """No model needed."""
    return laborwire_language(context=False, pay=False)


@pytest.fixture(scope="module")
def rules() -> Language:
    """Claims by the rules alone, so that no reader is loaded."""
    return laborwire_language(trained=False)


def ents(doc: Doc) -> list[tuple[str, str, str]]:
    return [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents]


def test_names_have_our_labels_and_the_entitys_id(light: Language) -> None:
    doc = light("Contractors for Scale AI met IG Metall on Friday over $20 an hour at Project Lark.")
    assert ents(doc) == [
        ("Scale AI", "PLATFORM", "scale_ai"),
        ("IG Metall", "UNION", "igmetall"),
        ("Friday", "DATE", ""),
        ("$20 an hour", "MONEY", ""),
        ("Project Lark", "PROJECT", ""),
    ]
    assert next(ent.id_ for ent in doc.ents) == "gazetteer.name"


def test_overlapping_finds_are_all_in_the_span_group(light: Language) -> None:
    doc = light("They were paid under the Project Musen Act of 2025.")
    assert {(span.text, span.label_) for span in doc.spans["mentions"]} >= {
        ("Project Musen", "PROJECT"),
        ("Project Musen Act of 2025", "LAW"),
        ("2025", "DATE"),
    }
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Project Musen", "PROJECT")]


def test_a_title_is_evidence(light: Language) -> None:
    text = "Nobody picked up the phone at Turing this week."
    doc = light.make_doc(text)
    doc._.title = "Turing offers contractors $30 an hour"
    assert ("Turing", "PLATFORM", "turing") in ents(light(doc))
    assert ("Turing", "PLATFORM", "turing") not in ents(light(text))


def test_sentences_are_ours(light: Language) -> None:
    doc = light("Dr. Lee left Inc. magazine. She said: no.\n\nA new paragraph")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Dr. Lee left Inc. magazine.",
        "She said: no.",
        "A new paragraph",
    ]


def test_every_label_has_a_colour_and_displacy_draws_it(light: Language) -> None:
    assert set(COLOURS) == {str(label) for label in Label}
    html = displacy.render(light("She works for Mercor."), style="ent", options=displacy_options(), jupyter=False)
    assert "Mercor" in html
    assert COLOURS["PLATFORM"] in html


@pytest.mark.model
def test_answers_are_those_of_the_filters(rules: Language) -> None:
    doc = rules(TEXT)
    told = tag_mentions(
        article_id="notebook", title="", text=TEXT, gazetteer=Gazetteer.load(SHIPPED), context=Context()
    )
    assert doc._.mentions == told
    assert ("Grace Wanjiru", "PERSON", "") in ents(doc)
    assert [(span.text, span.label_, span.kb_id_) for span in doc.spans["pay"]] == [
        (claim.amount_text, claim.kind, claim.payer_id) for claim in doc._.pay_claims
    ]
    assert [claim.amount_text for claim in doc._.pay_claims] == ["$21", "$16 an hour"]
    html = displacy.render(doc, style="span", options={"spans_key": "pay"}, jupyter=False)
    assert "change" in html


@pytest.mark.model
def test_the_language_model_reads_candidate_sentences_only(rules: Language) -> None:
    text = "Peter Novak likes chess.\nContractors in Kenya met Grace Wanjiru."
    assert [ent.text for ent in rules(text).ents if ent.label_ == "PERSON"] == ["Grace Wanjiru"]
    everything = laborwire_language(context=False, pay=False)
    everything.add_pipe("laborwire_context", config={"reach": "all"})
    assert [ent.text for ent in everything(text).ents if ent.label_ == "PERSON"] == ["Peter Novak", "Grace Wanjiru"]


@pytest.mark.thorough
@pytest.mark.model
def test_a_saved_pipeline_answers_the_same_where_laborwire_was_never_imported(rules: Language, tmp_path: Path) -> None:
    doc = rules(TEXT)
    rules.to_disk(tmp_path / "saved")
    code = (
        "import spacy, sys\n"
        f"doc = spacy.load({str(tmp_path / 'saved')!r})({TEXT!r})\n"
        "print([(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents])\n"
        "print([span.text for span in doc.spans['pay']])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == [str(ents(doc)), str([span.text for span in doc.spans["pay"]])]


@pytest.mark.model
def test_bytes_of_pipeline_and_document_keep_everything(rules: Language) -> None:
    doc = rules(TEXT)
    again = laborwire_language(trained=False).from_bytes(rules.to_bytes())
    assert again(TEXT)._.pay_claims == doc._.pay_claims
    copy = Doc(rules.vocab).from_bytes(doc.to_bytes())
    assert (copy._.mentions, copy._.pay_claims) == (doc._.mentions, doc._.pay_claims)


def test_a_gazetteer_of_ones_own_is_saved_with_the_pipeline(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[entities]]\nid = "rung"\nname = "Rungworks"\ntype = "platform"\nstatus = "unverified"\n')
    nlp = laborwire_language(gazetteer=[own], context=False, pay=False)
    nlp.to_disk(tmp_path / "saved")
    own.unlink()
    assert ents(spacy.load(tmp_path / "saved")("She works for Rungworks.")) == [("Rungworks", "PLATFORM", "rung")]


def test_what_is_damaged_or_missing_is_refused_by_name(light: Language, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        laborwire_language(gazetteer=[tmp_path / "none.toml"], context=False, pay=False)("Mercor")
    light.to_disk(tmp_path / "saved")
    (saved,) = (tmp_path / "saved" / "laborwire_gazetteer").glob("*.toml")
    saved.write_text('[[entities]]\nid = "rung"\nname = "Rungworks"\ntype = "shop"\nstatus = "unverified"\n')
    with pytest.raises(ConfigError, match="type"):
        spacy.load(tmp_path / "saved")
    saved.unlink()
    with pytest.raises(ConfigError, match="no gazetteer was saved here"):
        spacy.load(tmp_path / "saved")


def test_a_pipeline_of_another_reader_is_refused(tmp_path: Path) -> None:
    nlp = laborwire_language(context=False, trained=False)
    nlp.to_disk(tmp_path / "saved")
    (tmp_path / "saved" / "laborwire_pay" / "version").write_text("rules-0")
    with pytest.raises(ModelError, match="saved with rules-0"):
        spacy.load(tmp_path / "saved")


@pytest.mark.parametrize(
    "text", ["", " ", "x", "MERCOR " * 3000, "日本語 العربية Mercor " * 400, "$" * 500, "\n" * 500]
)
def test_odd_texts_are_read(light: Language, text: str) -> None:
    doc = light(text)
    assert doc.text == text
    assert all(text[one.start : one.end] == one.text for one in doc._.mentions)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.model
def test_the_examples_of_the_documentation_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (CHECKOUT / "docs" / "spacy.md").read_text(), re.DOTALL)
    assert len(blocks) == 2
    code = "\n".join(blocks) + "\nprint([ent.kb_id_ for ent in doc.ents], doc._.pay_claims[0].time)\n"
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert "('Scale AI', 'PLATFORM', 'scale_ai')" in lines[0]
    assert lines[1] == "[('$21', 'change', 'scale_ai'), ('$16 an hour', 'change', 'scale_ai')]"
    assert "turing" in lines[2]
    assert (tmp_path / "laborwire-pipeline").is_dir()
