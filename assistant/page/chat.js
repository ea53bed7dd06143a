// The chat page in the browser: asking, following an answer, showing it. Runs once, with `element` (the page's one
// component) and `server` (the one function given to it). The files named chat*.js make up one script, in the order
// that layout.py gives; everything is delegated from the page's root.

const narrow = window.matchMedia('(max-width: 960px)');
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
const find = (selector) => element.querySelector(selector);
const box = find('#question');
const motion = () => (calm.matches ? 'auto' : 'smooth');
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const LOST = '与服务器的连接中断，正在重新连接。您输入的内容会保留；如果一直没有恢复，请刷新页面。';

let talk = null; // the conversation that is shown; null for a new one
let version = 0; // of it, as last shown
let busy = false; // its last question is being answered
let editing = null; // the turn whose question is being changed
let following = 0; // grows when another conversation is to be followed

// --- the server -----------------------------------------------------------------------------------------------------

function complain(words) {
  find('#complaint').textContent = words;
  find('#complaint').hidden = !words;
}

/** Ask the server; null where it refuses, with its reason shown. Throws where it cannot be reached. */
async function call(action, given = {}) {
  const answer = await server.call({ action, ...given });
  complain(answer.trouble ?? '');
  return answer.trouble ? null : answer;
}

/** The same for what a click asks for: a lost connection is told, not thrown. */
async function request(action, given = {}) {
  try {
    return await call(action, given);
  } catch {
    complain(LOST);
    return null;
  }
}

// --- showing a conversation -----------------------------------------------------------------------------------------

const shown = new Map(); // what each part was given last: what is the same is not drawn again

function put(selector, html) {
  if (html === undefined || shown.get(selector) === html) return false;
  shown.set(selector, html);
  find(selector).innerHTML = html; // escaped by the server
  return true;
}

/** Show what has changed; where part of an answer was on the page already (`begun`), nothing jumps or fades in again. */
function show(view, begun = false) {
  const wasBusy = busy;
  ({ version, busy } = view);
  put('#past', view.past);
  const isNew = put('#now', view.now);
  find('#now').classList.toggle('fresh', wasBusy && !busy && isNew && !begun);
  put('#further', view.further);
  if (put('.evidence-body', view.evidence) && !begun) find('#evidence').scrollTop = 0;
  find('#send').hidden = busy;
  find('#stop').hidden = !busy;
  const last = find('#now .turn');
  document.body.classList.toggle('conversing', Boolean(last));
  if (last && isNew && !begun) last.scrollIntoView({ behavior: motion(), block: 'start' });
}

/** Show a conversation that was opened or begun, as a whole. */
function enter(view) {
  const moved = talk !== view.talk;
  talk = view.talk;
  if (moved) closeEvidence();
  show(view);
  find('#talk-title').textContent = view.title;
  const link = find('#export-talk');
  link.hidden = !talk;
  link.href = `/export?${new URLSearchParams({ talk: talk ?? '', form: 'word' })}`;
  const address = talk ? `#talk=${talk}` : location.pathname;
  if (moved && location.hash.replace('#talk=', '') !== (talk ?? '')) history.pushState(null, '', address);
  follow(view.more || view.busy);
}

/** Show what becomes of the last question, until there is nothing more to come. */
async function follow(more) {
  following += 1;
  const mine = following;
  let expected = more;
  while (expected && mine === following) {
    let news;
    try {
      news = await call('watch', { talk, version });
    } catch {
      complain(LOST);
      await pause(1500);
      continue;
    }
    if (mine !== following || !news) return;
    show(news, Boolean(find('#now .partial')));
    expected = news.busy || news.more;
  }
}

async function open(id) {
  const view = await request('open', id ? { talk: id } : {});
  if (!view) return false;
  enter(view);
  stopEditing();
  box.value = sessionStorage.getItem(`draft ${talk ?? ''}`) ?? '';
  fit();
  if (view.scope) chooseScope(view.scope);
  await listTalks();
  if (!narrow.matches) box.focus();
  return true;
}

// --- asking ---------------------------------------------------------------------------------------------------------

async function ask(question, turn) {
  if (busy || !question.trim()) return;
  const asked = { question, scope: scope(), ...(talk && { talk }), ...(turn !== undefined && { turn }) };
  const view = await request('ask', asked);
  if (!view) return; // the box still holds the question
  sessionStorage.removeItem(`draft ${talk ?? ''}`);
  if (box.value === question) write('');
  stopEditing();
  busy = true;
  enter(view);
  listTalks();
}

function send() {
  ask(box.value, editing ?? undefined);
}

function write(words) {
  box.value = words;
  keepDraft();
  fit();
}

function keepDraft() {
  sessionStorage.setItem(`draft ${talk ?? ''}`, box.value);
}

/** Let the box grow with its words, up to a third of the window. */
function fit() {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, window.innerHeight / 3)}px`;
}

function edit(turn, question) {
  editing = turn;
  find('#editing').hidden = false;
  write(question);
  box.focus();
}

function stopEditing() {
  editing = null;
  find('#editing').hidden = true;
}

function questionOf(turn) {
  return find(`.turn[data-turn="${turn}"] .asked p`).textContent;
}

async function stop() {
  const view = await request('stop', { talk });
  if (view) enter(view);
}

box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault(); // 229: half-typed pinyin
  send();
});
box.addEventListener('input', () => {
  keepDraft();
  fit();
});
find('#composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});

// --- what people say of an answer -----------------------------------------------------------------------------------

async function judge(turn, helpful, reason = '') {
  const answer = find(`.turn[data-turn="${turn}"]`);
  const view = await request('judge', { talk, turn: Number(turn), helpful, reason });
  if (!view) return;
  for (const button of answer.querySelectorAll('[data-judge]')) {
    button.setAttribute('aria-pressed', String((button.dataset.judge === 'yes') === helpful));
  }
  answer.querySelector('.reasons').hidden = true;
  answer.querySelector('.thanks').textContent = view.thanks;
}

element.addEventListener('submit', (event) => {
  if (!event.target.matches('.reasons')) return;
  event.preventDefault();
  const chosen = new FormData(event.target).values().next().value ?? '';
  const more = event.target.querySelector('input[type=text]').value.trim();
  judge(event.target.dataset.turn, false, [chosen, more].filter(Boolean).join('：'));
});

// --- taking it away -------------------------------------------------------------------------------------------------

async function copy(button) {
  const words = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(words);
  } catch { // no clipboard outside https: the old way, from a field that nobody sees
    const field = document.createElement('textarea');
    field.value = words;
    field.className = 'unseen';
    element.appendChild(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  button.textContent = '已复制';
  await pause(1600);
  button.textContent = '复制';
}
