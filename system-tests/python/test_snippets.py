"""Every Python snippet that the frontend shows, run as a user would run it once the place-holders are filled in."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import token, url

FOLDER = Path(__file__).parents[2] / "frontend/src/connect/snippets"
SNIPPETS = sorted(FOLDER.glob("*.py"))


def filled(source: str) -> str:
    values = {"BASE_URL": url("API"), "MODEL": "local.echo-v1", "TOKEN": token("ana")}
    for name, value in values.items():
        source = source.replace("{{%s}}" % name, value)
    return source


def test_there_are_snippets():
    assert [snippet.name for snippet in SNIPPETS] == ["anthropic.py", "langchain.py", "openai.py"]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.name)
def test_a_snippet_prints_the_answer(snippet, tmp_path):
    program = tmp_path / "ask.py"
    program.write_text(filled(snippet.read_text()))

    ran = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=120, cwd=tmp_path)

    assert (ran.returncode, ran.stdout) == (0, "Say hello\n"), ran.stderr
