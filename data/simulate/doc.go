// Package simulate makes up the events of a demo lender: the ordinary life of its customers
// and, among it, attacks after the scripts of each typology, each event with the label that
// would be known of it later.
//
// It is pure: the seed and the time of the start are arguments, and the same ones give the
// same events to the last byte. A stream only says what happens when; sending it, in real
// time or at once, is the caller's.
//
// An attack is told in minutes and hours, as it would take place, and runs so many times
// faster as Options.Pace says. No event lies before the start: what a script needs of the
// past, a good history or a new account, the named people of package demo bring with them.
// Only the first run of an attack works on them; later ones find ordinary customers, where
// the script does not need a person of its own.
//
// Addresses, networks and autonomous systems are of the ranges that RFC 5737, RFC 3849 and
// RFC 5398 set aside for documents.
package simulate
