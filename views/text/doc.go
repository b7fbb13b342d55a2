// Package text holds every word the browser pages show, in Chinese (zh-CN, the default) and English (en).
//
// Words live in catalogue files named <area>.<language>.json, one flat object per file with dotted keys
// ("queue.title"). A value is either a string or an object of plural forms ({"one": …, "other": …});
// Chinese needs only "other". {{.name}} marks a value that the page fills in; a sentence is never glued
// together from parts. Tests keep both languages equal in keys and placeholders and find every key that
// a page asks for.
//
// Context: pages ask for hundreds of short words per request, and go-i18n runs a template for each.
// Choice: Load lets go-i18n make every entry once in each plural form, with marks where values go, and pages
// put the pieces together; go-i18n keeps what it is good at, the rules of languages and placeholders.
// Price: the two forms are picked here by "one or not", which is true of English and Chinese and must be
// looked at again with a third language.
package text
