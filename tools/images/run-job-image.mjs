// `npm run job-image`: installs and builds what is missing, then makes the job image. Plain Node, as there may be no packages yet.
import { createRequire } from 'node:module';
import { bootstrap } from '../bootstrap/bootstrap.mjs';
import { root } from '../bootstrap/clone.mjs';

try {
  await bootstrap();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
createRequire(import.meta.url)(`${root}/dist/tools/images/job-image.main.js`);
