// Package handlers answers requests: it reads a form strictly, calls one method of the
// store, and chooses the response. Rules live on models, decisions in engine, atomic work
// in data, markup in views.
//
// Each resource has one type that embeds *Site and declares the few store methods it
// needs, so that tests can put functions in their place. Page structs are made from models
// by pure functions in the *_view.go files.
//
// # Decision, 2026-11-26: a form held back by the password travels with the page that asks
//
// Context: acts of web/proof.go ask for the password again, and what was typed must not be lost, with scripting or without. Choice:
// the page that asks carries the held form in hidden fields, as a refused form shows again what was typed, and sends it to its own
// address with the password beside it; nothing is stored, so nothing of it is left to seal, to erase or to replay. The page is not
// cached, and only who typed the words gets them. Price: a form with a file could not be held this way, and none of these has one.
//
// # Decision, 2026-11-26: the next case is read ahead as a preview, not as its page
//
// Context: a reviewer who closes a case wants the next one at once. Before, as now, the preview of the row below is read ahead, which
// leaves no trace; the page itself is not, because opening it notes who looks and keeps a claim alive. Considered: a request marked as
// ahead of time that notes nothing, kept until it is wanted, with a note sent by the page when it is really shown.
//
// Choice: no. What it would save is one round trip and what the server needs: by candor bench pages, 15.8 ms at the 95th percentile for
// the queue, account and breakdown pages of 100,000 accounts, of the 200 ms that a page may take; the case page sends 53 kB, and every
// style sheet and script of it is there already. What it would cost is more. The page says who has been looking at a person's data, and
// a note that only the reader's browser sends is missing where a tab is closed, the network fails or the script is kept from running:
// the data has been handed out by then. Pages are never stored (Cache-Control: no-store), so a browser's own prefetch cannot keep them;
// letting it would leave personal data on the disk. Kept in a script instead, the page would have to take the place of a document whose
// scripts have started, and would show a case as it was, with holders, locks and versions that a minute has made false. And each case
// that is not opened after all would cost the server a whole page.
//
// Price: the next case takes its round trip. What is known of it before that is the preview.
//
// # Decision, 2026-11-26: what the cells of a column share stands in a style sheet of the columns
//
// Context: each cell of the queue said its column's label, which a phone shows beside it, and the side that it stands at: a fifth of a
// page of fifty rows. Considered: a script that copies the labels from the heads, without which a phone shows numbers and not what they
// are; a style in the page, which the content policy forbids.
//
// Choice: GET /queue/sheet.css, which writes both for the columns, the language and the version of the words that its address names, and
// which browsers keep, as it holds nothing about anybody. Rows need no script for it.
//
// Price: one more request the first time that a person sees these columns, and a phone that could not fetch it shows cells without labels.
package handlers
