import { textParts } from './text-links';

test('an address in a sentence is a link, and what ends the sentence is none', () => {
  expect(textParts('Open https://chatgpt.com/codex/tasks/t_1: it may ask. See (http://a.example/b?c=d#e).')).toEqual([
    { text: 'Open ' }, { text: 'https://chatgpt.com/codex/tasks/t_1', href: 'https://chatgpt.com/codex/tasks/t_1' }, { text: ': it may ask. See (' },
    { text: 'http://a.example/b?c=d#e', href: 'http://a.example/b?c=d#e' }, { text: ').' },
  ]);
});

test.each(['', 'nothing here', 'javascript:alert(1)', 'data:text/html,x', 'ftp://a.example'])('no other address becomes a link: %s', (text) => {
  expect(textParts(text).filter(({ href }) => href !== undefined)).toEqual([]);
  expect(textParts(text).map((part) => part.text).join('')).toBe(text);
});
