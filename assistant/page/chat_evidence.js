// The evidence: beside the answer on a wide screen, a sheet on a phone.

const hover = find('#hover');
let asker = null; // what had the focus before the evidence took it

async function showTurn(turn) {
  if (find(`.evidence-body .group[data-turn="${turn}"]`)) return;
  const view = await request('evidence', { talk, turn: Number(turn) });
  if (view) put('.evidence-body', view.html);
}

async function openEvidence(turn, from) {
  asker = from;
  hover.hidden = true;
  await showTurn(turn);
  document.body.classList.add('evidence-open');
  const others = find('.evidence-body .others');
  if (others && !find(`#evidence-${turn}-1`)) others.open = true;
}

function closeEvidence() {
  if (!document.body.classList.contains('evidence-open')) return;
  document.body.classList.remove('evidence-open');
  asker?.focus();
}

/** Bring a card into sight with its marked words, opening what it lies in. */
function point(card) {
  if (!card) return;
  const within = card.closest('.others');
  if (within) within.open = true;
  if (card.matches('details')) card.open = true;
  (card.querySelector('summary') ?? card).focus({ preventScroll: true });
  (card.querySelector('mark') ?? card).scrollIntoView({ behavior: motion(), block: 'center' });
  card.classList.remove('flash');
  void card.offsetWidth; // starts the animation again
  card.classList.add('flash');
}

async function showCitation(marker) {
  const { turn, n } = marker.dataset;
  await openEvidence(turn, marker);
  point(document.getElementById(`evidence-${turn}-${n}`));
}

function showHover(marker) {
  hover.replaceChildren();
  for (const [name, words] of [['strong', marker.dataset.source], ['span', marker.dataset.quote], ['em', marker.dataset.check]]) {
    if (words) hover.appendChild(document.createElement(name)).textContent = words;
  }
  hover.hidden = false;
  const place = marker.getBoundingClientRect();
  const left = Math.min(Math.max(8, place.left - 24), window.innerWidth - hover.offsetWidth - 8);
  const above = place.top - hover.offsetHeight - 8;
  hover.style.left = `${left}px`;
  hover.style.top = `${above > 8 ? above : place.bottom + 8}px`;
}

element.addEventListener('mouseover', (event) => {
  const marker = event.target.closest?.('a.marker');
  if (marker && !narrow.matches) showHover(marker);
  else hover.hidden = true;
});
element.addEventListener('focusin', (event) => {
  if (event.target.matches('a.marker') && event.target.matches(':focus-visible')) showHover(event.target);
  else hover.hidden = true;
});

// --- from words of an answer back to the source ---------------------------------------------------------------------

const finder = find('#find');

/** The words selected inside one answer, and its turn. */
function selected() {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  const answer = selection.anchorNode?.parentElement?.closest('.answer .words');
  if (words.length < 2 || !answer || !element.contains(answer) || !answer.contains(selection.focusNode)) return null;
  return { words, turn: answer.closest('.turn').dataset.turn, place: selection.getRangeAt(0).getBoundingClientRect() };
}

document.addEventListener('selectionchange', () => {
  const found = selected();
  finder.hidden = !found;
  if (!found) return;
  const left = Math.min(Math.max(8, found.place.left), window.innerWidth - finder.offsetWidth - 8);
  finder.style.left = `${left}px`;
  finder.style.top = `${found.place.bottom + 6}px`;
});
finder.addEventListener('mousedown', (event) => event.preventDefault()); // keeps the selection

async function lookUp() {
  const found = selected();
  if (!found) return;
  const view = await request('find', { talk, turn: Number(found.turn), words: found.words });
  if (!view) return;
  await openEvidence(found.turn, box);
  document.getSelection().removeAllRanges();
  const card = document.getElementById(view.card);
  if (!card) return;
  card.querySelector('blockquote').innerHTML = view.html; // escaped by the server
  shown.delete('.evidence-body');
  point(card);
}
