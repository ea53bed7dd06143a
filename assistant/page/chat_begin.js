// Clicks and keys, and the page's beginning.

const pressed = [
  ['a.marker', (control) => showCitation(control)],
  ['[data-ask]', (control) => ask(control.dataset.ask)],
  ['[data-again]', (control) => ask(questionOf(control.dataset.again), Number(control.dataset.again))],
  ['[data-everywhere]', async (control) => {
    await searchEverything();
    ask(questionOf(control.dataset.everywhere));
  }],
  ['[data-edit]', (control) => edit(Number(control.dataset.edit), questionOf(control.dataset.edit))],
  ['[data-cancel-edit]', () => {
    stopEditing();
    write('');
  }],
  ['[data-evidence]', async (control) => {
    await openEvidence(control.dataset.evidence, control);
    find('#evidence').scrollTo({ top: 0, behavior: motion() });
    if (narrow.matches) find('[data-close="evidence"]').focus();
  }],
  ['[data-copy]', (control) => copy(control)],
  ['[data-judge="yes"]', (control) => judge(control.dataset.turn, true)],
  ['[data-judge="no"]', (control) => {
    const form = control.closest('.turn').querySelector('.reasons');
    form.hidden = !form.hidden;
    if (form.hidden) return;
    form.scrollIntoView({ block: 'nearest' }); // the whole of it: focus alone brings in no more than its first line
    form.querySelector('input').focus();
  }],
  ['[data-document]', (control) => openDocument(control.dataset)],
  ['[data-catalogue]', () => openReader('已收录的文件', () => request('documents'))],
  ['[data-close="reader"]', () => reader.close()],
  ['[data-close="evidence"]', () => closeEvidence()],
  ['[data-close="side"]', () => showSide(false)],
  ['[data-toggle-side]', () => showSide(!sideIsOpen())],
  ['[data-show-scope]', () => {
    showSide(true);
    find('#scope summary')?.focus();
  }],
  ['[data-scope-all]', () => searchEverything()],
  ['[data-open]', (control) => {
    if (narrow.matches) showSide(false);
    open(control.closest('li').dataset.talk);
  }],
  ['[data-rename]', (control) => rename(control.closest('li'))],
  ['[data-delete]', (control) => remove(control)],
  ['#new', () => {
    if (narrow.matches) showSide(false);
    open(null);
  }],
  ['#stop', () => stop()],
  ['#find', () => lookUp()],
];

element.addEventListener('click', (event) => {
  const control = event.target.closest('a, button');
  const [, act] = pressed.find(([selector]) => control?.matches(selector)) ?? [];
  if (!act) return;
  if (control.matches('a.marker')) event.preventDefault();
  act(control);
});

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.target.matches('input, textarea, select') && !reader.open) {
    event.preventDefault();
    box.focus();
  }
  if (event.key !== 'Escape' || reader.open) return;
  hover.hidden = true;
  if (document.body.classList.contains('evidence-open')) closeEvidence();
  else if (document.body.classList.contains('side-open')) showSide(false);
  else if (editing !== null) stopEditing();
});

window.addEventListener('popstate', () => open(talkInAddress()));

function talkInAddress() {
  return location.hash.startsWith('#talk=') ? location.hash.slice('#talk='.length) : null;
}

async function begin() {
  await fetch('/visitor', { method: 'POST' });
  const kept = JSON.parse(sessionStorage.getItem('scope') ?? '{}');
  await chooseScope(kept);
  if (!(await open(talkInAddress()))) await open(null);
  document.documentElement.dataset.ready = ''; // for those who wait for the page
}
begin();
