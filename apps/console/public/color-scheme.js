// Before the first paint: the colour scheme that was chosen last time. A file of its own, since scripts inside the page are forbidden.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('specline-color-scheme') ?? 'auto';
  } catch {
    // Storage is forbidden: the system's scheme it is.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
