"""A chat turn by plain HTTP, without any client of ours and with exporters off."""

import json
import os
import pathlib
import time
import urllib.request
import uuid

from conftest import token, url


def call(method, path, body=None, headers=None):
    request = urllib.request.Request(
        url("API") + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token('ana')}", "Content-Type": "application/json", **(headers or {})},
    )
    return urllib.request.urlopen(request, timeout=30)


def test_one_trace_id_is_in_the_logs_of_all_three_services():
    trace = uuid.uuid4().hex
    session = json.load(call("POST", "/v1/sessions", {}))["id"]
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "Accept": "text/event-stream"}
    turn = {"text": "follow me", "model": "local.echo-v1"}
    with call("POST", f"/v1/sessions/{session}/turns", turn, headers) as answer:
        frames = answer.read().decode().split("\n\n")

    assert any('"completed"' in frame for frame in frames)
    for service in ("api-service", "orchestration-service", "prompt-service"):
        log = pathlib.Path(os.environ["TRIADE_LOGS"], service + ".log")
        deadline = time.monotonic() + 5
        while f"traceId={trace}" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert f"traceId={trace}" in log.read_text(), service


def test_a_session_lives_from_its_first_turn_to_its_end():
    session = json.load(call("POST", "/v1/sessions", {"title": "First"}))["id"]
    turn = {"text": "say this", "model": "local.echo-v1"}
    answered = json.load(call("POST", f"/v1/sessions/{session}/turns", turn, {"Accept": "application/json"}))
    renamed = json.load(call("PATCH", f"/v1/sessions/{session}", {"title": "Second"}))
    listed = json.load(call("GET", "/v1/sessions"))["items"]
    call("DELETE", f"/v1/sessions/{session}")

    assert (answered["state"], answered["output"]) == ("succeeded", "say this")
    assert renamed["title"] == "Second"
    assert session in [item["id"] for item in listed]
    assert session not in [item["id"] for item in json.load(call("GET", "/v1/sessions"))["items"]]
