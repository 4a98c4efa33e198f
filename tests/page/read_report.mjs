// Reads a report in a headless Chromium, as a person would, and prints what its tables say.
//
//   node read_report.mjs MODULES FILE SCREENSHOT
//
// Prints JSON: title, facts (what: value), tables (label: rows of cells), plots (name: text for who
// cannot see it), and the pages that it takes on paper. Anything wrong ends it with status 1 and
// the reason.
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {must, mustBeAccessible, start, watch} from './browser.mjs';

const [modules, file, screenshot] = process.argv.slice(2);
const url = pathToFileURL(file).href;

const {browser, axe} = await start(modules);
try {
  const page = await (await browser.newContext()).newPage();
  const wrong = watch(page, (asked) => asked === url);
  await page.goto(url);
  const said = await page.evaluate(() => {
    const texts = (all) => [...all].map((each) => each.textContent);
    const facts = {};
    for (const term of document.querySelectorAll('dt')) {
      facts[term.textContent] = term.nextElementSibling.textContent;
    }
    const tables = {};
    for (const group of document.querySelectorAll('[role=group]')) {
      tables[group.getAttribute('aria-label')] =
          [...group.querySelectorAll('tbody tr')].map((row) => texts(row.cells));
    }
    const plots = {};
    for (const plot of document.querySelectorAll('svg')) {
      const name = plot.closest('.leg').querySelector('h3').textContent;
      plots[name] = plot.getAttribute('aria-label');
    }
    return {title: document.title, facts, tables, plots, scripts: document.scripts.length};
  });
  must(said.scripts === 0, 'there is a script in it');
  await mustBeAccessible(page, axe);
  await page.emulateMedia({media: 'print', colorScheme: 'dark'});
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  must(ground === 'rgb(255, 255, 255)', `paper is ${ground}`);
  const paper = await page.pdf({format: 'A4'});
  said.pages = (paper.toString('latin1').match(/\/Type\s*\/Page\b/g) || []).length;
  await page.emulateMedia({media: 'screen', colorScheme: 'light'});
  await page.setViewportSize({width: 1000, height: 1100});
  await page.screenshot({path: screenshot});
  must(wrong.length === 0, wrong.join('; '));
  console.log(JSON.stringify(said));
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await browser.close();
}
