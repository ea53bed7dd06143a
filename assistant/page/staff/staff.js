// What the pages for staff do in the browser. Runs once, with `element`, the page's component. The server makes the
// parts; here they are fetched for the address, and links and forms of the page change the address.

const root = element.querySelector('#staff');
const base = root.dataset.path;
const LOST = '连接不上服务器，请检查网络后再试。';
let newest = 0; // number of the last request; an older one's answer is not shown any more

// --- showing --------------------------------------------------------------------------------------------------------

function tell(words) {
  root.querySelector('.trouble')?.remove();
  const trouble = document.createElement('p');
  trouble.className = 'trouble';
  trouble.setAttribute('role', 'alert');
  trouble.textContent = words;
  root.prepend(trouble);
  trouble.scrollIntoView({ block: 'nearest' });
}

function draw(markup) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const { id, selectionStart } = active ?? {};
  root.innerHTML = markup; // escaped by the server
  const again = id && document.getElementById(id);
  if (again) {
    again.focus();
    if (again.type === 'search' || again.type === 'text') again.setSelectionRange(selectionStart, selectionStart);
  }
  root.querySelector('.paper mark')?.scrollIntoView({ block: 'center' });
  for (const piece of root.querySelectorAll('[data-follow]')) follow(piece);
}

async function fetched(address, options) {
  const turn = ++newest;
  root.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(address, options);
    if (response.status === 401) location.reload(); // the session has ended: log in again
    root.nextElementSibling.hidden = !response.headers.has('Staff-Session');
    const words = await response.text();
    if (turn !== newest) return null;
    if (response.ok) return { search: new URL(response.url).search, words };
    tell(words);
  } catch {
    if (turn === newest) tell(LOST);
  } finally {
    if (turn === newest) root.removeAttribute('aria-busy');
  }
  return null;
}

async function show(search) {
  const found = await fetched(`${base}/part${search}`);
  if (found) draw(found.words);
}

async function go(search) {
  const scrolled = document.querySelector('#page');
  const moved = search !== location.search;
  if (moved) history.pushState(null, '', `${base}/${search}`);
  await show(search);
  if (moved && !root.contains(document.activeElement)) {
    scrolled?.scrollTo(0, 0);
    root.querySelector('h1')?.focus({ preventScroll: true });
  }
}

// A piece that changes by itself is fetched again and again; when it says no more, the whole page is.
function follow(piece) {
  setTimeout(async () => {
    if (!piece.isConnected) return;
    try {
      const response = await fetch(`${base}/${piece.dataset.follow}`);
      if (response.ok) piece.innerHTML = await response.text();
    } catch { /* the server is away for a moment: the next look will tell */ }
    if (piece.querySelector('[data-running]')) follow(piece);
    else show(location.search);
  }, 1000);
}

// --- links and forms ------------------------------------------------------------------------------------------------

root.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="?"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute('href'));
});

const searchOf = (form) => {
  const filled = [...new FormData(form)].filter(([, value]) => value !== '');
  return filled.length ? `?${new URLSearchParams(filled)}` : '';
};

root.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.method === 'get') {
    go(searchOf(form));
  } else if (form.querySelector('input[type=file]')) {
    send(form);
  } else {
    for (const button of form.querySelectorAll('button')) button.disabled = true;
    const sent = new URLSearchParams(new FormData(form));
    const found = await fetched(form.getAttribute('action'), { method: 'POST', body: sent });
    for (const button of form.querySelectorAll('button')) button.disabled = false;
    if (found) arrive(found.search, found.words);
  }
});

function arrive(search, words) {
  if (search !== location.search) history.pushState(null, '', `${base}/${search}`);
  draw(words);
}

let typing = 0;
root.addEventListener('input', (event) => {
  const form = event.target.form;
  if (!form?.matches('[data-live]')) return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, '', `${base}/${searchOf(form)}`);
    show(searchOf(form));
  }, event.target.type === 'search' ? 300 : 0);
});

// --- files ----------------------------------------------------------------------------------------------------------

function send(form) {
  const bar = form.querySelector('progress');
  const request = new XMLHttpRequest();
  bar.hidden = false;
  request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
  request.onerror = () => { bar.hidden = true; tell(LOST); };
  request.onload = () => {
    bar.hidden = true;
    form.reset();
    if (request.status === 401) location.reload();
    else if (request.status === 200) arrive(new URL(request.responseURL).search, request.responseText);
    else tell(request.responseText);
  };
  request.open('POST', form.getAttribute('action'));
  request.send(new FormData(form));
}

root.addEventListener('change', (event) => {
  if (event.target.type === 'file' && event.target.files.length) event.target.form.requestSubmit();
});
for (const [name, over] of [['dragover', true], ['dragleave', false], ['drop', false]]) {
  root.addEventListener(name, (event) => {
    const place = event.target.closest?.('.drop');
    if (!place) return;
    event.preventDefault();
    place.classList.toggle('over', over);
    if (name === 'drop' && event.dataTransfer.files.length) {
      place.querySelector('input[type=file]').files = event.dataTransfer.files;
      place.closest('form').requestSubmit();
    }
  });
}

window.addEventListener('popstate', () => show(location.search));
document.querySelector('#masthead [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
show(location.search).then(() => { document.documentElement.dataset.ready = ''; });
