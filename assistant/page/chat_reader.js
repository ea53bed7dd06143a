// The reading pane: a whole document over the page, and the list of all documents.

const reader = find('#reader');
const original = find('#original');
const onlyThis = find('#only-this');
let reading = null; // the path of the document in it

async function openReader(title, load) {
  const body = reader.querySelector('.reader-body');
  reader.querySelector('h2').textContent = title;
  body.innerHTML = '<p class="hint">正在打开……</p>';
  original.hidden = true;
  onlyThis.hidden = true;
  if (!reader.open) reader.showModal();
  const view = await load();
  body.innerHTML = view?.html ?? '<p class="hint">暂时打不开，请稍后再试。</p>'; // escaped by the server
  body.scrollTop = 0;
  body.querySelector('mark')?.scrollIntoView({ block: 'center' });
  body.focus({ preventScroll: true });
  return view;
}

async function openDocument({ document: path, start, end, title }) {
  const span = { start: Number(start), end: Number(end) };
  const view = await openReader(title, () => request('document', { path, ...span }));
  if (!view) return;
  reading = path;
  reader.querySelector('h2').textContent = view.title;
  original.hidden = !view.original;
  original.href = view.original || '/';
  onlyThis.hidden = false;
}

onlyThis.addEventListener('click', async () => {
  await chooseScope({ documents: [reading] });
  reader.close();
  box.focus();
});
reader.addEventListener('click', (event) => {
  if (event.target === reader) reader.close(); // the shade beside the pane
});
