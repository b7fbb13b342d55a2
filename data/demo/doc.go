// Package demo makes up a lender: customers with four aspects filled, a year of bills,
// devices, links, transactions and outcomes, the staff who work there, a few people whose
// stories can be clicked through, and, where the book is large enough, three months of
// appeals that were heard.
//
// Everything follows from one seed: the same seed, count and date give the same customers
// to the last fen. Only ids and sealed bytes differ from one folder to the next.
//
// No person and no number here can be real. Names are put together from short lists of
// common syllables. Phone numbers begin with 100 to 109, which the Chinese numbering plan
// does not give to anybody. ID numbers carry a check digit that GB 11643 (ISO 7064 MOD
// 11-2) does not accept. Mail goes to domains that RFC 2606 sets aside.
//
// Outcomes are not drawn at random: whether a customer defaults depends on how they use
// and repay their lines, on their links and a little on their background, with noise on
// top, so that a card trained on them is good without being too good to be true.
package demo
