package data

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestACustomerAppealsByThemselves goes the whole way: appeal, file, answers item by item, the
// clock, withdrawal; each on record as the customer's, with no user behind it.
func TestACustomerAppealsByThemselves(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		if cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, l.link)); cs.Appeal != nil || cs.Sanction.ID != l.sanction.ID || len(cs.Letters) != 0 {
			t.Errorf("before: %+v", cs)
		}
		c.advance(models.MessageHold)
		if _, err := s.RunJobs(ctx, "test", 10); err != nil {
			t.Fatal(err)
		}
		receipts := models.NewFile{Name: "receipts.txt", Content: []byte("receipts")}
		_, err := s.CustomerAppeal(ctx, l.by(), l.link, "en", "All of these were mine.", receipts, models.NewFile{Name: "a.pdf", Content: []byte("no document")})
		wantInvalid(t, err, "file", "upload_mismatch")
		if cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, l.link)); cs.Appeal != nil {
			t.Error("an appeal was filed without a file that came with it")
		}
		filed := must[*models.Appeal](t)(s.CustomerAppeal(ctx, l.by(), l.link, "en", "All of these were mine.", receipts))
		if filed.FiledBy != 0 || filed.Channel != models.ChannelPortal {
			t.Errorf("filed %+v", filed)
		}
		_, err = s.CustomerAppeal(ctx, l.by(), l.link, "en", "Once more.")
		wantRefused(t, err, "appeal_exists")
		ok(t, s.CustomerFile(ctx, l.by(), l.link, models.NewFile{Name: "orders.txt", Content: []byte("orders")}))
		asked := l.ask(filed.ID, "income", "id_card")
		due := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)).Appeal.DueAt
		c.advance(48 * time.Hour)
		err = s.CustomerAnswer(ctx, l.by(), l.link, models.CustomerAnswer{EvidenceID: asked[0].ID})
		wantInvalid(t, err, "words", "required")
		ok(t, s.CustomerAnswer(ctx, l.by(), l.link, models.CustomerAnswer{EvidenceID: asked[0].ID, Words: "I earn 8,000 a month."}))
		if a := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)); a.Appeal.PausedAt == nil || a.Evidence[0].FindingText != "I earn 8,000 a month." {
			t.Errorf("after one of two: %+v", a.Appeal)
		}
		card := &models.NewFile{Name: "card.png", Content: aPicture(t)}
		ok(t, s.CustomerAnswer(ctx, l.by(), l.link, models.CustomerAnswer{EvidenceID: asked[1].ID, File: card}))
		if a := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)).Appeal; a.PausedAt != nil || a.DueAt.Sub(due) != 48*time.Hour {
			t.Errorf("after both: paused %v, due %v later", a.PausedAt, a.DueAt.Sub(due))
		}
		if err := s.CustomerAnswer(ctx, l.by(), l.link, models.CustomerAnswer{EvidenceID: asked[0].ID, Words: "again"}); !errors.Is(err, models.ErrState) {
			t.Errorf("answered twice: %v", err)
		}
		cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, l.link))
		if len(cs.Files) != 3 || cs.Files[0].EvidenceID != asked[1].ID || len(cs.Evidence) != 2 || cs.Evidence[0].FindingText != "" || len(cs.Letters) != 1 {
			t.Errorf("what the link shows: %d files, %+v, %d letters", len(cs.Files), cs.Evidence, len(cs.Letters))
		}
		ok(t, s.CustomerWithdraw(ctx, l.by(), l.link, cs.Appeal.Version))
		if err := s.CustomerFile(ctx, l.by(), l.link, models.NewFile{Name: "a.txt", Content: []byte("late")}); !errors.Is(err, models.ErrState) {
			t.Errorf("a file for an appeal that is withdrawn: %v", err)
		}
		var strangers int64
		ok(t, s.w.Model(&models.AuditEntry{}).Where("actor_id = ? AND (actor_kind <> ? OR source <> ?)", l.link.PublicID(), models.ActorCustomer, "portal").Count(&strangers).Error)
		if strangers != 0 {
			t.Errorf("%d entries name another kind of actor", strangers)
		}
	})
}

// TestALateAnswerFromTheCustomerIsTaken answers a request after it was waited for: it is here then,
// like one that staff receive late, and the appeal stays where it is.
func TestALateAnswerFromTheCustomerIsTaken(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		filed := must[*models.Appeal](t)(s.CustomerAppeal(ctx, l.by(), l.link, "en", "All of these were mine."))
		ok(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: filed.ID, Version: versionOf(t, s, filed.ID), Kinds: []string{"income"}, Days: 3}))
		c.advance(4 * 24 * time.Hour)
		runAll(t, s)
		cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, l.link))
		if e := cs.Evidence[0]; e.LapsedAt == nil || e.Waiting() || cs.Appeal.PausedAt != nil {
			t.Fatalf("after its day: %+v, %+v", e, cs.Appeal)
		}
		ok(t, s.CustomerAnswer(ctx, l.by(), l.link, models.CustomerAnswer{EvidenceID: cs.Evidence[0].ID, Words: "I earn 8,000 a month."}))
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID))
		if e := d.Evidence[0]; e.LapsedAt != nil || e.ReceivedAt == nil || e.FindingText == "" || d.Appeal.Stage != cs.Appeal.Stage || !d.Appeal.DueAt.Equal(cs.Appeal.DueAt) {
			t.Errorf("late: %+v, %+v", e, d.Appeal)
		}
	})
}

// TestLinksReachOnlyTheirOwn uses the link of one customer on what is another's.
func TestLinksReachOnlyTheirOwn(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		one, other := newLinked(t, s, c, "1"), newLinked(t, s, c, "2")
		theirs := must[*models.Appeal](t)(s.CustomerAppeal(ctx, other.by(), other.link, "en", "Not me."))
		ok(t, s.CustomerFile(ctx, other.by(), other.link, models.NewFile{Name: "a.txt", Content: []byte("theirs")}))
		asked := other.ask(theirs.ID, "income")
		files := must[*models.CustomerCase](t)(s.CustomerCase(ctx, other.link)).Files
		staffs := must[*models.File](t)(s.AddFile(ctx, cleo, models.NewFile{
			Owner: models.FileOwner{Prefix: models.PrefixAppeal, ID: theirs.ID}, Name: "internal.txt", Content: []byte("internal")}))
		for name, err := range map[string]error{
			"a file without an appeal of one's own": s.CustomerFile(ctx, one.by(), one.link, models.NewFile{Name: "a.txt", Content: []byte("mine")}),
			"another's request":                     s.CustomerAnswer(ctx, one.by(), one.link, models.CustomerAnswer{EvidenceID: asked[0].ID, Words: "mine"}),
			"a request that is not there":           s.CustomerAnswer(ctx, one.by(), one.link, models.CustomerAnswer{EvidenceID: 1, Words: "mine"}),
			"another's appeal":                      s.CustomerWithdraw(ctx, one.by(), one.link, 1),
			"another's file":                        only(s.CustomerLook(ctx, one.by(), one.link, files[0].ID)),
			"a file of staff's":                     only(s.CustomerLook(ctx, other.by(), other.link, staffs.ID)),
		} {
			if !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, one.link)); cs.Appeal != nil || len(cs.Files)+len(cs.Evidence) != 0 {
			t.Errorf("the link of one shows %+v", cs)
		}
		if cs := must[*models.CustomerCase](t)(s.CustomerCase(ctx, other.link)); len(cs.Files) != 1 {
			t.Errorf("the customer sees %d files", len(cs.Files))
		}
		got := must[*models.FileContent](t)(s.CustomerLook(ctx, other.by(), other.link, files[0].ID))
		if string(got.Content) != "theirs" {
			t.Errorf("%q", got.Content)
		}
	})
}

func only[T any](_ T, err error) error { return err }
