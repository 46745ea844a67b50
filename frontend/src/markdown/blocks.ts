/** One top-level piece of a Markdown text. Only the last of a growing text is ever open. */
export type Block =
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string; readonly closed: boolean };

const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([^\n`]*)$/;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;

/**
 * Cuts a Markdown text where nothing before the cut depends on what comes after it, so that a growing answer renders its
 * last block alone. Fenced code is a block of its own; a list with its blank lines and indented parts stays one.
 */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let prose: string[] = [];
  const closeProse = () => {
    const text = prose.join('\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '');
    if (text !== '') blocks.push({ kind: 'prose', text });
    prose = [];
  };

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    if (fence !== null) {
      closeProse();
      const [, indent = '', marks = '', words = ''] = fence;
      const end = closingLine(lines, at + 1, marks);
      const text = outdented(lines.slice(at + 1, end ?? lines.length), indent.length).join('\n');
      blocks.push({ kind: 'code', language: languageOf(words), text, closed: end !== undefined });
      at = end ?? lines.length;
    } else {
      if (startsBlock(prose, line)) closeProse();
      prose.push(line);
    }
  }
  closeProse();
  return withDefinitions(blocks);
}

function closingLine(lines: readonly string[], from: number, fence: string): number | undefined {
  const closing = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
  const found = lines.findIndex((line, at) => at >= from && closing.test(line));
  return found < 0 ? undefined : found;
}

const outdented = (lines: readonly string[], columns: number) =>
  columns === 0 ? lines : lines.map((line) => line.replace(new RegExp(`^ {1,${columns}}`), ''));

const languageOf = (words: string) => (words.trim().split(/\s+/)[0] ?? '').toLowerCase();

function startsBlock(prose: readonly string[], line: string): boolean {
  if (prose.length === 0 || prose.at(-1)?.trim() !== '' || line.trim() === '') return false;
  const first = prose.find((earlier) => earlier.trim() !== '');
  if (first === undefined) return false;
  const inList = LIST_ITEM.test(first);
  return !(inList && (LIST_ITEM.test(line) || /^\s/.test(line))) && !/^(?: {4}|\t)/.test(line);
}

/** Link definitions count for the whole text, wherever they stand: each block gets them all. */
function withDefinitions(blocks: Block[]): Block[] {
  const definitions = blocks
    .flatMap((block) => (block.kind === 'prose' ? block.text.split('\n') : []))
    .filter((line) => DEFINITION.test(line));
  if (definitions.length === 0) return blocks;
  const appendix = `\n\n${definitions.join('\n')}`;
  return blocks.map((block) => (block.kind === 'prose' ? { ...block, text: block.text + appendix } : block));
}
