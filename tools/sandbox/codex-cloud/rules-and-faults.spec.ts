import { BehaviourRules } from './behaviours';
import { Faults } from './faults';

describe('behaviour rules', () => {
  test('without a rule a task is done honestly', () => {
    expect(new BehaviourRules().take('env', 'acme/web')).toEqual({ kind: 'ready' });
  });

  test('the newest rule that fits decides, and a counted rule is used up', () => {
    const rules = new BehaviourRules();
    rules.add({ behaviour: { kind: 'never' } });
    rules.add({ behaviour: { kind: 'error' }, repository: 'acme/web', tasks: 1 });
    expect(rules.take('env', 'acme/api').kind).toBe('never');
    expect(rules.take('env', 'acme/web').kind).toBe('error');
    expect(rules.take('env', 'acme/web').kind).toBe('never');
    rules.clear();
    expect(rules.take('env', 'acme/web').kind).toBe('ready');
  });

  test('a malformed rule is refused', () => {
    expect(() => new BehaviourRules().add({ behaviour: { kind: 'sleepy' } } as never)).toThrow();
  });
});

describe('faults', () => {
  test('a fault meets its own call at its own moment, so many times', () => {
    const faults = new Faults();
    faults.add({ call: 'create', when: 'after', effect: { kind: 'drop' }, calls: 2 });
    expect(faults.take('create', 'before')).toBeUndefined();
    expect(faults.take('list', 'after')).toBeUndefined();
    expect([1, 2, 3].map(() => faults.take('create', 'after')?.kind)).toEqual(['drop', 'drop', undefined]);
  });

  test('a fault on any call stays until cleared', () => {
    const faults = new Faults();
    faults.add({ effect: { kind: 'status', status: 401 } });
    expect(faults.take('list', 'before')).toEqual({ kind: 'status', status: 401 });
    expect(faults.take('detail', 'before')).toEqual({ kind: 'status', status: 401 });
    faults.clear();
    expect(faults.take('list', 'before')).toBeUndefined();
  });
});
