// `npm run docs`: writes the pages that are made from code.
import { readFileSync, writeFileSync } from 'node:fs';
import { commandLinePage, withGeneratedParts } from './command-line-page';
import { environmentPages } from './environment-pages';

for (const [path, content] of Object.entries(environmentPages())) writeFileSync(path, content);
writeFileSync(commandLinePage, withGeneratedParts(readFileSync(commandLinePage, 'utf8')));
