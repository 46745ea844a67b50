"""The Anthropic SDK, unmodified, at api-service's door."""

import json
import time
import urllib.request

import anthropic
import pydantic
import pytest

from conftest import token, url

ECHO = "local.echo-v1"
SCRIPT = "local.script-v1"
TEXT = "The quick brown fox jumps over the lazy dog, twice."
WEATHER = {
    "name": "get_weather",
    "description": "Tells the weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
}


class WeatherReport(pydantic.BaseModel):
    city: str
    degrees: int


OLDER = {"anthropic-version": "2023-06-01"}


def user(text):
    return [{"role": "user", "content": text}]


def make(**more):
    wanted = {"api_key": token("ana"), "max_retries": 0, "_strict_response_validation": True, **more}
    return anthropic.Anthropic(base_url=url("API") + "/anthropic", **wanted)


@pytest.fixture(scope="module")
def claude():
    return make()


def generations(run):
    with urllib.request.urlopen(f"{url('LOCAL_AWS')}/_local/generations/{run}") as answer:
        return json.load(answer)


def test_the_models_are_listed_and_found(claude):
    ids = [model.id for model in claude.models.list(limit=2)]
    assert ECHO in ids and len(ids) > 2
    assert claude.models.retrieve(ECHO).display_name == "Echo"


def test_a_message_has_text_and_usage(claude):
    answer = claude.messages.create(model=ECHO, max_tokens=50, messages=user(TEXT), system="Be brief.")

    assert [block.text for block in answer.content] == [TEXT]
    assert (answer.type, answer.role, answer.model, answer.stop_reason) == ("message", "assistant", ECHO, "end_turn")
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (12, 10)
    assert answer._request_id.startswith("req_")


def test_a_stream_gives_the_same_message(claude):
    with claude.messages.stream(model=ECHO, max_tokens=50, messages=user(TEXT)) as stream:
        parts = list(stream.text_stream)
        whole = stream.get_final_message()

    assert len(parts) > 3 and "".join(parts) == TEXT
    assert whole.content[0].text == TEXT
    assert whole.stop_reason == "end_turn"
    assert (whole.usage.input_tokens, whole.usage.output_tokens) == (10, 10)


def test_raw_stream_events_come_in_their_order(claude):
    kinds = [event.type for event in claude.messages.create(model=ECHO, max_tokens=5, messages=user("Hi"), stream=True)]
    assert kinds == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


def test_a_key_and_a_bearer_token_are_the_same():
    bearer = make(api_key=None, auth_token=token("ana"))
    assert bearer.messages.count_tokens(model=ECHO, messages=user("one two")).input_tokens == 2
    request = urllib.request.Request(url("API") + "/anthropic/v1/models", headers={"x-api-key": token("ana")})
    assert urllib.request.urlopen(request).status == 200


def test_max_tokens_and_stop_sequences_end_the_answer(claude):
    cut = claude.messages.create(model=ECHO, max_tokens=3, messages=user(TEXT))
    stopped = claude.messages.create(model=ECHO, max_tokens=50, messages=user(TEXT), stop_sequences=["jumps"])

    assert (cut.stop_reason, cut.content[0].text.split()) == ("max_tokens", ["The", "quick", "brown"])
    assert (stopped.stop_reason, stopped.stop_sequence) == ("stop_sequence", "jumps")


def test_an_answer_that_was_begun_is_gone_on_with(claude):
    begun = [*user(TEXT), {"role": "assistant", "content": "The quick brown"}]
    answer = claude.messages.create(model=ECHO, max_tokens=50, messages=begun)
    assert "The quick brown" + answer.content[0].text == TEXT


def test_tokens_are_counted_without_an_answer(claude):
    count = claude.messages.count_tokens(
        model=ECHO,
        system="Be kind.",
        messages=[
            *user("one two three"),
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "get_weather", "input": {"a": 1}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "found it"}]},
        ],
        tools=[WEATHER],
    )
    # The echo model counts words: 2 of the system's, 3 of the user's, 2 of the call's, 2 of the result's.
    assert count.input_tokens == 9


@pytest.mark.parametrize("streamed", [False, True])
def test_a_whole_round_trip_with_tools(claude, streamed):
    def ask(messages, **more):
        wanted = {"model": SCRIPT, "max_tokens": 100, "messages": messages, "tools": [WEATHER], **more}
        if not streamed:
            return claude.messages.create(**wanted)
        with claude.messages.stream(**wanted) as stream:
            return stream.get_final_message()

    messages = user("[two cities] please")
    asked = ask(messages)
    calls = [block for block in asked.content if block.type == "tool_use"]
    assert asked.stop_reason == "tool_use"
    assert asked.content[0].text == "Let me look. "
    assert [call.input for call in calls] == [{"city": "Recife"}, {"city": "Olinda"}]

    results = [{"type": "tool_result", "tool_use_id": calls[0].id, "content": [{"type": "text", "text": "28 °C"}]}]
    results.append({"type": "tool_result", "tool_use_id": calls[1].id, "content": "no such city", "is_error": True})
    answered = ask([*messages, {"role": "assistant", "content": asked.content}, {"role": "user", "content": results}])
    assert answered.content[0].text == "It is 28 °C in Recife."

    one = ask(messages, tool_choice={"type": "any", "disable_parallel_tool_use": True})
    assert [block.type for block in one.content] == ["text", "tool_use"]


def test_the_tool_runner_goes_through_a_whole_loop(claude):
    @anthropic.beta_tool
    def get_weather(city: str) -> str:
        """Tells the weather.

        Args:
            city: where
        """
        return "28 °C"

    runner = claude.beta.messages.tool_runner(
        model=SCRIPT, max_tokens=99, messages=user("[two cities] please"), tools=[get_weather]
    )
    assert runner.until_done().content[0].text == "It is 28 °C in Recife."


def test_a_conversation_with_tools_goes_on_without_any(claude):
    used = [
        *user("[two cities] please"),
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": ""},
                {"type": "tool_use", "id": "t1", "name": "get_weather", "input": {}},
            ],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "28 °C"}]},
    ]
    for more in ({"tools": [WEATHER], "tool_choice": {"type": "none"}}, {}):
        answer = claude.messages.create(model=SCRIPT, max_tokens=99, messages=used, **more)
        assert answer.content[0].text == "It is 28 °C in Recife."


def test_an_answer_is_parsed_into_the_callers_own_type(claude):
    asked = user('#tool answer {"city": "Lima", "degrees": 19}')
    answer = claude.messages.parse(model=ECHO, max_tokens=99, messages=asked, output_format=WeatherReport)
    assert answer.parsed_output == WeatherReport(city="Lima", degrees=19)
    assert answer.stop_reason == "end_turn"
    with claude.messages.stream(model=ECHO, max_tokens=99, messages=asked, output_format=WeatherReport) as stream:
        assert stream.get_final_message().parsed_output == WeatherReport(city="Lima", degrees=19)


@pytest.mark.parametrize(
    "field, body",
    [
        ("messages.0.content: ", {"messages": user(" ")}),
        ("messages.1.content: ", {"messages": [*user("a"), {"role": "assistant", "content": ""}, *user("b")]}),
        ("messages.1.role: ", {"messages": [{"role": "system", "content": "a"}, {"role": "assistant", "content": "b"}, *user("c")]}),
        ("max_tokens: ", {"extra_body": {"max_tokens": 10_000_000}}),
        ("tools.0.name: ", {"tools": [{**WEATHER, "name": "my tool"}]}),
        ("tool_choice.name: names no tool of tools: must be get_weather", {"tools": [WEATHER], "tool_choice": {"type": "tool", "name": "x"}}),
        ("top_k: ", {"extra_body": {"top_k": 5}, "extra_headers": OLDER}),
        ("thread: ", {"extra_body": {"thread": {"type": "create"}}}),
    ],
)
def test_a_refusal_names_the_field_as_the_caller_does(claude, field, body):
    with pytest.raises(anthropic.BadRequestError) as refused:
        claude.messages.create(**{"model": ECHO, "max_tokens": 9, "messages": user("hello"), **body})
    assert refused.value.body["error"]["message"].startswith(field)


def test_what_other_servers_of_anthropics_have_is_not_found(claude):
    for absent in (claude.messages.batches.list, claude.beta.files.list):
        with pytest.raises(anthropic.NotFoundError):
            absent()


@pytest.mark.parametrize(
    "kind, status, body",
    [
        (anthropic.NotFoundError, 404, {"model": "claude-none"}),
        (anthropic.RateLimitError, 429, {"model": SCRIPT, "messages": user("[throttle] please")}),
        (anthropic.InternalServerError, 529, {"model": SCRIPT, "messages": user("[unavailable] please")}),
        (anthropic.BadRequestError, 400, {"extra_body": {"temperature": 1}}),
        (anthropic.BadRequestError, 400, {"extra_body": {"temperature": 1.5}, "extra_headers": OLDER}),
        (anthropic.BadRequestError, 400, {"thinking": {"type": "enabled", "budget_tokens": 1024}}),
        (anthropic.BadRequestError, 400, {"messages": [{"role": "user", "content": [{"type": "document"}]}]}),
    ],
)
def test_errors_have_the_right_class(claude, kind, status, body):
    with pytest.raises(kind) as refused:
        claude.messages.create(**{"model": ECHO, "max_tokens": 9, "messages": user("hello"), **body})
    assert refused.value.status_code == status
    assert refused.value.body["type"] == "error"
    assert refused.value.request_id == refused.value.body["request_id"]


def test_the_older_version_still_takes_a_temperature(claude):
    answer = claude.messages.create(
        model=ECHO, max_tokens=9, messages=user("hello"), extra_body={"temperature": 0.5}, extra_headers=OLDER
    )
    assert answer.content[0].text == "hello"


def test_a_key_that_is_none_is_an_authentication_error():
    with pytest.raises(anthropic.AuthenticationError):
        make(api_key="sk-ant-none").messages.create(model=ECHO, max_tokens=9, messages=user("hello"))


def test_the_clients_own_retries_bring_it_through_a_throttle():
    answer = make(max_retries=2).messages.create(
        model=SCRIPT, max_tokens=9, messages=user(f"[throttle a while] {time.time()}")
    )
    assert answer.content[0].text == "Served after all."


def test_a_fault_in_the_middle_of_a_stream_is_an_error_after_the_text(claude):
    text = ""
    with pytest.raises(anthropic.APIError):
        with claude.messages.stream(model=SCRIPT, max_tokens=99, messages=user("[break] now")) as stream:
            for part in stream.text_stream:
                text += part
    assert text == "This much was said "


def test_a_time_out_of_the_clients_is_its_own_error(claude):
    with pytest.raises(anthropic.APITimeoutError):
        claude.with_options(timeout=1.0).messages.create(model=SCRIPT, max_tokens=9, messages=user("[silence]"))


def test_a_stream_that_is_left_ends_the_models_work(claude):
    with claude.messages.stream(
        model=ECHO, max_tokens=5000, messages=user("#echo delay=20 repeat=2000\nword")
    ) as stream:
        next(iter(stream.text_stream))
        run = stream.current_message_snapshot.id.removeprefix("msg_")
    for _ in range(50):
        if generations(run)["cancelled"] == 1:
            break
        time.sleep(0.1)
    assert generations(run) == {"active": 0, "started": 1, "finished": 0, "cancelled": 1, "failed": 0}


def test_an_idempotency_key_makes_one_run_that_other_doors_can_follow(claude):
    key = {"idempotency-key": f"judge-{time.time()}"}
    ask = {"model": ECHO, "max_tokens": 50, "messages": user(TEXT), "extra_headers": key}
    first = claude.messages.with_raw_response.create(**ask)
    with claude.messages.stream(**ask) as again:
        text = again.get_final_text()
    run = first.headers["x-run-id"]

    assert first.parse().id == "msg_" + run
    assert text == first.parse().content[0].text == TEXT
    assert generations(run)["started"] == 1
    request = urllib.request.Request(
        f"{url('API')}/v1/runs/{run}", headers={"Authorization": f"Bearer {token('ana')}"}
    )
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["output"] == TEXT
    with pytest.raises(anthropic.BadRequestError):
        claude.messages.create(**{**ask, "messages": user("another")})
