// A headless Chromium, and what it must find on whatever we show.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

export function must(condition, what) {
  if (!condition) throw new Error(what);
}

// MODULES: the folder with node_modules. A browser, and the text of axe-core.
export async function start(modules) {
  const require = createRequire(`${modules}/`);
  const {chromium} = require('playwright-core');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return {browser, axe: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')};
}

// What goes wrong on a page, from here on: errors, requests beyond `allowed`, text that was run.
export function watch(page, allowed) {
  const wrong = [];
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`script: ${error}`));
  page.on('request', (request) => {
    if (!allowed(request.url()) && !request.url().startsWith('data:')) {
      wrong.push(`asks ${request.url()}`);
    }
  });
  page.on('dialog', (dialog) => {
    wrong.push('text from the wire was run');
    dialog.dismiss();
  });
  return wrong;
}

// By axe-core's rules, in dark and light, wide and on a phone, where nothing is scrolled sideways.
export async function mustBeAccessible(page, axe) {
  for (const [scheme, width] of [['light', 1200], ['dark', 1200], ['light', 375], ['dark', 375]]) {
    await page.emulateMedia({colorScheme: scheme});
    await page.setViewportSize({width, height: 800});
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run());
    must(result.violations.length === 0,
         `${scheme}, ${width} wide: ` + result.violations
             .map((violation) => `${violation.id} (${violation.nodes[0].html})`)
             .join('; '));
    const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    must(!overflow, `${width} wide: it must be scrolled sideways`);
  }
  await page.emulateMedia({colorScheme: 'light'});
}
