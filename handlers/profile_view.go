package handlers

import (
	"errors"
	"strings"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

func profilePage(s *Site, p views.Page, v *Visitor, list []models.Session, refused error) views.ProfilePage {
	return views.ProfilePage{
		Page: p, Login: v.User.Login, Roles: p.User.Role, SignedIn: p.Time(moment(v.User.SignedInAt)),
		Lang: v.User.Lang, Zone: v.User.Zone, Zones: zoneOptions(p, s.Zone), KeysOff: v.User.KeysOff, Rights: rightGroups(p, v.Permissions()),
		Sessions: sessionRowsOf(p, list, v.Session.ID), Errors: problems(p, refused),
	}
}

// zoneOptions are the zones to choose from, the lender's own first, each with how far it is from UTC now.
func zoneOptions(p views.Page, lender *time.Location) []ui.Option {
	offset := func(zone *time.Location) string { return p.Now.In(zone).Format("UTC-07:00") }
	list := []ui.Option{{Value: "", Label: p.T("profile.zone_lender", "zone", lender.String(), "offset", offset(lender))}}
	for _, name := range models.Zones() {
		if zone, err := time.LoadLocation(name); err == nil { // a machine without it does not offer it
			list = append(list, ui.Option{Value: name, Label: p.T("profile.zone_one", "zone", name, "offset", offset(zone))})
		}
	}
	return list
}

// moment is a time that may be missing; views draw the zero time as a dash.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// passwordProblems is what is wrong with a change of password, in the reader's words.
func passwordProblems(p views.Page, s *Site, err error) map[string]string {
	var wait *models.Wait
	if errors.As(err, &wait) {
		return map[string]string{"": p.T("signin.wait", "time", p.Clock(wait.Until))}
	}
	return problems(p, err)
}

// rightGroups puts permissions under the noun they are about, in the order given.
func rightGroups(p views.Page, rights []models.Permission) []views.RightGroup {
	var groups []views.RightGroup
	for _, r := range rights {
		area, _, _ := strings.Cut(string(r), ".")
		label := p.T("permission_area." + area)
		if n := len(groups); n == 0 || groups[n-1].Label != label {
			groups = append(groups, views.RightGroup{Label: label})
		}
		g := &groups[len(groups)-1]
		g.Rights = append(g.Rights, ui.Option{
			Value: string(r), Label: p.T("permission." + string(r)), Hint: p.T("permission." + string(r) + ".note"),
		})
	}
	return groups
}

// sessionRowsOf describes sessions; token is the one the page is asked for with, "" for none.
func sessionRowsOf(p views.Page, list []models.Session, token string) []views.SessionRow {
	rows := make([]views.SessionRow, len(list))
	for i := range list {
		s := &list[i]
		rows[i] = views.SessionRow{
			Ref: s.Ref(), Browser: browserName(p, s.Agent), Address: s.IP,
			Started: p.Time(s.CreatedAt), Seen: p.Time(s.LastSeen), Here: token != "" && s.Opens(token),
		}
	}
	return rows
}

// browserName says which browser on which system a User-Agent line claims to be, as far as
// a person needs it to know a session again.
func browserName(p views.Page, agent string) string {
	browser := firstHeld(agent, "Edg/", "Edge", "OPR/", "Opera", "MicroMessenger/", "WeChat", "Firefox/", "Firefox",
		"Chrome/", "Chrome", "Safari/", "Safari")
	system := firstHeld(agent, "Windows", "Windows", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad",
		"Mac OS X", "macOS", "Linux", "Linux")
	switch {
	case browser == "":
		return p.T("profile.unknown_browser")
	case system == "":
		return browser
	}
	return p.T("profile.on", "browser", browser, "system", system)
}

// firstHeld returns the name behind the first mark that a text holds; pairs are mark, name.
func firstHeld(text string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.Contains(text, pairs[i]) {
			return pairs[i+1]
		}
	}
	return ""
}
