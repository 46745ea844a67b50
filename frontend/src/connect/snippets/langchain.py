# pip install langchain-openai
from langchain_openai import ChatOpenAI

model = ChatOpenAI(base_url="{{BASE_URL}}/openai/v1", api_key="{{TOKEN}}", model="{{MODEL}}")

for chunk in model.stream("Say hello"):
    print(chunk.text, end="", flush=True)
print()
