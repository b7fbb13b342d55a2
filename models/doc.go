// Package models holds Candor's nouns: the rows that are stored, the rules about
// one thing, and the commands and filters that name what can be asked of it.
//
// It knows no database and no web: GORM appears as struct tags only.
//
// # Classes of data
//
// Every field of a stored row carries a class tag, after JR/T 0171-2020:
//
//   - C1: internal, of no use to a stranger.
//   - C2: identifies a person. Stored as Sealed (ciphertext) or as a blind index,
//     shown masked, revealed with a reason, never logged.
//   - C2f: a person's financial state. Stored in clear because the engine computes
//     on it; it hangs on an opaque id, is shown only to permitted roles, and is
//     never logged. Full-disk encryption is the operator's.
//   - C3: a secret that authenticates. Stored only as a hash.
//
// # Identifiers
//
// An ID is a 63-bit number that grows with time; outside it is written with the
// noun's prefix (acc_…). No database sequence is involved, so any replica can
// make one.
//
// # Decisions
//
// 2026-11-26: an appeal may end between all and nothing. A partly overturned
// sanction stays the one row it was and names the parts that it does not take any
// more (Spared), so that lifting it later still gives everything back from the one
// snapshot; a copy for the rest would have made two snapshots of one moment. A
// milder measure is a sanction of its own that names the one it replaces, with a
// snapshot of the account once the old one is gone. The cost: what a sanction takes
// is asked of Lost, Status and Ceiling, never of its kind alone.
//
// 2026-11-26: teams are a name on the user, not a shared role. Every reviewer holds
// the same role, so keeping a role away would have left nobody to judge. The cost:
// somebody has to write the names down.
//
// 2026-11-26: a payment that was not made is told to the customer as a measure of
// a kind of its own (decline), in a state of its own (stands): done at once, with
// nothing that could end. An appeal hangs on a measure, and so links, letters,
// clock, independence and metrics hold for it as they are; appeals on events
// besides would have doubled each of them. What was declined cannot be undone, so
// an overturn gives back what can be: the event is labelled as honest, and the
// same payment of the same customer goes through for a while. The price: whoever
// counts measures has to say whether declines are meant, and state = active means
// those that take something.
//
// 2026-11-26: payments that go through again are put on the list by an appeal alone. Files of entries are read back, and exports hold
// such entries, so it was asked whether an import should take them. It does not: the entry is what an independent person decided about
// one customer's one payment, it stands beside the label that calls the event honest, and it ends when the policy says. A file has none
// of that, and the guards of a file count accounts, of which a payment has one, so that no second person would ever be asked to look
// before somebody undid a decline. Who means a card, a payee or an account puts that on a list. The cost: a list that is moved to
// another lender's store arrives without them, each refused with its line and this reason.
//
// 2026-11-27: decisions on cases could be taken back by nobody but as a batch. A single one is put right now, with a reason, by whoever
// decided or by a lead, at any time: a wrong confirmation otherwise taught rules and models until an appeal came. What people made from the
// case stays and is named, as each of it has its own way back with its own approvals. The cost: a figure of an earlier day can change
// afterwards; the record keeps what was decided and why it was put right.
//
// 2026-11-27: a case whose customer was asked for papers stayed in the queue and ran late. It is put off until the last day now, with the
// moment from which its clock stands; whatever brings it back starts the clock with the business hours that were left. What was asked for is
// rows of evidence, and links to it are customer links, both of which belong to an appeal and its measure or to a case. The cost: neither has
// a reference that the database checks any more, but only that one of both is named.
//
// 2026-11-27: the first thing that came brought such a case back, also when more was asked for. Each thing has a state of its own now:
// asked for, here, done without, or said by the customer not to come. The case is back with the last of them, with the customer's word that
// this is all, or when the time is over. A letter that is still held is recalled, and written anew for what is left of it, as soon as it
// names what is not waited for any more; a claim alone leaves it. The cost: a file without a word of what it answers, whoever brings it, does
// not bring the case back; somebody has to tick what it is.
//
// 2026-11-27: a case was confirmed for a free reason alone, and a customer could not have been told why. It names principal reasons now, of
// the same codes and by the same rules as measures. A batch names none for all: what is true of one account need not be of the next, so each
// case gets the engine's own, and one for which there is none is left to a person. The cost: a batch confirms fewer cases than were chosen.
//
// 2026-11-27: a lead set a score by hand alone, at once. It is proposed now, and counts when somebody else who may set scores agrees; there
// is no permission of its own for agreeing, as with lists. What was set before stays in force. To end one early takes one person, because
// the score goes back to what model and policy say. The cost: a lender with one lead can set none.
//
// 2026-11-27: an approval of a policy version lapses after a day, and the moment at which it becomes live can lie a month ahead. What is
// asked for while the approval is young is kept at the moment, however old it is by then: the document cannot have changed, and whatever
// else would refuse a person, a version that went live before or a right that is gone, is looked at again then. Where it refuses, the
// version says so and nothing tries again, because a person has to look. The cost: a second person's word counts for up to a month.
//
// 2026-11-27: beside the values of the filters of the book stands how many accounts each would leave, of up to a million, on a page that is
// drawn all day. One statement holds a count for each value, which reads stretches of an index over state, band and days past due alone and
// stops at the cap; the state leads it and is always named, so a rare band costs what a common one does. Where a tag, an amount, a score, a
// cell of a comparison or "not this band" narrows the book, no index holds that beside the facets, a count could read all accounts to find
// few, and the values stand without counts. Products are no facet: an account has several lines, an index of lines knows nothing of state and
// band, and a copy on the account would be one more thing to keep true. Appeals are few: their facets are one grouped read of an index over
// at most FacetRows of them. The cost: two more indexes of the book, which only another state, band or number of days touches.
package models
