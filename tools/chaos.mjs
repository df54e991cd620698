// `npm run chaos`: installs and builds what is missing, then breaks things on purpose.
import { createRequire } from 'node:module';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root } from './bootstrap/clone.mjs';

await bootstrap();
createRequire(import.meta.url)(`${root}/dist/tools/chaos/main.js`);
