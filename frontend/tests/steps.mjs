// What the browser tests share: steps with one line each, and the few gestures that all of them make.
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

/** Makes the page note each text that its last answer shows while it is written, to be read by {@link shownTexts}. */
export const watchAnswer = (page) =>
  page.evaluate(() => {
    const shown = (window.shownTexts = []);
    new MutationObserver(() => {
      const turn = [...document.querySelectorAll('[data-turn]')].at(-1);
      const text = turn?.querySelector('[data-answer]').textContent ?? '';
      if (turn?.dataset.state === 'running' && text !== shown.at(-1)) shown.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
export const shownTexts = (page) => page.evaluate(() => window.shownTexts.filter((text) => text !== ''));
