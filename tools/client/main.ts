// `npm run client`: writes the types of the console's HTTP client from the OpenAPI document.
import { writeFileSync } from 'node:fs';
import { clientFile, clientTypes } from './client-types';

clientTypes().then((types) => writeFileSync(clientFile, types), (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
