package views

import "candor/views/ui"

// OutboxPage is the list of what leaves for customers.
type OutboxPage struct {
	NoGateway string // that none is set up; "" when one is
	Tabs      []ui.Tab
	State     string // of the filter, to be kept when the channel changes
	Channel   string
	Channels  []ui.Option // none for held messages
	Chips     []ui.ChipArgs
	Export    string
	Clear     string
	Table     Records
	Newer     string
	Older     string
	Note      string
	Empty     ui.EmptyArgs
}

func (d OutboxPage) hidden() map[string]string {
	if d.State == "" {
		return nil
	}
	return map[string]string{"state": d.State}
}

// NoticePreview is a message as it leaves by one channel, addressed to somebody masked.
type NoticePreview struct {
	Lang       string // tag
	Language   string // name
	Channel    string
	To         string
	Subject    string
	Paragraphs []string
	Text       bool    // a text message
	Size       string  // of a text message
	Mail       *Letter // an e-mail's HTML part
	Source     string  // the JSON of a webhook
}

// ChannelForm is a message as one channel would carry it.
type ChannelForm struct {
	ID      string
	Note    string        // what stands beside the channel's name: the subject, or how many parts
	Badge   *ui.BadgeArgs // whether it leaves by it; nil when that is not known
	Preview NoticePreview
}

// DeliveryData is one delivery's page.
type DeliveryData struct {
	ID       ui.CopyArgs
	Badges   []ui.BadgeArgs
	Links    []ui.LinkArgs
	Notices  []ui.CalloutArgs
	Form     MeasureForm
	Step     *DeliveryStep // what the reader may do; nil for nothing
	Preview  NoticePreview
	Facts    []ui.Pair
	Tries    Records
	Timeline []ui.Event
}

// DeliveryStep is the one thing that can be done to a delivery in its state.
type DeliveryStep struct{ Action, Label, Icon, Note string }

// InboxPage is the development inbox.
type InboxPage struct {
	Notice string // what the inbox is for
	Tabs   []ui.Tab
	Items  []InboxItem
	Newer  string
	Older  string
	Note   string
	Empty  ui.EmptyArgs
}

// InboxItem is one message in the inbox, whole.
type InboxItem struct {
	Line    InboxLine
	Preview NoticePreview
}

// InboxLine is what stands above a message in the inbox.
type InboxLine struct {
	Title    string // in the reader's language
	Href     string
	State    ui.BadgeArgs
	Why      string
	Customer string
	Account  string
	Time     ui.TimeArgs
}
