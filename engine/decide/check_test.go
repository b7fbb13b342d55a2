package decide_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
)

func TestShippedPolicyHasNoFault(t *testing.T) {
	p := decide.Default()
	if faults := p.Check(); len(faults) > 0 {
		t.Errorf("faults = %+v", faults)
	}
}

// TestCheckNamesTheFieldAndTheFault breaks one thing at a time.
func TestCheckNamesTheFieldAndTheFault(t *testing.T) {
	tests := map[string]struct {
		change func(*decide.Policy)
		want   string // field code
	}{
		"other schema":                {func(p *decide.Policy) { p.Schema = 2 }, "schema choice"},
		"one band":                    {func(p *decide.Policy) { p.Bands, p.Limits = p.Bands[:1], p.Limits[:1] }, "bands count_between"},
		"first band too high":         {func(p *decide.Policy) { p.Bands[0].From = 360 }, "bands.0.from band_start"},
		"bands do not rise":           {func(p *decide.Policy) { p.Bands[3].From = 600 }, "bands.3.from ascending"},
		"band above the scale":        {func(p *decide.Policy) { p.Bands[4].From = 951 }, "bands.4.from range_between"},
		"band without a name":         {func(p *decide.Policy) { p.Bands[1].Name, p.Limits[1].Band = "", "" }, "bands.1.name length"},
		"band named twice":            {func(p *decide.Policy) { p.Bands[1].Name = "poor"; p.Limits[1].Band = "poor" }, "bands.1.name unique"},
		"row missing":                 {func(p *decide.Policy) { p.Limits = p.Limits[1:] }, "limits row_per_band"},
		"row of another band":         {func(p *decide.Policy) { p.Limits[2].Band = "best" }, "limits.2.band row_per_band"},
		"better band, lower cap":      {func(p *decide.Policy) { p.Limits[4].CapFen = 1 }, "limits.4.cap_fen not_falling"},
		"negative cap":                {func(p *decide.Policy) { p.Limits[0].CapFen = -1 }, "limits.0.cap_fen range"},
		"income share":                {func(p *decide.Policy) { p.Limits[0].IncomeBP = -1 }, "limits.0.income_bp range"},
		"raise share":                 {func(p *decide.Policy) { p.Limits[0].RaiseBP = 1_000_001 }, "limits.0.raise_bp range"},
		"better band, less income":    {func(p *decide.Policy) { p.Limits[4].IncomeBP = 20_000 }, "limits.4.income_bp share_falls"},
		"income only looked at above": {func(p *decide.Policy) { p.Limits[3].IncomeBP = 0 }, "limits.4.income_bp share_falls"},
		"better band, lower raise":    {func(p *decide.Policy) { p.Limits[4].RaiseBP = 0 }, "limits.4.raise_bp share_falls"},
		"bands that overlap":          {func(p *decide.Policy) { p.Bands[2].From = 540 }, "bands.2.from ascending"},
		"quiet from no time":          {func(p *decide.Policy) { p.Contact.QuietFrom = "24:00" }, "contact.quiet_from clock"},
		"quiet to no time":            {func(p *decide.Policy) { p.Contact.QuietTo = "8:00" }, "contact.quiet_to clock"},
		"zone of nowhere":             {func(p *decide.Policy) { p.Contact.Zone = "Mars/Base" }, "contact.zone choice"},
		"no attempt a day":            {func(p *decide.Policy) { p.Contact.DayMost, p.Contact.WeekMost = 0, 7 }, "contact.day_most range_between"},
		"fewer a week than a day":     {func(p *decide.Policy) { p.Contact.WeekMost = 5 }, "contact.week_most range_between"},
		"more a week than 7 days":     {func(p *decide.Policy) { p.Contact.WeekMost = 43 }, "contact.week_most range_between"},
		"minutes of a case":           {func(p *decide.Policy) { p.Work.CaseMinutes = 481 }, "work.case_minutes range_between"},
		"rise of the default rate":    {func(p *decide.Policy) { p.Guards.DefaultRiseBP = 0 }, "guards.default_rise_bp range_between"},
		"overturn rate":               {func(p *decide.Policy) { p.Guards.OverturnBP = 10_001 }, "guards.overturn_bp range_between"},
		"share of a list":             {func(p *decide.Policy) { p.Guards.ListShareBP = -1 }, "guards.list_share_bp range_between"},
		"wording of no message":       {func(p *decide.Policy) { p.Wordings = words("", "en", "", "Good day.") }, "wordings.0.code choice"},
		"wording in no language":      {func(p *decide.Policy) { p.Wordings = words("limit_raised", "fr", "", "Bonjour.") }, "wordings.0.lang choice"},
		"wording without words":       {func(p *decide.Policy) { p.Wordings = words("limit_raised", "en", "", "  a  ") }, "wordings.0.body length"},
		"title of two lines":          {func(p *decide.Policy) { p.Wordings = words("limit_raised", "en", "a\nb", "Good day.") }, "wordings.0.title length"},
		"wording twice": {func(p *decide.Policy) {
			p.Wordings = append(words("limit_raised", "en", "", "Good day."), words("limit_raised", "en", "", "Hello you.")...)
		}, "wordings.1.code unique"},
		"approval amount":         {func(p *decide.Policy) { p.Approval.RaiseFen = -1 }, "approval.raise_fen range"},
		"approval share":          {func(p *decide.Policy) { p.Approval.CutBP = 10_001 }, "approval.cut_bp range_between"},
		"loss given default":      {func(p *decide.Policy) { p.Loss.LGDBP = -1 }, "loss.lgd_bp range_between"},
		"conversion factor":       {func(p *decide.Policy) { p.Loss.CCFBP = 10_001 }, "loss.ccf_bp range_between"},
		"cap of no factor":        {func(p *decide.Policy) { p.Caps[0].Factor = "mood" }, "caps.0.factor choice"},
		"cap without comparison":  {func(p *decide.Policy) { p.Caps[0].Op = "" }, "caps.0.op choice"},
		"cap outside the scale":   {func(p *decide.Policy) { p.Caps[1].Score = 349 }, "caps.1.score range_between"},
		"cap without a key":       {func(p *decide.Policy) { p.Caps[0].Key = "A B" }, "caps.0.key slug"},
		"cap twice":               {func(p *decide.Policy) { p.Caps[1].Key = p.Caps[0].Key }, "caps.1.key unique"},
		"cap at no number":        {func(p *decide.Policy) { p.Caps[0].Threshold = math.NaN() }, "caps.0.threshold range"},
		"flag of no measure":      {func(p *decide.Policy) { p.Flags[0].Measure = "mood" }, "flags.0.measure choice"},
		"flag without comparison": {func(p *decide.Policy) { p.Flags[0].Op = "near" }, "flags.0.op choice"},
		"flag outside the scale":  {func(p *decide.Policy) { p.Flags[0].Threshold = 951 }, "flags.0.threshold range_between"},
		"flag at no number":       {func(p *decide.Policy) { p.Flags[0].Threshold = math.Inf(1) }, "flags.0.threshold range"},
		"flag severity":           {func(p *decide.Policy) { p.Flags[2].Severity = 5 }, "flags.2.severity range_between"},
		"flag source":             {func(p *decide.Policy) { p.Flags[2].Source = "rumour" }, "flags.2.source choice"},
		"flag twice":              {func(p *decide.Policy) { p.Flags[1].Code = p.Flags[0].Code }, "flags.1.code unique"},
		"flag without a code":     {func(p *decide.Policy) { p.Flags[1].Code = "" }, "flags.1.code slug"},
		"hours":                   {func(p *decide.Policy) { p.SLA.CaseHours[1] = 0 }, "sla.case_hours.1 range_between"},
		"reference of reasons":    {func(p *decide.Policy) { p.Reasons.Reference = "median" }, "reasons.reference choice"},
		"quiet days":              {func(p *decide.Policy) { p.SLA.QuietDays = 366 }, "sla.quiet_days range_between"},
		"due days":                {func(p *decide.Policy) { p.Appeals.DueDays = 0 }, "appeals.due_days range_between"},
		"execute minutes":         {func(p *decide.Policy) { p.Appeals.ExecuteMinutes = 1441 }, "appeals.execute_minutes range_between"},
		"sanction kind":           {func(p *decide.Policy) { p.Appeals.ServiceKinds = []string{"freeze", "freeze"} }, "appeals.service_kinds choice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := decide.Default()
			tt.change(&p)
			faults := p.Check()
			if len(faults) != 1 || faults[0].Field+" "+faults[0].Code != tt.want {
				t.Errorf("faults = %+v, want only %s", faults, tt.want)
			}
		})
	}
}

func words(code, lang, title, body string) []decide.Wording {
	return []decide.Wording{{Code: code, Lang: lang, Title: title, Body: body}}
}

func TestCheckBoundsLists(t *testing.T) {
	p := decide.Default()
	for i := range 50 {
		code := "more_" + strings.Repeat("x", i%30) + string(rune('a'+i/30))
		p.Flags = append(p.Flags, decide.FlagRule{Code: code, Measure: decide.MeasureScore, Op: decide.OpBelow, Threshold: 400, Severity: 1, Source: "model"})
		p.Caps = append(p.Caps, decide.Cap{Key: code, Factor: "name_match", Op: decide.OpBelow, Threshold: 1, Score: 400})
	}
	var got []string
	for _, f := range p.Check() {
		got = append(got, f.Field+" "+f.Code)
	}
	if d := cmp.Diff([]string{"caps count_between", "flags count_between"}, got); d != "" {
		t.Error(d)
	}
}

func TestPolicyDocumentRoundTrips(t *testing.T) {
	b, err := json.Marshal(decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	var again decide.Policy
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(decide.Default(), again); d != "" {
		t.Error(d)
	}
}
