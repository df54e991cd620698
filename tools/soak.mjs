// `npm run soak`: installs and builds what is missing, then lets a whole installation work for long.
import { createRequire } from 'node:module';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root } from './bootstrap/clone.mjs';

await bootstrap();
createRequire(import.meta.url)(`${root}/dist/tools/soak/main.js`);
