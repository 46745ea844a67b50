import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';

/** The last resort: a screen that threw is replaced by a sentence and a way on. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return <Translation>{(t) => <Crash message={t('app.crashed')} action={t('app.reload')} />}</Translation>;
  }
}

export function Crash({ message, action, detail }: { message: string; action: string; detail?: string }) {
  return (
    <main className="sign-in">
      <Alert type="error" header={message} action={<Button onClick={() => location.reload()}>{action}</Button>}>
        {detail}
      </Alert>
    </main>
  );
}
