import type { TFunction } from 'i18next';
import { problemSlug, type Failure } from '../api/failure';
import { en } from '../words/en';

export interface FailureText {
  readonly title: string;
  readonly detail?: string;
  readonly fields: readonly string[];
  readonly traceId?: string;
}

/** A failure as a person understands it. Kinds of problem this app knows are said in the reader's language. */
export function failureText(failure: Failure, t: TFunction): FailureText {
  if (failure.kind !== 'problem') {
    const detail = t(`failures.${failure.kind}Detail`);
    return { title: t(`failures.${failure.kind}`), detail, fields: [], traceId: failure.traceId };
  }
  const { problem } = failure;
  const slug = problemSlug(problem);
  const known = Object.hasOwn(en.problems, slug);
  return {
    title: known ? t(`problems.${slug as keyof typeof en.problems}`) : problem.title || t('failures.unknown'),
    detail: problem.detail ?? (known ? undefined : t('failures.status', { status: problem.status })),
    fields: (problem.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`),
    traceId: failure.traceId ?? problem.traceId,
  };
}
