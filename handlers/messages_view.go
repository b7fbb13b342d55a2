package handlers

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// writeLetter puts a message into words of the customer's language. Nothing in it names a
// rule, a threshold, a score or another person.
func writeLetter(p views.Page, m *models.Message, name string) views.Letter {
	if !shows(name) {
		name = p.T("letter.customer")
	}
	l := views.Letter{
		Lang: p.Lang, Title: p.T("letter." + m.Template + ".title"), Greeting: p.T("letter.greeting", "name", name),
		Reference: p.T("letter.reference", "id", m.PublicID()), Date: p.Date(m.CreatedAt), Closing: p.T("letter.closing"),
		CanHead: p.T("letter.can"),
	}
	v := letterValues{p, m.Values}
	switch m.Template {
	case models.TemplateLimitRaised, models.TemplateLimitLowered, models.TemplateLimitRestored:
		v.limit(&l, m.Template)
	case models.TemplateSanctionStarted:
		v.sanctionStarted(&l)
	case models.TemplateSanctionEnded:
		l.Body = []string{p.T("letter.sanction_ended."+m.Values["kind"], v.kv()...), p.T("letter.sanction_ended.back")}
	case models.TemplateCaseEvidence:
		v.caseEvidence(&l)
	case models.TemplateProof:
		l.Body, l.ItemsHead, l.Items = []string{p.T("letter.proof.body", v.kv()...)}, p.T("letter.proof_head"), []string{p.T("letter.proof_item." + m.Values["proof"])}
		l.CanDo = []string{p.T("letter.proof_unsure")}
	case models.TemplateContact:
		l.Body = []string{v.prepared(models.Prepared(m.Values["wording"]))}
	default:
		v.appeal(&l, m.Template)
	}
	if m.Wording != nil {
		v.own(&l, m.Wording)
	}
	for _, lesson := range m.Lessons(cmp.Or(m.Teaches, decide.Reasons{}.LessonsAtMost())) {
		l.Lessons = append(l.Lessons, writeLesson(p, lesson))
	}
	return l
}

// writeLesson puts a lesson into words of the customer's language.
func writeLesson(p views.Page, lesson models.Lesson) views.Lesson {
	key := "letter.lesson." + string(lesson) + "."
	l := views.Lesson{Head: p.T("letter.lesson.head"), Title: p.T(key + "title")}
	parts := []string{"do", "helps", "time"}
	if lesson.Law() {
		parts = append(parts, "law")
	}
	for _, part := range parts {
		l.Points = append(l.Points, views.LessonPoint{Label: p.T("letter.lesson." + part), Text: p.T(key + part)})
	}
	return l
}

// own puts a policy's words in the place of the shipped title and first paragraph; what follows them stays.
func (v letterValues) own(l *views.Letter, w *decide.Wording) {
	kv := v.filled()
	if w.Title != "" {
		l.Title = models.Fill(w.Title, kv...)
	}
	var body []string
	for _, part := range paragraphs(w.Body) {
		body = append(body, models.Fill(part, kv...))
	}
	l.Body = append(body, l.Body[min(1, len(l.Body)):]...)
}

// filled is the same values as a policy's words take them.
func (v letterValues) filled() (kv []string) {
	for i, pairs := 0, v.kv(); i+1 < len(pairs); i += 2 {
		kv = append(kv, fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return kv
}

// letterValues is a message's values, put into words on demand.
type letterValues struct {
	p      views.Page
	values map[string]string
}

// kv is the values that sentences take, each in the customer's words.
func (v letterValues) kv() []any {
	return []any{
		"product", v.word("measure.product.", "product"), "from", v.money("from"), "to", v.money("to"), "until", v.date("until"),
		"review", v.date("review"), "due", v.date("due"), "functions", functionsText(v.p, functionsOf(v.values["functions"])),
		"kind", v.word("letter.kind.", "kind"), "amount", v.money("amount"), "merchant", v.values["merchant"], "at", v.moment("at"),
		"appeal_by", v.date("appeal_by"), "since", v.date("since"), "received", v.date("received"), "n", v.values["n"],
	}
}

func (v letterValues) word(prefix, name string) string {
	if v.values[name] == "" {
		return ""
	}
	return v.p.T(prefix + v.values[name])
}

func (v letterValues) money(name string) string {
	fen, err := strconv.ParseInt(v.values[name], 10, 64)
	if err != nil {
		return views.Dash
	}
	return views.Money(fen)
}

func (v letterValues) date(name string) string {
	t, err := time.Parse(time.RFC3339, v.values[name])
	if err != nil {
		return views.Dash
	}
	return v.p.Date(t)
}

// reasonOf is a coded reason as the customer reads it: the code's own text, or that a
// person looked at the account and will explain.
func (v letterValues) reasonOf(area, code string) string {
	for _, key := range []string{area + ".reason." + code + ".customer", "reason." + code + ".customer"} {
		if v.p.Texts.Has(key) {
			return v.p.T(key)
		}
	}
	return v.p.T("letter.reason_general")
}

func (v letterValues) limit(l *views.Letter, template string) {
	l.Body = []string{v.p.T("letter."+template+".body", v.kv()...)}
	if v.values["until"] != "" {
		l.Body = append(l.Body, v.p.T("letter.limit_until", v.kv()...))
	}
	if in := v.values["in_force"]; in != "" && in != v.values["to"] {
		l.Body = append(l.Body, v.p.T("letter.limit_held", "amount", v.money("in_force")))
	}
	if template == models.TemplateLimitLowered {
		l.Body = append(l.Body, v.because(v.principalTexts("limit"))...)
		l.CanDo = []string{v.p.T("letter.can_ask"), v.p.T("letter.can_documents")}
	}
}

func (v letterValues) sanctionStarted(l *views.Letter) {
	if v.declined() {
		v.decline(l)
		return
	}
	l.Body = append([]string{v.p.T("letter.sanction_started."+v.values["kind"], v.kv()...)}, v.because(v.principalTexts("sanction"))...)
	switch {
	case v.values["until"] != "":
		l.Body = append(l.Body, v.p.T("letter.sanction_until", v.kv()...))
	case v.values["review"] != "":
		l.Body = append(l.Body, v.p.T("letter.sanction_review", v.kv()...))
	}
	l.Body = append(l.Body, v.p.T("letter.still_owed"))
	l.CanDo = []string{v.p.T("letter.can_appeal"), v.p.T("letter.can_human"), v.p.T("letter.can_documents")}
}

func (v letterValues) appeal(l *views.Letter, template string) {
	l.Body = []string{v.appealBody(template)}
	switch template {
	case models.TemplateAppealReceived:
		l.CanDo = []string{v.p.T("letter.can_add"), v.p.T("letter.can_withdraw")}
	case models.TemplateAppealEvidence:
		l.Body = append(l.Body, paragraphs(v.values["text"])...)
		l.ItemsHead, l.Items = v.p.T("letter.evidence_head"), v.evidenceItems()
		v.evidenceUntil(l)
		l.CanDo = append(l.CanDo, v.p.T("letter.can_clock"))
	case models.TemplateAppealUpheld:
		l.Body = append(l.Body, v.values["text"])
		l.CanDo = []string{v.p.T("letter.can_again"), v.p.T("letter.can_complain")}
	case models.TemplateAppealOverturn:
		l.Body = append(l.Body, v.values["text"], v.p.T("letter.sorry"))
		l.ItemsHead, l.Items = v.p.T("letter.restored_head"), v.restored()
	default:
		v.verdict(l, template)
	}
}

// restored lists what an overturn gave back, and what something else still holds.
func (v letterValues) restored() []string { return v.restoredAs("letter.kept") }

// restoredAs lists the same; kept is the sentence for what has not come back.
func (v letterValues) restoredAs(kept string) []string {
	sentences := map[string]string{"restored": "letter.restored", "kept": kept}
	var items []string
	if v.declined() {
		return v.paymentBack()
	}
	for _, field := range []string{"status", "reach", "limit:" + string(models.ProductPayLater), "limit:" + string(models.ProductCashLoan)} {
		for _, state := range []string{"restored", "kept"} {
			after, ok := v.values[state+"."+field]
			if !ok {
				continue
			}
			if field == "reach" && after == "" {
				items = append(items, v.p.T("letter.all_functions"))
				continue
			}
			name, text := restoredWords(v.p, field, after)
			items = append(items, v.p.Texts.T(sentences[state], "field", name, "value", text))
		}
	}
	return items
}

// restoredWords puts one field of a restoration into words.
func restoredWords(p views.Page, field, value string) (name, text string) {
	switch product, isLimit := strings.CutPrefix(field, "limit:"); {
	case isLimit:
		fen, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return p.T("restore.limit"), value
		}
		return p.T("restore.limit_of", "product", p.T("measure.product."+product)), views.Money(fen)
	case field == models.PartPayment:
		return p.T("restore.payment"), paymentText(p, value)
	case field == "status":
		return p.T("restore.status"), p.T("measure.status." + value)
	}
	return p.T("restore.reach"), functionsText(p, functionsOf(value))
}

// limitLetter is the letter that a limit change will queue.
func (h *Limits) limitLetter(p views.Page, around *models.LimitContext, line *models.CreditLine, cmd *models.ProposeLimit) *views.LetterPreview {
	m := models.Message{Lang: cmp.Or(cmd.TellLang, around.Account.Lang), CreatedAt: h.Now(), Template: models.TemplateLimitRaised, Values: map[string]string{
		"product": string(line.Product), "from": strconv.FormatInt(line.InForceFen(), 10), "to": strconv.FormatInt(cmd.ToFen, 10),
	}}
	change := models.LimitChange{Principal: models.Principal(cmd.ReasonCode, cmd.Further)}
	if len(change.Principal) > 0 {
		change.ReasonCode = models.LimitReasonFor(change.Principal[0])
	}
	change.TellLimit(m.Values)
	if cmd.ToFen < line.LimitFen {
		m.Template = models.TemplateLimitLowered
	}
	if cmd.ExpiresAt != nil {
		m.Values["until"] = cmd.ExpiresAt.Format(time.RFC3339)
	}
	taught(&m, around.Scored)
	return h.bothLetters(p, &m, around.Policy, around.Name, change.Principal)
}

// taught adds to a previewed message what the account's assessment teaches, as the message that is sent says it.
func taught(m *models.Message, scored []string) {
	if models.TaughtByScore(m.Values["reason"]) {
		m.Values["scored"] = strings.Join(scored, ",")
	}
}
