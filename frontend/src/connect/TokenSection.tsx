import { useState } from 'react';
import Button from '@cloudscape-design/components/button';
import { useWorkplace } from '../api/ApiContext';
import { useAnnounce } from '../ui/announcer';
import { NO_TOKEN } from './snippets';
import { useConnectWords, withValue } from './words';

interface Props {
  issuer: string;
  token: string | undefined;
  onToken: (token: string | undefined) => void;
}

/** Where tokens come from, and the user's own on demand: it is held by the page that shows it and kept nowhere. */
export function TokenSection({ issuer, token, onToken }: Props) {
  const words = useConnectWords();
  const { freshToken } = useWorkplace();
  const announce = useAnnounce();
  const [none, setNone] = useState(false);
  const absent = none ? words.tokenNone : withValue(words.tokenAbsent, NO_TOKEN);

  const insert = async () => {
    const mine = await freshToken().catch(() => undefined);
    setNone(mine === undefined);
    onToken(mine);
    announce(mine === undefined ? words.tokenNone : words.tokenInserted);
  };
  const remove = () => {
    onToken(undefined);
    announce(withValue(words.tokenAbsent, NO_TOKEN));
  };

  return (
    <section aria-labelledby="connect-token">
      <h2 id="connect-token">{words.token}</h2>
      <p>
        {words.tokenFrom} <code>{issuer}</code>
        <br />
        {words.tokenOnLaptop} <code>./dev token ana</code>
      </p>
      <p data-token={token === undefined ? (none ? 'none' : 'absent') : 'inserted'}>
        {token === undefined ? absent : words.tokenInserted}
      </p>
      <Button onClick={() => (token === undefined ? void insert() : remove())}>
        {token === undefined ? words.insert : words.remove}
      </Button>
    </section>
  );
}
