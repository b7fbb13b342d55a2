// Package views draws the pages. A page is a templ component that takes one struct and nothing else: it cannot
// query, decide a permission or fail half way. Page carries what every page needs; each page file adds its own
// struct beside its template.
//
// views/ui holds the components and views/chart the pictures; neither knows a word of the trade, so that both
// can be looked at, tested and replaced on their own. views/text holds the words. Gallery draws every component
// in every state and is what the browser tests look at.
//
// Every page works without scripting: forms post, links lead somewhere, menus are <details>, dialogs are
// pages of their own. htmx attributes and static/js/candor.js only shorten the way. The content
// security policy forbids inline scripts and styles, so lengths are SVG attributes and variants are classes.
//
// Decision, 2026-11-25: what a page repeats is written by hand. Context: the 50 rows of the queue were 1,100
// generated components, each with a context of its own. Choice: icons, badges, times, meters and table rows
// append to a buffer (ui.HTML, ui.Leaf); they are still templ components to whoever uses them. Price: their
// markup is Go, where templ cannot check it; the golden pages and the benchmark's twin do.
package views
