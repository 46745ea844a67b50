# pip install anthropic
from anthropic import Anthropic

client = Anthropic(base_url="{{BASE_URL}}/anthropic", api_key="{{TOKEN}}")

with client.messages.stream(
    model="{{MODEL}}",
    max_tokens=200,
    messages=[{"role": "user", "content": "Say hello"}],
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
print()
