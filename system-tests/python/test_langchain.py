"""LangChain's ChatOpenAI, unmodified, by chat completions and by the Responses API."""

import pydantic
import pytest
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from conftest import token, url

ECHO = "local.echo-v1"
SCRIPT = "local.script-v1"


class WeatherReport(pydantic.BaseModel):
    """A report."""

    city: str
    degrees: int


@tool
def get_weather(city: str) -> str:
    """Tells the weather."""
    return f"It is 28 degrees in {city}."


@pytest.fixture(params=[False, True], ids=["chat completions", "responses"])
def model(request):
    def of(name, **more):
        return ChatOpenAI(
            model=name,
            base_url=url("API") + "/openai/v1",
            api_key=token("ana"),
            max_retries=0,
            use_responses_api=request.param,
            **more,
        )

    return of


def test_it_answers_and_counts(model):
    answer = model(ECHO).invoke("say this again")
    assert answer.text == "say this again"
    assert answer.usage_metadata["output_tokens"] == 3


def test_it_streams(model):
    chunks = list(model(ECHO).stream("one two three four"))
    assert "".join(chunk.text for chunk in chunks) == "one two three four"
    assert len(chunks) > 4


def test_a_whole_round_trip_with_tools(model):
    bound = model(SCRIPT).bind_tools([get_weather])
    messages = [HumanMessage("[two tools] please")]
    asked = bound.invoke(messages)
    messages.append(asked)
    for call in asked.tool_calls:
        messages.append(ToolMessage(get_weather.invoke(call["args"]), tool_call_id=call["id"]))

    assert [call["args"]["city"] for call in asked.tool_calls] == ["Recife", "Lima"]
    assert bound.invoke(messages).text == "So it is warm there."


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_it_gives_the_callers_own_type(model, method):
    asked = '#tool WeatherReport {"city": "Lima", "degrees": 19}'
    shaped = model(ECHO).with_structured_output(WeatherReport, method=method)
    assert shaped.invoke(asked) == WeatherReport(city="Lima", degrees=19)
