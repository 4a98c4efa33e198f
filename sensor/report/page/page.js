// Shows what /status.json and /history.json say, once a second. All text from the sensor goes in as
// text (textContent), never as HTML.
'use strict';

const kSamples = 300;
const kWidth = 600;
const kHeight = 100;
const kSvg = 'http://www.w3.org/2000/svg';

const history = {legs: [], samples: []};
let lastStatus = null;

const byId = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function drawn(name, attributes) {
  const made = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Has `parent` hold the nodes that are wanted. What is there already and says the same stays, with
// what is selected in it, who has the focus, and where a screen reader is.
function put(parent, wanted) {
  wanted.forEach((node, i) => {
    const there = parent.childNodes[i];
    if (!there) {
      parent.append(node);
    } else if (there.nodeName !== node.nodeName) {
      there.replaceWith(node);
    } else if (there.nodeType === Node.TEXT_NODE) {
      if (there.data !== node.data) there.data = node.data;
    } else {
      for (const name of there.getAttributeNames()) {
        if (!node.hasAttribute(name)) there.removeAttribute(name);
      }
      for (const name of node.getAttributeNames()) {
        const value = node.getAttribute(name);
        if (there.getAttribute(name) !== value) there.setAttribute(name, value);
      }
      put(there, [...node.childNodes]);
    }
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

const count = (value) => value.toLocaleString('en');

function scaled(value, units, step) {
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    ++unit;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
const rate = (value) => scaled(value, ['packets/s', 'k packets/s', 'M packets/s'], 1000);
const bits = (value) => scaled(value, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'], 1000);
const bytes = (value) => scaled(value, ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'], 1024);
const milliseconds = (value) => `${(value * 1000).toFixed(1)} ms`;
const share = (part, whole) => `${(100 * part / Math.max(1, whole)).toFixed(1)} %`;

function duration(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86400).toFixed(1)} days`;
}

const lost = (leg) => leg.dropped_by_kernel + leg.dropped_by_interface + leg.dropped_by_tapbond +
    leg.dropped_before_by_kernel + leg.dropped_before_by_interface;

// Worst first: away, then who lost most.
function byNeed(a, b) {
  if (a.leg.up !== b.leg.up) return a.leg.up ? 1 : -1;
  return lost(b.leg) - lost(a.leg) || a.index - b.index;
}

function points(values) {
  const most = Math.max(1, ...values);
  const left = kSamples - values.length;
  return values
      .map((value, i) => {
        const x = (left + i) * kWidth / (kSamples - 1);
        return `${x.toFixed(1)},${(kHeight - value / most * (kHeight - 4)).toFixed(1)}`;
      })
      .join(' ');
}

function plot(name, samples) {
  const frames = samples.map((sample) => sample[0]);
  const bitRates = samples.map((sample) => sample[1]);
  const svg = drawn('svg', {
    viewBox: `0 0 ${kWidth} ${kHeight}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `${name}, the last ${duration(samples.length)}: at most ` +
        `${rate(Math.max(0, ...frames))} and ${bits(Math.max(0, ...bitRates))}`,
  });
  svg.append(drawn('line', {class: 'base', x1: 0, x2: kWidth, y1: kHeight, y2: kHeight}));
  const left = kSamples - samples.length;
  samples.forEach(([, , dropped, late], i) => {
    const x = (left + i) * kWidth / (kSamples - 1);
    if (dropped > 0) svg.append(drawn('line', {class: 'dropped', x1: x, x2: x, y1: 0, y2: kHeight}));
    if (late > 0) svg.append(drawn('line', {class: 'late', x1: x, x2: x, y1: 0, y2: kHeight}));
  });
  if (samples.length > 1) {
    svg.append(drawn('polyline', {class: 'bits', points: points(bitRates)}));
    svg.append(drawn('polyline', {class: 'frames', points: points(frames)}));
  }
  return svg;
}

function legend(samples) {
  const line = element('p', undefined, 'legend');
  const most = (which) => Math.max(0, ...samples.map((sample) => sample[which]));
  line.append(element('span', `── at most ${rate(most(0))}`, 'key-frames'), ' ',
              element('span', `╌╌ ${bits(most(1))}`, 'key-bits'));
  if (samples.some((sample) => sample[2] > 0)) line.append(' ', element('span', '┃ lost', 'bad'));
  if (samples.some((sample) => sample[3] > 0)) line.append(' ', element('span', '┇ late', 'warning'));
  return line;
}

// Copies of packets that came shortly before, on this leg: how many, and how far behind.
function duplicatesOf(leg, {pairs}) {
  const own = pairs.filter((pair) => pair.leg === leg.name);
  if (own.length === 0) return undefined;
  const least = Math.min(...own.map((pair) => pair.least_seconds));
  const most = Math.max(...own.map((pair) => pair.most_seconds));
  return `${count(own.reduce((sum, pair) => sum + pair.packets, 0))}, ` +
      `${milliseconds(least)} to ${milliseconds(most)} apart`;
}

// All of them as one, which is there as long as one of them is.
function total(legs) {
  const all = {name: 'all legs', up: legs.some((leg) => leg.up)};
  for (const leg of legs) {
    for (const [what, value] of Object.entries(leg)) {
      if (typeof value !== 'number') continue;
      all[what] = what.startsWith('max_') ? Math.max(all[what] || 0, value) : (all[what] || 0) + value;
    }
  }
  return all;
}

const samplesOf = (index) => history.samples.map((sample) => sample.legs[index]).filter(Boolean);
const samplesOfAll = () => history.samples.map(({legs}) => [0, 1, 2, 3].map(
    (which) => legs.reduce((sum, leg) => sum + leg[which], 0)));

function legCard(leg, samples, duplicates) {
  const now = samples[samples.length - 1] || [0, 0];
  const card = element('article', undefined, leg.up ? 'leg' : 'leg away');
  card.dataset.leg = leg.name;
  card.append(element('h3', leg.label ? `${leg.name}: ${leg.label}` : leg.name));
  card.append(leg.up ? element('p', `${rate(now[0])}, ${bits(now[1])}`, 'now') :
                       element('p', 'away', 'now bad'));
  card.append(plot(leg.name, samples), legend(samples));
  const numbers = element('dl');
  const row = (what, value, className) =>
      numbers.append(element('dt', what), element('dd', value, className));
  row('received', count(leg.received));
  row('written', count(leg.written));
  if (leg.filtered > 0) row('filtered', count(leg.filtered));
  row('lost', count(lost(leg)), lost(leg) > 0 ? 'bad' : undefined);
  if (leg.late > 0) row('late', `${count(leg.late)}, at most ${milliseconds(leg.max_late_seconds)}`);
  if (leg.moved > 0) row('moved', `${count(leg.moved)}, at most ${milliseconds(leg.max_moved_seconds)}`);
  if (duplicates) row('duplicates', duplicates);
  if (leg.times_away > 0) row('away', `${leg.times_away} times, ${duration(leg.away_seconds)}`);
  card.append(numbers);
  return card;
}

function verdictItem(verdict) {
  const item = element('li', undefined, verdict.level);
  item.append(element('span', `${verdict.about ? verdict.about + ' ' : ''}${verdict.text}`));
  if (verdict.remedy) {
    const copy = element('button', 'copy');
    copy.setAttribute('aria-label', `copy: ${verdict.remedy}`);
    item.append(' ', element('code', verdict.remedy), ' ', copy);
  }
  return item;
}

// The clipboard of navigator is there over HTTPS and on the loopback only.
function copyRemedy({target}) {
  if (target.nodeName !== 'BUTTON') return;
  getSelection().selectAllChildren(target.parentNode.querySelector('code'));
  document.execCommand('copy');
}

// How fast the disk fills, from what is free now and was free a minute ago.
const free = [];
function diskLasts(status) {
  free.push([status.time, status.disk_free]);
  while (free.length > 60) free.shift();
  const [before, was] = free[0];
  const perSecond = (was - status.disk_free) / (status.time - before || 1);
  return perSecond > 0 ? `, lasts ${duration(status.disk_free / perSecond)} at this rate` : '';
}

// How fast what a table shows grows, by what each row had when it was last shown.
function rates() {
  const last = new Map();
  return {
    of(key, value, time) {
      const before = last.get(key) || {value, time, perSecond: 0};
      const perSecond = time > before.time ? Math.max(0, value - before.value) / (time - before.time) :
                                             before.perSecond;
      last.set(key, {value, time, perSecond});
      return perSecond;
    },
    forget(time) {  // what is not shown any more
      for (const [key, each] of last) {
        if (each.time !== time) last.delete(key);
      }
    },
  };
}

const kInterfaces = 200;
const interfaceRates = rates();

// Worst first, as the sensor has them.
function showInterfaces(status) {
  byId('interfaces-section').hidden = status.interfaces.length === 0;
  put(byId('interfaces'), status.interfaces.slice(0, kInterfaces).map((each) => {
    const row = element('tr');
    const perSecond =
        interfaceRates.of(JSON.stringify([each.leg, each.name]), each.packets, status.time);
    row.append(element('td', each.leg), element('td', each.label ? `${each.name}: ${each.label}` : each.name),
               element('td', count(each.packets)), element('td', rate(perSecond)),
               element('td', count(each.lost), each.lost > 0 ? 'bad' : undefined));
    return row;
  }));
  interfaceRates.forget(status.time);
}

const conversationRates = rates();

// The largest first; there are any where sessions are logged.
function showConversations({conversations}) {
  byId('conversations-section').hidden = !conversations;
  byId('services-section').hidden = !conversations;
  if (!conversations) return;
  byId('conversations-count').textContent =
      `${count(conversations.open)} go on, ${count(conversations.ended)} are over`;
  put(byId('conversations'), conversations.largest.map((each) => {
    const row = element('tr');
    const key = JSON.stringify([each.originator, each.responder, each.transport, each.first]);
    const perSecond = conversationRates.of(key, each.bytes[0] + each.bytes[1], conversations.time);
    row.append(element('td', each.originator), element('td', each.responder),
               element('td', each.transport), element('td', each.service), element('td', each.state),
               element('td', bytes(each.bytes[0])), element('td', bytes(each.bytes[1])),
               element('td', each.over ? 'over' : bits(perSecond * 8)));
    return row;
  }));
  conversationRates.forget(conversations.time);
  const all = conversations.services.reduce((sum, each) => sum + each.bytes, 0);
  put(byId('services'), conversations.services.map((each) => {
    const row = element('tr');
    row.append(element('td', each.transport), element('td', each.service || 'not known'),
               element('td', count(each.conversations)), element('td', count(each.packets)),
               element('td', bytes(each.bytes)), element('td', share(each.bytes, all)));
    return row;
  }));
}

function fill(list, rows) {
  put(list, rows.flatMap(([what, value]) => [element('dt', what), element('dd', value)]));
}

// A screen reader says it when it changes, and so not what changes every second.
function tell(state, className) {
  const place = byId('state');
  if (place.textContent !== state) place.textContent = state;
  place.className = className;
}

function show(status) {
  byId('host').textContent = `on ${status.host}`;
  document.title = `tapbond on ${status.host}`;
  tell('listening', '');
  byId('since').textContent = `for ${duration(status.time - status.began)}`;
  put(byId('health'), status.verdicts.map(verdictItem));
  const cards = status.legs.map((leg, index) => ({leg, index})).sort(byNeed).map(
      ({leg, index}) => legCard(leg, samplesOf(index), duplicatesOf(leg, status.duplicates)));
  if (cards.length > 1) {
    const all = legCard(total(status.legs), samplesOfAll());
    all.classList.add('all');
    cards.unshift(all);
  }
  put(byId('legs'), cards);
  showInterfaces(status);
  showConversations(status);
  const moved = Math.max(0, ...status.legs.map((leg) => leg.max_moved_seconds));
  fill(byId('order'), [
    ['causes seen', count(status.order.causes)],
    ['put right', count(status.order.put_right) + (moved > 0 ? `, moved at most ${milliseconds(moved)}` : '')],
    ['left', count(status.order.left)],
    ['duplicates', `${count(status.duplicates.found)} of ${count(status.duplicates.looked_at)} (` +
        `${share(status.duplicates.found, status.duplicates.looked_at)})`],
    ['packets wait', `at most ${milliseconds(status.hold_seconds)}`],
  ]);
  put(byId('outputs'), status.outputs.map((output) => {
    const row = element('tr');
    row.append(element('td', output.name), element('td', count(output.written)),
               element('td', count(output.lost), output.lost > 0 ? 'bad' : undefined),
               element('td', count(output.waiting)), element('td', output.problem || output.remark));
    return row;
  }));
  const room = [
    ['memory', `${bytes(status.memory.bytes)} of ${bytes(status.memory.bound)}`],
    ['kernel rings', bytes(status.memory.rings)],
  ];
  if (status.disk_free !== undefined) {
    room.push(['disk', bytes(status.disk_free) + diskLasts(status)]);
  }
  fill(byId('room'), room);
}

async function ask(name) {
  const answer = await fetch(name + location.search, {cache: 'no-store', signal: AbortSignal.timeout(5000)});
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function turn() {
  try {
    const status = await ask('status.json');
    if (!lastStatus || status.time !== lastStatus.time) Object.assign(history, await ask('history.json'));
    lastStatus = status;
    show(status);
  } catch (error) {
    tell('the sensor does not answer', 'gone');
    byId('since').textContent =
        lastStatus ? `since ${new Date(lastStatus.time * 1000).toLocaleTimeString()}` : '';
  }
  setTimeout(turn, 1000);
}

byId('health').addEventListener('click', copyRemedy);
turn();
