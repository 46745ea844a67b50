import { createHash } from 'node:crypto';

const EMBEDDED = /url\((['"]?)data:font\/woff2;[^,]*base64,([A-Za-z0-9+/=]+)\1\)/g;

/**
 * Cloudscape's global sheet embeds its fonts as base64, so a browser loads all of them before it paints anything.
 * As files they are fetched when a glyph needs them, beside the first paint instead of before it.
 */
export function fontsAsFiles() {
  return {
    name: 'fonts-as-files',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
        asset.source = asset.source.toString().replace(EMBEDDED, (_match, _quote, base64) => {
          const bytes = Buffer.from(base64, 'base64');
          const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
          const fileName = `assets/font-${hash}.woff2`;
          if (!bundle[fileName]) this.emitFile({ type: 'asset', fileName, source: bytes });
          return `url(/${fileName})`;
        });
      }
    },
  };
}
