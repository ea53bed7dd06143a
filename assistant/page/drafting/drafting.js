// The drafting page in the browser. Runs once, with `element`, the page's component. The files of this folder make up
// one script, in the order that section.py gives: what is shown and the server (here), the letter, its evidence, the
// beginning. Every word from a proposal or a document goes in as text, never as markup.

const root = element.querySelector('#drafting');
const find = (selector) => root.querySelector(selector);
const LOST = '连接不上服务器，请检查网络后再试；页面上的改动还在。';
const WHO = 'drafting-who';
const STAGES = { done: '已有工作和部署', ongoing: '正在推进', next: '已部署的下一步工作' };
const COVERAGE = { covered: '已有依据', partial: '依据不足', missing: '未检索到' };

let id = ''; // of the letter that is open
let version = 0; // that is shown
let latest = 0;
let work = null; // proposal and draft, as the server gives and takes them
let dirty = false;
let chosen = null; // { point, paragraph }: positions of the paragraph in hand

// --- parts of the page ----------------------------------------------------------------------------------------------

/** A new element: make('p.soft', 'words') or make('div', child, child). */
function make(kind, ...children) {
  const [name, ...classes] = kind.split('.');
  const made = document.createElement(name);
  made.className = classes.join(' ');
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function button(words, title, act, kind = 'button') {
  const made = make(kind, words);
  made.type = 'button';
  made.title = title;
  made.setAttribute('aria-label', title);
  made.addEventListener('click', act);
  return made;
}

function tell(words) {
  find('.trouble').textContent = words;
  find('.trouble').hidden = !words;
  if (words) find('.trouble').scrollIntoView({ block: 'nearest' });
}

// --- the server -----------------------------------------------------------------------------------------------------

/** What an action gives; null where it is refused or the server cannot be reached, with the reason shown. */
async function call(action, given, quiet = false) {
  const sent = given instanceof FormData
    ? { method: 'POST', body: given }
    : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given) };
  try {
    const answer = await fetch(`/drafting/do/${action}`, sent);
    if (answer.ok) {
      if (!quiet) tell('');
      return await answer.json();
    }
    if (!quiet) tell(await answer.text());
  } catch {
    if (!quiet) tell(LOST);
  }
  return null;
}

/** Do something that takes a while, with its button out of use. */
async function busy(control, act) {
  control.disabled = true;
  control.setAttribute('aria-busy', 'true');
  try {
    return await act();
  } finally {
    control.disabled = false;
    control.removeAttribute('aria-busy');
  }
}

// --- the letter that is open ----------------------------------------------------------------------------------------

const citationOf = (n) => work.draft.citations.find((citation) => citation.n === n);
const markers = (text) => [...new Set([...text.matchAll(/\[(\d{1,4})\]/g)].map((match) => Number(match[1])))];
const usedPlaces = () => work.draft.points
  .flatMap((point) => point.paragraphs.flatMap((paragraph) => markers(paragraph.text)))
  .map(citationOf).filter(Boolean)
  .map((citation) => [citation.document, citation.start, citation.end]);

/** A citation's number in this letter: its own where it is known, else a new one. */
function numbered(citation) {
  const known = work.draft.citations.find((each) => each.document === citation.document
    && each.start === citation.start && each.end === citation.end);
  if (known) return known.n;
  const n = 1 + Math.max(0, ...work.draft.citations.map((each) => each.n));
  work.draft.citations.push({ ...citation, n });
  return n;
}

function coverageOf(point) {
  const cited = point.paragraphs.some((paragraph) => markers(paragraph.text).length);
  if (!cited) return 'missing';
  return point.paragraphs.some((paragraph) => /【待补充：[^】]*】/.test(paragraph.text)) ? 'partial' : 'covered';
}

function changed() {
  dirty = true;
  showState();
  showCoverage();
}

function showState() {
  find('.state').textContent = dirty ? '有改动未保存' : `已保存 · 第${version}版`;
  find('.state').classList.toggle('unsaved', dirty);
  find('.save').disabled = !dirty && version === latest;
}

function showCoverage() {
  const counts = { covered: 0, partial: 0, missing: 0 };
  const chips = work.draft.points.map((point, position) => {
    const coverage = coverageOf(point);
    counts[coverage] += 1;
    const chip = button('', `第${position + 1}条：${point.request.topic}，${COVERAGE[coverage]}`, () => choose(position, 0), `button.chip.${coverage}`);
    chip.append(make('b', String(position + 1)), make('span', point.request.topic), make('i', COVERAGE[coverage]));
    return chip;
  });
  const total = Object.entries(counts).map(([coverage, count]) => make(`span.${coverage}`, `${COVERAGE[coverage]} ${count}`));
  find('.coverage').replaceChildren(make('p.total', `共 ${chips.length} 条诉求`, ...total), make('div.chips', ...chips));
}

function showVersions(versions) {
  find('.version').replaceChildren(...versions.map((each) => {
    const option = make('option', `第${each.n}版 · ${each.made} · ${each.who || '未署名'} · ${each.note}`);
    option.value = each.n;
    option.selected = each.n === version;
    return option;
  }));
  find('.older').hidden = version === latest;
  find('.older').textContent = `这是第${version}版，最新为第${latest}版；按“保存”将以这一版为准，存为第${latest + 1}版。`;
}

function open(view) {
  const panel = find('.evidence');
  delete panel.dataset.shown; // the same numbers may stand for other sources now
  if (view.id !== id) delete panel.dataset.point;
  replacing = null;
  ({ id, version, latest, work } = view);
  dirty = false;
  chosen = null;
  find('.begin').hidden = true;
  find('.editor').hidden = false;
  find('.bar h1').textContent = work.proposal.title || work.draft.title;
  showVersions(view.versions);
  history.replaceState(null, '', `?draft=${id}`);
  showState();
  showCoverage();
  showProposal(view.similar);
  showLetter();
  choose(0, 0, false);
}

async function save() {
  const kept = work;
  const before = JSON.stringify(work);
  const sent = { identity: id, base: latest, who: find('.who').value, work };
  const view = await busy(find('.save'), () => call('save', sent));
  if (!view || work !== kept) return false;
  const typed = JSON.stringify(work) !== before; // while it was being kept
  if (view.unchanged) {
    dirty = typed;
    showState();
    return true;
  }
  if (typed) {
    ({ version, latest } = view);
    showVersions(view.versions);
    showState();
    return true;
  }
  const place = chosen;
  open(view);
  if (place) choose(place.point, place.paragraph, false);
  return true;
}

find('.save').addEventListener('click', save);
find('.version').addEventListener('change', async (event) => {
  if (dirty && !window.confirm('有改动未保存，换到别的版本会丢掉这些改动。继续吗？')) {
    event.target.value = version;
    return;
  }
  const view = await call('opened', { identity: id, version: Number(event.target.value) });
  if (view) open(view);
});
find('.export').addEventListener('click', async (event) => {
  const form = event.target.dataset.form;
  if (!form) return;
  event.preventDefault();
  if ((dirty || version !== latest) && !(await save())) return;
  const wanted = new URLSearchParams(form === 'json' ? {} : new FormData(find('.export form')));
  wanted.set('form', form);
  wanted.set('id', id);
  wanted.set('version', version);
  window.location.assign(`/drafting/export?${wanted}`);
});
for (const tab of root.querySelectorAll('.tabs button')) {
  tab.addEventListener('click', () => turnTo(tab.dataset.tab));
}
window.addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });

/** On a narrow screen one column is shown at a time. */
function turnTo(name) {
  find('.columns').dataset.tab = name;
  for (const tab of root.querySelectorAll('.tabs button')) tab.setAttribute('aria-pressed', String(tab.dataset.tab === name));
}
