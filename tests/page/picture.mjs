// Takes a picture in a headless Chromium.
//
//   node picture.mjs MODULES URL FILE WIDTH HEIGHT light|dark [SELECTOR]
//
// MODULES: the folder with node_modules. SELECTOR: the picture is taken when such an element has
// been there for some seconds.
import process from 'node:process';
import {must, start} from './browser.mjs';

const [modules, url, file, width, height, scheme, selector] = process.argv.slice(2);
const {browser} = await start(modules);
try {
  const page = await (await browser.newContext({colorScheme: scheme})).newPage();
  await page.setViewportSize({width: Number(width), height: Number(height)});
  const answer = await page.goto(url);
  must(answer === null || answer.ok(), `${url} does not answer`);
  if (selector) {
    await page.locator(selector).first().waitFor({timeout: 30000});
    await page.waitForTimeout(3000);
  }
  await page.screenshot({path: file});
} finally {
  await browser.close();
}
