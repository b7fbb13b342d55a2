package views

import "candor/views/ui"

// MessagePage is one message to a customer.
type MessagePage struct {
	State       ui.BadgeArgs
	StateText   string // what the state means for whoever hands the letter over
	Letter      Letter
	AccountHref string
	AboutHref   string // the sanction, limit change or appeal; "" when it has no page
	Recall      string // the form's address while the message can be taken back
	Recalled    bool
	Ready       bool
	Deliveries  []MeasureRow // how it leaves, once it is ready
	Channels    []ChannelForm
	Form        MeasureForm
	PrintLine   string // id, who printed it and when
}
