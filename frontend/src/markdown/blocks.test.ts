import { describe, expect, it } from 'vitest';
import { blocksOf, type Block } from './blocks';

const prose = (text: string): Block => ({ kind: 'prose', text });
const code = (language: string, text: string, closed = true): Block => ({ kind: 'code', language, text, closed });

describe('a Markdown text', () => {
  it('has no blocks when it is blank', () => {
    expect(blocksOf('')).toEqual([]);
    expect(blocksOf(' \n\n\t\n')).toEqual([]);
  });

  it('is cut at blank lines', () => {
    expect(blocksOf('# Title\nsame\n\nNext\n\n\nLast')).toEqual([prose('# Title\nsame'), prose('Next'), prose('Last')]);
  });

  it('is read alike with every kind of line end', () => {
    for (const end of ['\r\n', '\r']) {
      expect(blocksOf(['a', '', '```js', 'b', '```'].join(end))).toEqual([prose('a'), code('js', 'b')]);
    }
  });

  it('changes only in its last blocks while it grows', () => {
    const text = 'Intro\n\n- one\n\n- two\n\n```java\nint a;\n\nint b;\n```\n\nOutro\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n~~~\nopen';
    let before: Block[] = [];
    for (let length = 0; length <= text.length; length++) {
      const now = blocksOf(text.slice(0, length));
      expect(now.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
      before = now;
    }
  });
});

describe('a list', () => {
  it('stays one block over blank lines, nested parts and paragraphs', () => {
    const list = '1. one\n\n2. two\n\n   more of two\n\n   - nested\n\n3. three';
    expect(blocksOf(list)).toEqual([prose(list)]);
  });

  it('ends at the first paragraph that is not indented', () => {
    expect(blocksOf('- one\n- two\n\nAfter')).toEqual([prose('- one\n- two'), prose('After')]);
  });

  it('is not started by a word that only looks like one', () => {
    expect(blocksOf('-5 degrees\n\n-6 tomorrow')).toEqual([prose('-5 degrees'), prose('-6 tomorrow')]);
  });
});

describe('fenced code', () => {
  it('is a block of its own, even without blank lines around it', () => {
    expect(blocksOf('Before\n```ts\nlet a;\n```\nAfter')).toEqual([prose('Before'), code('ts', 'let a;'), prose('After')]);
  });

  it('keeps its blank lines, its indentation and what looks like Markdown', () => {
    const text = '# not a title\n\n    deep\n- not a list';
    expect(blocksOf(`\`\`\`\n${text}\n\`\`\``)).toEqual([code('', text)]);
  });

  it('is open until its closing line has come', () => {
    expect(blocksOf('```py\nprint(1)\n')).toEqual([code('py', 'print(1)\n', false)]);
    expect(blocksOf('```py')).toEqual([code('py', '', false)]);
  });

  it('is closed by the same marks, at least as many, and by nothing else', () => {
    expect(blocksOf('````\n```\n~~~~\n````` \nout')).toEqual([code('', '```\n~~~~'), prose('out')]);
    expect(blocksOf('~~~\n```\n~~~')).toEqual([code('', '```')]);
    expect(blocksOf('```\n``` js\n```')).toEqual([code('', '``` js')]);
  });

  it('takes the first word of its line as the language, in small letters', () => {
    expect(blocksOf('``` Java title="x"\n```')).toEqual([code('java', '')]);
  });

  it('loses as much indentation as its fence has', () => {
    expect(blocksOf('  ```\n    a\n b\n  ```')).toEqual([code('', '  a\nb')]);
  });

  it('is not started by a line with inline code', () => {
    expect(blocksOf('```inline``` code')).toEqual([prose('```inline``` code')]);
  });
});

describe('link definitions', () => {
  it('reach every paragraph, wherever they stand', () => {
    const [first, last] = blocksOf('See [the manual][m].\n\n[m]: https://example.org');
    expect(first).toEqual(prose('See [the manual][m].\n\n[m]: https://example.org'));
    expect(last?.text).toContain('[m]: https://example.org');
  });

  it('are not found in code', () => {
    expect(blocksOf('Text\n\n```\n[m]: x\n```')[0]).toEqual(prose('Text'));
  });
});
