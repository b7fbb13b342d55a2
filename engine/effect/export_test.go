package effect

// Fisher and Tables are what tests look at from outside.
var (
	Fisher = fisher
	Tables = tables
)
