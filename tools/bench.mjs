// `npm run bench`: installs and builds what is missing, then measures.
import { createRequire } from 'node:module';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root } from './bootstrap/clone.mjs';

await bootstrap();
createRequire(import.meta.url)(`${root}/dist/tools/bench/main.js`);
