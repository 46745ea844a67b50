"""boto3, unmodified, against local-aws."""

import json

import pytest
from botocore.exceptions import ClientError, EventStreamError

ECHO = "local.echo-v1"
SCRIPT = "local.script-v1"
TEXT = "The quick brown fox jumps over the lazy dog, twice."


def user(text):
    return [{"role": "user", "content": [{"text": text}]}]


def collected(stream):
    text, stop, usage = "", None, None
    for event in stream["stream"]:
        if "contentBlockDelta" in event:
            text += event["contentBlockDelta"]["delta"]["text"]
        elif "messageStop" in event:
            stop = event["messageStop"]["stopReason"]
        elif "metadata" in event:
            usage = event["metadata"]["usage"]
            assert event["metadata"]["metrics"]["latencyMs"] >= 0
    return text, stop, usage


def test_converse_and_its_stream_give_the_same_text_and_usage(bedrock):
    whole = bedrock.converse(modelId=ECHO, messages=user(TEXT))
    text, stop, usage = collected(bedrock.converse_stream(modelId=ECHO, messages=user(TEXT)))

    assert whole["output"]["message"]["content"] == [{"text": TEXT}]
    assert text == TEXT
    assert stop == whole["stopReason"] == "end_turn"
    assert usage == whole["usage"]
    assert usage["outputTokens"] == 10


def test_max_tokens_and_stop_sequences_are_honoured(bedrock):
    short = bedrock.converse(modelId=ECHO, messages=user(TEXT), inferenceConfig={"maxTokens": 3})
    stopped = bedrock.converse(modelId=ECHO, messages=user(TEXT), inferenceConfig={"stopSequences": ["fox"]})

    assert short["stopReason"] == "max_tokens"
    assert short["output"]["message"]["content"][0]["text"].split() == ["The", "quick", "brown"]
    assert stopped["stopReason"] == "stop_sequence"
    assert "fox" not in stopped["output"]["message"]["content"][0]["text"]


def test_a_scripted_throttle_is_a_throttling_exception(bedrock):
    with pytest.raises(bedrock.exceptions.ThrottlingException):
        bedrock.converse(modelId=SCRIPT, messages=user("[throttle] please"))


def test_a_fault_in_the_middle_of_a_stream_is_its_own_exception(bedrock):
    text = ""
    with pytest.raises(EventStreamError) as fault:
        for event in bedrock.converse_stream(modelId=SCRIPT, messages=user("[break] now"))["stream"]:
            text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")

    assert fault.value.response["Error"]["Code"] == "modelStreamErrorException"
    assert text == "This much was said "


def test_a_tool_is_asked_for(bedrock):
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    tools = [{"toolSpec": {"name": "get_weather", "description": "Weather", "inputSchema": {"json": schema}}}]
    answer = bedrock.converse(modelId=SCRIPT, messages=user("[tool] please"), toolConfig={"tools": tools})

    assert answer["stopReason"] == "tool_use"
    use = answer["output"]["message"]["content"][0]["toolUse"]
    assert (use["name"], use["input"]) == ("get_weather", {"city": "Recife"})


def test_an_image_is_refused_by_a_model_that_cannot_see(bedrock):
    image = {"image": {"format": "png", "source": {"bytes": b"\x89PNG\r\n\x1a\n"}}}
    with pytest.raises(bedrock.exceptions.ValidationException):
        bedrock.converse(modelId=ECHO, messages=[{"role": "user", "content": [image]}])


def test_an_unknown_model_is_refused(bedrock):
    with pytest.raises(ClientError) as refused:
        bedrock.converse(modelId="local.none-v1", messages=user("hello"))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 404)


def test_model_ids_with_colons_and_profile_arns_reach_the_path(bedrock):
    for name in ("vendor.model-v1:0", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.vendor.model-v1:0"):
        with pytest.raises(ClientError) as refused:
            bedrock.converse(modelId=name, messages=user("hello"))
        assert refused.value.response["Error"]["Code"] in ("ValidationException", "ResourceNotFoundException")


def test_tokens_are_counted(bedrock):
    counted = bedrock.count_tokens(modelId=ECHO, input={"converse": {"messages": user("one two three")}})
    assert counted["inputTokens"] == 3


def test_a_text_is_embedded(bedrock):
    vectors = []
    for text in ("The cat sat on the mat.", "A cat is sitting on a mat.", "Interest rates rose again."):
        answer = bedrock.invoke_model(modelId="local.minilm-l6-v1", body=json.dumps({"inputText": text}))
        vectors.append(json.loads(answer["body"].read())["embedding"])

    def likeness(one, other):
        return sum(a * b for a, b in zip(one, other))

    assert len(vectors[0]) == 384
    assert likeness(vectors[0], vectors[1]) > likeness(vectors[0], vectors[2]) + 0.3
