// `node dist/tools/client/main.js <file>`: writes the types of the console's HTTP client from the OpenAPI document.
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { clientTypes } from './client-types';

const file = argv[2];
if (file === undefined) throw new Error('Name the file to write.');
clientTypes().then((types) => writeFileSync(file, types), (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
