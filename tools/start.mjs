// `npm start`: installs and builds what is missing, then becomes the stack. One process, so that signals and exit codes need no forwarding.
import { createRequire } from 'node:module';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root } from './bootstrap/clone.mjs';

try {
  await bootstrap();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
createRequire(import.meta.url)(`${root}/dist/tools/stack/main.js`);
