curl --silent --show-error --fail-with-body '{{BASE_URL}}/graphql' \
  --header 'Authorization: Bearer {{TOKEN}}' \
  --header 'Content-Type: application/json' \
  --data '{
    "query": "mutation($input: RunInput!) { generate(input: $input) { id state output } }",
    "variables": {
      "input": {"model": "{{MODEL}}", "messages": [{"role": "USER", "content": [{"text": "Say hello"}]}]}
    }
  }'
