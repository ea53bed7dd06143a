// What the page does in the browser. Runs once, with `element` (the reading pane's component) and `server` (the Python
// functions given to it). Everything is delegated from the document, because Gradio redraws what it shows.

const narrow = window.matchMedia('(max-width: 960px)');
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
const find = (selector) => document.querySelector(selector);
const box = () => find('#question textarea');
const reader = element.querySelector('#reader');
const hover = element.querySelector('#hover');
const motion = () => (calm.matches ? 'auto' : 'smooth');
let asker = null; // what had the focus before the evidence or the reading pane took it

// --- the question ---------------------------------------------------------------------------------------------------

function write(question) {
  box().value = question;
  box().dispatchEvent(new Event('input', { bubbles: true }));
}

function send() {
  const button = find('#send');
  if (!button || !box().value.trim()) return;
  sessionStorage.removeItem('draft');
  button.click();
}

// Before Gradio's own rule, which would send a half-typed pinyin word.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.target !== box()) return;
  event.stopImmediatePropagation();
  if (event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
}, true);

document.addEventListener('input', (event) => {
  if (event.target === box()) sessionStorage.setItem('draft', event.target.value);
});

// --- the evidence ---------------------------------------------------------------------------------------------------

function showTurn(turn) {
  for (const group of document.querySelectorAll('#evidence .group')) group.hidden = group.dataset.turn !== turn;
}

function openEvidence(turn, from) {
  asker = from;
  hover.hidden = true;
  showTurn(turn);
  document.body.classList.add('evidence-open');
  const others = find(`#evidence .group[data-turn="${turn}"] .others`);
  if (others && !find(`#evidence-${turn}-1`)) others.open = true;
}

function closeEvidence() {
  document.body.classList.remove('evidence-open');
  asker?.focus();
}

function showCitation(marker) {
  const { turn, n } = marker.dataset;
  openEvidence(turn, marker);
  const card = document.getElementById(`evidence-${turn}-${n}`);
  if (!card) return;
  card.focus({ preventScroll: true });
  (card.querySelector('mark') ?? card).scrollIntoView({ behavior: motion(), block: 'center' });
  card.classList.remove('flash');
  void card.offsetWidth; // starts the animation again
  card.classList.add('flash');
}

function showHover(marker) {
  hover.replaceChildren();
  for (const [name, words] of [['strong', marker.dataset.source], ['span', marker.dataset.quote]]) {
    hover.appendChild(document.createElement(name)).textContent = words;
  }
  hover.hidden = false;
  const place = marker.getBoundingClientRect();
  const left = Math.min(Math.max(8, place.left - 24), window.innerWidth - hover.offsetWidth - 8);
  const above = place.top - hover.offsetHeight - 8;
  hover.style.left = `${left}px`;
  hover.style.top = `${above > 8 ? above : place.bottom + 8}px`;
}

document.addEventListener('mouseover', (event) => {
  const marker = event.target.closest?.('a.marker');
  if (marker && !narrow.matches) showHover(marker);
  else hover.hidden = true;
});
document.addEventListener('focusin', (event) => {
  if (event.target.matches('a.marker') && event.target.matches(':focus-visible')) showHover(event.target);
  else hover.hidden = true;
});

// --- the reading pane -----------------------------------------------------------------------------------------------

async function openReader(title, load) {
  const body = reader.querySelector('.reader-body');
  reader.querySelector('h2').textContent = title;
  body.innerHTML = '<p class="hint">正在打开……</p>';
  if (!reader.open) reader.showModal();
  try {
    body.innerHTML = await load(); // escaped by the server
  } catch {
    body.innerHTML = '<p class="hint">暂时打不开，请检查网络连接后重试。</p>';
  }
  body.scrollTop = 0;
  body.querySelector('mark')?.scrollIntoView({ block: 'center' });
  body.focus({ preventScroll: true });
}

function openDocument(button) {
  const { document: path, start, end } = button.dataset;
  const title = button.dataset.title;
  openReader(title, () => server.read_document({ path, start: Number(start), end: Number(end) }));
}

reader.addEventListener('click', (event) => {
  if (event.target === reader) reader.close(); // the shade beside the pane
});

// --- clicks and keys ------------------------------------------------------------------------------------------------

document.addEventListener('click', (event) => {
  const control = event.target.closest?.('a.marker, button');
  if (!control) return;
  const { ask, evidence, document: path, close, catalogue } = control.dataset;
  if (control.matches('a.marker')) {
    event.preventDefault();
    showCitation(control);
  } else if (ask !== undefined) {
    write(ask);
    send();
  } else if (evidence !== undefined) {
    openEvidence(evidence, control);
    find('#evidence .group:not([hidden])')?.scrollIntoView({ behavior: motion(), block: 'start' });
    if (narrow.matches) find('#evidence .close').focus();
  } else if (path !== undefined) {
    openDocument(control);
  } else if (catalogue !== undefined) {
    openReader('已收录的文件', () => server.list_documents({}));
  } else if (close === 'reader') {
    reader.close();
  } else if (close === 'evidence') {
    closeEvidence();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || reader.open) return;
  hover.hidden = true;
  if (document.body.classList.contains('evidence-open') || event.target.closest?.('#evidence')) closeEvidence();
});

// --- what Gradio redraws --------------------------------------------------------------------------------------------

let seen = '';
function followChat() {
  const turns = document.querySelectorAll('#chat .turn');
  const last = turns[turns.length - 1];
  const state = last ? `${turns.length} ${last.lastElementChild.className}` : '';
  if (state === seen) return;
  seen = state;
  document.body.classList.toggle('conversing', Boolean(last));
  if (!last) {
    document.body.classList.remove('evidence-open');
    return;
  }
  last.scrollIntoView({ behavior: motion(), block: 'start' });
  const failed = last.querySelector('.failed');
  if (failed && !box().value) write(failed.dataset.question);
}

// Gradio mounts the components in no fixed order, and this one may come first.
function begin() {
  if (!find('#chat') || !box()) {
    requestAnimationFrame(begin);
    return;
  }
  new MutationObserver(followChat).observe(find('#chat'), { childList: true, subtree: true, attributes: true });
  followChat();
  const draft = sessionStorage.getItem('draft');
  if (draft && !box().value) write(draft);
  if (!narrow.matches) box().focus();
  document.documentElement.dataset.ready = ''; // for those who wait for the page
}
begin();
