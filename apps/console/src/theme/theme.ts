// The look: one accent colour, quiet surfaces, text that keeps its contrast in both colour schemes.
import { createTheme, localStorageColorSchemeManager, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 7 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { Anchor: { defaultProps: { underline: 'hover' } } },
});

/** Mantine's dimmed text and links are too pale for WCAG AA. */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#52595f', '--mantine-color-anchor': '#364fc7', '--mantine-color-error': '#c92a2a', '--mantine-color-placeholder': '#6b737b' },
  dark: { '--mantine-color-dimmed': '#a9b0b8', '--mantine-color-anchor': '#91a7ff', '--mantine-color-error': '#ff8787', '--mantine-color-placeholder': '#8f969e' },
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'specline-color-scheme' });
