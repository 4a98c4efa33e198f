// Looks at the page in a headless Chromium, as a person would, and says what it sees.
//
//   node look.mjs MODULES URL RECEIVED SCREENSHOT
//
// MODULES: the folder with node_modules; RECEIVED: the packets that eth1 must show; SCREENSHOT: a
// file to make. Prints "seen" once the page is right, then "away" when eth1 turns red, and "back"
// when it has recovered. Anything wrong ends it with status 1 and the reason.
import process from 'node:process';
import {must, mustBeAccessible, start, watch} from './browser.mjs';

const [modules, url, received, screenshot] = process.argv.slice(2);

const {browser, axe} = await start(modules);
try {
  // axe is put into the page by the test, which the page's own rules would forbid.
  const context = await browser.newContext({bypassCSP: false, permissions: ['clipboard-read']});
  const page = await context.newPage();
  const wrong = watch(page, (asked) => new URL(asked).host === new URL(url).host);
  await page.goto(url);
  const eth1 = page.locator('article[data-leg="eth1"]');
  const shown = Number(received).toLocaleString('en');
  await eth1.locator('dd', {hasText: new RegExp(`^${shown}$`)}).first().waitFor({timeout: 30000});
  must(await page.locator('article').count() === 3, 'there are not two legs and all of them');
  const all = page.locator('article').first();
  must((await all.locator('h3').textContent()) === 'all legs', 'all legs do not come first');
  // The other leg's last packets may be some milliseconds behind.
  const sum = (2 * received).toLocaleString('en');
  await all.locator('dd', {hasText: new RegExp(`^${sum}$`)}).first().waitFor({timeout: 30000});
  must((await eth1.locator('h3').textContent()).includes('<img src=x onerror=alert(1)>'),
       'the label is not shown as it is');

  const conversation = page.locator('#conversations tr').first();
  await conversation.waitFor({timeout: 30000});
  must((await conversation.textContent()).includes(':9000'), 'who talks is not shown');
  must((await page.locator('#services tr').first().textContent()).includes('udp'),
       'what is spoken is not shown');

  // The plot has what was sent: its greatest rate is the greatest of the history.
  await page.waitForFunction(
      () => document.querySelector('article[data-leg="eth1"] polyline.frames'), null, {timeout: 30000});
  const history = await page.evaluate(
      async () => (await fetch('history.json' + location.search)).json());
  const index = history.legs.indexOf('eth1');
  const frames = history.samples.reduce((sum, sample) => sum + sample.legs[index][0], 0);
  must(Math.abs(frames - Number(received)) <= Number(received) / 2,
       `the history has ${frames} packets of ${received}`);
  const most = Math.max(...history.samples.map((sample) => sample.legs[index][0]));
  const said = await eth1.locator('svg').getAttribute('aria-label');
  const rate = most < 1000 ? `${most} packets/s` : `${(most / 1000).toFixed(1)} k packets/s`;
  must(said.includes(`at most ${rate}`), `the plot says "${said}" where ${rate} was the most`);
  const points = await eth1.locator('polyline.frames').getAttribute('points');
  must(points.split(' ').some((point) => Number(point.split(',')[1]) < 90), 'the plot is flat');

  await mustBeAccessible(page, axe);
  await page.setViewportSize({width: 900, height: 900});
  await page.screenshot({path: screenshot});
  must(wrong.length === 0, wrong.join('; '));
  console.log('seen');
  await page.locator('article.away[data-leg="eth1"]').waitFor({timeout: 30000});
  const bad = page.locator('#health li.bad').first();
  must((await bad.textContent()).startsWith('eth1 is away'), 'health says nothing of it');
  // The remedy is copied with the keyboard, and what is selected stays while the page goes on.
  const remedy = await bad.locator('code').textContent();
  must(remedy.includes('ip link set eth1 up'), `the remedy is "${remedy}"`);
  await bad.locator('button').press('Enter');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  must(copied === remedy, `"${copied}" was copied`);
  const time = await page.locator('#since').textContent();
  await page.waitForTimeout(3000);
  must((await page.locator('#since').textContent()) !== time, 'the page stands still');
  must((await page.evaluate(() => getSelection().toString())) === remedy, 'the selection is lost');
  console.log('away');
  await page.locator('article.leg:not(.away)[data-leg="eth1"]').waitFor({timeout: 30000});
  console.log('back');
  must(wrong.length === 0, wrong.join('; '));
  await page.locator('#state.gone').waitFor({timeout: 30000});
  console.log('gone');
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await browser.close();
}
