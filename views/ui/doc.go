// Package ui holds the components that pages are built from: buttons, fields, tables, badges, dialogs and the
// like. Components know no word of the trade and no language: every text is an argument. Each takes one plain
// struct whose zero value is usable, and writes HTML that works without scripting.
//
// Classes are defined in static/css; a variant is a class, never a style attribute. Colour has a fixed meaning
// (see Tone) and always comes with a word or an icon.
package ui
