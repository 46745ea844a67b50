export const json = (value, status = 200, type = 'application/json') => ({
  status,
  headers: { 'Content-Type': type },
  body: JSON.stringify(value),
});

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
export const problemBody = (status, slug, detail) => ({ type: `/problems/${slug}`, title: slug, status, detail, traceId: TRACE });

export function problem(status, slug, detail, headers = {}) {
  const answer = json(problemBody(status, slug, detail), status, 'application/problem+json');
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
