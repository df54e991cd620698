import { filePathsIn } from './file-paths';

it.each([
  ['T001 Create `src/lib/auth.ts` and `README.md`', ['src/lib/auth.ts', 'README.md']],
  ['T002 Add migration in src/db/migrations/003_multi.sql.', ['src/db/migrations/003_multi.sql']],
  ['T003 Route src/app/api/events/[id]/route.ts (see plan.md)', ['src/app/api/events/[id]/route.ts', 'plan.md']],
  ['T004 Update [the guide](docs/guide.md) and `.gitignore`, `Dockerfile`', ['docs/guide.md', '.gitignore', 'Dockerfile']],
  ['T005 Fix `parse.sh:680` in ./scripts/bash/parse.sh:12-14', ['parse.sh', 'scripts/bash/parse.sh']],
  ['T006 Create directory `tests/unit/` twice: `tests/unit/`', ['tests/unit/']],
  ['T007 在 `internal/config/config.go` 中，src/a.ts、src/b.ts', ['internal/config/config.go', 'src/a.ts', 'src/b.ts']],
])('%s names %j', (text, paths) => {
  expect(filePathsIn(text)).toEqual(paths);
});

it.each(['create/update and/or N/A, TCP/IP 24/7', 'see https://example.org/a.html', 'GET /api/events/:id', 'use Node.js v1.2.3 e.g. i.e.', 'install `@nestjs/core` with `npm run build`', 'glob `*.ts`', 'US1/US2 done'])('%s names none', (text) => {
  expect(filePathsIn(text)).toEqual([]);
});
