/** The gallery's whole style: nothing from outside. */
export const galleryStyle = `
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1c1d20; --faint: #5c6068; --rule: #d9d9d4;
  --right: #00694e; --wrong: #b04a00; --unsure: #6b5600; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17181b; --ink: #e6e6e3; --faint: #a3a7ae; --rule: #3a3c41;
    --right: #3ec9a0; --wrong: #f0914a; --unsure: #d8c04a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem; max-width: 90rem; background: var(--paper); color: var(--ink);
  font: .9rem/1.4 system-ui, -apple-system, 'Segoe UI', sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
header p { max-width: 46rem; }
.bar { position: sticky; top: 0; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; }
article { border: 2px solid var(--rule); border-radius: 6px; padding: .6rem; overflow-wrap: anywhere; }
article:focus { outline: 3px solid #0a7cc4; outline-offset: 1px; }
article[data-mark=right] { border-color: var(--right); }
article[data-mark=wrong] { border-color: var(--wrong); }
article[data-mark=unsure] { border-color: var(--unsure); }
article p { margin: .25rem 0; }
img, .none { display: block; width: 100%; height: 9rem; object-fit: contain; image-rendering: pixelated; }
.name, .numbers, .none { color: var(--faint); font-size: .8rem; }
select { max-width: 100%; }
button { font: inherit; }
button[aria-pressed=true] { font-weight: 700; text-decoration: underline; }
`;
