# pip install openai
from openai import OpenAI

client = OpenAI(base_url="{{BASE_URL}}/openai/v1", api_key="{{TOKEN}}")

stream = client.chat.completions.create(
    model="{{MODEL}}",
    messages=[{"role": "user", "content": "Say hello"}],
    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
