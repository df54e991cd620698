import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from '#platform';
import { environmentPages } from './environment-pages';

const root = join(__dirname, '../..');

it.each(Object.entries(environmentPages()))('%s is what the code says: if not, run `npm run docs`', (path, content) => {
  expect(existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8')).toBe(content);
});

it('the example file says nothing, and with every line in force nothing but the defaults', () => {
  const example = environmentPages()['.env.example'] ?? '';
  expect(parseEnv(example)).toEqual({});
  const inForce = loadConfig(parseEnv(example.replace(/^#(?=[A-Z_]+=)/gm, '')));
  const defaults = loadConfig({});
  expect(inForce).toEqual({ ...defaults, api: { ...defaults.api, portIsFixed: true } });
});
