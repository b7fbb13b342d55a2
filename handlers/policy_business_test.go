package handlers

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestBusinessHoursAreEdited: what the form shows is what it saves; without a day and hours every hour counts, and what cannot be counted is
// said at its field.
func TestBusinessHoursAreEdited(t *testing.T) {
	office := &decide.Business{Weekdays: []int{1, 5}, Opens: "09:00", Closes: "18:00", Zone: "Asia/Tokyo", Holidays: []string{"2026-10-01", "2026-10-02"}}
	for _, b := range []*decide.Business{nil, office} {
		doc := decide.Default()
		doc.SLA.Business = b
		var bad models.Invalid
		if got := inputOf(doc).document(doc, &bad); !reflect.DeepEqual(got.SLA, doc.SLA) || bad.OrNil() != nil {
			t.Errorf("%+v is saved as %+v, %v", b, got.SLA.Business, bad.OrNil())
		}
	}
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	for name, c := range map[string]struct {
		with url.Values
		says string
	}{
		"no day":            {url.Values{fieldOpens: {"09:00"}, fieldCloses: {"18:00"}}, "Fill this in."},
		"no clock":          {url.Values{weekdayField(1): {"on"}, fieldOpens: {"nine"}, fieldCloses: {"18:00"}}, "A time of day, such as 22:00."},
		"closes too early":  {url.Values{weekdayField(1): {"on"}, fieldOpens: {"18:00"}, fieldCloses: {"18:30"}}, "At least 60 minutes after it opens."},
		"no such day":       {url.Values{weekdayField(1): {"on"}, fieldOpens: {"09:00"}, fieldCloses: {"18:00"}, fieldHolidays: {"2026-02-30"}}, "A date, such as 2026-11-22."},
		"a zone of nowhere": {url.Values{weekdayField(1): {"on"}, fieldOpens: {"09:00"}, fieldCloses: {"18:00"}, fieldWorkZone: {"Mars/Base"}}, "Choose one of the values offered."},
	} {
		form := policyFormOf(decide.Default())
		for field, values := range c.with {
			form[field] = values
		}
		fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
		t.Run(name, func(t *testing.T) { want(t, d.save(fake, form), http.StatusUnprocessableEntity, c.says) })
	}
	p := draftOf(7, models.PolicySubmitted)
	p.Document.SLA.Business = office
	h := &Policies{Site: d.site, Store: &policyFake{policy: p}}
	want(t, d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show), http.StatusOK, "Monday, Friday, 09:00 to 18:00, Asia/Tokyo", "2026-10-01, 2026-10-02")
}

// TestACaseSaysWhichHoursCount: where the policy names business hours.
func TestACaseSaysWhichHoursCount(t *testing.T) {
	s := testSite(t)
	a := someAccount(t)
	d := &models.CaseDetail{Case: *a.OpenCase, Account: a}
	doc := decide.Default()
	doc.SLA.Business = &decide.Business{Weekdays: []int{1}, Opens: "09:00", Closes: "18:00", Zone: "UTC"}
	l := labels{s.letterPage("en")}
	said := func() (found bool) {
		for _, f := range l.caseFacts(d, as(t, models.RoleReviewer, "en")) {
			found = found || f.Key == "Due time counts" && f.Value == "Monday, 09:00 to 18:00, UTC"
		}
		return found
	}
	if d.Account.Policy = nil; said() {
		t.Error("hours of no policy")
	}
	if d.Account.Policy = &doc; !said() {
		t.Error("the case is silent about business hours")
	}
}
