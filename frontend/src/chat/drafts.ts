/** What was typed and not yet sent, by conversation; kept in the tab, so that signing in again does not lose it. */
const keyOf = (place: string) => `triade.draft.${place}`;

export const draftOf = (place: string): string => sessionStorage.getItem(keyOf(place)) ?? '';

export function keepDraft(place: string, text: string): void {
  if (text === '') sessionStorage.removeItem(keyOf(place));
  else sessionStorage.setItem(keyOf(place), text);
}
