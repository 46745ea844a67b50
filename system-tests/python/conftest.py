"""The running suite that ./dev test names in its environment, and the unmodified clients that judge it."""

import json
import os
import urllib.request

import boto3
import openai
import pytest
from botocore.config import Config


def url(name: str) -> str:
    return os.environ[f"TRIADE_{name}_URL"]


def token(user: str) -> str:
    request = urllib.request.Request(
        url("LOCAL_AWS") + "/_local/token",
        data=json.dumps({"user": user}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


@pytest.fixture(scope="session")
def bedrock():
    return boto3.client(
        "bedrock-runtime",
        endpoint_url=url("LOCAL_AWS"),
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="session")
def client():
    """Holds every answer to the types of the SDK."""
    return openai.OpenAI(
        base_url=url("API") + "/openai/v1",
        api_key=token("ana"),
        max_retries=0,
        _strict_response_validation=True,
    )
