// `npm run docs`: writes the pages that are made from code.
import { writeFileSync } from 'node:fs';
import { environmentPages } from './environment-pages';

for (const [path, content] of Object.entries(environmentPages())) writeFileSync(path, content);
