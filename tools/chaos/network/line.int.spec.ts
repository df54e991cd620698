import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../stack/until';
import { Line } from './line';

let echo: Server;
/** What the echo of this test has heard, and how many of its connections have ended. */
let server: { heard: string; ended: number };
let line: Line;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  const own = server = { heard: '', ended: 0 };
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('close', () => { own.ended += 1; });
    socket.on('data', (piece) => {
      own.heard += piece.toString();
      socket.write(piece);
    });
  });
  await new Promise<void>((listening) => { echo.listen(0, '127.0.0.1', listening); });
  line = await Line.to((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await line.close();
  await new Promise((closed) => { echo.close(closed); });
});

async function client(): Promise<{ socket: Socket; answers: () => string; closed: () => boolean; says: (words: string) => void }> {
  const socket = connect(line.port, '127.0.0.1');
  clients.push(socket);
  let [answers, closed] = ['', false];
  socket.on('error', () => undefined);
  socket.on('data', (piece) => { answers += piece.toString(); });
  socket.on('close', () => { closed = true; });
  await once(socket, 'connect');
  return { socket, answers: () => answers, closed: () => closed, says: (words) => socket.write(words) };
}

const happens = (what: string, check: () => boolean): Promise<unknown> => until(what, () => check() || undefined, 10_000, 5);
const aWhile = 150;

it('passes everything both ways, in order, and the end too', async () => {
  const { answers, says, socket } = await client();
  for (const word of ['a', 'b', 'c']) says(word);
  await happens('the echo', () => answers() === 'abc');
  socket.destroy();
  await happens('the server hears of the end', () => server.ended === 1);
});

it('closed: what is open breaks, nothing new comes through, and afterwards it does', async () => {
  const before = await client();
  line.suffer('closed');
  await happens('it breaks', before.closed);
  const during = await client();
  await happens('it breaks, too', during.closed);
  line.heal();
  const after = await client();
  after.says('back');
  await happens('the echo', () => after.answers() === 'back');
});

it.each(['silent', 'deaf'] as const)('%s: nobody is told, and what waited arrives afterwards', async (trouble) => {
  const { answers, says, closed } = await client();
  says('before ');
  await happens('the echo', () => answers() === 'before ');
  line.suffer(trouble);
  says('during');
  await pause(aWhile);
  expect([answers(), server.heard.includes('during'), closed()]).toEqual(['before ', trouble === 'deaf', false]);
  line.heal();
  await happens('what waited', () => answers() === 'before during');
});

it('slow: everything comes half a second later each way, and in order when the line gets faster', async () => {
  const { answers, says } = await client();
  line.suffer('slow');
  says('slow ');
  await pause(aWhile);
  expect(server.heard).toBe('');
  line.heal();
  says('fast');
  await happens('both', () => answers() === 'slow fast');
});

it('slow: the order stands in a process that is too busy to be in time', async () => {
  for (let round = 1; round <= 5; round += 1) {
    const { answers, says } = await client();
    const others = await Promise.all(Array.from({ length: 4 }, () => client()));
    for (const { socket } of others) socket.on('data', () => { for (const until = Date.now() + 40; Date.now() < until;); });
    line.suffer('slow');
    says('slow ');
    await pause(aWhile);
    line.heal();
    for (const other of others) other.says('work');
    await pause(5);
    says('fast');
    await happens('both', () => answers().length === 'slow fast'.length);
    expect(answers()).toBe('slow fast');
  }
});

it('slow: the end comes after all that was said', async () => {
  const { socket } = await client();
  line.suffer('slow');
  socket.end('bye');
  await happens('the end', () => server.ended === 1);
  expect(server.heard).toBe('bye');
});

it('forgotten: what was open stays dead without a word, and only new connections work', async () => {
  const old = await client();
  line.suffer('forgotten');
  await happens('the server gives it up', () => server.ended === 1);
  line.heal();
  old.says('anybody there?');
  await pause(aWhile);
  expect([old.answers(), old.closed()]).toEqual(['', false]);
  const fresh = await client();
  fresh.says('yes');
  await happens('the echo', () => fresh.answers() === 'yes');
});
