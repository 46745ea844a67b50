import { isValidElement, memo, type ComponentProps, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useTranslation } from 'react-i18next';
import { blocksOf, type Block } from './blocks';
import { CodeBlock } from './CodeBlock';

const PLUGINS = [remarkGfm];

/** The page's own headings end at level 2, so an answer's highest one becomes level 3, whatever the model began with. */
const TOP_LEVEL = 3;

/** A model's text. Raw HTML in it shows as text, and blocks that did not change are not rendered again. */
export function Markdown({ text }: { text: string }) {
  const blocks = blocksOf(text);
  const highest = highestHeading(blocks);
  return (
    <div className="markdown">
      {blocks.map((block, place) => (
        <BlockView key={place} block={block} highest={highest} />
      ))}
    </div>
  );
}

const BlockView = memo(
  function BlockView({ block, highest }: { block: Block; highest: number }) {
    if (block.kind === 'code') return <CodeBlock language={block.language} text={block.text} closed={block.closed} />;
    return (
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS[highest - 1]}>
        {block.text}
      </ReactMarkdown>
    );
  },
  ({ block: before, highest: one }, { block: after, highest: other }) =>
    one === other &&
    (before.kind === 'code' && after.kind === 'code'
      ? before.text === after.text && before.language === after.language && before.closed === after.closed
      : before.kind === after.kind && before.text === after.text),
);

const INLINE: Components = {
  // A model can name any address: nothing is loaded from it until somebody follows the link.
  img: ({ alt, src }) => <OutsideLink href={typeof src === 'string' ? src : undefined}>{alt ?? src}</OutsideLink>,
  a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
  input: ({ checked }) => <TaskBox checked={checked === true} />,
  pre: ({ children }) => {
    if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return <pre>{children}</pre>;
    const { className = '', children: code } = children.props;
    const text = typeof code === 'string' ? code.replace(/\n$/, '') : '';
    return <CodeBlock language={/language-(\S+)/.exec(className)?.[1] ?? ''} text={text} closed />;
  },
  table: ({ children }) => (
    <div className="table-scroll" tabIndex={0} role="group">
      <table>{children}</table>
    </div>
  ),
};

const LEVELS = [1, 2, 3, 4, 5, 6] as const;

/** By the level of an answer's highest heading, made once: a new component type would mount every heading again. */
const COMPONENTS: readonly Components[] = LEVELS.map((highest) => ({
  ...INLINE,
  ...Object.fromEntries(
    LEVELS.map((level) => {
      const Heading = `h${Math.min(6, Math.max(TOP_LEVEL, level - highest + TOP_LEVEL))}` as 'h3' | 'h4' | 'h5' | 'h6';
      return [`h${level}`, ({ children }: { children?: ReactNode }) => <Heading>{children}</Heading>];
    }),
  ),
}));

function highestHeading(blocks: readonly Block[]): number {
  const marks = blocks.flatMap((block) =>
    block.kind === 'prose' ? [...block.text.matchAll(/^ {0,3}(#{1,6})\s/gm)].map((found) => found[1]?.length ?? 6) : [],
  );
  return Math.min(6, ...marks);
}

function OutsideLink({ href, children }: Pick<ComponentProps<'a'>, 'href' | 'children'>) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function TaskBox({ checked }: { checked: boolean }) {
  const { t } = useTranslation();
  return <input type="checkbox" checked={checked} readOnly disabled aria-label={t('chat.task')} />;
}
