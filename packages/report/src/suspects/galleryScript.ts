/** What the gallery does in the browser. It reads names from attributes and writes them to a file, never to the page. */
export const galleryScript = `
'use strict';
const cards = [...document.querySelectorAll('article')];
const keys = { r: 'right', w: 'wrong', u: 'unsure' };
let unsaved = false;

function mark(card, value) {
  if (value === undefined) delete card.dataset.mark;
  else card.dataset.mark = value;
  for (const button of card.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.dataset.mark === value));
  }
  unsaved = true;
  const marked = cards.filter((one) => one.dataset.mark !== undefined).length;
  document.getElementById('count').textContent = marked + ' of ' + cards.length + ' marked';
}

function columns() {
  const top = cards[0]?.offsetTop;
  return Math.max(1, cards.filter((card) => card.offsetTop === top).length);
}

const steps = { ArrowLeft: () => -1, ArrowRight: () => 1, ArrowUp: () => -columns(), ArrowDown: () => columns() };

function focusOn(index) {
  const card = cards[index];
  if (card === undefined) return;
  card.focus();
  card.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('select')) return;
  const current = cards.indexOf(event.target.closest('article'));
  const value = keys[event.key.toLowerCase()];
  if (event.key in steps) focusOn(current < 0 ? 0 : current + steps[event.key]());
  else if (current >= 0 && value !== undefined) {
    mark(cards[current], value);
    focusOn(current + 1);
  } else if (current >= 0 && event.key === 'Backspace') mark(cards[current], undefined);
  else return;
  event.preventDefault();
});

for (const card of cards) {
  card.addEventListener('click', (event) => {
    const value = event.target.closest('button')?.dataset.mark;
    if (value !== undefined) mark(card, value === card.dataset.mark ? undefined : value);
  });
  card.querySelector('select').addEventListener('change', () => mark(card, 'wrong'));
}

function field(text) {
  const guarded = /^'*[=+\\-@\\t\\r\\n]/.test(text) ? "'" + text : text;
  return /[",\\r\\n]/.test(guarded) ? '"' + guarded.replaceAll('"', '""') + '"' : guarded;
}

function labelOf({ mark: value, given }, card) {
  if (value === 'right') return given;
  return value === 'wrong' ? card.querySelector('select').value : '';
}

function marksAsCsv() {
  const rows = cards
    .filter((card) => card.dataset.mark !== undefined)
    .map((card) => [card.dataset.path, labelOf(card.dataset, card), card.dataset.mark, card.dataset.given, card.dataset.suggested]);
  return [['path', 'label', 'mark', 'given', 'suggested'], ...rows].map((row) => row.map(field).join(',') + '\\r\\n').join('');
}

document.getElementById('save').addEventListener('click', () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([marksAsCsv()], { type: 'text/csv' }));
  link.download = 'marks.csv';
  link.click();
  unsaved = false;
});

window.addEventListener('beforeunload', (event) => {
  if (unsaved) event.preventDefault();
});
`;
