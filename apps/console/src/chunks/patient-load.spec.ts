import { patientLoad } from './patient-load';

test('a part that cannot be had now is asked for again, with longer and longer pauses', async () => {
  const pauses: number[] = [];
  let asked = 0;
  const load = async (): Promise<string> => {
    asked += 1;
    if (asked < 5) throw new Error('connection refused');
    return 'part';
  };
  expect(await patientLoad(load, async (milliseconds) => { pauses.push(milliseconds); })).toBe('part');
  expect(pauses).toEqual([500, 1000, 2000, 4000]);
});

test('a part that never comes is given up after about a minute, with what was last said', async () => {
  let waited = 0;
  const gone = patientLoad(async () => { throw new Error('not found'); }, async (milliseconds) => { waited += milliseconds; });
  await expect(gone).rejects.toThrow('not found');
  expect(waited).toBeGreaterThan(50_000);
  expect(waited).toBeLessThan(75_000);
});
