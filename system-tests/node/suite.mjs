/** The running suite that ./dev test names in its environment. */
export function url(name) {
  const value = process.env[`TRIADE_${name}_URL`];
  if (!value) throw new Error(`TRIADE_${name}_URL is not set: run these through ./dev test --only node`);
  return value;
}

export async function token(user) {
  const answer = await fetch(url('LOCAL_AWS') + '/_local/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  return (await answer.json()).access_token;
}
