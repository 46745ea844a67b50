curl --no-buffer --silent --show-error --fail-with-body '{{BASE_URL}}/v1/runs' \
  --header 'Authorization: Bearer {{TOKEN}}' \
  --header 'Content-Type: application/json' \
  --header 'Accept: text/event-stream' \
  --data '{
    "model": "{{MODEL}}",
    "messages": [{"role": "user", "content": [{"type": "text", "text": "Say hello"}]}]
  }'
