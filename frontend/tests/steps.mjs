// What the browser tests share: steps with one line each, and the few gestures that all of them make.
import assert from 'node:assert/strict';

const results = { passed: 0, failed: 0 };

export async function step(name, action) {
  const began = Date.now();
  try {
    const note = await action();
    results.passed++;
    console.log(`ok   ${name} (${Date.now() - began} ms)${typeof note === 'string' ? `: ${note}` : ''}`);
    return true;
  } catch (error) {
    results.failed++;
    console.log(`FAIL ${name}\n     ${String(error.message ?? error).split('\n').slice(0, 12).join('\n     ')}`);
    return false;
  }
}

/** Prints the sum of all steps. @returns the exit code */
export function summary() {
  console.log(`${results.passed} passed, ${results.failed} failed`);
  return results.failed === 0 && results.passed > 0 ? 0 : 1;
}

export const box = (page) => page.getByRole('textbox', { name: 'Message' });
export const lastTurn = (page) => page.locator('[data-turn]').last();
export const answerText = (page) => lastTurn(page).locator('[data-answer]').innerText();
export const answerHas = (page, text, options) =>
  lastTurn(page).locator('[data-answer]').filter({ hasText: text }).waitFor(options);

export async function say(page, text) {
  await box(page).fill(text);
  await page.keyboard.press('Enter');
}

export async function until(holds, millis = 8_000) {
  for (const end = Date.now() + millis; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error(`not within ${millis} ms: ${holds}`);
  }
}

/** Makes the page note each text that its last answer shows while it is written, to be taken by {@link shownTexts}. */
export const watchAnswer = (page) =>
  page.evaluate(() => {
    const watched = window.shownTexts !== undefined;
    window.shownTexts = [];
    if (watched) return;
    new MutationObserver(() => {
      const turn = [...document.querySelectorAll('[data-turn]')].at(-1);
      const text = turn?.querySelector('[data-answer]').textContent ?? '';
      const shown = window.shownTexts;
      if (turn?.dataset.state === 'running' && text !== '' && text !== shown.at(-1)) shown.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
export const shownTexts = (page) => page.evaluate(() => window.shownTexts?.splice(0) ?? []);

/** A text in which a doubled or missing word shows. */
export const counted = (to) => Array.from({ length: to }, (_, at) => `${at + 1}`).join(' ');

/**
 * The last answer is complete, and nothing but its beginnings was on screen where {@link watchAnswer} looked.
 * @returns how many of them
 */
export async function isWhole(page, text, millis = 20_000) {
  await until(async () => (await lastTurn(page).getAttribute('data-state')) === 'succeeded', millis);
  assert.equal(await answerText(page), text);
  const shown = await shownTexts(page);
  for (const beginning of shown) assert.ok(text.startsWith(beginning.trim()), `on screen: ${beginning}`);
  return shown.length;
}

export const connection = (page, state) => page.locator(`[data-connection="${state}"]`).waitFor();

export async function chooseTransport(page, name) {
  await page.getByRole('button', { name: /Signed in as/ }).click();
  await page.getByRole('menuitemcheckbox', { name }).click();
}
