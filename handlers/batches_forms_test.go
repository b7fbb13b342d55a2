package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

func TestFormsOfBatches(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	id := models.ID(5).Public(models.PrefixCase)
	post := func(do echo.HandlerFunc, query string) *httptest.ResponseRecorder {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return call(s, lead, do, http.MethodPost, "/x", form)
	}
	want(t, post(h.Cases, "act=assign&scope=page&step=ask&view=&id="+id), 200, "Bob &lt;b&gt;", `value="`+id+`"`, "1 ticked case")
	want(t, post(h.Cases, "act=clear&scope=all&view=severity%3D3&reason=because"), 303)
	if m := store.made; m.Cases == nil || m.Cases.Severity != models.SeverityHigh || m.View != "severity=3&sort=risk" || m.Reason != "because" || len(m.IDs) > 0 {
		t.Errorf("made = %+v", m)
	}
	want(t, post(h.Cases, "act=release&scope=page&step=ask&view=&id="+id+"&id="+id), 303)
	if m := store.made; len(m.IDs) != 1 || m.Cases != nil {
		t.Errorf("made = %+v", m)
	}
	row := func(id models.ID) string { return "3400." + id.Public(models.PrefixCase) }
	want(t, post(h.Cases, "act=clear&scope=shown&step=ask&view=&shown="+row(6)+","+row(5)), 200, "The 2 cases of the page", `value="`+id+`"`)
	want(t, post(h.Cases, "act=release&scope=shown&step=ask&view=&shown="+row(6)+","+row(5)), 303)
	if m := store.made; len(m.IDs) != 2 || m.IDs[0] != 6 || m.IDs[1] != 5 || m.Cases != nil {
		t.Errorf("made = %+v", m)
	}
	w := post(h.Cases, "act=export&scope=shown&step=ask&view=~s3&shown="+row(6)+","+row(5))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != 303 || to.Path != "/exports/new" || to.Query().Get("view") != "ids="+url.QueryEscape(models.ID(6).Public("cas")+","+models.ID(5).Public("cas"))+"&severity=3&sort=risk" {
		t.Errorf("an export of a page leads to %s", to)
	}
	if to := post(h.Cases, "act=export&scope=all&step=ask&view=~s3").Header().Get("Location"); to != "/exports/new?of=queue&view=severity%3D3%26sort%3Drisk" {
		t.Errorf("an export of all leads to %s", to)
	}
	if to := post(h.Cases, "act=export&scope=page&step=ask&view=").Header().Get("Location"); to != "/queue?sort=risk" {
		t.Errorf("an export of nothing leads to %s", to)
	}
	store.made = nil
	if w := post(h.Cases, "act=release&scope=shown&step=ask&view=&shown="+row(6)+","+row(4)); w.Code != 303 || w.Header().Get("Location") != "/queue?sort=risk" || store.made != nil {
		t.Errorf("a page that is another by now leads to %q and makes %+v", w.Header().Get("Location"), store.made)
	}
	for _, bad := range []string{"act=clear&scope=shown&view=&shown=" + row(6), "act=clear&scope=shown&view=&shown=x,y", "act=limit&scope=all&view=", "act=clear&scope=some&view=", "act=clear&scope=page&view=&id=lin_1", "act=clear&scope=all&view=severity%3D9", "act=clear&act=assign&scope=all", "act=clear&scope=all&colour=red"} {
		want(t, post(h.Cases, bad), 400)
	}
	want(t, post(h.Limits, "product=paylater&by=-12.5&band=good&reason_code=risk_increase&reason=because&alone=1&to=&status="), 303)
	if m := store.made; m.ByBP != -1_250 || m.Accounts.Band != "good" || m.View != "band=good" || !m.Alone {
		t.Errorf("made = %+v", m)
	}
	for _, by := range []string{"0", "x", "1.234", "--1", "1e3"} {
		want(t, post(h.Limits, "product=paylater&reason=because&by="+url.QueryEscape(by)), 422, "f-by-error")
	}
	want(t, post(h.Limits, "product=paylater&to=x"), 422, "f-to-error")
	want(t, post(h.Lift, "status=frozen&reason=wrong"), 303)
	if m := store.made; m.Kind != models.BatchLift || m.Accounts.Status != models.StatusFrozen {
		t.Errorf("made = %+v", m)
	}
	want(t, call(s, lead, h.AskLimits, http.MethodGet, "/x?band=good", nil), 200, `value="good" checked`)
	want(t, call(s, lead, h.AskLift, http.MethodGet, "/x?model=1", nil), 400)
	want(t, call(s, lead, h.AskFile, http.MethodGet, "/x?a=1", nil), 400)
	var bad models.Invalid
	bad.Add("", "batch_none")
	store.err = bad.OrNil()
	want(t, post(h.Cases, "act=clear&scope=page&view=&reason=because"), 422, "Choose at least one item")
	store.err = &models.Refused{Code: "batch_may_not"}
	want(t, post(h.Lift, "reason=wrong"), 403, "not to many")
}

// TestBatchesKeepTheWholeFilterOfTheBook: several values, what is left out and spans come over from the list, go into the dry run as they
// are, stay in a form that is refused, and are named on the batch and in the list of batches.
func TestBatchesKeepTheWholeFilterOfTheBook(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	const filter = "status=restricted&status=frozen&band=poor&band_not=1&late_min=1&used_max=1%2C000.50"
	const kept = "band=%21poor&late_min=1&status=restricted%2Cfrozen&used_max=1%2C000.50"
	post := func(do echo.HandlerFunc, query string) *httptest.ResponseRecorder {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return call(s, lead, do, http.MethodPost, "/x", form)
	}
	for name, do := range map[string]echo.HandlerFunc{"limits": h.AskLimits, "lift": h.AskLift} {
		w := call(s, lead, do, http.MethodGet, "/x?"+kept, nil)
		want(t, w, 200, `value="restricted" checked`, `value="frozen" checked`, `value="poor" checked`, `value="1" selected`, `name="late_min"`, `value="1,000.50"`)
		want(t, call(s, lead, do, http.MethodGet, "/x?late_min=soon", nil), 422, `id="f-late_min-error"`, `value="soon"`)
		if name == "lift" {
			lacks(t, w, `name="product"`)
		}
	}
	want(t, post(h.Limits, filter+"&product=paylater&by=5&reason_code=good_history&reason=because"), 303)
	m := store.made
	if f := m.Accounts; f == nil || f.Status != "restricted,frozen" || f.Band != "poor" || !f.Not.Band || *f.Late.From != 1 || *f.UsedFen.To != 100_050 || m.View != kept {
		t.Errorf("made = %+v", m)
	}
	want(t, post(h.Limits, filter+"&product=paylater&by=x&reason=because"), 422, "f-by-error", `value="frozen" checked`, `value="1,000.50"`)
	want(t, post(h.Limits, "late_min=5&late_max=4&product=paylater&by=5&reason=because"), 422, `id="f-late_max-error"`)
	want(t, post(h.Lift, filter+"&reason=wrong"), 303)
	if m := store.made; m.Kind != models.BatchLift || m.Accounts.Status != "restricted,frozen" || m.View != kept {
		t.Errorf("made = %+v", m)
	}
	store.batch.File, store.batch.View = "", kept
	said := []string{"any of Restricted, Frozen", "not Poor", "at least 1", "at most ¥1,000.50"}
	show := func(v *Visitor) *httptest.ResponseRecorder {
		return call(s, v, h.Show, http.MethodGet, "/x", nil, "id", store.batch.PublicID())
	}
	want(t, show(lead), 200, append(said, `/accounts?band=%21poor&amp;late_min=1&amp;status=restricted%2Cfrozen`, "Narrowed by Days late")...)
	want(t, call(s, lead, h.List, http.MethodGet, "/batches", nil), 200, append(said, "Days late: at least 1")...)
	store.batch.View = "queue?late_min=3&sort=risk&who=mine#accounts?band=good"
	other := as(t, models.RoleLead, "en")
	other.User.ID = 8
	want(t, show(lead), 200, "at least 3", "Me", "Good", `"/queue?late_min=3&amp;sort=risk&amp;who=mine"`)
	if body := show(other).Body.String(); strings.Contains(body, ">Me<") {
		t.Error("the maker's own cases are called the reader's")
	}
}

// TestLimitsOfAViewTakeItWhole: a view of the queue chooses the accounts, whole or in few letters, beside the filter of the book.
func TestLimitsOfAViewTakeItWhole(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	post := func(do echo.HandlerFunc, query string) *httptest.ResponseRecorder {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return call(s, lead, do, http.MethodPost, "/x", form)
	}
	want(t, post(h.Limits, "product=paylater&by=5&band=good&reason_code=good_history&reason=because&view="+url.QueryEscape("~s4~qfraud")), 303)
	if m := store.made; m.Cases == nil || m.Cases.Queue != "fraud" || m.Accounts.Band != "good" || m.View != "queue?queue=fraud&severity=4&sort=risk#accounts?band=good" {
		t.Errorf("made = %+v", m)
	}
	want(t, post(h.Limits, "product=paylater&by=5&reason_code=good_history&reason=because&view=evil%3D1"), 400)
	w := call(s, lead, h.AskLimits, http.MethodGet, "/x?view=~s3~wfree", nil)
	want(t, w, 200, "Ring &lt;1&gt;", `value="~s4~qfraud"`, `value="~s3~wfree" selected`, "The view that you come from", "Due soon")
	lacks(t, w, "broken")
}

// TestFormsThatPutCasesElsewhere: the form asks until when or to which queue, and reads only what it offered.
func TestFormsThatPutCasesElsewhere(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	id := models.ID(5).Public(models.PrefixCase)
	post := func(do echo.HandlerFunc, query string) *httptest.ResponseRecorder {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return call(s, lead, do, http.MethodPost, "/x", form)
	}
	want(t, post(h.Cases, "act=snooze&scope=page&step=ask&view=&id="+id), 200, "Next Monday", "On a date", `value="tomorrow" checked`)
	want(t, post(h.Cases, "act=snooze&scope=page&view=&until=week&id="+id), 303)
	if m := store.made; m.Until.Sub(testNow) < 6*24*time.Hour || m.Until.Sub(testNow) > 8*24*time.Hour {
		t.Errorf("made = %+v", m)
	}
	for field, q := range map[string]string{"f-date-error": "until=date", "f-until-error": "until=never"} {
		want(t, post(h.Cases, "act=snooze&scope=page&view=&id="+id+"&"+q), 422, field)
	}
	want(t, post(h.Cases, "act=tag&scope=page&step=ask&view=&id="+id), 200, `list="tags-in-use"`, "ring &lt;1&gt;")
	want(t, post(h.Cases, "act=untag&scope=page&view=&tag=Lost+Phone&id="+id), 303)
	if m := store.made; m.Tag != "lost-phone" || m.Kind != models.BatchUntag {
		t.Errorf("made = %+v", m)
	}
	want(t, post(h.Cases, "act=escalate&scope=all&step=ask&view=all"), 200, "To the queue", "Fraud", "Leads")
	want(t, post(h.Cases, "act=escalate&scope=all&view=all&to=fraud&reason=ring"), 303)
	if m := store.made; m.ToQueue != models.QueueFraud || m.Reason != "ring" {
		t.Errorf("made = %+v", m)
	}
	want(t, post(h.Cases, "act=escalate&scope=all&view=all&to=nowhere&reason=ring"), 422, "f-to-error")
	want(t, post(h.Cases, "act=move&scope=all&step=ask&view=all"), 200, "To the queue", "First line", "Leads")
	want(t, post(h.Cases, "act=move&scope=all&view=all&to=first"), 303)
	if m := store.made; m.Kind != models.BatchMove || m.ToQueue != models.QueueFirst {
		t.Errorf("made = %+v", m)
	}
}

func TestSendingAFileOfLimits(t *testing.T) {
	s, store := testSite(t), someBatch()
	lead := as(t, models.RoleLead, "en")
	h := &Batches{Site: s, Store: store}
	send := func(name, content string) *httptest.ResponseRecorder {
		t.Helper()
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for field, value := range map[string]string{"reason": "because", "reason_code": "good_history"} {
			if err := w.WriteField(field, value); err != nil {
				t.Fatal(err)
			}
		}
		if name != "" {
			part, err := w.CreateFormFile("file", name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/batches/file", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		answer := httptest.NewRecorder()
		c := echo.New().NewContext(r, answer)
		SetVisitor(c, lead)
		if err := h.File(c); err != nil {
			if failed := s.errorPage(c, statusOf(err), err); failed != nil {
				t.Fatal(failed)
			}
		}
		return answer
	}
	want(t, send("", ""), 422, "f-file-error")
	want(t, send(`C:\books\q3.csv`, "account,product,limit\n"), 303)
	if m := store.made; m.File.Name != "q3.csv" || string(m.File.Content) != "account,product,limit\n" || m.ReasonCode != "good_history" {
		t.Errorf("made = %+v", m)
	}
	want(t, send("large.csv", strings.Repeat("x", models.BatchFileMax+10)), 303)
	if n := len(store.made.File.Content); n != models.BatchFileMax+1 {
		t.Errorf("%d bytes were read", n)
	}
}
