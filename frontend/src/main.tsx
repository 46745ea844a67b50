import '@cloudscape-design/global-styles/index.css';
import './ui/styles.css';
import './markdown/markdown.css';
import { createRoot } from 'react-dom/client';
import i18next from 'i18next';
import { App } from './App';
import { userManagerFor } from './access/userManager';
import { loadConfig } from './config/config';
import { startTheme } from './settings/theme';
import { Crash } from './ui/Crash';
import { startWords } from './words';

await startWords();
startTheme();
const root = createRoot(document.getElementById('root') ?? document.body);

try {
  const config = await loadConfig();
  const manager = userManagerFor(config);
  let user = await manager.getUser();
  // A tab that slept past the token's life still has its refresh token.
  if (user?.expired === true && user.refresh_token !== undefined) {
    user = await manager.signinSilent().catch(() => null);
  }
  root.render(<App config={config} manager={manager} user={user} />);
} catch (error) {
  const detail = error instanceof Error ? error.message : String(error);
  root.render(<Crash message={i18next.t('app.brokenConfig')} action={i18next.t('app.reload')} detail={detail} />);
}
