// The console's client is the one of the API as it is.
import { readFileSync } from 'node:fs';
import { clientFile, clientTypes } from './client-types';

test('the types of the client are those of the OpenAPI document; `npm run client` brings them up to date', async () => {
  expect(readFileSync(clientFile, 'utf8')).toBe(await clientTypes());
}, 60_000);
