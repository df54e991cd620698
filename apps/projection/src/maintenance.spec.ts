// What the command line of the projection means, and how a difference reads.
import { maintenanceIn } from './maintenance';
import { fieldsOf } from './refold';

test('nothing runs the service, --verify and --rebuild look after the rows', () => {
  expect([[], ['--verify'], ['--rebuild']].map(maintenanceIn)).toEqual([undefined, 'verify', 'rebuild']);
});

test.each([[['--repair']], [['--verify', '--rebuild']], [['rebuild']]])('%s is refused with what there is', (parameters) => {
  expect(() => maintenanceIn(parameters)).toThrow('--verify to compare');
});

test('a difference shows the fields that are not the same, shortened', () => {
  const difference = { table: 'spec_workflow_runs', live: { id: 'a', status: 'running', notes: null }, folded: { id: 'a', status: 'x'.repeat(500), notes: null } };
  expect(fieldsOf(difference, 5)).toEqual({ status: { rows: '"runn', facts: '"xxxx' } });
  expect(fieldsOf({ table: 'run_facts', live: null, folded: { sequence: 1 } })).toEqual({ sequence: { rows: 'nothing', facts: '1' } });
});
