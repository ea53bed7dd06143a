// The left column: the visitor's conversations, and the scope that questions are asked in.

// --- conversations --------------------------------------------------------------------------------------------------

async function listTalks() {
  const view = await request('listing', { words: find('#search').value, ...(talk && { talk }) });
  if (view) put('#talks', view.html);
}

let searching = 0;
find('#search').addEventListener('input', () => {
  clearTimeout(searching);
  searching = setTimeout(listTalks, 200);
});

function rename(item) {
  const button = item.querySelector('.talk');
  const field = document.createElement('input');
  field.type = 'text';
  field.maxLength = 40;
  field.value = button.querySelector('span').textContent;
  field.ariaLabel = '对话的名称';
  button.replaceWith(field);
  field.select();
  let done = false;
  const finish = async (keep) => {
    if (done) return;
    done = true;
    const title = field.value.trim();
    if (keep && title && await request('rename', { talk: item.dataset.talk, title }) && item.dataset.talk === talk) {
      find('#talk-title').textContent = title;
    }
    shown.delete('#talks');
    await listTalks();
  };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') finish(true);
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    finish(false);
  });
  field.addEventListener('blur', () => finish(true));
}

/** The first press asks, the second deletes. */
async function remove(button) {
  if (!button.classList.contains('sure')) {
    button.classList.add('sure');
    button.textContent = '确定删除';
    button.addEventListener('blur', () => {
      button.classList.remove('sure');
      button.textContent = '×';
    }, { once: true });
    return;
  }
  const gone = button.closest('li').dataset.talk;
  if (!(await request('delete', { talk: gone }))) return;
  if (gone === talk) await open(null);
  else await listTalks();
}

// --- scope ----------------------------------------------------------------------------------------------------------

let chosen = {}; // as the form has it

function scope() {
  return chosen;
}

function readScope() {
  const fields = new FormData(find('#scope-form'));
  chosen = {};
  for (const name of ['issuers', 'regions', 'kinds', 'documents']) chosen[name] = fields.getAll(name);
  for (const name of ['since', 'until']) chosen[name] = fields.get(name) ?? '';
}

async function measure() {
  sessionStorage.setItem('scope', JSON.stringify(chosen));
  const view = await request('measure', { scope: chosen });
  if (!view) return;
  find('#measure').innerHTML = `范围：${view.html}`;
  find('#measure').classList.toggle('limited', !view.all);
}

async function chooseScope(fields) {
  const view = await request('scope', { scope: fields });
  if (!view) return;
  put('#scope', view.html);
  readScope();
  await measure();
}

async function searchEverything() {
  shown.delete('#scope'); // drawn anew, though the server may give the same
  await chooseScope({});
}

find('#scope').addEventListener('change', (event) => {
  if (event.target.matches('.narrow')) return;
  readScope();
  shown.delete('#scope');
  measure();
});
find('#scope').addEventListener('input', (event) => {
  if (!event.target.matches('.narrow')) return;
  const words = event.target.value.trim();
  for (const label of event.target.closest('fieldset').querySelectorAll('.choices label')) {
    label.hidden = !label.textContent.includes(words);
  }
});
find('#scope').addEventListener('submit', (event) => event.preventDefault());

// --- the column itself ----------------------------------------------------------------------------------------------

function showSide(open) {
  document.body.classList.toggle(narrow.matches ? 'side-open' : 'side-closed', narrow.matches ? open : !open);
  find('[data-toggle-side]').setAttribute('aria-expanded', String(open));
  if (open && narrow.matches) find('[data-close="side"]').focus();
}

function sideIsOpen() {
  const { classList } = document.body;
  return narrow.matches ? classList.contains('side-open') : !classList.contains('side-closed');
}
