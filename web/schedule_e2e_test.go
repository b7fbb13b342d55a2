package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestAVersionIsScheduledInTheBrowser: the moment is set with the number typed and read in the page's zone, what is refused keeps what
// was typed, the version stands in Pending, and it is called off; with and without scripting, and on a phone.
func TestAVersionIsScheduledInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, l := range []look{{}, {noScript: true}, {width: 390}} {
		t.Run(fmt.Sprintf("scripting %t width %d", !l.noScript, l.width), func(t *testing.T) {
			o := newOffice(t, models.RoleLead, models.RoleAdmin)
			o.clock.at.Store(time.Now().UnixMicro())
			o.approvedDraft(t)
			b := o.as(t, models.RoleLead, l)
			b.open("/policy/2/release")
			at := o.clock.now().In(time.FixedZone("", 8*3600)).AddDate(0, 0, 2)
			b.fill("#schedule-publish_at", at.Format("2006-01-02T15:04"))
			b.check("#schedule-ticked")
			b.fill("#schedule-confirm", "3")
			b.click("form[action$='/schedule'] button")
			if got := b.text("main"); !strings.Contains(got, "Type 2, the number of this version.") || !b.has("#schedule-publish_at[value='"+at.Format("2006-01-02T15:04")+"']") {
				t.Errorf("another number: %q", got)
			}
			b.shot(fmt.Sprintf("schedule-refused-%t-%d", l.noScript, l.width))
			b.fill("#schedule-confirm", "2")
			b.click("form[action$='/schedule'] button")
			when := at.Format("2006-01-02 15:04")
			if got := b.text("main"); !strings.Contains(got, "It becomes live by itself at "+when) || b.has("form[action$='/schedule']") {
				t.Errorf("after setting the moment: %q", got)
			}
			if !l.noScript {
				b.axe()
			}
			b.shot(fmt.Sprintf("schedule-set-%t-%d", l.noScript, l.width))
			b.open("/approvals")
			if got := b.text("#cooling"); !strings.Contains(got, when) || !strings.Contains(got, "can be called off until then") {
				t.Errorf("pending: %q", got)
			}
			b.open("/policy")
			if got := b.text("#versions"); !strings.Contains(got, when+", set by ") {
				t.Errorf("the list: %q", got)
			}
			b.shot(fmt.Sprintf("schedule-list-%t-%d", l.noScript, l.width))
			b.fits()
			b.open("/policy/2")
			if got := b.text("main"); !strings.Contains(got, "It becomes live by itself at "+when) {
				t.Errorf("the version: %q", got)
			}
			b.shot(fmt.Sprintf("schedule-version-%t-%d", l.noScript, l.width))
			b.fits()
			b.click("main .callout a[href='/policy/2/release']")
			b.click("form[action$='/calloff'] button")
			if got := b.text("main"); strings.Contains(got, "becomes live by itself at") || !b.has("form[action$='/schedule']") {
				t.Errorf("after calling it off: %q", got)
			}
			b.open("/policy/2")
			if got := b.text("main"); !strings.Contains(got, "called its moment off at") || !strings.Contains(got, when) {
				t.Errorf("the version, called off: %q", got)
			}
			b.shot(fmt.Sprintf("schedule-off-%t-%d", l.noScript, l.width))
		})
	}
}

// approvedDraft brings a version of the admin's through the lead's approval.
func (o *office) approvedDraft(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	who := func(role string) models.Actor {
		u := o.users[role]
		return models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Role: role, Source: "ui"}
	}
	p, _, err := o.store.DraftPolicy(ctx, who(models.RoleAdmin), 1)
	if err != nil {
		t.Fatal(err)
	}
	doc := p.Document
	doc.Approval.CutBP--
	for _, step := range []func(models.PolicyStep) (*models.Policy, error){
		func(at models.PolicyStep) (*models.Policy, error) {
			return o.store.EditPolicy(ctx, who(models.RoleAdmin), at, doc)
		},
		func(at models.PolicyStep) (*models.Policy, error) {
			return o.store.SubmitPolicy(ctx, who(models.RoleAdmin), at, "smaller cuts")
		},
		func(at models.PolicyStep) (*models.Policy, error) {
			return o.store.ApprovePolicy(ctx, who(models.RoleLead), at)
		},
	} {
		if p, err = step(models.PolicyStep{Version: p.Version, Revision: p.Revision}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAPreparedWordingIsWrittenInTheBrowser: a variable that it does not have is refused beside its field, and own words are shown with
// example values.
func TestAPreparedWordingIsWrittenInTheBrowser(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	for _, l := range []look{{}, {noScript: true, width: 390}} {
		b := newBrowser(t, base, l)
		b.signIn("test_admin")
		if !l.noScript {
			b.open("/policy")
			b.click("form[action='/policy/draft'] button")
		}
		b.open("/policy/2/wordings/prepared.appeal")
		if l.noScript { // what the first look saved
			if got := b.text("#letter-en"); !strings.Contains(got, "We decide by 20") {
				t.Errorf("own words read %q", got)
			}
			b.shot("prepared-phone")
			continue
		}
		b.fill(wordsEn, "Until {{.score}} we think about it.")
		b.click("#edit .btn-primary")
		if got := b.text(".error-summary"); !strings.Contains(got, "{{.score}}") {
			t.Errorf("a bad variable is refused with %q", got)
		}
		b.fill(wordsEn, "We decide by {{.due}} about this: {{.kind}}, received {{.received}}.")
		b.click("#edit .btn-primary")
		if got := b.text("#letter-en"); !strings.Contains(got, "We decide by 20") || !strings.Contains(b.text("#words-en"), "Own words") {
			t.Errorf("saved: %q, %q", got, b.text(".error-summary"))
		}
		b.axe()
		b.shot("prepared-saved")
	}
}
