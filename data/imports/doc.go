// Package imports reads a lender's export into accounts by a mapping file.
//
// A mapping is a JSON document that says which column is which field, in what unit, and
// what its codes mean; uci-credit-default.json beside this file is one to copy. Comments
// go into the field "comments", which is read by people only. The fields of a column:
//
//	column    name in the header line
//	codes     value in the file → value stored; any other value is rejected
//	optional  an empty value means that it is not known
//	min, max  bounds of a whole number, in the file's own unit
//	floor     amounts below it count as it
//	layout    of a date, in the form of Go's time package (2006-01-02)
//	constant  what every row has, instead of a column
//
// Amounts are multiplied by "unit", which is how many fen one unit of the file is worth.
//
// A mapping with "transactions" is of a file whose rows are events instead: "id" is then
// the account's, which is made where the source has none of that number yet, and
// fraud-handbook.json is the one to copy. Such a file is in order of time, and what its
// events turned out to be became known "label_delay_days" after each.
//
// A mapping with "table" is of a file whose rows are vectors of factors of its own, for candor
// train --report. It reads numbers, names with or without an order, and what is computed from
// other factors (see Column and Op); german-credit.json and heloc.json are ones to copy. Sex,
// marital status, age and the like are declared there too, and never factors.
//
// A row that cannot be an account is rejected by itself, with its line, column, value and
// the reason. What makes the rest of the file untrustworthy is an error of the whole file:
// a missing or repeated column, text that is not UTF-8, quotes that do not pair, a
// compressed file that ends early. Validate the whole file before anything is stored:
// Mapping.Read does not store, it calls back.
package imports
