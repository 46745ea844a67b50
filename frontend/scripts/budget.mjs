// Fails the build when the first chat paint weighs more than its budget (gzip): everything that the entry loads statically.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = { js: 400_000, css: 80_000 };
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const scripts = new Set();
const sheets = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  chunk.css?.forEach((sheet) => sheets.add(sheet));
  chunk.imports?.forEach(visit);
};
Object.keys(manifest).filter((key) => manifest[key].isEntry).forEach(visit);

const weigh = (files) => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
const weight = { js: weigh(scripts), css: weigh(sheets) };
for (const kind of ['js', 'css']) {
  const line = `first chat paint ${kind}: ${(weight[kind] / 1000).toFixed(1)} kB gzip of ${BUDGET_BYTES[kind] / 1000} kB`;
  console.log(line);
  if (weight[kind] > BUDGET_BYTES[kind]) {
    console.error(`over budget: ${line}`);
    process.exitCode = 1;
  }
}
