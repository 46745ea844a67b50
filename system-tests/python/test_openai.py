"""The OpenAI SDK, unmodified, at api-service's door."""

import openai
import pytest

from conftest import url

ECHO = "local.echo-v1"
SCRIPT = "local.script-v1"
TEXT = "The quick brown fox jumps over the lazy dog, twice."


def user(text):
    return [{"role": "user", "content": text}]


def test_the_models_are_listed(client):
    assert ECHO in [model.id for model in client.models.list()]


def test_a_completion_has_text_and_usage(client):
    answer = client.chat.completions.create(model=ECHO, messages=user(TEXT))

    assert answer.choices[0].message.content == TEXT
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens == 10
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 10


def test_a_stream_gives_the_same_text_and_its_usage_at_the_end(client):
    text, finish, usage = "", None, None
    stream = client.chat.completions.create(
        model=ECHO, messages=user(TEXT), stream=True, stream_options={"include_usage": True}
    )
    for chunk in stream:
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
            finish = chunk.choices[0].finish_reason or finish
        usage = chunk.usage or usage

    assert text == TEXT
    assert finish == "stop"
    assert usage.completion_tokens == 10


def test_a_stream_without_the_option_has_no_usage(client):
    stream = client.chat.completions.create(model=ECHO, messages=user(TEXT), stream=True)
    assert all(chunk.usage is None and len(chunk.choices) == 1 for chunk in stream)


def test_max_tokens_end_the_answer(client):
    answer = client.chat.completions.create(model=ECHO, messages=user(TEXT), max_completion_tokens=3)
    assert answer.choices[0].finish_reason == "length"
    assert answer.choices[0].message.content.split() == ["The", "quick", "brown"]


def test_a_tool_is_called(client):
    tool = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
    answer = client.chat.completions.create(model=SCRIPT, messages=user("[tool] please"), tools=[tool])

    call = answer.choices[0].message.tool_calls[0]
    assert answer.choices[0].finish_reason == "tool_calls"
    assert (call.function.name, call.function.arguments.replace(" ", "")) == ("get_weather", '{"city":"Recife"}')


def test_an_unknown_model_is_not_found(client):
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-none", messages=user("hello"))


def test_a_key_that_is_none_is_an_authentication_error():
    stranger = openai.OpenAI(base_url=url("API") + "/openai/v1", api_key="sk-none", max_retries=0)
    with pytest.raises(openai.AuthenticationError):
        stranger.chat.completions.create(model=ECHO, messages=user("hello"))


def test_a_throttled_model_is_a_rate_limit_error(client):
    with pytest.raises(openai.RateLimitError) as limited:
        client.chat.completions.create(model=SCRIPT, messages=user("[throttle] please"))
    assert int(limited.value.response.headers["retry-after"]) > 0


def test_a_temperature_out_of_range_is_a_bad_request(client):
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=ECHO, messages=user("hello"), temperature=7)


def test_a_fault_in_the_middle_of_a_stream_is_an_error_after_the_text(client):
    text = ""
    with pytest.raises(openai.APIError):
        for chunk in client.chat.completions.create(model=SCRIPT, messages=user("[break] now"), stream=True):
            text += chunk.choices[0].delta.content or ""
    assert text == "This much was said "
