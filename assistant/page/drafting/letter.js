// --- the letter: its frame, its points, their paragraphs -------------------------------------------------------------

const FRAME = { title: '标题', salutation: '称谓', opening: '开头', closing: '结尾', signature: '署名', date: '日期' };
const PAUSE = 350; // milliseconds after the last key before a paragraph is checked

/** A box that is as high as its words, over a layer that colours them. */
function box(words, name, act) {
  const area = make('textarea');
  const layer = make('div.layer');
  layer.setAttribute('aria-hidden', 'true');
  area.value = words;
  area.rows = 1;
  area.spellcheck = false;
  area.setAttribute('aria-label', name);
  area.addEventListener('input', () => act(area.value));
  const made = make('div.box', layer, area);
  colour(made, []);
  return made;
}

/** Colour a box's words: markers, gaps, and what does not agree with its sources. */
function colour(made, findings) {
  const text = made.querySelector('textarea').value;
  const spans = [...text.matchAll(/\[\d{1,4}\]|【待补充：[^】]*】/g)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, kind: match[0][0] === '[' ? 'marker' : 'gap' }));
  for (const { start, end, fault } of findings) spans.push({ start, end, kind: fault });
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const parts = edges.slice(0, -1).map((from, i) => {
    const kinds = spans.filter(({ start, end }) => start <= from && end >= edges[i + 1]).map(({ kind }) => kind);
    return kinds.length ? make(`mark.${kinds.join('.')}`, text.slice(from, edges[i + 1])) : text.slice(from, edges[i + 1]);
  });
  made.querySelector('.layer').replaceChildren(...parts, '\u200b');
}

function showLetter() {
  const { draft } = work;
  const frame = (name) => {
    const made = box(draft[name], FRAME[name], (words) => { draft[name] = words; colour(made, []); changed(); });
    made.classList.add('frame', name);
    return made;
  };
  const warnings = draft.warnings.map((words) => make('li', words));
  find('.letter').replaceChildren(
    warnings.length ? make('details.warnings', make('summary', `需要核对和补充 ${warnings.length} 项`), make('ol', ...warnings)) : null,
    make('div.paper', frame('title'), frame('salutation'), frame('opening'), ...draft.points.map(pointPart), frame('closing'), frame('signature'), frame('date')),
  );
}

function pointPart(point, position) {
  const heading = make('h3', `${'一二三四五六七八九十'[position] ?? position + 1}、关于${point.request.topic}`);
  const add = button('＋ 添加一段', `为第${position + 1}条添加一段`, () => {
    point.paragraphs.push({ text: '', citations: [], stage: null });
    redraw(position, point.paragraphs.length - 1);
  }, 'button.add');
  const made = make('section.point', heading, ...point.paragraphs.map((_, i) => paragraphPart(point, position, i)), add);
  made.dataset.point = position;
  return made;
}

function paragraphPart(point, position, place) {
  const paragraph = point.paragraphs[place];
  const name = `第${position + 1}条第${place + 1}段`;
  const problems = make('ul.problems');
  problems.setAttribute('role', 'status');
  const body = box(paragraph.text, name, (words) => {
    paragraph.text = words;
    colour(body, []);
    changed();
    checkSoon(made, paragraph);
    if (isChosen(position, place)) showEvidence();
  });
  const tools = make(
    'div.tools',
    make('span.stage', STAGES[paragraph.stage] ?? ''),
    button('↑', `${name}上移`, () => move(position, place, -1)),
    button('↓', `${name}下移`, () => move(position, place, 1)),
    button('重新起草', `${name}换用其他依据重新起草`, (event) => another(event.currentTarget, position, place)),
    button('删除', `删除${name}`, () => drop(position, place)),
  );
  const made = make('div.paragraph', tools, body, problems);
  made.addEventListener('focusin', () => { if (!isChosen(position, place)) choose(position, place, false); });
  made.addEventListener('click', (event) => { if (!event.target.closest('button')) choose(position, place, false); });
  check(made, paragraph);
  return made;
}

const partOf = (position, place) => root.querySelectorAll(`.point[data-point="${position}"] .paragraph`)[place];
const isChosen = (position, place) => chosen?.point === position && chosen.paragraph === place;

/** Take a paragraph in hand: its evidence is shown, its request marked in the proposal. */
function choose(position, place, move = true) {
  const point = work.draft.points[position];
  if (!point) return;
  if (!isChosen(position, place)) replacing = null;
  chosen = { point: position, paragraph: Math.min(place, point.paragraphs.length - 1) };
  for (const each of root.querySelectorAll('.paragraph.chosen')) each.classList.remove('chosen');
  const part = partOf(position, chosen.paragraph);
  part?.classList.add('chosen');
  showRequest(position);
  showEvidence();
  if (move) {
    turnTo('letter');
    (part ?? find(`.point[data-point="${position}"]`)).scrollIntoView({ block: 'center', behavior: 'smooth' });
  }
}

function redraw(position, place) {
  find(`.point[data-point="${position}"]`).replaceWith(pointPart(work.draft.points[position], position));
  changed();
  choose(position, place, false);
}

function move(position, place, by) {
  const { paragraphs } = work.draft.points[position];
  const to = place + by;
  if (to < 0 || to >= paragraphs.length) return;
  [paragraphs[place], paragraphs[to]] = [paragraphs[to], paragraphs[place]];
  redraw(position, to);
}

function drop(position, place) {
  const point = work.draft.points[position];
  point.paragraphs.splice(place, 1);
  if (!point.paragraphs.length) {
    point.paragraphs.push({ text: `【待补充：关于“${point.request.topic}”，需要补充工作进展、数据和政策依据。】`, citations: [], stage: null });
  }
  redraw(position, Math.min(place, point.paragraphs.length - 1));
}

async function another(control, position, place) {
  const paragraph = work.draft.points[position].paragraphs[place];
  const given = { work, position, stage: paragraph.stage, used: usedPlaces() };
  const answer = await busy(control, () => call('another', given));
  const now = work.draft.points[position]?.paragraphs.indexOf(paragraph) ?? -1; // it may have been moved or dropped since
  if (!answer || now < 0) return;
  const renumbered = new Map(answer.citations.map((citation) => [citation.n, numbered(citation)]));
  paragraph.text = answer.paragraph.text.replace(/\[(\d{1,4})\]/g, (_, n) => `[${renumbered.get(Number(n))}]`);
  paragraph.stage = answer.paragraph.stage;
  redraw(position, now);
}

// --- checks ----------------------------------------------------------------------------------------------------------

const waiting = new WeakMap();

function checkSoon(part, paragraph) {
  clearTimeout(waiting.get(part));
  waiting.set(part, setTimeout(() => check(part, paragraph), PAUSE));
}

/** What is wrong, in words. */
function told({ fault, words, start, end }, text) {
  if (fault === 'outdated') return `${text.slice(start, end)}所引文件已有更新：${words}`;
  if (fault === 'uncited') return `“${words.slice(0, 24)}${words.length > 24 ? '……' : ''}”没有依据`;
  return `“${words}”与依据不一致`;
}

/** Ask the server what is wrong with a paragraph, and show it unless it has been changed since. */
async function check(part, paragraph) {
  const { text } = paragraph;
  if (!text.trim()) return;
  const answer = await call('checked', { text, citations: markers(text).map(citationOf).filter(Boolean) }, true);
  if (!answer || paragraph.text !== text) return;
  colour(part.querySelector('.box'), answer.findings);
  part.classList.toggle('wrong', answer.findings.length > 0);
  part.querySelector('.problems').replaceChildren(...answer.findings.map((finding) => make('li', told(finding, text))));
}
