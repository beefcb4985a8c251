"""JSON-LD as it is found in the wild."""

import pytest

from pipeline.extract.json_ld import article_nodes, parse_blocks, text_of

ARTICLE = '{"@type":"NewsArticle","headline":"Raters win a raise"}'


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(ARTICLE, id="object"),
        pytest.param(f"[{ARTICLE}]", id="array"),
        pytest.param('{"@context":"https://schema.org","@graph":[{"@type":"WebSite"},' + ARTICLE + "]}", id="graph"),
        pytest.param('{"@type":"WebPage","mainEntity":' + ARTICLE + "}", id="main-entity"),
        pytest.param(ARTICLE.replace('"NewsArticle"', '["Thing","NewsArticle"]'), id="several-types"),
        pytest.param(ARTICLE.replace("NewsArticle", "http://schema.org/NewsArticle"), id="type-as-address"),
        pytest.param(ARTICLE.replace('"}', '",}'), id="trailing-comma"),
        pytest.param(f"<!-- {ARTICLE} -->", id="html-comment"),
        pytest.param(f"//<![CDATA[\n{ARTICLE}\n//]]>", id="cdata"),
        pytest.param(ARTICLE + ";", id="semicolon"),
        pytest.param('{"@type":"WebSite"}' + ARTICLE, id="two-in-a-row"),
        pytest.param(ARTICLE.replace('"}', '","description":"two\nlines\tand a tab"}'), id="raw-line-break"),
        pytest.param(ARTICLE.replace('"', "&quot;"), id="escaped"),
        pytest.param(ARTICLE[:-1] + ',"articleBody":"He said', id="truncated"),
        pytest.param(ARTICLE[:-1] + ',"description":"a "quoted" word"}', id="stray-quotes"),
        pytest.param(ARTICLE.replace('"', "'"), id="single-quotes"),
        pytest.param(ARTICLE.replace('"', "'")[:-1] + ",'about':'a \"word\" and the raters' pay',}", id="apostrophe"),
        pytest.param(ARTICLE.replace('"headline"', "headline").replace('"@type"', "'@type'"), id="bare-key"),
        pytest.param("{“@type”:“NewsArticle”,“headline”:“Raters win a raise”,”about”:”work”}", id="curly-quotes"),
        pytest.param("{'image': undefined, " + ARTICLE[1:-1] + ", 'isAccessibleForFree': False}", id="no-json-words"),
        pytest.param("{'image': , " + ARTICLE[1:], id="missing-value"),
        pytest.param("/* for the engines */ " + ARTICLE.replace("{", "{ // what it is\n"), id="script-comments"),
    ],
)
def test_finds_the_headline_in_every_shape(block: str) -> None:
    node = article_nodes(parse_blocks((block,)))[0]
    assert text_of(node["headline"]) == "Raters win a raise"


@pytest.mark.parametrize("block", ["", "null", "12", "{", "undefined", "[[[[", '"text"', "{}"])
def test_finds_no_article_where_there_is_none(block: str) -> None:
    assert article_nodes(parse_blocks((block,))) == []


def test_what_scripts_write_keeps_its_values() -> None:
    block = "{'@type':'NewsArticle','isAccessibleForFree':False,author:{name:'Ada O\\'Reed'},'image':undefined,}"
    assert parse_blocks((block,)) == [
        {"@type": "NewsArticle", "isAccessibleForFree": False, "author": {"name": "Ada O'Reed"}, "image": None}
    ]


@pytest.mark.parametrize("piece", ['"\\', "'\\", "“\\", "'", "/*a", ":,", "{'a" + " " * 20])
def test_a_block_of_nothing_but_damage_is_read_once(piece: str) -> None:
    # What looks at the rest again from every quote takes minutes here, and the tests' time limit ends it.
    assert parse_blocks((piece * 100_000,)) == []


def test_decodes_entities_that_were_escaped_twice() -> None:
    assert text_of("Pay &amp;amp; hours") == "Pay & hours"
