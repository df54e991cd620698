// Stands for style sheets where views are drawn without a browser, in tests.
export {};
