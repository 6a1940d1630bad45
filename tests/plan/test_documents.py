"""Documents are parsed and weighed once; what is kept is bounded in number and in length."""

import gc
from dataclasses import replace

import pytest
from graphql import GraphQLSyntaxError, OperationDefinitionNode, Token

from auth.unserved import LimitExceeded
from schema.documents import cache, kept
from schema.documents.cache import Document, Documents
from server.application import limits
from server.settings.settings import Settings

LIMITS = limits(Settings())
PAGE = "query ($first: Int!) { products(first: $first) { nodes { id name price { amount } } } }"
DEEP = "query ($first: Int! = 2) { customers(first: $first) { nodes { orders { nodes { id } } } } }"


def operation(document: Document, index: int = 0) -> OperationDefinitionNode:
    found = document.node.definitions[index]
    assert isinstance(found, OperationDefinitionNode)
    return found


@pytest.fixture
def documents() -> Documents:
    return Documents(LIMITS)


def test_the_same_text_is_the_same_document(documents: Documents) -> None:
    assert documents.read("{ context { token } }") is documents.read("{ context { token } }")
    assert documents.read("{ context { token } }") is not documents.read("{ context { token }}")


def test_other_limits_have_other_documents() -> None:
    assert cache.documents(LIMITS) is cache.documents(limits(Settings()))
    assert cache.documents(LIMITS) is not cache.documents(replace(LIMITS, cost=100))


def test_a_text_that_is_not_graphql_is_not_kept(documents: Documents) -> None:
    for _ in range(2):
        with pytest.raises(GraphQLSyntaxError):
            documents.read("{ context {")

    assert documents.count == 0


def test_a_thousand_texts_push_out_the_oldest(documents: Documents) -> None:
    texts = [f"{{ context {{ a{number}: token }} }}" for number in range(1000)]

    read = [documents.read(text) for text in texts]

    assert documents.count == kept.MOST
    assert documents.read(texts[-kept.MOST]) is read[-kept.MOST]
    assert documents.read(texts[-kept.MOST - 1]) is not read[-kept.MOST - 1]


def test_what_is_used_stays_among_a_thousand_texts(documents: Documents) -> None:
    used = documents.read(PAGE)

    for number in range(1000):
        documents.read(f"{{ context {{ a{number}: token }} }}")
        assert documents.read(PAGE) is used


def test_long_texts_push_out_more(documents: Documents) -> None:
    texts = [f"# {number}".ljust(4000, ".") + "\n{ context { token } }" for number in range(100)]

    for text in texts:
        documents.read(text)

    assert documents.count == kept.ALL // len(texts[0]) == 32


def test_a_text_longer_than_any_client_sends_is_not_kept(documents: Documents) -> None:
    text = "#".ljust(kept.LONGEST, ".") + "\n{ context { token } }"

    assert documents.read(text) is not documents.read(text)
    assert documents.count == 0


def test_light_whatever_the_variables(documents: Documents) -> None:
    document = documents.read(PAGE)

    documents.check(document, operation(document), {"first": 1})

    assert document.light == {None: True}
    documents.check(document, operation(document), {"first": 100})


def test_variables_are_weighed_each_time_where_they_may_be_too_large(documents: Documents) -> None:
    document = documents.read(DEEP)

    documents.check(document, operation(document), {})  # its default

    assert document.light == {None: False}
    with pytest.raises(LimitExceeded):
        documents.check(document, operation(document), {"first": 100})
    documents.check(document, operation(document), {"first": 3})


def test_each_operation_of_a_text_is_weighed_for_itself(documents: Documents) -> None:
    document = documents.read(
        f"{PAGE.replace('query', 'query Page')} {DEEP.replace('query', 'query Deep')}"
    )

    documents.check(document, operation(document, 0), {"first": 1})
    documents.check(document, operation(document, 1), {"first": 1})

    assert document.light == {"Page": True, "Deep": False}


def test_documents_that_give_way_leave_no_tokens_to_the_collector(
    documents: Documents,
) -> None:
    def tokens() -> int:
        return sum(isinstance(each, Token) for each in gc.get_objects())

    def read(numbers: range) -> None:
        for number in numbers:
            documents.read(f"{{ field_{number} }}")

    read(range(kept.MOST))
    gc.collect()
    gc.disable()
    try:
        before = tokens()
        read(range(kept.MOST, 3 * kept.MOST))
        assert tokens() == before
    finally:
        gc.enable()
