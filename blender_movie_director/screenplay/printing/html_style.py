"""How an HTML script looks: a column to read on a screen of any size, and Courier pages on paper."""

STYLE = """\
:root {
  color-scheme: light dark;
  --ink: #1b1b1b; --paper: #fdfcf9; --faint: #6b6b6b; --rule: #d9d6cf; --accent: #8a4b08;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e3dc; --paper: #17181a; --faint: #9a9a96; --rule: #37393d; --accent: #e0a45e; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.45 "Courier Prime", Courier, "Courier New", monospace;
}
a { color: var(--accent); }
h1, h2, h3, p { margin: 0; font: inherit; overflow-wrap: break-word; white-space: pre-wrap; }
nav { padding: 1rem; border-bottom: 1px solid var(--rule); max-height: 40vh; overflow: auto; font-size: .85rem; }
nav ol { margin: 0; padding: 0; list-style: none; }
nav a { display: flex; gap: .75em; padding: .3em 0; color: inherit; text-decoration: none; }
nav a:hover, nav a:focus { color: var(--accent); }
nav .number { min-width: 2.5em; color: var(--faint); text-align: right; }
nav .page { margin-left: auto; color: var(--faint); }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
header { margin: 3rem 0 5rem; text-align: center; }
header h1 { font-size: 1.5rem; margin-bottom: 1.5rem; }
header .lower { margin-top: 2rem; text-align: left; color: var(--faint); }
header .lower p { margin-top: .75em; }
main > *, .speech { margin-top: 1.2em; }
.heading { margin-top: 2.4em; font-weight: bold; display: flex; gap: 1em; justify-content: space-between; }
.heading, .transition, nav { text-transform: uppercase; }
.heading .number { color: var(--faint); font-weight: normal; }
.heading span:first-child { flex: 1; }
.speech { margin-left: 15%; margin-right: 10%; }
.cue { margin-left: 28%; }
.parenthetical { margin-left: 14%; }
.lyric { font-style: italic; }
main > .lyric { margin-left: 15%; }
.transition { text-align: right; }
.centered { text-align: center; }
.break { border: 0; border-top: 1px dashed var(--rule); }
.dual { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5em; }
.dual .speech { margin: 0; }
.section, .synopsis, .note { color: var(--faint); border-left: 3px solid var(--rule); padding-left: .75em; }
.section { font-weight: bold; }
.sheets { display: none; }
@media (max-width: 30rem) {
  .speech { margin-left: 6%; margin-right: 4%; }
  .dual { gap: .75em; font-size: .9rem; }
  .dual .cue, .dual .parenthetical { margin-left: 0; }
}
@media (min-width: 70rem) {
  nav {
    position: fixed; inset: 0 auto 0 0; width: 22rem; max-height: none;
    border: 0; border-right: 1px solid var(--rule);
  }
  main { margin-left: max(24rem, calc(50vw - 20rem)); }
}
@media print {
  :root { color-scheme: light; }
  nav, main { display: none; }
  body { background: none; color: #000; font: 12pt/12pt Courier, "Courier New", "Courier Prime", monospace; }
  .sheets { display: block; }
  .sheet { position: relative; width: @WIDTH@pt; height: @HEIGHT@pt; overflow: hidden; break-after: page; }
  .sheet:last-child { break-after: auto; }
  .sheet p {
    position: absolute; white-space: pre;
    left: calc(var(--c) * 7.2pt); top: calc(@TOP@pt + var(--r) * 12pt);
  }
}
@page { size: @WIDTH@pt @HEIGHT@pt; margin: 0; }
"""
