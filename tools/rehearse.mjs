// `npm run rehearse`: installs and builds what is missing, then rehearses.
import { createRequire } from 'node:module';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root } from './bootstrap/clone.mjs';

await bootstrap();
createRequire(import.meta.url)(`${root}/dist/tools/rehearsal/main.js`);
