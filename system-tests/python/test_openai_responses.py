"""The Responses API by the OpenAI SDK, unmodified."""

import json
import time
import urllib.error
import urllib.request

import openai
import pydantic
import pytest

from conftest import token, url
from test_openai_tools import eventually, generations, weather

ECHO = "local.echo-v1"
SCRIPT = "local.script-v1"
TEXT = "The quick brown fox jumps over the lazy dog, twice."
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL = {"type": "function", "name": "get_weather", "description": "Weather", "parameters": PARAMETERS, "strict": True}


class WeatherReport(pydantic.BaseModel):
    city: str
    degrees: int


def run(response_id):
    request = urllib.request.Request(
        f"{url('API')}/v1/runs/{response_id.removeprefix('resp_')}",
        # The last is between the tiers, and nobody's to send from outside.
        headers={"Authorization": f"Bearer {token('ana')}", "Prefer": "wait=10", "x-doors-own": "shown"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_a_response_is_a_run_of_every_door(client):
    response = client.responses.create(
        model=ECHO, input=TEXT, instructions="Be brief.", metadata={"ticket": "T-1"}, temperature=0.5
    )

    assert (response.status, response.output_text) == ("completed", TEXT)
    assert response.usage.output_tokens == 10
    assert response.instructions == "Be brief."
    assert response.metadata == {"ticket": "T-1"}
    assert run(response.id)["output"] == TEXT
    assert run(response.id)["metadata"] == {"ticket": "T-1"}
    assert client.responses.retrieve(response.id) == response


def test_the_tokens_of_an_input_are_counted(client):
    count = client.responses.input_tokens.count(model=ECHO, input="one two three", instructions="Be brief.")
    assert (count.object, count.input_tokens) == ("response.input_tokens", 5)


def test_a_run_of_another_door_is_a_response_here(client):
    body = {"model": ECHO, "messages": [{"role": "user", "content": [{"type": "text", "text": TEXT}]}]}
    request = urllib.request.Request(
        url("API") + "/v1/runs",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token('ana')}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        run_id = json.load(answer)["id"]

    assert client.responses.retrieve("resp_" + run_id).output_text == TEXT


def test_what_the_door_keeps_for_itself_is_nobodys_to_say(client):
    body = {"model": ECHO, "messages": [{"role": "user", "content": [{"type": "text", "text": TEXT}]}]}
    request = urllib.request.Request(
        url("API") + "/v1/runs",
        data=json.dumps({**body, "metadata": {"openai:api": "responses"}}).encode(),
        headers={
            "Authorization": f"Bearer {token('ana')}",
            "Content-Type": "application/json",
            "x-doors-own": "shown",
        },
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code == 422
    assert json.load(refused.value)["errors"][0]["pointer"] == "/metadata"
    with pytest.raises(openai.BadRequestError) as mine:
        client.responses.create(model=ECHO, input="x", metadata={"openai:api": "responses"})
    assert mine.value.param == "metadata"


def test_a_stream_has_every_event_in_order(client):
    events = list(client.responses.create(model=ECHO, input=TEXT, stream=True))
    types = [event.type.removeprefix("response.") for event in events]

    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert types[:4] == ["created", "in_progress", "output_item.added", "content_part.added"]
    assert types[-4:] == ["output_text.done", "content_part.done", "output_item.done", "completed"]
    assert set(types[4:-4]) == {"output_text.delta"}
    assert "".join(event.delta for event in events[4:-4]) == TEXT
    assert events[-1].response.output_text == TEXT
    assert client.responses.retrieve(events[-1].response.id) == events[-1].response


def test_a_stream_is_taken_up_after_any_event_with_the_same_events(client):
    events = list(client.responses.create(model=ECHO, input=TEXT, stream=True, background=True))
    response_id = events[0].response.id
    for after in (0, 3, 7, len(events) - 2):
        rest = list(client.responses.retrieve(response_id, stream=True, starting_after=after))
        assert rest == events[after + 1 :]
    assert list(client.responses.retrieve(response_id, stream=True)) == events


def test_a_background_response_is_followed_while_it_is_made(client):
    begun = client.responses.create(model=ECHO, input="#echo delay=20 repeat=40\nword", background=True)
    seen = []
    for event in client.responses.retrieve(begun.id, stream=True):
        seen.append(event)
        if event.type == "response.output_text.delta" and len(seen) > 10:
            break
    rest = list(client.responses.retrieve(begun.id, stream=True, starting_after=seen[-1].sequence_number))
    text = "".join(event.delta for event in seen + rest if event.type == "response.output_text.delta")

    assert begun.status in ("queued", "in_progress")
    assert begun.background is True
    assert rest[-1].type == "response.completed"
    assert text == rest[-1].response.output_text == run(begun.id)["output"]
    assert client.responses.retrieve(begun.id).status == "completed"


def test_a_background_response_is_cancelled(client):
    begun = client.responses.create(model=ECHO, input="#echo delay=50 repeat=500\nword", background=True)
    assert client.responses.cancel(begun.id).status == "cancelled"
    assert client.responses.retrieve(begun.id).status == "cancelled"
    assert client.responses.cancel(begun.id).status == "cancelled"


def test_a_background_response_that_the_model_refuses_says_so(client):
    image = {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="}
    begun = client.responses.create(model=ECHO, input=[{"role": "user", "content": [image]}], background=True)
    assert eventually(lambda: client.responses.retrieve(begun.id).status == "failed")
    assert client.responses.retrieve(begun.id).error.code == "invalid_prompt"


def test_a_caller_who_leaves_ends_it_unless_it_is_in_the_background(client):
    before = generations()["cancelled"]
    stream = client.responses.create(model=ECHO, input="#echo delay=20 repeat=500\nword", stream=True)
    for event in stream:
        if event.type == "response.output_text.delta":
            break
    stream.close()
    assert eventually(lambda: generations()["cancelled"] > before)


def test_a_conversation_goes_on_from_the_response_before(client):
    first = client.responses.create(
        model=ECHO, input=[{"role": "developer", "content": "Metric."}, {"role": "user", "content": "one"}]
    )
    second = client.responses.create(model=ECHO, input="two", previous_response_id=first.id, instructions="Brief.")
    items = client.responses.input_items.list(second.id, order="asc", limit=2)
    texts = [(item.role, item.content[0].text) for item in items]

    assert texts == [("system", "Metric."), ("user", "one"), ("assistant", "one"), ("user", "two")]
    assert second.previous_response_id == first.id
    assert second.usage.input_tokens == 5
    newest = client.responses.input_items.list(second.id, limit=1)
    assert newest.has_more and newest.data[0].content[0].text == "two"
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model=ECHO, input="x", previous_response_id="resp_" + "r_" + "0" * 26)
    assert refused.value.param == "previous_response_id"


@pytest.mark.parametrize("kept", [True, False])
def test_a_whole_round_trip_with_tools(client, kept):
    items = [{"role": "user", "content": "[two tools] please"}]
    asked = client.responses.create(model=SCRIPT, input=items, tools=[TOOL], store=kept)
    calls = [item for item in asked.output if item.type == "function_call"]
    outputs = [
        {"type": "function_call_output", "call_id": call.call_id, "output": weather(call.arguments)} for call in calls
    ]
    if kept:
        more = {"input": outputs, "previous_response_id": asked.id}
    else:
        more = {"input": items + [item.model_dump() for item in asked.output] + outputs, "store": False}
    answered = client.responses.create(model=SCRIPT, tools=[TOOL], **more)

    assert [json.loads(call.arguments)["city"] for call in calls] == ["Recife", "Lima"]
    assert asked.output[0].content[0].text == "Let me look. "
    assert answered.output_text == "So it is warm there."


def test_tools_are_streamed_with_their_arguments(client):
    with client.responses.stream(model=SCRIPT, input="[two tools] please", tools=[TOOL]) as stream:
        done = [e.arguments for e in stream if e.type == "response.function_call_arguments.done"]
        final = stream.get_final_response()

    assert [json.loads(arguments)["city"] for arguments in done] == ["Recife", "Lima"]
    assert [item.type for item in final.output] == ["message", "function_call", "function_call"]


def test_parse_gives_the_callers_type_kept_and_not(client):
    for kept in (True, False):
        asked = '#tool WeatherReport {"city": "Lima", "degrees": 19}'
        answer = client.responses.parse(model=ECHO, input=asked, text_format=WeatherReport, store=kept)
        assert answer.output_parsed == WeatherReport(city="Lima", degrees=19)


def test_what_is_not_stored_is_nowhere(client):
    response = client.responses.create(model=ECHO, input=TEXT, store=False)
    assert (response.output_text, response.store) == (TEXT, False)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)


def test_too_few_tokens_make_it_incomplete(client):
    response = client.responses.create(model=ECHO, input=TEXT, max_output_tokens=3)
    assert (response.status, response.incomplete_details.reason) == ("incomplete", "max_output_tokens")
    assert response.output_text.split() == ["The", "quick", "brown"]


def test_a_fault_in_the_middle_is_a_failed_response_with_what_was_said(client):
    response = client.responses.create(model=SCRIPT, input="[break] now")
    last = list(client.responses.create(model=SCRIPT, input="[break] now", stream=True))[-1]

    assert (response.status, response.output_text) == ("failed", "This much was said ")
    assert response.error.code == "server_error"
    assert last.type == "response.failed"


def test_errors_have_the_right_class(client):
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="gpt-none", input="x")
    with pytest.raises(openai.RateLimitError):
        client.responses.create(model=SCRIPT, input="[throttle] please")
    with pytest.raises(openai.RateLimitError):
        client.responses.create(model=SCRIPT, input="[throttle] please", stream=True)
    with pytest.raises(openai.BadRequestError):
        client.responses.create(model=ECHO, input="x", tools=[{"type": "web_search"}])
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve("resp_none")


def test_another_persons_response_is_not_found(client):
    response = client.responses.create(model=ECHO, input="mine")
    other = openai.OpenAI(base_url=url("API") + "/openai/v1", api_key=token("bruno"), max_retries=0)
    for ask in (other.responses.retrieve, other.responses.cancel, other.responses.delete):
        with pytest.raises(openai.NotFoundError):
            ask(response.id)


def test_a_deleted_response_is_gone_from_every_door(client):
    response = client.responses.create(model=ECHO, input="forget me")
    client.responses.delete(response.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)
    with pytest.raises(urllib.error.HTTPError) as gone:
        run(response.id)
    assert gone.value.code == 404


def test_the_same_key_is_the_same_response(client):
    key = {"Idempotency-Key": f"judge-{time.time_ns()}"}
    started = generations()["started"]
    answers = [client.responses.create(model=ECHO, input="once", extra_headers=key) for _ in range(3)]
    streamed = list(client.responses.create(model=ECHO, input="once", stream=True, extra_headers=key))

    assert len({answer.id for answer in answers}) == 1
    assert streamed[-1].response == answers[0]
    assert generations()["started"] == started + 1
