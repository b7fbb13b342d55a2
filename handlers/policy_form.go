package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/limits"
	"candor/engine/score"
	"candor/models"
	"candor/views"
)

// How many rows the editor reads of each list: one more than a document may have.
const (
	bandRows = 11
	capRows  = 21
	flagRows = 41
)

// policyInput is a policy document as it is typed. Every value keeps what was typed, so
// that a refused form can be shown again.
type policyInput struct {
	Bands  []bandInput
	Caps   []capInput
	Flags  []flagInput
	Single map[string]string
	Kinds  []string
	Helps  map[string][]string // evidence that helps, by reason of the measure
	// ByMeasure is the evidence that helps besides, by kind of the measure.
	ByMeasure map[string][]string
}

type bandInput struct{ Name, From, Cap, Income, Raise string }

type capInput struct{ Key, Factor, Op, Threshold, Score string }

type flagInput struct {
	Code, Measure, Op, Threshold, Severity, Source string
	On                                             bool
}

// The single fields of the document, in the order of the page.
const (
	fieldRaiseFen = "approval.raise_fen"
	fieldCutBP    = "approval.cut_bp"
	fieldStepFen  = "approval.step_fen"
	fieldLGD      = "loss.lgd_bp"
	fieldCCF      = "loss.ccf_bp"
	fieldQuiet    = "sla.quiet_days"
	fieldDue      = "appeals.due_days"
	fieldExecute  = "appeals.execute_minutes"
	fieldKinds    = "appeals.service_kinds"
	fieldReasons  = "reasons.reference"
	fieldLeast    = "reasons.least_points"
	fieldLessons  = "reasons.lessons"
)

func hoursField(i int) string { return "sla.case_hours." + strconv.Itoa(i) }

// singleFields lists them, the due times of cases among them.
func singleFields() []string {
	return append([]string{
		fieldRaiseFen, fieldCutBP, fieldStepFen, fieldLGD, fieldCCF,
		hoursField(0), hoursField(1), hoursField(2), hoursField(3), fieldQuiet, fieldDue, fieldExecute,
		fieldReasons, fieldLeast, fieldLessons,
	}, slices.Concat(sectionFields(), businessFields(), switchFields(), deskFields(), declinedFields())...)
}

// policyFields is every field that the editor sends.
func policyFields() []string {
	fields := append(singleFields(), "version", "spare", "do", unsavedField, fieldKinds+"*")
	for _, reason := range decide.SanctionReasons() {
		fields = append(fields, helpsField(reason)+"*")
	}
	for _, measure := range decide.MeasureKinds() {
		fields = append(fields, measureField(measure)+"*")
	}
	rows := func(list string, n int, names ...string) {
		for i := range n {
			for _, name := range names {
				fields = append(fields, fmt.Sprintf("%s.%d.%s", list, i, name))
			}
		}
	}
	rows("bands", bandRows, "name", "from")
	rows("limits", bandRows, "cap_fen", "income_bp", "raise_bp")
	rows("caps", capRows, "key", "factor", "op", "threshold", "score")
	rows("flags", flagRows, "code", "measure", "op", "threshold", "severity", "source", "on")
	return fields
}

// readPolicy takes the typed document out of a form. A row whose name is empty is left
// out: that is how one is removed, and how the spare row stays unused.
func readPolicy(f *form) policyInput {
	in := policyInput{Single: map[string]string{}, Kinds: f.list(fieldKinds), Helps: readHelps(f), ByMeasure: readByMeasure(f)}
	for _, name := range singleFields() {
		in.Single[name] = f.text(name)
	}
	at := func(list string, i int, name string) string { return f.text(fmt.Sprintf("%s.%d.%s", list, i, name)) }
	in.Bands = readBands(at, f.text("spare"))
	for i := range capRows {
		if key := at("caps", i, "key"); key != "" {
			in.Caps = append(in.Caps, capInput{
				key, at("caps", i, "factor"), at("caps", i, "op"), at("caps", i, "threshold"), at("caps", i, "score"),
			})
		}
	}
	for i := range flagRows {
		if code := at("flags", i, "code"); code != "" {
			in.Flags = append(in.Flags, flagInput{
				code, at("flags", i, "measure"), at("flags", i, "op"), at("flags", i, "threshold"), at("flags", i, "severity"),
				at("flags", i, "source"), at("flags", i, "on") != "",
			})
		}
	}
	return in
}

// readBands reads the bands in the order typed; one typed into the spare row goes to its
// place by cut-off, so that a band can be put between two others.
func readBands(at func(list string, i int, name string) string, spare string) (bands []bandInput) {
	var extra *bandInput
	for i := range bandRows {
		b := bandInput{
			at("bands", i, "name"), at("bands", i, "from"), at("limits", i, "cap_fen"), at("limits", i, "income_bp"), at("limits", i, "raise_bp"),
		}
		switch {
		case b.Name == "":
		case strconv.Itoa(i) == spare:
			extra = &b
		default:
			bands = append(bands, b)
		}
	}
	if extra == nil {
		return bands
	}
	place := len(bands)
	if from, err := strconv.Atoi(extra.From); err == nil {
		for i, b := range bands {
			if v, err := strconv.Atoi(b.From); err == nil && v > from {
				place = i
				break
			}
		}
	}
	return slices.Insert(bands, place, *extra)
}

// inputOf is a document as the editor first shows it.
func inputOf(doc decide.Policy) policyInput {
	in := policyInput{Kinds: doc.Appeals.ServiceKinds, Single: map[string]string{
		fieldRaiseFen: yuan(doc.Approval.RaiseFen), fieldCutBP: percentOf(doc.Approval.CutBP), fieldStepFen: yuan(doc.Approval.Step()),
		fieldLGD: percentOf(doc.Loss.LGDBP), fieldCCF: percentOf(doc.Loss.CCFBP),
		fieldQuiet: strconv.Itoa(doc.SLA.QuietDays), fieldDue: strconv.Itoa(doc.Appeals.DueDays),
		fieldExecute: strconv.Itoa(doc.Appeals.ExecuteMinutes), fieldReasons: string(cmp.Or(doc.Reasons.Reference, score.ReferenceBest)),
		fieldLeast: strconv.Itoa(doc.Reasons.LeastPoints), fieldLessons: strconv.Itoa(doc.Reasons.LessonsAtMost()),
	}}
	for i, h := range doc.SLA.CaseHours {
		in.Single[hoursField(i)] = strconv.Itoa(h)
	}
	sectionsOf(doc, in.Single)
	businessOf(doc, in.Single)
	switchesOf(doc, in.Single)
	deskOf(doc, &in)
	declinedOf(doc, in.Single)
	for i, b := range doc.Bands {
		row := limits.Row{}
		if i < len(doc.Limits) {
			row = doc.Limits[i]
		}
		in.Bands = append(in.Bands, bandInput{b.Name, strconv.Itoa(b.From), yuan(row.CapFen), percentOf(row.IncomeBP), percentOf(row.RaiseBP)})
	}
	for _, c := range doc.Caps {
		in.Caps = append(in.Caps, capInput{c.Key, c.Factor, string(c.Op), plainNumber(c.Threshold), strconv.Itoa(c.Score)})
	}
	for _, r := range doc.Flags {
		in.Flags = append(in.Flags, flagInput{
			r.Code, r.Measure, string(r.Op), plainNumber(r.Threshold), strconv.Itoa(r.Severity), r.Source, r.On,
		})
	}
	return in
}

func yuan(fen int64) string {
	return strings.TrimSuffix(strings.TrimPrefix(views.Money(fen), "¥"), ".00")
}

func percentOf(bp int64) string {
	return strings.TrimSuffix(views.Setting(bp), "%")
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// document turns what was typed into a policy; what cannot be read and what Check finds
// wrong is added to bad by field. What the editor does not show stays as it was.
func (in policyInput) document(was decide.Policy, bad *models.Invalid) decide.Policy {
	r := policyReader{bad}
	doc := was
	doc.Schema, doc.Bands, doc.Limits, doc.Flags = decide.PolicySchema, nil, nil, nil
	for i, b := range in.Bands {
		at := func(list, name string) string { return fmt.Sprintf("%s.%d.%s", list, i, name) }
		doc.Bands = append(doc.Bands, score.Band{Name: b.Name, From: r.number(at("bands", "from"), b.From)})
		doc.Limits = append(doc.Limits, limits.Row{
			Band: b.Name, CapFen: r.fen(at("limits", "cap_fen"), b.Cap),
			IncomeBP: r.percent(at("limits", "income_bp"), b.Income), RaiseBP: r.percent(at("limits", "raise_bp"), b.Raise),
		})
	}
	doc.Caps = make([]decide.Cap, 0, len(in.Caps))
	for i, c := range in.Caps {
		at := func(name string) string { return fmt.Sprintf("caps.%d.%s", i, name) }
		doc.Caps = append(doc.Caps, decide.Cap{
			Key: c.Key, Factor: c.Factor, Op: decide.Op(c.Op),
			Threshold: r.decimal(at("threshold"), c.Threshold), Score: r.number(at("score"), c.Score),
		})
	}
	for i, f := range in.Flags {
		at := func(name string) string { return fmt.Sprintf("flags.%d.%s", i, name) }
		doc.Flags = append(doc.Flags, decide.FlagRule{
			Code: f.Code, Measure: f.Measure, Op: decide.Op(f.Op), Threshold: r.decimal(at("threshold"), f.Threshold),
			Severity: r.number(at("severity"), f.Severity), Source: f.Source, On: f.On,
		})
	}
	in.singles(r, &doc)
	doc.Reasons = in.reasons(r, was)
	in.sections(r, was, &doc)
	in.switches(&doc)
	in.desk(r, was, &doc)
	in.declined(r, was, &doc)
	for _, fault := range doc.Check() {
		bad.Add(evidenceFault(&doc, fault.Field), fault.Code, fault.Args...)
	}
	return doc
}

// singles reads the fields that stand alone.
func (in policyInput) singles(r policyReader, doc *decide.Policy) {
	step := r.fen(fieldStepFen, in.Single[fieldStepFen])
	if step == doc.Approval.Step() { // a document from before there was a step stays without one
		step = doc.Approval.StepFen
	}
	doc.Approval = limits.Approval{RaiseFen: r.fen(fieldRaiseFen, in.Single[fieldRaiseFen]), CutBP: r.percent(fieldCutBP, in.Single[fieldCutBP]), StepFen: step}
	doc.Loss = limits.Loss{LGDBP: r.percent(fieldLGD, in.Single[fieldLGD]), CCFBP: r.percent(fieldCCF, in.Single[fieldCCF])}
	for i := range doc.SLA.CaseHours {
		doc.SLA.CaseHours[i] = r.number(hoursField(i), in.Single[hoursField(i)])
	}
	doc.SLA.QuietDays, doc.SLA.Business = r.number(fieldQuiet, in.Single[fieldQuiet]), in.business()
	doc.Appeals = decide.Appeals{
		DueDays: r.number(fieldDue, in.Single[fieldDue]), ExecuteMinutes: r.number(fieldExecute, in.Single[fieldExecute]),
		ServiceKinds: in.Kinds,
	}
}

// reasons keeps a document from before the reference could be chosen as it was, unless
// another than it had is chosen: saving without a change changes nothing.
func (in policyInput) reasons(r policyReader, was decide.Policy) decide.Reasons {
	typed := score.Reference(in.Single[fieldReasons])
	if typed == "" {
		r.bad.Add(fieldReasons, "required")
	}
	reasons := decide.Reasons{Reference: typed, LeastPoints: r.number(fieldLeast, in.Single[fieldLeast])}
	switch reasons.Lessons = r.number(fieldLessons, in.Single[fieldLessons]); reasons.Lessons {
	case was.Reasons.LessonsAtMost():
		reasons.Lessons = was.Reasons.Lessons
	case 0: // which would say nothing, not none
		r.bad.Add(fieldLessons, "range_between", "min", "1", "max", strconv.Itoa(decide.LessonsMost))
	}
	if was.Reasons.Reference == "" && typed == score.ReferenceBest {
		reasons.Reference = ""
	}
	return reasons
}
