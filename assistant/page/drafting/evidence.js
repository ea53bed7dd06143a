// --- left: the proposal with its requests; right: the evidence of the paragraph in hand ------------------------------

function showProposal(similar) {
  const { proposal } = work;
  const facts = [proposal.session, proposal.number && `${proposal.number}${proposal.kind}`, proposal.deputies.join('、'), proposal.addressed_to && `承办：${proposal.addressed_to}`];
  const text = make('div.paper');
  let position = 0;
  work.draft.points.forEach(({ request }, number) => {
    text.append(proposal.body.slice(position, request.start));
    const mark = make('mark.request', make('b', String(number + 1)), proposal.body.slice(request.start, request.end));
    mark.tabIndex = 0;
    mark.setAttribute('role', 'button');
    mark.title = `看第${number + 1}条的答复`;
    mark.addEventListener('click', () => choose(number, 0));
    mark.addEventListener('keydown', (event) => { if (event.key === 'Enter') choose(number, 0); });
    text.append(mark);
    position = request.end;
  });
  text.append(proposal.body.slice(position));
  find('.proposal').replaceChildren(make('h2', '建议原文'), make('p.soft', facts.filter(Boolean).join(' · ')), text, similarPart(similar));
}

function similarPart({ replies, drafts }) {
  const links = replies.map((reply) => make('li', sourceLink(reply.document, reply.title), make('span.soft', reply.date)));
  for (const draft of drafts) {
    const link = make('a', draft.title);
    link.href = `?draft=${draft.id}`;
    links.push(make('li', link, make('span.soft', `在办草稿 · ${draft.who || '未署名'} · ${draft.made}`)));
  }
  if (!links.length) return null;
  return make('details.similar', make('summary', `相近的答复 ${links.length} 份`), make('p.soft', '请对照，避免前后说法不一。'), make('ul', ...links));
}

/** Mark the request in hand in the proposal. */
function showRequest(position) {
  root.querySelectorAll('.proposal mark.request').forEach((mark, i) => {
    mark.classList.toggle('chosen', i === position);
    if (i === position) mark.scrollIntoView({ block: 'nearest' });
  });
}

function sourceLink(path, words) {
  const link = make('a', words);
  link.href = `/documents/?${new URLSearchParams({ document: path })}`;
  link.target = '_blank';
  return link;
}

let replacing = null; // number of the citation that the next accepted evidence replaces
let query = '';

function showEvidence() {
  const paragraph = work.draft.points[chosen.point]?.paragraphs[chosen.paragraph];
  if (!paragraph) return;
  const numbers = markers(paragraph.text);
  const key = JSON.stringify([chosen, numbers, replacing]);
  const panel = find('.evidence');
  if (panel.dataset.shown === key) return; // typing changes nothing here
  const same = panel.dataset.point === String(chosen.point);
  panel.dataset.shown = key;
  panel.dataset.point = chosen.point;
  const kept = same ? panel.querySelector('.further') : null; // what was found for this request stays
  panel.replaceChildren(
    make('h2', `第${chosen.point + 1}条第${chosen.paragraph + 1}段的依据`),
    ...(numbers.length ? numbers.map((n) => cited(n, citationOf(n))) : [make('p.soft', '这一段还没有依据。可以在下面查找，选用后写入本段。')]),
    kept ?? furtherPart(),
  );
}

function cited(n, citation) {
  if (!citation) return make('article.card', make('h3', `[${n}] 没有这条引用，请删去或从下面选用依据。`));
  const tools = make(
    'div.tools',
    button(replacing === n ? '取消替换' : '替换', `替换引用${n}`, () => { replacing = replacing === n ? null : n; showEvidence(); if (replacing) find('.further .search').click(); }),
    button('移除', `移除引用${n}及其陈述`, () => take(n)),
  );
  return make(`article.card${replacing === n ? '.replacing' : ''}`, make('h3', make('span.number', `[${n}]`), ' ', sourceLink(citation.document, citation.title)), origin(citation), make('blockquote', citation.quote), tools);
}

const origin = (citation) => make('p.origin', [citation.doc_number, citation.date, citation.section.join(' › ')].filter(Boolean).join(' · '));

function furtherPart() {
  const words = make('input');
  words.type = 'search';
  words.placeholder = '换个说法查找';
  words.setAttribute('aria-label', '查找依据');
  words.value = '';
  const list = make('div.offers');
  const search = button('查找其他依据', '查找其他可用的依据', () => busy(search, async () => {
    query = words.value;
    const point = chosen.point;
    const answer = await call('further', { work, position: point, query, used: usedPlaces() });
    if (!answer || chosen.point !== point) return;
    list.replaceChildren(...(answer.offers.length ? answer.offers.map(offered) : [make('p.soft', '没有查到其他可用的依据。')]));
  }), 'button.search');
  words.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing && event.keyCode !== 229) search.click(); });
  const documents = make('a', '收录新文件');
  documents.href = '/documents/';
  documents.target = '_blank';
  return make('div.further', make('div.row', words, search), list, make('p.soft', '文件库里没有？', documents, '后回到这里再查找。'));
}

function offered(offer) {
  const { citation } = offer;
  const part = make(
    'article.card.offer',
    make('h3', sourceLink(citation.document, citation.title)),
    origin(citation),
    make('blockquote', citation.quote),
    make('div.tools', make('span.stage', STAGES[offer.stage]), button('选用', '选用这条依据', () => { accept(offer); part.remove(); })),
  );
  return part;
}

/** Where a citation's statement stands in a text: behind the marker, lead-in or gap before it, up to its own marker. */
function statement(text, n) {
  const marker = `[${n}]`;
  const at = text.indexOf(marker);
  const before = text.slice(0, at);
  const from = Math.max(before.lastIndexOf(']') + 1, before.lastIndexOf('】') + 1, before.search(/[：:]/) + 1);
  return { from, to: at + marker.length };
}

function accept({ words, stage, citation }) {
  const paragraph = work.draft.points[chosen.point].paragraphs[chosen.paragraph];
  const n = numbered(citation);
  if (replacing !== null && paragraph.text.includes(`[${replacing}]`)) {
    const { from, to } = statement(paragraph.text, replacing);
    const joint = paragraph.text.slice(from).match(/^[。；，]?/)[0];
    paragraph.text = `${paragraph.text.slice(0, from)}${joint}${words}[${n}]${paragraph.text.slice(to)}`;
  } else {
    const empty = !paragraph.text.replace(/【待补充：[^】]*】/g, '').trim();
    const lead = empty ? `${STAGES[stage]}：` : '';
    paragraph.text = `${empty ? lead : paragraph.text.replace(/。?$/, '。')}${words}[${n}]。`;
    if (empty) paragraph.stage = stage;
  }
  replacing = null;
  redraw(chosen.point, chosen.paragraph);
}

function take(n) {
  const paragraph = work.draft.points[chosen.point].paragraphs[chosen.paragraph];
  const { from, to } = statement(paragraph.text, n);
  paragraph.text = `${paragraph.text.slice(0, from)}${paragraph.text.slice(to)}`.replace(/([：:。；])[。；，]+/g, '$1');
  if (!/[^\s：:。]/.test(paragraph.text.replace(/^[^：:]{2,12}[：:]/, ''))) drop(chosen.point, chosen.paragraph);
  else redraw(chosen.point, chosen.paragraph);
}
