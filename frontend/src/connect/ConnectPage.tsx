import { useState } from 'react';
import Tabs from '@cloudscape-design/components/tabs';
import { useWorkplace } from '../api/ApiContext';
import { CodeBlock } from '../markdown/CodeBlock';
import '../markdown/markdown.css';
import { modelToAsk, useModels } from '../models/useModels';
import { CopyButton } from '../ui/CopyButton';
import { usePageTitle } from '../ui/usePageTitle';
import './connect.css';
import { contracts, doors, filled, SNIPPETS } from './snippets';
import { TokenSection } from './TokenSection';
import { useConnectWords, withValue, type ConnectWords } from './words';

/** How a program of the user's own gets its answers here. */
export default function ConnectPage() {
  const words = useConnectWords();
  const { config } = useWorkplace();
  const models = useModels();
  const [token, setToken] = useState<string>();
  const model = modelToAsk(models.data ?? [], [])?.id;
  usePageTitle(words.title);

  return (
    <div className="chat connect">
      <h1 className="chat-title">{words.title}</h1>
      <p>{words.intro}</p>
      <TokenSection issuer={config.issuer} token={token} onToken={setToken} />
      <section aria-labelledby="connect-snippets">
        <h2 id="connect-snippets">{words.snippets}</h2>
        <Tabs
          ariaLabel={words.snippets}
          tabs={SNIPPETS.map(({ id, name, language, source }) => ({
            id,
            label: name,
            content: <CodeBlock language={language} text={filled(source, config.apiUrl, model, token)} closed />,
          }))}
        />
      </section>
      <section aria-labelledby="connect-addresses">
        <h2 id="connect-addresses">{words.addresses}</h2>
        <dl className="addresses">
          {doors(config.apiUrl).map(({ name, url }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{url}</code> <CopyButton text={url} label={withValue(words.copy, name)} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Contracts baseUrl={config.apiUrl} words={words} />
    </div>
  );
}

function Contracts({ baseUrl, words }: { baseUrl: string; words: ConnectWords }) {
  return (
    <section aria-labelledby="connect-contracts">
      <h2 id="connect-contracts">{words.contracts}</h2>
      <p className="hint">{words.contractsHint}</p>
      <ul>
        {contracts(baseUrl).map(({ name, url }) => (
          <li key={name}>
            <a href={url} target="_blank" rel="noreferrer">
              {name} <span className="visually-hidden">{words.newTab}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
