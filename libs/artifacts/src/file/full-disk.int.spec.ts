// A disk that is full is noticed before a stage finds out.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallDisk } from '../../../../tools/stack/small-disk';
import { FileArtifactStore } from './file-artifact-store';

const obstacle = SmallDisk.obstacle();
if (obstacle) console.warn(`A full disk is not tested, since none can be mounted here: ${obstacle}`);

(obstacle ? describe.skip : describe)('on a full disk', () => {
  let disk: SmallDisk;
  beforeEach(() => { disk = SmallDisk.mount(2); });
  afterEach(() => disk.unmount());

  it('nothing can be kept although names still can be made; with room again it can, and no probe is left', async () => {
    const store = new FileArtifactStore({ root: join(disk.path, 'artifacts'), retentionDays: 7 });
    await store.probe();
    mkdirSync(join(disk.path, 'names'));
    disk.fill();
    writeFileSync(join(disk.path, 'names', 'empty'), '');
    await expect(store.probe()).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.giveRoom();
    await store.probe();
    expect(readdirSync(join(disk.path, 'artifacts'))).toEqual([]);
  });
});
