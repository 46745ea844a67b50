"""What every foreign door owes to HTTP, whatever its protocol."""

import json
import urllib.error
import urllib.request

import pytest

from conftest import token, url


def refused(method, path):
    request = urllib.request.Request(
        url("API") + path,
        method=method,
        data=b"{}" if method == "POST" else None,
        headers={"Authorization": f"Bearer {token('ana')}", "Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request, timeout=20)
    return answer.value, json.load(answer.value)


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("DELETE", "/openai/v1/chat/completions", "GET, POST"),
        ("GET", "/openai/v1/embeddings", "POST"),
        ("DELETE", "/openai/v1/models/local.echo-v1", "GET"),
        ("GET", "/openai/v1/responses", "POST"),
        ("POST", "/openai/v1/responses/resp_1", "DELETE, GET"),
        ("GET", "/anthropic/v1/messages", "POST"),
        ("POST", "/anthropic/v1/models", "GET"),
        ("GET", "/lex/v2/fulfilment", "POST"),
        ("POST", "/v1/me", "GET, HEAD"),
        ("DELETE", "/v1/runs/r_1/events", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(method, path, allowed):
    answer, _ = refused(method, path)
    assert answer.code == 405
    assert sorted(answer.headers["allow"].replace(" ", "").split(",")) == sorted(allowed.replace(" ", "").split(","))


@pytest.mark.parametrize(
    "path, said",
    [
        ("/openai", lambda body: body["error"]["code"] == "not_found"),
        ("/openai/", lambda body: body["error"]["code"] == "not_found"),
        ("/anthropic", lambda body: body["error"]["type"] == "not_found_error"),
        ("/anthropic/", lambda body: body["error"]["type"] == "not_found_error"),
        ("/lex", lambda body: body["type"] == "/problems/not-found"),
    ],
)
def test_a_bare_path_is_not_found_in_the_shape_of_its_door(path, said):
    answer, body = refused("GET", path)
    assert answer.code == 404
    assert said(body), body
