// Package text holds every word the browser pages show, in Chinese (zh-CN, the default) and English (en).
//
// Words live in catalogue files named <area>.<language>.json, one flat object per file with dotted keys
// ("queue.title"). A value is either a string or an object of plural forms ({"one": …, "other": …});
// Chinese needs only "other". {{.name}} marks a value that the page fills in; a sentence is never glued
// together from parts. Tests keep both languages equal in keys and placeholders and find every key that
// a page asks for.
//
// Context: pages ask for hundreds of short words per request, and go-i18n runs a template for each.
// Choice: words without placeholders are served from a map that Load builds once; go-i18n does what it is
// good at, plural rules and placeholders. Price: a Localizer holds the plain words twice, about 100 KB.
package text
