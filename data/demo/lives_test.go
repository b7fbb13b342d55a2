package demo

import (
	"strconv"
	"testing"
	"time"

	"candor/models"
)

// kindsOf counts a customer's events by kind, and the devices they came from.
func kindsOf(c *customer) (kinds map[models.EventKind]int, devices map[string]int) {
	kinds, devices = map[models.EventKind]int{}, map[string]int{}
	for _, e := range c.entry.Events {
		kinds[e.Kind]++
		if e.Body.Device != "" {
			devices[e.Body.Device]++
		}
	}
	return kinds, devices
}

// What the named people did can be seen in their events, which is what attacks by script
// build on.
func TestNamedPeoplesEventsTellTheirStories(t *testing.T) {
	all := map[string]*customer{}
	for _, c := range personas(1, 0, until) {
		all[c.entry.Account.ExternalID] = c
	}
	kinds := func(id string) map[models.EventKind]int { k, _ := kindsOf(all[id]); return k }
	if got := kinds(Steady); got[models.EventRepayment] < 6 || got[models.EventPurchase] < 12 {
		t.Errorf("steady: %v", got)
	}
	if got := kinds(Spender); got[models.EventPurchase] < 40 {
		t.Errorf("spender: %v", got)
	}
	if got := kinds(Stolen); got[models.EventLoginFailed] < 4 || got[models.EventPasswordChange] != 1 {
		t.Errorf("stolen: %v", got)
	}
	for _, id := range []string{Defaulter, Late} {
		if got := kinds(id); got[models.EventRepayment] != 0 || got[models.EventPurchase] < 6 {
			t.Errorf("%s: %v", id, got)
		}
	}
	for name, group := range map[string]struct {
		size   int
		device string
	}{Ring: {RingSize, RingDevice}, Newcomer: {NewcomerCount, NewcomerDevice}} {
		for i := range group.size {
			if _, devices := kindsOf(all[name+strconv.Itoa(i+1)]); devices[group.device] == 0 {
				t.Errorf("%s%d: %v", name, i+1, devices)
			}
		}
	}
	for i := range MuleCount {
		c := all[Mule+strconv.Itoa(i+1)].told()
		if c.LoanFen-c.DrawnFen < 1_000_000 {
			t.Errorf("mule %d may draw %d", i+1, c.LoanFen-c.DrawnFen)
		}
	}
	if opened := *all[Newcomer+"1"].entry.Account.OpenedAt; until.Sub(opened) > 14*24*time.Hour {
		t.Errorf("newcomer since %v", opened)
	}
}

// A book's events are in order, end before now, and keep to the customer's own things.
func TestEventsOfTheBookFitTheirCustomer(t *testing.T) {
	events := 0
	for _, c := range newBook(4, 500, until).part(0, 500) {
		var last time.Time
		for _, e := range c.entry.Events {
			events++
			if e.At.Before(last) || e.At.After(until.Add(-time.Hour)) {
				t.Fatalf("%s: %v after %v", c.entry.Account.ExternalID, e.At, last)
			}
			last = e.At
			if d := e.Body.Device; d != "" && d != DeviceOf(c.entry.Account.ExternalID, 0) {
				t.Fatalf("%s on %s", c.entry.Account.ExternalID, d)
			}
		}
	}
	if events < 500*7 || events > 500*12 {
		t.Errorf("%d events of 500 customers", events)
	}
}

// A simulation knows the customers that were seeded.
func TestCustomersAreMadeUpAgain(t *testing.T) {
	again := Customers(6, 200, until)
	for i, c := range newBook(6, 200, until).part(0, 200) {
		was := c.told()
		if again[i].ExternalID != was.ExternalID || again[i].UsedFen != was.UsedFen || again[i].LimitFen != was.LimitFen || again[i].City != was.City {
			t.Fatalf("%+v, then %+v", was, again[i])
		}
	}
	if named := Personas(6, until); named[Spender].LimitFen != 3_000_000 || named[Ring+"2"].Device != RingDevice {
		t.Errorf("%+v", named[Spender])
	}
}
