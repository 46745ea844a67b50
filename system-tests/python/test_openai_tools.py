"""Tools, structured output, retries and hanging up by the OpenAI SDK, unmodified."""

import json
import time
import urllib.request

import openai
import pydantic
import pytest

from conftest import token, url

ECHO = "local.echo-v1"
SCRIPT = "local.script-v1"
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL = {"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": PARAMETERS}}


class WeatherReport(pydantic.BaseModel):
    city: str
    degrees: int


def user(text):
    return [{"role": "user", "content": text}]


def weather(arguments):
    return f"It is 28 degrees in {json.loads(arguments)['city']}."


def generations():
    with urllib.request.urlopen(url("LOCAL_AWS") + "/_local/metrics") as answer:
        return json.load(answer)["generations"]


def eventually(condition, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_a_whole_round_trip_with_two_tools_at_once(client):
    messages = user("[two tools] please")
    asked = client.chat.completions.create(model=SCRIPT, messages=messages, tools=[TOOL]).choices[0]
    calls = asked.message.tool_calls
    messages.append(asked.message)
    messages += [{"role": "tool", "tool_call_id": c.id, "content": weather(c.function.arguments)} for c in calls]
    answered = client.chat.completions.create(model=SCRIPT, messages=messages, tools=[TOOL]).choices[0]

    assert asked.finish_reason == "tool_calls"
    assert [json.loads(call.function.arguments)["city"] for call in calls] == ["Recife", "Lima"]
    assert answered.message.content == "So it is warm there."
    assert answered.finish_reason == "stop"


def test_tools_are_streamed_with_their_arguments(client):
    names, arguments = {}, {}
    for chunk in client.chat.completions.create(
        model=SCRIPT, messages=user("[two tools] please"), tools=[TOOL], stream=True
    ):
        for call in chunk.choices[0].delta.tool_calls or []:
            names.setdefault(call.index, call.function.name)
            arguments[call.index] = arguments.get(call.index, "") + (call.function.arguments or "")

    assert names == {0: "get_weather", 1: "get_weather"}
    assert [json.loads(one)["city"] for one in arguments.values()] == ["Recife", "Lima"]


def test_one_tool_at_a_time_where_that_is_wanted(client):
    for stream in (False, True):
        answer = client.chat.completions.create(
            model=SCRIPT, messages=user("[two tools] please"), tools=[TOOL], parallel_tool_calls=False, stream=stream
        )
        if stream:
            ids = {c.id for chunk in answer for c in chunk.choices[0].delta.tool_calls or [] if c.id}
        else:
            ids = {call.id for call in answer.choices[0].message.tool_calls}
        assert len(ids) == 1


def test_an_answer_is_parsed_into_the_callers_own_type(client):
    json_schema = {"name": "weather_report", "schema": WeatherReport.model_json_schema(), "strict": True}
    answer = client.chat.completions.create(
        model=SCRIPT,
        messages=user("[form] please"),
        response_format={"type": "json_schema", "json_schema": json_schema},
    ).choices[0]

    assert WeatherReport.model_validate_json(answer.message.content) == WeatherReport(city="Recife", degrees=28)
    assert answer.finish_reason == "stop"
    assert answer.message.tool_calls is None


def test_parse_gives_the_callers_type(client):
    asked = user('#tool WeatherReport {"city": "Lima", "degrees": 19}')
    answer = client.chat.completions.parse(model=ECHO, messages=asked, response_format=WeatherReport)
    assert answer.choices[0].message.parsed == WeatherReport(city="Lima", degrees=19)


def test_a_form_is_streamed_as_text(client):
    asked = user('#tool WeatherReport {"city": "Lima", "degrees": 19}')
    with client.chat.completions.stream(model=ECHO, messages=asked, response_format=WeatherReport) as stream:
        stream.until_done()
        final = stream.get_final_completion()
    assert final.choices[0].message.parsed == WeatherReport(city="Lima", degrees=19)


def test_a_free_object_is_json(client):
    answer = client.chat.completions.create(
        model=ECHO, messages=user('#tool json_object {"a": [1, null]}'), response_format={"type": "json_object"}
    )
    assert json.loads(answer.choices[0].message.content) == {"a": [1, None]}


def test_an_image_is_refused_by_a_model_that_does_not_see_and_a_file_by_the_door(client):
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    for part in (image, {"type": "file", "file": {"file_id": "f"}}):
        with pytest.raises(openai.BadRequestError):
            client.chat.completions.create(model=ECHO, messages=[{"role": "user", "content": [part]}])


def test_what_cannot_be_done_is_refused_by_name(client):
    for field, value in (("n", 2), ("logprobs", True), ("modalities", ["audio"])):
        with pytest.raises(openai.BadRequestError) as refused:
            client.chat.completions.create(model=ECHO, messages=user("hi"), **{field: value})
        assert refused.value.param == field


@pytest.mark.parametrize(
    "param, body",
    [
        ("max_completion_tokens", {"max_completion_tokens": 10_000_000}),
        ("max_tokens", {"max_tokens": 10_000_000}),
        ("tools[0].function.name", {"tools": [{"type": "function", "function": {"name": "my tool"}}]}),
        ("messages[1].role", {"messages": [{"role": "system", "content": "a"}, {"role": "assistant", "content": "b"}, *user("c")]}),
        ("messages[2].tool_call_id", {"messages": [*user("a"), *user("b"), {"role": "tool", "tool_call_id": "a b", "content": "c"}]}),
        ("response_format.json_schema.name", {"tools": [TOOL], "response_format": {"type": "json_schema", "json_schema": {"name": "get_weather", "schema": {}}}}),
    ],
)
def test_a_tiers_refusal_names_the_field_as_the_caller_does(client, param, body):
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(**{"model": SCRIPT, "messages": user("hi"), **body})
    assert refused.value.param == param
    assert refused.value.body["message"].startswith(f"'{param}' ")


def test_only_some_of_the_tools_are_allowed(client):
    other = {"type": "function", "function": {"name": "other", "parameters": {"type": "object"}}}
    allowed = {"mode": "required", "tools": [{"type": "function", "function": {"name": "get_weather"}}]}
    answer = client.chat.completions.create(
        model=SCRIPT,
        messages=user("[two tools] please"),
        tools=[other, TOOL],
        tool_choice={"type": "allowed_tools", "allowed_tools": allowed},
    )
    assert {call.function.name for call in answer.choices[0].message.tool_calls} == {"get_weather"}


def test_what_has_no_meaning_here_is_named(client):
    raw = client.chat.completions.with_raw_response.create(
        model=ECHO, messages=user("hi"), seed=1, user="ana", metadata={"k": "v"}
    )
    assert raw.headers["x-ignored-parameters"] == "metadata, seed, user"
    assert len(raw.headers["x-request-id"]) == 32
    assert int(raw.headers["openai-processing-ms"]) >= 0
    assert not [name for name in raw.headers if name.startswith("x-ratelimit")]


def test_the_sdk_tries_a_throttled_model_again_by_itself():
    patient = openai.OpenAI(base_url=url("API") + "/openai/v1", api_key=token("ana"), max_retries=2)
    text = f"[busy] {time.time_ns()}"
    answer = patient.chat.completions.with_raw_response.create(model=SCRIPT, messages=user(text))
    assert answer.parse().choices[0].message.content == "Not busy any more."
    assert answer.retries_taken == 1


def test_a_time_out_is_the_sdks_own_and_ends_the_generation(client):
    before = generations()["cancelled"]
    with pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(model=ECHO, messages=user("#echo first=20000\nlate"), timeout=0.5)
    assert eventually(lambda: generations()["cancelled"] > before)


def test_closing_a_stream_ends_the_generation(client):
    before = generations()["cancelled"]
    stream = client.chat.completions.create(
        model=ECHO, messages=user("#echo delay=20 repeat=500\nword"), stream=True
    )
    next(iter(stream))
    stream.close()
    assert eventually(lambda: generations()["cancelled"] > before)


def test_a_stored_completion_is_a_run_that_can_be_read_and_removed(client):
    raw = client.chat.completions.with_raw_response.create(model=ECHO, messages=user("keep this"), store=True)
    made = raw.parse()
    read = client.chat.completions.retrieve(made.id)
    removed = client.chat.completions.delete(made.id)

    assert made.id == "chatcmpl-" + raw.headers["x-run-id"]
    assert read.choices == made.choices
    assert read.created == made.created
    assert removed.deleted
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.retrieve(made.id)


def test_a_stored_completions_metadata_is_given_back_found_by_and_changed(client):
    mine = {"judge": str(time.time_ns())}
    first, second = (
        client.chat.completions.create(model=ECHO, messages=user(text), store=True, metadata={**mine, "text": text})
        for text in ("one", "two")
    )
    listed = client.chat.completions.list(metadata=mine, limit=1)
    ids = [completion.id for completion in listed]
    newest = client.chat.completions.list(metadata=mine, order="desc", limit=1)
    changed = client.chat.completions.update(first.id, metadata={"other": "words"})

    assert first.metadata == {**mine, "text": "one"}
    assert client.chat.completions.retrieve(second.id).metadata == {**mine, "text": "two"}
    assert ids == [first.id, second.id]
    assert listed.has_more and newest.data[0] == second
    assert changed.metadata == {"other": "words"}
    assert client.chat.completions.retrieve(first.id) == changed
    assert [completion.id for completion in client.chat.completions.list(metadata=mine)] == [second.id]


def test_the_same_key_is_the_same_completion_and_another_body_is_refused(client):
    key = {"Idempotency-Key": f"judge-{time.time_ns()}"}
    answers = [
        client.chat.completions.create(model=ECHO, messages=user("once"), extra_headers=key) for _ in range(3)
    ]
    streamed = client.chat.completions.create(model=ECHO, messages=user("once"), stream=True, extra_headers=key)

    assert len({answer.id for answer in answers}) == 1
    assert {chunk.id for chunk in streamed} == {answers[0].id}
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=ECHO, messages=user("twice"), extra_headers=key)
