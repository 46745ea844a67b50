"""Embeddings by the OpenAI SDK and by LangChain, unmodified."""

import base64
import struct

import openai
import pytest
from langchain_openai import OpenAIEmbeddings

from conftest import token, url

MODEL = "local.minilm-l6-v1"
TEXTS = ["The cat sat on the mat.", "A cat is sitting on a mat.", "Interest rates rose again."]


@pytest.fixture(scope="module")
def client():
    """Without the SDK's check of the types: it comes before base64, which the SDK asks for, is decoded."""
    return openai.OpenAI(base_url=url("API") + "/openai/v1", api_key=token("ana"), max_retries=0)


def likeness(one, other):
    return sum(a * b for a, b in zip(one, other))


def test_the_model_is_listed(client):
    assert MODEL in [model.id for model in client.models.list()]
    assert client.models.retrieve(MODEL).id == MODEL


def test_vectors_come_in_the_order_of_the_texts(client):
    answer = client.embeddings.create(model=MODEL, input=TEXTS, encoding_format="float")
    vectors = [item.embedding for item in answer.data]

    assert [item.index for item in answer.data] == [0, 1, 2]
    assert all(len(vector) == 384 for vector in vectors)
    assert likeness(vectors[0], vectors[1]) > likeness(vectors[0], vectors[2]) + 0.3
    assert answer.usage.prompt_tokens == answer.usage.total_tokens > 10


def test_base64_says_the_same_as_numbers(client):
    numbers = client.embeddings.create(model=MODEL, input=TEXTS[0], encoding_format="float").data[0].embedding
    raw = client.embeddings.with_raw_response.create(model=MODEL, input=TEXTS[0], encoding_format="base64")
    encoded = raw.http_response.json()["data"][0]["embedding"]
    # What the SDK asks for by itself, and decodes.
    default = client.embeddings.create(model=MODEL, input=TEXTS[0]).data[0].embedding

    assert list(struct.unpack("<384f", base64.b64decode(encoded))) == pytest.approx(numbers, abs=1e-6)
    assert default == pytest.approx(numbers, abs=1e-6)


def test_dimensions_are_the_models_own(client):
    assert len(client.embeddings.create(model=MODEL, input="x", dimensions=384).data[0].embedding) == 384
    with pytest.raises(openai.BadRequestError):
        client.embeddings.create(model=MODEL, input="x", dimensions=12)


@pytest.mark.parametrize("given", [[1, 2, 3], [[1, 2], [3]], [], "", ["a", ""]])
def test_tokens_and_nothing_are_refused(client, given):
    with pytest.raises(openai.BadRequestError) as refused:
        client.embeddings.create(model=MODEL, input=given)
    assert refused.value.param.startswith("input")


def test_a_model_that_does_not_embed_is_not_found(client):
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="local.echo-v1", input="x")


def test_langchain_embeds_documents_and_queries():
    embeddings = OpenAIEmbeddings(
        model=MODEL, base_url=url("API") + "/openai/v1", api_key=token("ana"), check_embedding_ctx_length=False
    )
    documents = embeddings.embed_documents(TEXTS)
    query = embeddings.embed_query("Where is the cat?")

    assert max(range(3), key=lambda i: likeness(documents[i], query)) in (0, 1)
