// Written by hand in the shape of openapi-typescript until docs/api/openapi.json is published; then `npm run contract`.
export interface paths {
  '/v1/sessions': {
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: { content: { 'application/json': components['schemas']['SessionPage'] } } };
    };
    post: {
      parameters: Record<string, never>;
      requestBody: { content: { 'application/json': components['schemas']['SessionChange'] } };
      responses: { 201: { content: { 'application/json': components['schemas']['Session'] } } };
    };
  };
  '/v1/sessions/{id}': {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: { content: { 'application/json': components['schemas']['Session'] } } };
    };
    patch: {
      parameters: { path: { id: string } };
      requestBody: { content: { 'application/json': components['schemas']['SessionChange'] } };
      responses: { 200: { content: { 'application/json': components['schemas']['Session'] } } };
    };
    delete: {
      parameters: { path: { id: string } };
      responses: { 204: { content?: never } };
    };
  };
  '/v1/sessions/{id}/turns': {
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; cursor?: string } };
      responses: { 200: { content: { 'application/json': components['schemas']['TurnPage'] } } };
    };
  };
  '/v1/models': {
    get: {
      parameters: Record<string, never>;
      responses: { 200: { content: { 'application/json': components['schemas']['Models'] } } };
    };
  };
}
export interface components {
  schemas: {
    Session: { id: string; title?: string; model?: string; createdAt: string; updatedAt: string };
    SessionPage: { items: components['schemas']['Session'][]; next?: string };
    SessionChange: { title?: string; model?: string };
    Turn: {
      id: string;
      sessionId: string;
      parentId: string;
      state: components['schemas']['RunState'];
      input: string;
      output: string;
      model?: string;
      stopReason?: components['schemas']['StopReason'];
      usage?: components['schemas']['TokenUsage'];
      problem?: components['schemas']['Problem'];
      createdAt: string;
      finishedAt?: string;
    };
    TurnPage: { items: components['schemas']['Turn'][]; next?: string };
    TurnRequest: {
      text: string;
      parentId?: string;
      model?: string;
      parameters?: components['schemas']['InferenceParameters'];
    };
    InferenceParameters: { maxTokens?: number; temperature?: number; topP?: number; stopSequences?: string[] };
    RunState: 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
    StopReason:
      | 'end_turn'
      | 'tool_use'
      | 'max_tokens'
      | 'stop_sequence'
      | 'guardrail_intervened'
      | 'content_filtered'
      | 'malformed_model_output'
      | 'malformed_tool_use'
      | 'model_context_window_exceeded'
      | 'other';
    TokenUsage: {
      inputTokens: number;
      outputTokens: number;
      cacheReadInputTokens: number;
      cacheWriteInputTokens: number;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail?: string;
      traceId?: string;
      errors?: components['schemas']['FieldError'][];
    };
    FieldError: { pointer: string; detail: string };
    Model: { id: string; name: string; notice?: string; standard: boolean };
    Models: { items: components['schemas']['Model'][] };
  };
}
