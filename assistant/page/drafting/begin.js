// --- the beginning: a proposal comes in, or a letter kept before is opened -------------------------------------------

const form = find('.begin form');
const remember = (name) => { try { localStorage.setItem(WHO, name); } catch { /* a browser may forbid it */ } };
const remembered = () => { try { return localStorage.getItem(WHO) ?? ''; } catch { return ''; } };

async function showBegin() {
  const view = await call('listed', {}, true);
  find('.begin').hidden = false;
  find('.editor').hidden = true;
  if (!view) return;
  find('.kept').hidden = !view.drafts.length;
  find('.kept ul').replaceChildren(...view.drafts.map((draft) => {
    const link = make('a', draft.title);
    link.href = `?draft=${draft.id}`;
    link.addEventListener('click', (event) => { event.preventDefault(); openKept(draft.id); });
    const remove = button('删除', `删除“${draft.title}”`, async () => {
      if (window.confirm(`删除“${draft.title}”及其全部版本？`) && await call('delete', { identity: draft.id })) showBegin();
    });
    return make('li', link, make('span.soft', `${draft.number} · 第${draft.n}版 · ${draft.who || '未署名'} · ${draft.made}`), remove);
  }));
}

async function openKept(identity) {
  const view = await call('opened', { identity });
  if (view) open(view);
  else showBegin();
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  remember(form.who.value);
  find('.who').value = form.who.value;
  find('.waiting').hidden = false;
  const view = await busy(form.querySelector('button'), () => call('begin', new FormData(form)));
  find('.waiting').hidden = true;
  if (view) open(view);
});
form.file.addEventListener('change', () => { find('.drop b').textContent = form.file.files[0]?.name ?? '选择建议文件'; });
for (const kind of ['dragover', 'drop']) {
  find('.drop').addEventListener(kind, (event) => {
    event.preventDefault();
    if (kind === 'drop' && event.dataTransfer.files.length) {
      form.file.files = event.dataTransfer.files;
      form.file.dispatchEvent(new Event('change'));
    }
  });
}
find('.leave').addEventListener('click', () => {
  if (dirty && !window.confirm('有改动未保存，返回列表会丢掉这些改动。继续吗？')) return;
  dirty = false;
  history.replaceState(null, '', window.location.pathname);
  showBegin();
});
find('.who').addEventListener('change', (event) => remember(event.target.value));
form.who.value = remembered();
find('.who').value = remembered();

const asked = new URLSearchParams(window.location.search).get('draft');
if (asked) openKept(asked);
else showBegin();

document.documentElement.dataset.ready = '';
